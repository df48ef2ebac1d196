"""What each step and act changes besides the status: one function by the same name.

They run inside the one door, after the guards; none of them commits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from flask import current_app

from workflows.acts import (
    Act,
    Asked,
    Attached,
    Filed,
    Fined,
    Marked,
    Paid,
    Remeasured,
    Signed,
)
from workflows.vocabulary import Mark

from .content import next_number, write_filing
from .models import (
    Attachment,
    Deficiency,
    Event,
    ExitQuestion,
    Fine,
    Marking,
    Measurement,
    NamedNotice,
    Notice,
    Presentation,
    db,
)

SETTLED = (Mark.REMOVED, Mark.NOT_REQUIRED)
Effect = Callable[[Notice, Act, Event], None]


def issue(notice: Notice, act: Act, _event: Event) -> None:
    """Give the notice its number and its content. The issuer is who issues, whoever drafted."""
    notice.issuer_id = cast(int, act.actor.id)
    notice.number = next_number(notice.post, act.at)
    notice.issued_at = act.at
    notice.deadline = deadline_from(act.at)
    write_filing(notice, cast(Filed, act.details), act.at)
    count_remaining(notice)


def correct(notice: Notice, act: Act, _event: Event) -> None:
    """Write the next version."""
    write_filing(notice, cast(Filed, act.details), act.at)
    count_remaining(notice)


def route(notice: Notice, act: Act, _event: Event) -> None:
    """Direct the vehicle to a checkpoint."""
    if act.destination:
        notice.checkpoint_id = act.destination.id
    notice.advice_version += 1


def reroute(notice: Notice, act: Act, event: Event) -> None:
    """Direct the vehicle elsewhere, with a new deadline."""
    route(notice, act, event)
    notice.deadline = deadline_from(act.at)


def receive(notice: Notice, act: Act, event: Event) -> None:
    """Open a presentation: marks 1 and 3 carry over, every 2 is open again."""
    presentation = Presentation(
        ordinal=len(notice.presentations) + 1,
        place_id=act.actor.place_id,
        officer_id=act.actor.id,
        received_at=act.at,
        plates_seen=list(act.plates),
        status_before=event.status_from,
        checkpoint_before_id=notice.checkpoint_id,
        reason=act.reason,
    )
    notice.presentations.append(presentation)
    notice.checkpoint_id = act.actor.place_id
    db.session.flush()
    earlier = last_markings(notice, presentation)
    for line in notice.deficiencies:
        if line.mark not in SETTLED:
            line.mark = None
        elif line.id in earlier:
            _carry_over(earlier[line.id], line, presentation)


def withdraw(notice: Notice, act: Act, _event: Event) -> None:
    """Undo the presentation: the checkpoint and the marks are again what they were before."""
    presentation = _decide(notice, act, "withdraw")
    notice.checkpoint_id = presentation.checkpoint_before_id
    earlier = last_markings(notice, presentation)
    for line in notice.deficiencies:
        line.mark = earlier[line.id].mark if line.id in earlier else None
    count_remaining(notice)


def confirm(notice: Notice, act: Act, _event: Event) -> None:
    """Close the presentation with nothing left."""
    _decide(notice, act, "confirm")
    notice.confirmed_by_id = act.actor.id


def refuse(notice: Notice, act: Act, _event: Event) -> None:
    """Close the presentation with something left, and set a new deadline."""
    _decide(notice, act, "refuse")
    notice.deadline = deadline_from(act.at)


def reopen(notice: Notice, act: Act, _event: Event) -> None:
    """Take the confirmation back: every deficiency has to be shown again."""
    notice.confirmed_by_id = None
    notice.deadline = deadline_from(act.at)
    for line in notice.deficiencies:
        line.mark = None
    count_remaining(notice)


def sign(notice: Notice, act: Act, _event: Event) -> None:
    """Record how the driver took note."""
    signed = cast(Signed, act.details)
    notice.acknowledgement = signed.how
    notice.acknowledged_at = act.at
    notice.witness = signed.witness
    notice.signature_stroke = signed.stroke


def attach(notice: Notice, act: Act, event: Event) -> None:
    """Bind a stored file to the notice."""
    file = cast(Attached, act.details)
    db.session.add(
        Attachment(
            notice_id=notice.id,
            deficiency_id=file.deficiency_id,
            event_id=event.id,
            sha256=file.sha256,
            media_type=file.media_type,
            size=file.size,
            file_name=file.file_name,
        )
    )


def measure(notice: Notice, act: Act, _event: Event) -> None:
    """Keep a new measurement of the presentation."""
    again = cast(Remeasured, act.details)
    line = _line(notice, again.deficiency_id)
    line.measurements.append(
        Measurement(
            notice_id=notice.id,
            presentation_id=_under_way(notice).id,
            **vars(again.measured),
        )
    )


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
    count_remaining(notice)


def fine(notice: Notice, act: Act, _event: Event) -> None:
    """Record a fine."""
    notice.fines.append(Fine(**vars(cast(Fined, act.details))))


def fine_paid(notice: Notice, act: Act, _event: Event) -> None:
    """Record the payment of a fine."""
    paid = cast(Paid, act.details)
    settled = {row.id: row for row in notice.fines}[paid.fine_id]
    settled.paid_on, settled.receipt = paid.paid_on, paid.receipt


def ask_exit(act: Act, event: Event) -> None:
    """Keep the question and its answer."""
    asked = cast(Asked, act.details)
    db.session.add(
        ExitQuestion(
            event_id=event.id,
            asked_at=act.at,
            place_id=act.actor.place_id,
            text=asked.text,
            plates=list(asked.plates),
            answer=asked.answer,
            reasons=list(asked.reasons),
            notices=list(asked.notices),
            lookalikes=list(asked.lookalikes),
            named=[NamedNotice(number=number) for number in dict.fromkeys(asked.notices)],
        )
    )


def close_question(act: Act, event: Event) -> None:
    """Write on the question what came of it: a release (its first one) or a turning back."""
    asked = cast(Asked, act.details)
    question = db.session.get(ExitQuestion, asked.question_id) if asked.question_id else None
    if question and not question.outcome:
        question.outcome, question.outcome_event_id = event.name, event.id


def release(_notice: Notice, act: Act, event: Event) -> None:
    """Tell the question at the booth that the vehicle was let out."""
    close_question(act, event)


def count_remaining(notice: Notice) -> None:
    """Count what is not yet removed."""
    notice.remaining = sum(line.mark not in SETTLED for line in notice.deficiencies)


def deadline_from(at: datetime) -> datetime:
    """By when the vehicle must be presented."""
    return at + timedelta(days=current_app.config["DEADLINE_DAYS"])


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
        line.measurements.append(
            Measurement(
                notice_id=line.notice_id,
                presentation_id=presentation.id,
                **vars(again.measured),
            )
        )


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


EFFECTS: dict[str, Effect] = {
    "issue": issue,
    "route": route,
    "reroute": reroute,
    "receive": receive,
    "take_over": receive,
    "withdraw": withdraw,
    "confirm": confirm,
    "refuse": refuse,
    "reopen": reopen,
    "correct": correct,
    "sign": sign,
    "attach": attach,
    "measure": measure,
    "mark": mark,
    "fine": fine,
    "fine_paid": fine_paid,
    "release": release,
}
"""Steps and acts of a notice; those not named change nothing but status and history."""

VEHICLE_EFFECTS: dict[str, Callable[[Act, Event], None]] = {
    "ask_exit": ask_exit,
    "turn_back": close_question,
}
