"""Erases what a review has allowed: each notice in a transaction of its own, or not at all.

What is on hold, or due no longer, is passed over. Whatever is left after a crash is found again.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from notices.absence.delegations import chosen
from notices.interrupted import forget_overdue
from notices.log.entries import digest_of_kept, log_act
from notices.log.erasing import NotYetALeaf
from notices.log.sequencer import continue_log
from notices.models import ErasureBatch, Event, ExitQuestion, Notice, Person, db, transaction
from notices.steps import Overtaken, take
from notices.unneeded import remove_unneeded_files
from workflows.acts import Act, Actor, Erasure
from workflows.machine import Impossible
from workflows.retention import REVIEW_HOLDS
from workflows.vocabulary import Logged, ProposalState, Role

from .erasing import OtherLeaves, leaves_of_questions, leaves_to_erase
from .schedule import BATCH_AT_MOST, anything_left_in, left_in, questions_left_in

QUESTIONS_AT_ONCE = 200
"""Questions that one act erases."""

PASSED_OVER = (Impossible, Overtaken, NotYetALeaf, OtherLeaves, IntegrityError)
"""It is kept, or somebody was first: what is still due then is found the next time."""


class Erased(NamedTuple):
    """How many notices and questions were erased."""

    notices: int
    questions: int


def carry_out(batch: ErasureBatch, actor: Actor, most: int) -> Erased:
    """Erase so many of a batch's notices at most, then as many questions as one act may."""
    batch_id = batch.id
    forget_overdue()
    continue_log()
    query = left_in(batch).order_by(Notice.id).limit(most).with_only_columns(Notice.id)
    done = sum(_erase(batch_id, notice_id, actor) for notice_id in db.session.scalars(query).all())
    return Erased(done, _erase_questions(batch_id, actor))


def finish() -> tuple[int, list[int]]:
    """Erase what is left of every batch whose review still holds, in the name of who has signed.

    Gives how many notices, and the batches that were left to somebody else of the same side,
    because who has signed them reviews no longer. The log tells that no page was behind it.
    """
    now = datetime.now(UTC)
    since = now - REVIEW_HOLDS
    signed = (ErasureBatch.state == ProposalState.SIGNED, ErasureBatch.decided_at >= since)
    done, left = 0, []
    for batch in db.session.scalars(select(ErasureBatch).where(*signed)).all():
        if not anything_left_in(batch, now):
            continue
        reviewer = _reviewer_of(batch)
        if reviewer is None:
            left.append(batch.id)
            continue
        with transaction():
            log_act(Logged.FINISH_ERASING, actor_name="command line", batch_id=batch.id)
        while any(erased := carry_out(batch, reviewer, BATCH_AT_MOST)):
            done += erased.notices
    remove_unneeded_files()
    return done, left


def _reviewer_of(batch: ErasureBatch) -> Actor | None:
    """Who has signed a batch, and instead of whom; None where that person may do so no longer."""
    about = Event.data["batch_id"].as_integer() == batch.id
    event = db.session.scalars(select(Event).where(Event.name == "sign_erasure", about)).one()
    person = db.session.get_one(Person, event.actor_id)
    if "instead" in event.data:
        delegation = chosen(event.data["instead"]["delegation_id"], person, datetime.now(UTC))
        return delegation.as_actor() if delegation else None
    holds = person.active and Role.SUPERVISOR in person.role_names
    return person.acting_as(Role.SUPERVISOR) if holds else None


def _erase(batch_id: int, notice_id: int, actor: Actor) -> bool:
    notice = db.session.get_one(Notice, notice_id)
    batch = db.session.get_one(ErasureBatch, batch_id)
    try:
        leaves = leaves_to_erase(notice, batch)
        details = Erasure(batch_id, leaves=leaves, kept=digest_of_kept(leaves))
        take(Act(actor, datetime.now(UTC), details=details), ("erase", notice))
    except PASSED_OVER:
        db.session.rollback()
        return False
    return True


def _erase_questions(batch_id: int, actor: Actor) -> int:
    batch, now = db.session.get_one(ErasureBatch, batch_id), datetime.now(UTC)
    query = questions_left_in(batch, now).order_by(ExitQuestion.id).limit(QUESTIONS_AT_ONCE)
    found = tuple(question.id for question in db.session.scalars(query))
    try:
        leaves = leaves_of_questions(found)
        kept = digest_of_kept(leaves)
        details = Erasure(batch_id, questions=found, leaves=leaves, kept=kept)
        if found:
            take(Act(actor, now, details=details), ("erase_questions", None))
    except PASSED_OVER:
        db.session.rollback()
        return 0
    return len(found)
