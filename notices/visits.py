"""What the steps and acts of a checkpoint change: one function by the same name for each."""

from datetime import datetime, timedelta
from typing import cast

from flask import current_app

from workflows.acts import Act, Marked, Remeasured
from workflows.catalogue import worst
from workflows.filing import Measured
from workflows.guards import EXCEPTION_HOLDS
from workflows.vocabulary import Status

from .holds import note_plates
from .messages.reminders import owe_reminders
from .models import Deficiency, Event, Marking, Measurement, Notice, Place, Presentation, db


def receive(notice: Notice, act: Act, event: Event) -> None:
    """Open a presentation: marks 1 and 3 carry over, every 2 is open again."""
    presentation = Presentation(
        ordinal=len(notice.presentations) + 1,
        place_id=act.actor.place_id,
        officer_id=act.actor.id,
        received_at=act.at,
        plates_seen=list(act.plates),
        status_before=Status(str(event.status_from)),
        checkpoint_before_id=notice.checkpoint_id,
        reason=act.reason,
    )
    notice.presentations.append(presentation)
    note_plates(notice)
    notice.checkpoint = db.session.get(Place, act.actor.place_id)
    earlier = last_markings(notice, presentation)
    if earlier:
        db.session.flush()  # A measurement that carries over holds the presentation's id.
    for line in notice.deficiencies:
        if line.is_left:
            line.mark = None
        elif line.id in earlier:
            _carry_over(earlier[line.id], line, presentation)


def withdraw(notice: Notice, act: Act, _event: Event) -> None:
    """Undo the presentation: the checkpoint and the marks are again what they were before."""
    presentation = _decide(notice, act, "withdraw")
    note_plates(notice)
    before = presentation.checkpoint_before_id
    notice.checkpoint = db.session.get(Place, before) if before else None
    earlier = last_markings(notice, presentation)
    for line in notice.deficiencies:
        line.mark = earlier[line.id].mark if line.id in earlier else None
    note_what_is_left(notice)


def confirm(notice: Notice, act: Act, _event: Event) -> None:
    """Close the presentation with nothing left."""
    _decide(notice, act, "confirm")
    notice.confirmed_by_id = act.actor.id


def refuse(notice: Notice, act: Act, _event: Event) -> None:
    """Close the presentation with something left, and set a new deadline."""
    _decide(notice, act, "refuse")
    set_deadline(notice, act.at)


def release_exceptionally(notice: Notice, act: Act, event: Event) -> None:
    """Let the vehicle out for some hours; a presentation that is under way ends undecided."""
    notice.exit_until = act.at + EXCEPTION_HOLDS
    if event.status_from == Status.AT_CHECKPOINT:
        _decide(notice, act, event.name)


def reopen(notice: Notice, act: Act, _event: Event) -> None:
    """Take the confirmation back: every deficiency has to be shown again."""
    notice.confirmed_by_id = None
    set_deadline(notice, act.at)
    for line in notice.deficiencies:
        line.mark = None
    note_what_is_left(notice)


def measure(notice: Notice, act: Act, _event: Event) -> None:
    """Keep a new measurement of the presentation."""
    again = cast(Remeasured, act.details)
    line = _line(notice, again.deficiency_id)
    _add_measurement(line, again.measured, _under_way(notice))


def mark(notice: Notice, act: Act, _event: Event) -> None:
    """Mark one deficiency at this presentation; an earlier mark of it is replaced."""
    marked = cast(Marked, act.details)
    presentation = _under_way(notice)
    line = _line(notice, marked.deficiency_id)
    marking = presentation.marking_of(line.id)
    if marking is None:
        marking = Marking(deficiency_id=line.id)
        presentation.markings.append(marking)
    line.mark = marking.mark = marked.mark
    marking.officer_id = cast(int, act.actor.id)
    marking.place_id = cast(int, act.actor.place_id)
    marking.at = act.at
    marking.document_number = marked.document_number
    marking.document_date = marked.document_date
    marking.reason = act.reason
    marking.legal_ground = marked.legal_ground
    marking.carried_over = False
    note_what_is_left(notice)


def note_what_is_left(notice: Notice) -> None:
    """Count what is not yet removed; the worst of it is the restriction of the vehicle."""
    left = [line for line in notice.deficiencies if line.is_left]
    notice.remaining = len(left)
    notice.severity = worst(line.entry.severity for line in left)


def set_deadline(notice: Notice, at: datetime) -> None:
    """Say by when the vehicle must be presented, and let its carrier be reminded of that."""
    notice.deadline = at + timedelta(days=current_app.config["DEADLINE_DAYS"])
    owe_reminders(notice, at)


def last_markings(notice: Notice, before: Presentation) -> dict[int, Marking]:
    """The markings of the last presentation before this one that was decided, by deficiency.

    A confirmation that another presentation follows was taken back: nothing of it counts.
    """
    decided = (
        earlier
        for earlier in reversed(notice.presentations)
        if earlier.ordinal < before.ordinal and earlier.decision != "withdraw"
    )
    earlier = next(decided, None)
    if earlier is None or earlier.decision == "confirm":
        return {}
    return {marking.deficiency_id: marking for marking in earlier.markings}


def _carry_over(earlier: Marking, line: Deficiency, presentation: Presentation) -> None:
    """Repeat a mark, and the measurement that it rests on, at the next presentation."""
    kept = (
        "deficiency_id",
        "mark",
        "officer_id",
        "place_id",
        "at",
        "document_number",
        "document_date",
        "reason",
        "legal_ground",
    )
    values = {name: getattr(earlier, name) for name in kept}
    presentation.markings.append(Marking(carried_over=True, **values))
    again = line.measurement_at(earlier.presentation_id)
    if again:
        _add_measurement(line, again.measured, presentation)


def _add_measurement(line: Deficiency, measured: Measured, presentation: Presentation) -> None:
    row = Measurement(notice_id=line.notice_id, presentation_id=presentation.id)
    for name, value in vars(measured).items():
        setattr(row, name, value)
    line.measurements.append(row)


def _line(notice: Notice, deficiency_id: int) -> Deficiency:
    return {line.id: line for line in notice.deficiencies}[deficiency_id]


def _under_way(notice: Notice) -> Presentation:
    presentation = notice.presentation
    if presentation is None:
        raise LookupError("A notice at a checkpoint has a presentation.")
    return presentation


def _decide(notice: Notice, act: Act, decision: str) -> Presentation:
    presentation = _under_way(notice)
    presentation.decision = decision
    presentation.decided_at = act.at
    presentation.decided_by_id = act.actor.id
    if decision == "withdraw":
        presentation.reason = act.reason
    return presentation
