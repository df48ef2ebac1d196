"""One small question per condition. `True` means that nothing stands in the way.

The name of a guard is the code of the refusal; its words are in `notices.words`.
"""

from collections.abc import Callable
from datetime import timedelta

from .acts import Act, Changed, Destination, Marked, Paid
from .case import Case, Item, Vehicle
from .catalogue import earliest_day
from .exit import CLOCKS_DIFFER, is_set_back
from .plates import plate_key
from .vocabulary import DeficiencyClass, Mark, Role, Status, Verdict

Guard = Callable[[Case, Act], bool]

EXCEPTION_HOLDS = timedelta(hours=4)
"""How long a vehicle that is released exceptionally may be let out."""

MOST_ACTS_OF_CARRIER = 200
"""Files, objections, wishes and arrivals of a carrier on one notice; a file has 10 MB at most."""

SIGNATURE_HOLDS = {"ask_release": timedelta(minutes=15), "ask_annulment": timedelta(days=1)}
"""How long the other side may sign after the first signature, by the act that gives it.

A first signature from the future counts as little as one that is too old: some clock was wrong.
"""


def at_own_post(case: Case, act: Act) -> bool:
    """The notice is one of the inspector's own control post."""
    return act.actor.role is not Role.INSPECTOR or act.actor.place_id == case.post_id


def at_own_checkpoint(case: Case, act: Act) -> bool:
    """The notice is directed to the officer's own checkpoint."""
    if act.actor.role is not Role.CHECKPOINT_OFFICER:
        return True
    return case.destination is not None and act.actor.place_id == case.destination.id


def to_own_checkpoint(_case: Case, act: Act) -> bool:
    """The officer takes the vehicle over to the own checkpoint."""
    return act.destination is not None and act.destination.id == act.actor.place_id


def of_own_side(_case: Case, act: Act) -> bool:
    """An administrator changes what belongs to the own state."""
    return isinstance(act.details, Changed) and act.details.side is act.actor.side


def of_other_side(case: Case, act: Act) -> bool:
    """The other state's administrator has proposed it: nobody publishes a change alone."""
    return case.pending is not None and case.pending.side is not act.actor.side


def own_or_of_other_side(case: Case, act: Act) -> bool:
    """The other state has proposed it, or the actor, who takes it back by declining it."""
    return of_other_side(case, act) or not not_own_proposal(case, act)


def not_own_proposal(case: Case, act: Act) -> bool:
    """A second person signs it, and not in the name of the first."""
    return case.pending is not None and case.pending.proposer_id not in act.actor.persons


def not_yet_decided(case: Case, _act: Act) -> bool:
    """The proposal is neither signed nor declined."""
    return case.pending is not None and not case.pending.decided


def not_overtaken(case: Case, _act: Act) -> bool:
    """No other version came into force or was signed after the proposal was written."""
    return case.pending is not None and case.pending.base == case.pending.newest


def takes_effect_later(case: Case, act: Act) -> bool:
    """The effective day has not begun anywhere, so that it changes nothing already issued."""
    return case.pending is not None and case.pending.effective_from >= earliest_day(act.at)


def something_found(case: Case, _act: Act) -> bool:
    """There is at least one deficiency."""
    return bool(case.items)


def measurements_taken(case: Case, _act: Act) -> bool:
    """Every deficiency that is a measurement has one."""
    return all(item.verdict is not None for item in case.items if item.measurable)


def excess_established(case: Case, _act: Act) -> bool:
    """No measurement on the notice is within its limit or not established."""
    return all(item.verdict in (None, Verdict.OVER) for item in case.items)


def documents_named(case: Case, _act: Act) -> bool:
    """Every missing or irregular document has its kind."""
    return all(
        item.document_kind
        for item in case.items
        if item.deficiency_class is not DeficiencyClass.PARAMETER
    )


def checkpoint_chosen(case: Case, act: Act) -> bool:
    """A checkpoint is chosen, or none that is able is open."""
    return _destination(case, act) is not None or not case.able_checkpoint_open


