"""Two officers press at one instant. Rows are locked on PostgreSQL only, so it is the judge."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from notices.models import Event, Notice, db
from notices.steps import Overtaken, take
from tests.factories import a_notice, an_act, mark_all, step
from workflows.acts import Marked
from workflows.machine import NotNow
from workflows.vocabulary import Mark, Status

ROUNDS, LONG_ROUNDS = 15, 1000
Decide = Callable[[Notice], object]


def confirm(notice: Notice) -> object:
    return take(an_act("officer", seen=notice.revision), ("confirm", notice))


def mark_and_refuse(notice: Notice) -> object:
    found = Marked(notice.deficiencies[0].id, Mark.NOT_REMOVED)
    act = an_act("second_officer", found, reason="нет", seen=notice.revision)
    return take(act, ("mark", notice), ("refuse", notice))


def pressed(app: Flask, notice_id: int, together: Barrier, decide: Decide) -> str:
    """What became of one press, made in a thread and on a connection of its own."""
    with app.app_context():
        notice = db.session.get_one(Notice, notice_id)
        db.session.refresh(notice)
        together.wait()
        try:
            decide(notice)
        except (Overtaken, NotNow) as told:
            return type(told).__name__
    return "won"


def test_of_two_officers_at_once_one_wins_and_the_other_is_told(
    on_postgresql: Flask, long: bool
) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    for _round in range(LONG_ROUNDS if long else ROUNDS):
        mark_all(notice, Mark.REMOVED)
        together = Barrier(2)
        with ThreadPoolExecutor(2) as officers:
            both = [
                officers.submit(pressed, on_postgresql, notice.id, together, decide)
                for decide in (confirm, mark_and_refuse)
            ]
            ended = [one.result() for one in both]
        assert ended.count("won") == 1, ended
        db.session.expire_all()
        assert notice.status is (Status.CLEARED if ended[0] == "won" else Status.OUTSTANDING)
        assert notice.remaining == (0 if ended[0] == "won" else 1)
        assert decisions(notice) == len(notice.presentations)
        if ended[0] == "won":
            step("reopen", notice, "ru_supervisor")
        step("receive", notice)


def decisions(notice: Notice) -> int:
    decided = Event.name.in_(("confirm", "refuse"))
    query = select(func.count()).where(Event.notice_id == notice.id, decided)
    return db.session.scalars(query).one()
