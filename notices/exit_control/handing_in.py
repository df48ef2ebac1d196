"""Takes what a booth decided off line: once, and whatever has become of the vehicle since."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import func, select

from notices.models import Event, ExitQuestion, Notice, db
from notices.steps import Overtaken, Press, take
from workflows.acts import Act, Asked, Offline
from workflows.exit import Facts, doubts_about, is_credible, is_in_time
from workflows.machine import Impossible
from workflows.vocabulary import ExitAnswer

from .queries import question_of, way_out

FREES = ("confirm", "release_exceptionally")
"""The steps after which a vehicle may leave."""


def hand_in(act: Act, facts: Facts) -> ExitQuestion:
    """Record the answer, then what came of it; what stands already is left as it is.

    `act.details` is what was asked and answered off line, `facts` are what the register knows of
    the vehicle now, of notices issued until it left. Raises Overtaken where another post has handed
    it in, or another press came between: then hand it in again.
    """
    asked = cast(Asked, act.details)
    offline = cast(Offline, asked.offline)
    query = select(ExitQuestion).where(ExitQuestion.offline_id == offline.id)
    question = db.session.scalars(query).one_or_none()
    if question is None:
        [event] = take(act, ("ask_exit", None))
        question = db.session.get_one(ExitQuestion, question_of(event))
    elif question.place_id != act.actor.place_id:
        raise Overtaken(None)
    if not question.outcome:
        is_sound = not doubts_about(facts) and _is_told(question, asked, offline)
        asked = replace(asked, question_id=question.id)
        _conclude(replace(act, details=asked), asked, offline, facts, is_sound=is_sound)
    return question


def _is_told(question: ExitQuestion, asked: Asked, offline: Offline) -> bool:
    """Whether the question is the one that was handed in first under this id."""
    kept = question.text, question.answer, tuple(question.notices), question.offline_at
    return kept == (asked.text, asked.answer, asked.notices, offline.at)


def _conclude(act: Act, asked: Asked, offline: Offline, facts: Facts, *, is_sound: bool) -> None:
    """Take what was pressed. A vehicle that nothing held has left without a press.

    What is not sound is reported: no booth lets out what it cannot tell apart.
    """
    may_leave = asked.answer is ExitAnswer.MAY_LEAVE
    if offline.outcome == "turn_back":
        take(act, ("turn_back", None))
    elif offline.outcome == "release" or (may_leave and not asked.notices):
        found = [notice for notice in _notices(facts) if _concerns(notice, asked, offline)]
        held = [notice for notice in found if not _was_free(notice, offline)]
        credible = is_credible(offline, act.at) and (not found or is_in_time(offline, act.at))
        allowed = may_leave and credible and is_sound and not held
        if not (allowed and _released(replace(act, plates=facts.plates), found)):
            numbers = (*asked.notices, *(notice.number or "" for notice in held))
            report = replace(asked, notices=tuple(dict.fromkeys(numbers)))
            take(replace(act, details=report), ("report_exit", None))


def _notices(facts: Facts) -> Sequence[Notice]:
    numbers = [notice.number for notice in facts.notices]
    return db.session.scalars(
        select(Notice).where(Notice.number.in_(numbers)).order_by(Notice.id)
    ).all()


def _concerns(notice: Notice, asked: Asked, offline: Offline) -> bool:
    """Whether it is no notice on a later journey."""
    issued = notice.issued_at
    return notice.number in asked.notices or (issued is not None and issued <= offline.left_at)


def _was_free(notice: Notice, offline: Offline) -> bool:
    """Whether it lets its vehicle leave, and did so when that left."""
    freed = select(func.max(Event.at)).where(Event.notice_id == notice.id, Event.name.in_(FREES))
    since = db.session.scalars(freed).one()
    return not notice.is_open and since is not None and since <= offline.left_at


def _released(act: Act, found: Sequence[Notice]) -> bool:
    """Take the notices' own steps; whether the register allows them, or there are none to take."""
    presses: list[Press] = [(way_out(notice), notice) for notice in found]
    try:
        if presses:
            take(act, *presses)
    except Impossible:
        return False
    return True