def driver_acknowledged(case: Case, _act: Act) -> bool:
    """The driver has signed, or the refusal to sign and a witness are recorded."""
    return case.acknowledged


def duplicates_answered(case: Case, _act: Act) -> bool:
    """Each open notice over the same deficiency was answered with "link" or "separate"."""
    return case.unanswered_duplicates == 0


def checkpoint_open(case: Case, act: Act) -> bool:
    """The checkpoint is open to trucks."""
    destination = _destination(case, act)
    return destination is None or destination.open


def checkpoint_able(case: Case, act: Act) -> bool:
    """The checkpoint is able to check every deficiency on the notice."""
    destination = _destination(case, act)
    return destination is None or {item.needs for item in case.items} <= destination.capabilities


def checkpoint_named(case: Case, act: Act) -> bool:
    """It is known to which checkpoint the vehicle goes."""
    return _destination(case, act) is not None


def another_checkpoint(case: Case, act: Act) -> bool:
    """It is not the checkpoint that the notice already names."""
    chosen = act.destination
    return chosen is not None and (case.destination is None or chosen.id != case.destination.id)


def reason_given(_case: Case, act: Act) -> bool:
    """A reason is written."""
    return bool(act.reason.strip())


def not_too_much(case: Case, _act: Act) -> bool:
    """The carrier has not yet handed in and written as much as one notice takes."""
    return case.acts_of_carrier < MOST_ACTS_OF_CARRIER


def plates_recorded(_case: Case, act: Act) -> bool:
    """The plates seen on the vehicle are recorded."""
    return bool(act.plates)


def everything_marked(case: Case, _act: Act) -> bool:
    """Every deficiency has a mark."""
    return all(item.mark is not None for item in case.items)


def nothing_remains(case: Case, _act: Act) -> bool:
    """No deficiency is marked as not removed."""
    return all(item.mark is not Mark.NOT_REMOVED for item in case.items)


def something_remains(case: Case, _act: Act) -> bool:
    """At least one deficiency is marked as not removed."""
    return any(item.mark is Mark.NOT_REMOVED for item in case.items)


def measured_again(case: Case, _act: Act) -> bool:
    """Every measured deficiency marked as removed was measured again and is within its limit."""
    return all(
        item.remeasured is Verdict.WITHIN
        for item in case.items
        if item.measurable and item.mark is Mark.REMOVED
    )


def not_own_notice(case: Case, act: Act) -> bool:
    """Nobody decides on a notice that they issued, whatever roles they hold, or has it decided on
    by whoever stands in for them.
    """
    return case.issuer_id not in act.actor.persons


def not_own_confirmation(case: Case, act: Act) -> bool:
    """Neither the confirming officer nor in whose name it was confirmed reopens a confirmation."""
    return not case.confirmed_by & act.actor.persons


def presented(case: Case, _act: Act) -> bool:
    """The vehicle was presented, so that an annulment takes a supervisor of each side."""
    return case.presentations > 0


def annulment_signed(case: Case, act: Act) -> bool:
    """After the first presentation a Russian supervisor has signed the annulment."""
    return case.presentations == 0 or _other_side_signed("ask_annulment", case, act)


def release_signed(case: Case, act: Act) -> bool:
    """A supervisor of the other side has signed the exceptional release."""
    return _other_side_signed("ask_release", case, act)


def not_left(case: Case, _act: Act) -> bool:
    """The vehicle has not left: a release that was not used in time has to be signed anew."""
    return case.status is not Status.EXITED or case.exit_until is not None


def released_in_time(case: Case, act: Act) -> bool:
    """The exceptional release has not expired, and the vehicle was not let out with it before."""
    return case.exit_until is not None and act.happened_at <= case.exit_until


def clock_not_set_back(case: Case, act: Act) -> bool:
    """The clock by which an exceptional release runs out does not stand before the log."""
    return not is_set_back(act.at, case.logged_at)


