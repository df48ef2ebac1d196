"""What each step and act changes besides the status: one function by the same name.

Those of a checkpoint stand in `visits`, those of proposals in `proposals`, those of holds and of
erasing in `retention`. All run inside the one door, after the guards; none of them commits.
"""

from collections.abc import Callable
from typing import cast

from sqlalchemy.orm.exc import StaleDataError

from workflows.acts import Act, Asked, Attached, Filed, Fined, Paid, Signed, TakenBack
from workflows.vocabulary import ExitAnswer

from .absence.delegations import delegate, end_delegation
from .accounts import change_person
from .content import next_number, write_filing
from .messages.alerts import owe_alert
from .models import Attachment, Event, ExitQuestion, Fine, NamedNotice, Notice, Person, Place, db
from .proposals import decline, propose, publish
from .retention.erasing import erase, erase_questions
from .retention.reviewing import (
    decline_erasure,
    lift_hold,
    propose_erasure,
    put_on_hold,
    sign_erasure,
    strike_from_erasure,
)
from .unneeded import need
from .visits import (
    confirm,
    mark,
    measure,
    note_what_is_left,
    receive,
    refuse,
    release_exceptionally,
    reopen,
    set_deadline,
    withdraw,
)

Effect = Callable[[Notice, Act, Event], None]


def issue(notice: Notice, act: Act, _event: Event) -> None:
    """Give the notice its number and its content. The issuer is who issues, whoever drafted."""
    notice.issuer = db.session.get_one(Person, act.actor.id)
    notice.number = next_number(notice.post, act.at)
    notice.issued_at = act.at
    set_deadline(notice, act.at)
    write_filing(notice, cast(Filed, act.details), act.at)
    note_what_is_left(notice)


def correct(notice: Notice, act: Act, _event: Event) -> None:
    """Write the next version."""
    write_filing(notice, cast(Filed, act.details), act.at)
    note_what_is_left(notice)


def route(notice: Notice, act: Act, _event: Event) -> None:
    """Direct the vehicle to a checkpoint, with a new deadline."""
    if act.destination:
        notice.checkpoint = db.session.get_one(Place, act.destination.id)
    notice.advice_version += 1
    set_deadline(notice, act.at)


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
    db.session.add(Attachment(notice_id=notice.id, event_id=event.id, **vars(file)))
    need(file.sha256, file.thumbnail)


def fine(notice: Notice, act: Act, _event: Event) -> None:
    """Record a fine."""
    notice.fines.append(Fine(**vars(cast(Fined, act.details))))


def fine_paid(notice: Notice, act: Act, _event: Event) -> None:
    """Record the payment of a fine."""
    paid = cast(Paid, act.details)
    settled = {row.id: row for row in notice.fines}[paid.fine_id]
    settled.paid_on, settled.receipt = paid.paid_on, paid.receipt


def take_fine_back(notice: Notice, act: Act, _event: Event) -> None:
    """Take a fine out that was recorded by mistake; the history keeps that it was."""
    taken = cast(TakenBack, act.details)
    notice.fines.remove({row.id: row for row in notice.fines}[taken.fine_id])


def ask_exit(act: Act, event: Event) -> None:
    """Keep the question and its answer."""
    asked = cast(Asked, act.details)
    offline = asked.offline
    question = ExitQuestion(
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
        offline_id=offline.id if offline else None,
        offline_at=offline.at if offline else None,
        snapshot_at=offline.snapshot_at if offline else None,
    )
    db.session.add(question)
    if asked.answer is ExitAnswer.HELD:
        owe_alert(question, act.at)


def close_question(act: Act, event: Event) -> None:
    """Write on the question what came of it: a release (its first one) or a turning back.

    Raises StaleDataError, as for a row that another has changed, where something else came of it.
    """
    asked = cast(Asked, act.details)
    question = db.session.get(ExitQuestion, asked.question_id) if asked.question_id else None
    if question is None:
        return
    if question.outcome_event_id is None:
        question.outcome, question.outcome_event_id = event.name, event.id
        return
    first = db.session.get_one(Event, question.outcome_event_id)
    if (first.at, first.actor_id) != (event.at, event.actor_id):
        raise StaleDataError("The question has another outcome already.")


def report_exit(act: Act, event: Event) -> None:
    """Write on the question that the vehicle has left, and which notices should have kept it."""
    close_question(act, event)
    asked = cast(Asked, act.details)
    question = db.session.get_one(ExitQuestion, asked.question_id)
    known = {named.number for named in question.named}
    question.named += [NamedNotice(number=n) for n in asked.notices if n not in known]
    question.notices = list(dict.fromkeys((*question.notices, *asked.notices)))
    owe_alert(question, act.at)


def release(_notice: Notice, act: Act, event: Event) -> None:
    """Tell the question at the booth that the vehicle was let out."""
    close_question(act, event)


def let_out(notice: Notice, act: Act, event: Event) -> None:
    """Use up an exceptional release."""
    notice.exit_until = None
    close_question(act, event)


EFFECTS: dict[str, Effect] = {
    "issue": issue,
    "route": route,
    "reroute": route,
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
    "take_fine_back": take_fine_back,
    "release": release,
    "let_out": let_out,
    "release_exceptionally": release_exceptionally,
    "put_on_hold": put_on_hold,
    "lift_hold": lift_hold,
    "strike_from_erasure": strike_from_erasure,
    "erase": erase,
}
"""Steps and acts of a notice; those not named change nothing but status and history."""

EFFECTS_WITHOUT_NOTICE: dict[str, Callable[[Act, Event], None]] = {
    "ask_exit": ask_exit,
    "turn_back": close_question,
    "report_exit": report_exit,
    "propose_wording": propose,
    "sign_wording": publish,
    "decline_wording": decline,
    "propose_limit": propose,
    "sign_limit": publish,
    "decline_limit": decline,
    "change_person": change_person,
    "delegate": delegate,
    "end_delegation": end_delegation,
    "propose_erasure": propose_erasure,
    "sign_erasure": sign_erasure,
    "decline_erasure": decline_erasure,
    "erase_questions": erase_questions,
}
"""Acts of a vehicle, and of an administrator where the form has not changed the rows itself."""
