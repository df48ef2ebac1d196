"""Two servers on one database: two people decide at one instant, each through another server.

The servers are processes of their own. One of the two decisions is taken; whoever was late gets 409
and reads what has happened.
"""

import logging
import multiprocessing
import os
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from notices.models import Event, ExitQuestion, Notice, StoredPaper, db
from notices.steps import take
from tests.factories import a_draft, an_act, mark_all, of_vehicle, step
from tests.people import sign_in
from workflows.acts import Asked
from workflows.vocabulary import ExitAnswer, Mark, Status

PAIRS, MANY_PAIRS = 3, 1000
PATIENCE = 60
FORK = multiprocessing.get_context("fork")
LATE = 409
HISTORY = "timeline-what"
Fields = dict[str, str]
Post = tuple[str, str, Fields]
"""Who sends what where."""


@dataclass(frozen=True)
class Answer:
    """How a server has answered the last post of somebody."""

    status: int
    text: str

    @property
    def was_told(self) -> bool:
        """Whether somebody was late, and reads what has happened."""
        return self.status == LATE and HISTORY in self.text


class Server:
    """A process that answers posts as a server does, at the same instant as the other one."""

    def __init__(self, app: Flask, together: Barrier) -> None:
        self.pipe, there = FORK.Pipe()
        self.process = FORK.Process(target=serve, args=(app, there, together), daemon=True)
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            self.process.start()

    def answer(self) -> Answer:
        assert self.pipe.poll(PATIENCE), "The server does not answer."
        return Answer(*self.pipe.recv())

    def stop(self) -> None:
        self.process.kill()
        self.process.join(PATIENCE)


def serve(app: Flask, pipe: Connection, together: Barrier) -> None:
    """Answer until there is nothing more to answer; what breaks is told on the error stream."""
    told = logging.StreamHandler()
    told.setLevel(logging.ERROR)
    app.logger.addHandler(told)
    with app.app_context():
        db.engine.dispose(close=False)
    browsers: dict[str, Any] = {}
    while posts := pipe.recv():
        for who, _address, _fields in posts:
            if who not in browsers:
                browsers[who] = app.test_client()
                with app.app_context(), browsers[who].session_transaction() as session:
                    sign_in(session, who)
        together.wait(PATIENCE)
        for who, address, fields in posts:
            with app.app_context():
                answer = browsers[who].post(address, data=fields)
            if answer.status_code >= 400:
                break
        pipe.send((answer.status_code, answer.text))
    os._exit(0)


@contextmanager
def two_servers(app: Flask) -> Iterator[tuple[Server, Server]]:
    """Two processes with connections of their own."""
    db.session.remove()
    db.engine.dispose()
    together = FORK.Barrier(2)
    servers = Server(app, together), Server(app, together)
    try:
        yield servers
    finally:
        for server in servers:
            server.stop()


def a_vehicle(number: int, *steps: str) -> Notice:
    """A notice on a vehicle of its own."""
    notice = a_draft()
    plate = f"AB {number:04d}-7"
    for name in steps:
        changed: Fields = {"plates": (plate,)} if name == "receive" else {}  # type: ignore[dict-item]
        step(name, notice, filing=of_vehicle(plate) if name == "issue" else None, **changed)
    return notice


def confirm_or_refuse(number: int) -> tuple[Notice, list[Post], list[Post]]:
    """One officer confirms, another one has found that something is left."""
    notice = a_vehicle(number, "issue", "route", "receive")
    mark_all(notice, Mark.REMOVED)
    at, line, seen = f"/checkpoint/notices/{notice.id}", notice.deficiencies[0].id, seen_of(notice)
    mark = {"mark": str(Mark.NOT_REMOVED.value), "reason": "нет"} | seen
    return (
        notice,
        [("officer", f"{at}/confirm", seen)],
        [("second_officer", f"{at}/mark/{line}", mark), ("second_officer", f"{at}/refuse", {})],
    )


def route_or_annul(number: int) -> tuple[Notice, list[Post], list[Post]]:
    """The inspector names a checkpoint, a supervisor annuls."""
    notice = a_vehicle(number, "issue")
    seen = seen_of(notice)
    return (
        notice,
        [("inspector", f"/inspector/notices/{notice.id}/route", {"checkpoint": "NOVZ"} | seen)],
        [("by_supervisor", f"/supervisor/notices/{notice.id}/annul", {"reason": "нет"} | seen)],
    )


def release_or_reopen(number: int) -> tuple[Notice, list[Post], list[Post]]:
    """The booth lets the vehicle out, a supervisor takes the confirmation back."""
    notice = a_vehicle(number, "issue", "route", "receive", "confirm")
    plates, numbers = (notice.units[0].plate,), (notice.number or "",)
    take(
        an_act("exit_officer", Asked("", plates, ExitAnswer.MAY_LEAVE, numbers)), ("ask_exit", None)
    )
    question = db.session.scalars(select(func.max(ExitQuestion.id))).one()
    reopen = {"reason": "ошибка"} | seen_of(notice)
    return (
        notice,
        [("exit_officer", f"/exit/questions/{question}/release", {})],
        [("ru_supervisor", f"/supervisor/notices/{notice.id}/reopen", reopen)],
    )


def seen_of(notice: Notice) -> Fields:
    """The revision that both have before their eyes."""
    return {"seen": str(notice.revision)}


@pytest.mark.parametrize(
    ("pair", "ends"),
    [
        (confirm_or_refuse, {"confirm": Status.CLEARED, "refuse": Status.OUTSTANDING}),
        (route_or_annul, {"route": Status.ROUTED, "annul": Status.ANNULLED}),
        (release_or_reopen, {"release": Status.EXITED, "reopen": Status.OUTSTANDING}),
    ],
    ids=["confirm-refuse", "route-annul", "release-reopen"],
)
def test_of_two_decisions_at_once_one_is_taken_and_the_other_one_told(
    app: Flask, pair: Any, ends: dict[str, Status], long: bool
) -> None:
    many = long and db.engine.dialect.name == "postgresql"
    won: Counter[str] = Counter()
    app.config["FRESH_MINUTES"] = {}  # A long run is longer than a proof is good for.
    with two_servers(app) as servers:
        for number in range(MANY_PAIRS if many else PAIRS):
            notice, *both = pair(number)
            db.session.commit()
            for server, posts in zip(servers, both, strict=True):
                server.pipe.send(posts)
            answers = [server.answer() for server in servers]
            taken = decisions(notice.id, ends)
            told = [answer.was_told for answer in answers]
            assert sorted(told) == [False, True], [answer.status for answer in answers]
            assert taken == [list(ends)[told.index(False)]]
            db.session.expire_all()
            assert notice.status is ends[taken[0]]
            won.update(taken)
    print(f"{pair.__name__}: {dict(won)}")


def decisions(notice_id: int, ends: dict[str, Status]) -> list[str]:
    """The decisions that were taken, each with its paper."""
    query = (
        select(Event.name)
        .join(StoredPaper, StoredPaper.event_id == Event.id)
        .where(Event.notice_id == notice_id, Event.name.in_(ends))
        .order_by(Event.id)
    )
    return list(db.session.scalars(query))
