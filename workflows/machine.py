"""Binds the table to `transitions`: one machine for the process, cases are passed in.

`Machine(model=row)` would overwrite a loaded status, so the machine has no model of its own and
its events are triggered on a case. A failing guard makes `trigger` return False; here it becomes
a refusal that names every unmet condition.
"""

from collections.abc import Callable, Iterator

from transitions import Machine

from .acts import Act, Actor
from .case import Case
from .guards import Guard
from .procedure import ACTS, BY_NAME, PROCEDURE, Step, Target
from .vocabulary import Role, Side, Status


class Impossible(Exception):
    """A step that cannot be taken."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.name)
        self.step = step


class NotAllowed(Impossible):
    """The person may not take this step, whatever the case."""


class NotNow(Impossible):
    """The step does not start from the status in which the notice with this id is."""

    def __init__(self, step: Step, notice_id: int | None) -> None:
        super().__init__(step)
        self.notice_id = notice_id


class Refused(Impossible):
    """Conditions are unmet; `reasons` names them all, in the order of the table."""

    def __init__(self, step: Step, reasons: list[str]) -> None:
        super().__init__(step)
        self.reasons = reasons
        self.args = (step.name, reasons)


def perform(name: str, case: Case, act: Act) -> None:
    """Take a step or act: moves `case.status`, or raises NotAllowed, NotNow or Refused."""
    step = admit(name, case, act)
    if not MACHINE.events[name].trigger(case, case, act):
        raise Refused(step, unmet(name, case, act))


def admit(name: str, case: Case, act: Act) -> Step:
    """Give the step if the person may try it now; raises NotAllowed or NotNow."""
    step = BY_NAME[name]
    if not is_taker(step, act.actor):
        raise NotAllowed(step)
    if case.status not in step.sources:
        raise NotNow(step, case.notice_id)
    if not all(right(case, act) for right in step.rights):
        raise NotAllowed(step)
    return step


def unmet(name: str, case: Case, act: Act) -> list[str]:
    """The names of all conditions that stand in the way, in the order of the table."""
    return [guard.__name__ for guard in BY_NAME[name].conditions if not guard(case, act)]


def steps_from(status: Status, role: Role, side: Side | None) -> list[Step]:
    """The steps and acts that a role of a side may try in a status, in the order of the table."""
    return [
        step for step in BY_NAME.values() if status in step.sources and (role, side) in step.takers
    ]


def permitted(name: str, case: Case, act: Act) -> bool:
    """Whether a button for the step belongs on the person's page (it may still be refused)."""
    step = BY_NAME[name]
    return (
        is_taker(step, act.actor)
        and case.status in step.sources
        and all(right(case, act) for right in step.rights)
    )


def is_taker(step: Step, actor: Actor) -> bool:
    """Whether the person's role and side are in the row."""
    return (actor.role, actor.side) in step.takers


def _came_from(status: Status) -> Guard:
    def came_from(case: Case, _act: Act) -> bool:
        return case.status_before is status

    return came_from


def _transitions() -> Iterator[dict[str, object]]:
    for step in (*PROCEDURE, *ACTS):
        conditions: list[Callable[..., bool]] = list(step.conditions)
        for source in sorted(step.sources):
            row: dict[str, object] = {
                "trigger": step.name,
                "source": source,
                "conditions": conditions,
            }
            if isinstance(step.target, Status):
                yield row | {"dest": step.target}
            elif step.target is Target.UNCHANGED:
                yield row | {"dest": None}
            else:
                for before in sorted(BY_NAME["take_over"].sources):
                    yield row | {"dest": before, "conditions": [*conditions, _came_from(before)]}


MACHINE = Machine(
    model=None,
    states=Status,
    initial=Status.DRAFT,
    transitions=list(_transitions()),
    auto_transitions=False,
    queued=False,
    model_attribute="status",
)
