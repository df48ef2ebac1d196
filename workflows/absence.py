"""The conditions of standing in for somebody who is away; the other ones are in `guards`."""

from zoneinfo import ZoneInfo

from .acts import Act, Delegated
from .case import Case
from .vocabulary import Role

LONGEST_ABSENCE = 60
"""Days for which somebody may stand in, the first and the last one among them."""


def in_own_name(_case: Case, act: Act) -> bool:
    """Who stands in for somebody lets nobody else in: neither a further one nor a new person."""
    return act.actor.instead is None


def own_absence(_case: Case, act: Act) -> bool:
    """One's own absence, or an administrator sees to somebody's who is already away."""
    return act.actor.role is Role.ADMINISTRATOR or _is_own_absence(act)


def role_held(case: Case, _act: Act) -> bool:
    """The absent person holds the role, and the checkpoint officer works at the checkpoint."""
    return case.absence is not None and case.absence.role_held


def another_person(_case: Case, act: Act) -> bool:
    """Nobody stands in for themselves."""
    return isinstance(act.details, Delegated) and act.details.delegate_id != act.details.holder_id


def colleague_able(case: Case, _act: Act) -> bool:
    """The colleague belongs to the same side and has an account in use.

    Nobody who audits decides as well; a checkpoint officer is stood in for by another one.
    """
    return case.absence is not None and case.absence.colleague_able


def third_person(_case: Case, act: Act) -> bool:
    """An administrator who sees to somebody's absence gains nothing by it."""
    return _is_own_absence(act) or (
        isinstance(act.details, Delegated) and act.details.delegate_id not in act.actor.persons
    )


def days_in_order(_case: Case, act: Act) -> bool:
    """The last day is not before the first one."""
    return isinstance(act.details, Delegated) and act.details.first_day <= act.details.last_day


def days_to_come(_case: Case, act: Act) -> bool:
    """The first day is not over, by the clock of the holder's place."""
    if not isinstance(act.details, Delegated):
        return False
    return act.details.first_day >= act.at.astimezone(ZoneInfo(act.details.timezone)).date()


def not_too_long(_case: Case, act: Act) -> bool:
    """The absence does not last longer than anybody may be stood in for."""
    if not isinstance(act.details, Delegated):
        return False
    return (act.details.last_day - act.details.first_day).days < LONGEST_ABSENCE


def colleague_there(case: Case, _act: Act) -> bool:
    """The colleague is not away as well: nobody stands in through a third person or in a circle."""
    return case.absence is not None and not case.absence.away


def not_needed(case: Case, _act: Act) -> bool:
    """Who is away stands in for nobody in those days."""
    return case.absence is not None and not case.absence.needed


def one_stand_in(case: Case, _act: Act) -> bool:
    """Nobody else stands in for the same person and role in those days."""
    return case.absence is not None and not case.absence.named_already


def not_yet_ended(case: Case, _act: Act) -> bool:
    """The colleague may still act, or could later."""
    return case.absence is not None and not case.absence.ended


def absence_reasoned(_case: Case, act: Act) -> bool:
    """An administrator says why, where the absence is somebody else's."""
    return _is_own_absence(act) or bool(act.reason.strip())


def _is_own_absence(act: Act) -> bool:
    return isinstance(act.details, Delegated) and act.details.holder_id == act.actor.id
