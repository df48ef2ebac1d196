"""The booth's questions and what they concern."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import abort
from sqlalchemy import Select, func, inspect, or_, select
from sqlalchemy.orm import joinedload, selectinload

from notices.keyset import unindexed
from notices.models import Deficiency, Event, ExitQuestion, Notice, StoredPaper, db
from workflows.acts import Actor, Asked
from workflows.exit import ANSWER_HOLDS, CLOCKS_DIFFER
from workflows.vocabulary import ExitAnswer, ExitReason

RECENT = 8


def questions_of(actor: Actor, only_refused: bool = False) -> Select[ExitQuestion]:
    """The questions of the officer's post, newest first; or those without a "may leave"."""
    query = select(ExitQuestion).where(ExitQuestion.place_id == actor.place_id)
    if only_refused:
        query = query.where(ExitQuestion.answer != ExitAnswer.MAY_LEAVE)
    return query.order_by(ExitQuestion.id.desc())


def recent_questions(actor: Actor) -> Sequence[ExitQuestion]:
    """The last few questions of the officer's post."""
    return db.session.scalars(questions_of(actor).limit(RECENT)).all()


def own_question(question_id: int, actor: Actor) -> ExitQuestion:
    """A question of the officer's own post; any other does not exist."""
    query = select(ExitQuestion).where(
        ExitQuestion.id == question_id, ExitQuestion.place_id == actor.place_id
    )
    return db.session.scalars(query).one_or_none() or abort(404)


def question_of(event: Event) -> int:
    """The question that an event has recorded. The event itself need not be read again."""
    (event_id,) = inspect(event).identity or ()
    return db.session.scalars(select(ExitQuestion.id).filter_by(event_id=event_id)).one()


def still_holds(question: ExitQuestion) -> bool:
    """Whether the answer is fresh enough to act upon: no exceptional release that it goes by is
    over, and it came of the register itself. One that was given off line is of an old snapshot.
    """
    now = datetime.now(UTC)
    if question.offline_id or not -CLOCKS_DIFFER < now - question.asked_at < ANSWER_HOLDS:
        return False
    if question.answer is not ExitAnswer.MAY_LEAVE or not question.notices:
        return True
    ends = select(func.min(Notice.exit_until)).where(Notice.number.in_(question.notices))
    until = db.session.scalars(ends).one()
    return until is None or now <= until


def may_release(question: ExitQuestion) -> bool:
    """Whether letting out is offered: there is a notice to release, and nothing has come of it."""
    may_leave = question.answer is ExitAnswer.MAY_LEAVE
    return may_leave and bool(question.notices) and not question.outcome and still_holds(question)


def as_asked(question: ExitQuestion) -> Asked:
    """The question as a release or a turning back refers to it."""
    return Asked(
        text=question.text,
        plates=tuple(question.plates),
        answer=question.answer,
        notices=tuple(question.notices),
        lookalikes=tuple(question.lookalikes),
        question_id=question.id,
        reasons=tuple(ExitReason(reason) for reason in question.reasons),
    )


def way_out(notice: Notice) -> str:
    """A vehicle that supervisors have released exceptionally is let out with that paper."""
    return "let_out" if notice.exit_until else "release"


def notices_named(question: ExitQuestion) -> Sequence[Notice]:
    """The notices that the answer speaks of, with what is left and where to go."""
    query = (
        select(Notice)
        .where(Notice.number.in_(question.notices))
        .options(
            joinedload(Notice.post),
            joinedload(Notice.checkpoint),
            selectinload(Notice.deficiencies).lazyload(Deficiency.measurements),
        )
        .order_by(Notice.id)
    )
    return db.session.scalars(query).all() if question.notices else []


def papers_of(question: ExitQuestion) -> Sequence[StoredPaper]:
    """What was printed when the vehicle was let out (one paper for each notice) or turned back."""
    if question.outcome_event_id is None:
        return []
    outcome = db.session.get_one(Event, question.outcome_event_id)
    ids = db.session.scalars(select(Notice.id).where(Notice.number.in_(question.notices))).all()
    query = (
        select(StoredPaper)
        .join(Event)
        .where(
            or_(StoredPaper.event_id == outcome.id, StoredPaper.notice_id.in_(ids)),
            Event.at == outcome.at,
            unindexed(Event.name) == outcome.name,
            Event.actor_id == outcome.actor_id,
        )
        .order_by(StoredPaper.id)
    )
    return db.session.scalars(query).all()
