"""What is due to be erased, what is on hold, and what the guards ask about both."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from notices.models import (
    Alert,
    ErasureBatch,
    ErasureItem,
    Event,
    ExitQuestion,
    LegalHold,
    Message,
    NamedNotice,
    Notice,
    db,
)
from notices.models.notice import KEPT
from workflows.acts import Act, Erasure
from workflows.case import Hold, Retention, Review
from workflows.retention import REVIEW_HOLDS, cut_off
from workflows.vocabulary import ProposalState

BATCH_AT_MOST = 500
"""Notices in a batch: what one person can look through."""

OWES = or_(
    Notice.exit_until.is_not(None),
    exists().where(Message.notice_id == Notice.id, Message.settled_at.is_(None)),
)
ON_HOLD = exists().where(LegalHold.notice_id == Notice.id, LegalHold.lifted_at.is_(None))


def years(kind: str) -> int:
    """How many years something is kept: a `notice`, a `draft` that was annulled, a `question`."""
    kept: dict[str, int] = current_app.config["RETENTION_YEARS"]
    return kept[kind]


def due(at: datetime) -> Select[Notice]:
    """The notices whose content is to be erased and that are in no batch."""
    issued, draft = (cut_off(at, years(kind)) for kind in ("notice", "draft"))
    under_review = select(ErasureItem.notice_id).where(
        ErasureItem.struck_at.is_(None), ErasureItem.batch_id.in_(open_batches(at))
    )
    return select(Notice).where(
        KEPT,
        Notice.changed_at <= max(issued, draft),
        or_(
            and_(Notice.is_issued, Notice.changed_at <= issued),
            and_(~Notice.is_issued, Notice.changed_at <= draft),
        ),
        ~OWES,
        ~ON_HOLD,
        Notice.id.not_in(under_review),
    )


def due_questions(at: datetime) -> Select[ExitQuestion]:
    """The questions at the exit whose words are to be erased: no kept notice was named in them."""
    return select(ExitQuestion).where(
        ExitQuestion.erased_at.is_(None),
        ExitQuestion.asked_at <= cut_off(at, years("question")),
        ~needed_by_notice(),
        ~exists().where(Alert.question_id == ExitQuestion.id, Alert.settled_at.is_(None)),
    )


def questions_to_propose(at: datetime) -> Select[ExitQuestion]:
    """The due questions that wait for no review yet."""
    proposed = (
        select(func.max(ErasureBatch.questions_before))
        .where(ErasureBatch.state == ProposalState.WAITING)
        .scalar_subquery()
    )
    not_yet = or_(proposed.is_(None), ExitQuestion.asked_at > proposed)
    return due_questions(at).where(not_yet)


def needed_by_notice(besides: int = 0) -> ColumnElement[bool]:
    """Whether a question names a notice that is not erased, another one than `besides`."""
    return (
        exists()
        .where(
            NamedNotice.question_id == ExitQuestion.id,
            Notice.number == NamedNotice.number,
            Notice.erased_at.is_(None),
            Notice.id != besides,
        )
        .correlate(ExitQuestion)
    )


def batches() -> Select[ErasureBatch]:
    """Every batch that was ever proposed, for a list."""
    people = (joinedload(ErasureBatch.proposer), joinedload(ErasureBatch.decider))
    return select(ErasureBatch).options(*people)


def left_in(batch: ErasureBatch) -> Select[Notice]:
    """The notices of a batch that are neither struck nor erased, as they were listed."""
    items = select(ErasureItem.notice_id).where(
        ErasureItem.batch_id == batch.id, ErasureItem.struck_at.is_(None)
    )
    return select(Notice).where(Notice.id.in_(items), Notice.erased_at.is_(None))


def questions_left_in(batch: ErasureBatch, at: datetime) -> Select[ExitQuestion]:
    """The questions of a batch that are not erased."""
    return due_questions(at).where(
        ExitQuestion.asked_at <= batch.questions_before, over_before(batch)
    )


def over_before(batch: ErasureBatch) -> ColumnElement[bool]:
    """Whether a question was asked, and came to something, before a batch was proposed.

    What comes later is in no batch that was proposed before, and waits for another.
    """
    later = exists().where(Event.id == ExitQuestion.outcome_event_id, Event.at > batch.proposed_at)
    return and_(ExitQuestion.asked_at <= batch.proposed_at, ~later)


def anything_left_in(batch: ErasureBatch, at: datetime) -> bool:
    """Whether a notice or a question of a batch is not erased."""
    ids = (
        left_in(batch).with_only_columns(Notice.id),
        questions_left_in(batch, at).with_only_columns(ExitQuestion.id),
    )
    return any(db.session.scalars(query.limit(1)).first() for query in ids)


def holds_on(notice: Notice) -> Sequence[LegalHold]:
    """Every hold that a notice has had, the first one first."""
    query = select(LegalHold).where(LegalHold.notice_id == notice.id)
    return db.session.scalars(query.order_by(LegalHold.id)).all()


def lock_batch(details: Erasure) -> None:
    """Let others wait who decide on the same batch, or propose the same notices."""
    if details.batch_id is not None:
        batch = select(ErasureBatch).where(ErasureBatch.id == details.batch_id)
        locked = batch.with_for_update().execution_options(populate_existing=True)
        db.session.scalars(locked).one()
    elif details.notices:
        notices = select(Notice.id).where(Notice.id.in_(details.notices)).order_by(Notice.id)
        db.session.execute(notices.with_for_update(key_share=True)).all()


def retention_of(notice: Notice) -> Retention:
    """What the guards ask about the content of a notice."""
    owes, on_hold = db.session.execute(select(OWES, ON_HOLD).where(Notice.id == notice.id)).one()
    kind = "notice" if notice.is_issued else "draft"
    return Retention(notice.changed_at, years(kind), bool(owes), bool(on_hold))


def review_of(details: Erasure, notice: Notice | None, at: datetime) -> Review:
    """What the guards ask about a batch, made or about to be made."""
    if details.batch_id is None:
        return Review(None, None, due=_all_due(details, at))
    batch = db.session.get_one(ErasureBatch, details.batch_id)
    key = (batch.id, notice.id) if notice else None
    item = db.session.get(ErasureItem, key, populate_existing=True) if key else None
    return Review(
        side=batch.side,
        proposer_id=batch.proposer_id,
        decided=batch.state is not ProposalState.WAITING,
        signed_at=batch.decided_at if batch.state is ProposalState.SIGNED else None,
        due=_questions_due(details.questions, questions_left_in(batch, at)),
        listed=item is not None and item.struck_at is None,
    )


def hold_of(hold_id: int, act: Act, notice: Notice) -> Hold | None:
    """What the guards ask about a hold of the notice."""
    row = db.session.get(LegalHold, hold_id, populate_existing=True)
    if row is None or row.notice_id != notice.id:
        return None
    return Hold(row.side, lifted=row.lifted_at is not None and row.lifted_at <= act.at)


def open_batches(at: datetime) -> Select[int]:
    """The batches that wait for their review, or whose review still holds."""
    waiting = ErasureBatch.state == ProposalState.WAITING
    signed = and_(
        ErasureBatch.state == ProposalState.SIGNED, ErasureBatch.decided_at >= at - REVIEW_HOLDS
    )
    return select(ErasureBatch.id).where(or_(waiting, signed))


def _all_due(details: Erasure, at: datetime) -> bool:
    """Whether a list names something, and nothing that is not due."""
    asked_before = details.questions_before
    if asked_before is None or asked_before > cut_off(at, years("question")):
        return False
    listed = due(at).where(Notice.id.in_(details.notices)).with_only_columns(Notice.id)
    if details.notices:
        return set(db.session.scalars(listed)) == set(details.notices)
    return db.session.scalars(questions_to_propose(at).limit(1)).first() is not None


def _questions_due(questions: Collection[int], left: Select[ExitQuestion]) -> bool:
    if not questions:
        return True
    listed = left.where(ExitQuestion.id.in_(questions)).with_only_columns(ExitQuestion.id)
    return set(db.session.scalars(listed)) == set(questions)
