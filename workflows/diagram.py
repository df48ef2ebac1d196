"""Draws the table: as a Mermaid diagram and as Markdown tables, for the README and the docs."""

from collections.abc import Iterable, Iterator

from .procedure import ACTS, BY_NAME, PROCEDURE, Step, Target
from .vocabulary import Role, Side, Status


def mermaid() -> str:
    """The steps as a Mermaid state diagram; a step that leaves the status alone is a loop."""
    return "\n".join(["stateDiagram-v2", "    [*] --> draft", *_arrows(), "    exited --> [*]"])


def markdown(steps: Iterable[Step]) -> str:
    """A table with a row for each step or act, its conditions by the names of the guards."""
    head = ["| step | from | to | who | only if | paper |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *(_row(step) for step in steps)])


def page() -> str:
    """The page docs/procedure.md."""
    return (
        "# The procedure\n\n"
        "Made from `workflows/procedure.py` by `python -m workflows.diagram`.\n\n"
        f"```mermaid\n{mermaid()}\n```\n\n"
        f"## Steps\n\n{markdown(PROCEDURE)}\n\n## Acts\n\n{markdown(ACTS)}\n"
    )


def _arrows() -> Iterator[str]:
    arrows: dict[tuple[Status, Status], list[str]] = {}
    for step in PROCEDURE:
        for source in _in_order(step.sources):
            for target in _targets(step, source):
                arrows.setdefault((source, target), []).append(step.name)
    for (source, target), names in arrows.items():
        yield f"    {source} --> {target}: {', '.join(names)}"


def _targets(step: Step, source: Status) -> list[Status]:
    if isinstance(step.target, Status):
        return [step.target]
    if step.target is Target.UNCHANGED:
        return [source]
    return _in_order(BY_NAME["take_over"].sources)


def _row(step: Step) -> str:
    target = str(step.target.value)
    sources = "any" if step.sources == set(Status) else ", ".join(_in_order(step.sources))
    takers = ", ".join(_taker(role, side) for role, side in step.takers)
    conditions = ", ".join(guard.__name__ for guard in (*step.rights, *step.conditions)) or "–"
    paper = step.paper or "–"
    return f"| {step.name} | {sources} | {target} | {takers} | {conditions} | {paper} |"


def _taker(role: Role, side: Side | None) -> str:
    name = role.replace("_", " ")
    return f"{name} ({side})" if side else name


def _in_order(statuses: frozenset[Status]) -> list[Status]:
    return [status for status in Status if status in statuses]


if __name__ == "__main__":
    print(page(), end="")