def nothing_softened(case: Case, _act: Act) -> bool:
    """After the first presentation nothing is taken away, only added or set right in spelling.

    What a withdrawn presentation has marked stays as well.
    """
    if case.presentations == 0 and not case.marked:
        return True
    after = {item.line: item for item in case.items}
    return _same_vehicle(case.tractor_before, case.tractor) and all(
        item.line in after and _says_the_same(item, after[item.line]) for item in case.items_before
    )


def nothing_open_on_units(case: Case, _act: Act) -> bool:
    """No unit presented has an open notice, or one whose exceptional release has expired."""
    return not case.open_on_units


def leave_together(case: Case, _act: Act) -> bool:
    """All notices of the units that are cleared or released exceptionally leave with this one."""
    return case.free_on_units <= case.leaving


def released_units_together(case: Case, act: Act) -> bool:
    """Every unit that is released exceptionally stands at the booth."""
    return case.held_units <= {plate_key(plate) for plate in act.plates}


def fine_settled(case: Case, _act: Act) -> bool:
    """The fines are paid, where the register makes that a condition."""
    return not case.fine_owed


def fine_unpaid(case: Case, _act: Act) -> bool:
    """No payment of the fine is recorded yet."""
    return case.fine is None or not case.fine.paid


def paid_after_imposed(case: Case, act: Act) -> bool:
    """Nobody pays a fine before the day on which it was imposed."""
    if case.fine is None or not isinstance(act.details, Paid):
        return True
    return act.details.paid_on >= case.fine.imposed_on


def mark_reasoned(_case: Case, act: Act) -> bool:
    """Marks 2 and 3 have a reason."""
    return not _marks(act, Mark.NOT_REMOVED, Mark.NOT_REQUIRED) or bool(act.reason.strip())


def mark_grounded(_case: Case, act: Act) -> bool:
    """Mark 3 has its legal ground."""
    details = act.details
    if not isinstance(details, Marked) or details.mark is not Mark.NOT_REQUIRED:
        return True
    return bool(details.legal_ground.strip())


def mark_evidenced(case: Case, act: Act) -> bool:
    """Mark 1 has a document, or a new measurement where the deficiency is one."""
    details = act.details
    if not isinstance(details, Marked) or details.mark is not Mark.REMOVED:
        return True
    return bool(details.document_number) or _remeasured(case, details) is not None


def mark_within_limit(case: Case, act: Act) -> bool:
    """Mark 1 is not given against a new measurement."""
    details = act.details
    if not isinstance(details, Marked) or details.mark is not Mark.REMOVED:
        return True
    return _remeasured(case, details) in (None, Verdict.WITHIN)


def mark_dated(_case: Case, act: Act) -> bool:
    """The document shown for a mark has its date."""
    details = act.details
    if not isinstance(details, Marked) or not details.document_number:
        return True
    return details.document_date is not None


def _other_side_signed(name: str, case: Case, act: Act) -> bool:
    first = case.first_signatures.get(name)
    return (
        first is not None
        and first.side is not act.actor.side
        and first.person_id not in act.actor.persons
        and -CLOCKS_DIFFER <= act.at - first.at <= SIGNATURE_HOLDS[name]
    )


def _says_the_same(before: Item, after: Item) -> bool:
    return _same_vehicle(before.vehicle, after.vehicle) and (
        (before.code, before.document_kind, before.figures)
        == (after.code, after.document_kind, after.figures)
    )


def _same_vehicle(before: Vehicle | None, after: Vehicle | None) -> bool:
    return before is None or (after is not None and before.is_same_as(after))


def _remeasured(case: Case, details: Marked) -> Verdict | None:
    found = (item.remeasured for item in case.items if item.line == details.deficiency_id)
    return next(found, None)


def _marks(act: Act, *marks: Mark) -> bool:
    return isinstance(act.details, Marked) and act.details.mark in marks


def _destination(case: Case, act: Act) -> Destination | None:
    return act.destination or case.destination
