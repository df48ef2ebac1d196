"""Takes what a booth decided off line: once, and whatever has become of the vehicle since."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import select

from notices.models import ExitQuestion, Notice, db
from notices.steps import Press, take
from workflows.acts import Act, Asked, Offline
from workflows.exit import Facts
from workflows.machine import Impossible
from workflows.vocabulary import ExitAnswer

from .queries import question_of, way_out


def hand_in(act: Act, facts: Facts) -> ExitQuestion:
    """Record the answer, then what came of it; what stands already is left as it is.

    `act.details` is what was asked and answered off line, `facts` are what the register knows of
    the vehicle now. Raises Overtaken where another press came between: hand it in again.
    """
    asked = cast(Asked, act.details)
    offline = cast(Offline, asked.offline)
    query = select(ExitQuestion).where(ExitQuestion.offline_id == offline.id)
    question = db.session.scalars(query).one_or_none()
    if question is None:
        [event] = take(act, ("ask_exit", None))
        question = db.session.get_one(ExitQuestion, question_of(event))
    if not question.outcome:
        asked = replace(asked, question_id=question.id)
        _conclude(replace(act, details=asked), asked, offline, facts)
    return question


def _conclude(act: Act, asked: Asked, offline: Offline, facts: Facts) -> None:
    """Take what was pressed. A vehicle that nothing held has left without a press."""
    unheld = asked.answer is ExitAnswer.MAY_LEAVE and not asked.notices
    if offline.outcome == "turn_back":
        take(act, ("turn_back", None))
    elif offline.outcome == "release" or unheld:
        found = _notices(facts)
        held = [notice for notice in found if notice.is_open and _concerns(notice, asked, offline)]
        allowed = asked.answer is ExitAnswer.MAY_LEAVE and not held
        if not (allowed and _released(replace(act, plates=facts.plates), found)):
            numbers = (*asked.notices, *(notice.number or "" for notice in held))
            report = replace(asked, notices=tuple(dict.fromkeys(numbers)))
            take(replace(act, details=report), ("report_exit", None))


def _concerns(notice: Notice, asked: Asked, offline: Offline) -> bool:
    """Whether it is no notice on a later journey."""
    issued = notice.issued_at
    return notice.number in asked.notices or (issued is not None and issued <= offline.at)


def _notices(facts: Facts) -> Sequence[Notice]:
    numbers = [notice.number for notice in facts.notices]
    return db.session.scalars(
        select(Notice).where(Notice.number.in_(numbers)).order_by(Notice.id)
    ).all()


def _released(act: Act, found: Sequence[Notice]) -> bool:
    """Take the notices' own steps; whether the register allows them, or there are none to take."""
    presses: list[Press] = [(way_out(notice), notice) for notice in found if not notice.is_open]
    try:
        if presses:
            take(act, *presses)
    except Impossible:
        return False
    return True
