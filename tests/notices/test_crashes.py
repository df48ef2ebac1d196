"""Whatever fails at whichever statement of a step: the register stands before it or after it.

A fault strikes at the n-th statement that the step sends, its COMMIT included: something raises,
the connection is gone, the disk is full, or the process is killed. Afterwards every table is
compared with what it held before. In short runs a few statements of each step are struck, in long
ones all of them.
"""

import contextlib
import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import DBAPIError

from notices import steps
from notices.models import Event, LogEntry, Notice, NoticeVersion, StoredPaper, db
from notices.steps import take
from tests.factories import a_draft, act_of, mark_all, step
from workflows.procedure import BY_NAME, PROCEDURE
from workflows.vocabulary import Mark

LIVES = (
    (
        *("issue", "route", "reroute", "correct", "take_over", "refuse", "receive", "withdraw"),
        *("receive", "confirm", "reopen", "receive", "confirm", "release"),
    ),
    ("issue", "annul"),
    ("issue", "release_exceptionally", "let_out"),
)
"""The ways of three vehicles, which together take every step, and the act that lets one out."""

TAKERS = {
    "reroute": "inspector",
    "reopen": "ru_supervisor",
    "release_exceptionally": "by_supervisor",
}
UNTOUCHED = {"catalogue_entry", "document_kind", "held_role", "limit_row", "person", "place"}
"""Reference data, which no step changes and which are long to compare."""

FILLS = {
    "sqlite": "INSERT INTO log_tile VALUES (99, 0, zeroblob(1000000))",
    "postgresql": "DO $$ BEGIN RAISE 'no space left' USING ERRCODE = 'disk_full'; END $$",
}
"""What each database answers with the error of a full disk; SQLite may not grow then."""

OTHERS_AT_WORK = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND state <> 'idle'"
)

MOST = 10_000
"""More statements than any step sends."""

Strike = Callable[[Connection], str | None]
"""What happens to a connection; gives the statement that it sends instead, if any."""

Rows = dict[str, list[tuple[Any, ...]]]


class Fault(Exception):
    """Something that nobody foresaw."""

    def __str__(self) -> str:
        return "unforeseen"


def fail(_connection: Connection) -> None:
    """Raise in the process."""
    raise Fault


def drop(connection: Connection) -> None:
    """Take the connection away."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.close()


def fill_disk(connection: Connection) -> str:
    """Leave no room for the next statement."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute("PRAGMA max_page_count = 1")
    return FILLS[connection.dialect.name]


def kill(_connection: Connection) -> None:
    """End the process without any notice."""
    os.kill(os.getpid(), signal.SIGKILL)


FAULTS = {fail: "unforeseen", drop: "closed", fill_disk: "full|no space left"}
"""What the error says."""


@contextmanager
def struck(strike: Strike, at: int) -> Iterator[list[str]]:
    """Strike at the n-th statement, counted from 1; gives the statements that were sent."""
    sent: list[str] = []

    def before(
        connection: Connection, _cursor: Any, sql: str, given: Any, *_context: Any
    ) -> tuple[str, Any]:
        sent.append(sql)
        instead = strike(connection) if len(sent) == at else None
        nothing = [()] if isinstance(given, list) else ()
        return (instead, nothing) if instead else (sql, given)

    def commit(connection: Connection) -> None:
        sent.append("COMMIT")
        instead = strike(connection) if len(sent) == at else None
        if instead:
            connection.connection.cursor().execute(instead)

    event.listen(db.engine, "before_cursor_execute", before, retval=True)
    event.listen(db.engine, "commit", commit)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", before)
        event.remove(db.engine, "commit", commit)


def prepare(name: str, notice: Notice) -> None:
    """Let nothing but the step itself be missing."""
    if name in ("confirm", "refuse"):
        mark_all(notice, Mark.REMOVED if name == "confirm" else Mark.NOT_REMOVED)
    if name == "release_exceptionally":
        step("ask_release", notice, "ru_supervisor")


def press(name: str, notice_id: int) -> None:
    """Take the step, as a request does that begins with nothing in memory."""
    db.session.remove()
    notice = db.session.get_one(Notice, notice_id)
    checkpoint = "NOVZ" if name == "reroute" else "KGOR"
    take(act_of(name, notice, TAKERS.get(name, ""), checkpoint=checkpoint), (name, notice))


def killed(job: Callable[[], None]) -> None:
    """Do a job in a process of its own, which kills itself, and wait until its database knows."""
    db.session.remove()
    db.engine.dispose()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            job()
        os._exit(1)  # It should have been killed.
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    while db.engine.dialect.name == "postgresql" and db.session.scalar(OTHERS_AT_WORK):
        db.session.rollback()  # One transaction sees the same as long as it lasts.
        time.sleep(0.005)


def everything() -> Rows:
    """All rows of all tables that a step may write."""
    db.session.remove()
    tables = [table for name, table in db.metadata.tables.items() if name not in UNTOUCHED]
    with db.engine.connect() as connection:
        return {
            str(table): sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables
        }


def check_after(name: str, notice_id: int, before: Rows) -> None:
    """The step is there as a whole: one event, its leaf, its paper and its version."""
    after = everything()
    notice = db.session.get_one(Notice, notice_id)
    [event_id] = {row[0] for row in after["event"]} - {row[0] for row in before["event"]}
    taken = db.session.get_one(Event, event_id)
    assert (taken.name, taken.notice_id, taken.status_to) == (name, notice_id, notice.status)
    assert len(after["log_entry"]) == len(before["log_entry"]) + 1
    assert db.session.scalars(select(LogEntry).filter_by(event_id=event_id)).one()
    papers = db.session.scalars(select(StoredPaper.kind).filter_by(event_id=event_id)).all()
    assert papers == ([BY_NAME[name].paper] if BY_NAME[name].paper else [])
    versions = select(NoticeVersion).filter_by(notice_id=notice_id)
    assert len(db.session.scalars(versions).all()) == notice.version
    check_numbers()


def check_numbers() -> None:
    """The numbers of a post run from 1 to the last one that was given."""
    numbers = db.session.scalars(select(Notice.number).where(Notice.number.is_not(None)))
    given = sorted(int((number or "").split("-")[3]) for number in numbers)
    last = db.session.scalar(text("SELECT coalesce(max(last), 0) FROM number_series"))
    assert given == list(range(1, (last or 0) + 1))


def statements_of(name: str, notice_id: int) -> int:
    """How many statements the step sends, with its COMMIT; it is not taken."""
    with struck(fail, MOST) as sent, pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", lambda: fail(db.session.connection()))
        with pytest.raises(Fault):
            press(name, notice_id)
    return len(sent) + 1


def strikes(count: int, long: bool) -> Iterator[tuple[Strike, int]]:
    """Each fault at every statement; or each at one of them, the last one at the COMMIT."""
    for index, strike in enumerate(FAULTS, 1):
        places = range(1, count + 1) if long else [count * index // len(FAULTS)]
        yield from ((strike, at) for at in places)


def strike_at(name: str, notice_id: int, strike: Strike, at: int) -> None:
    """Let a press fail."""

    def job() -> None:
        with struck(strike, at):
            press(name, notice_id)

    with pytest.raises((Fault, DBAPIError), match=FAULTS[strike]):
        job()
    db.session.remove()
    if strike is not fail:
        db.engine.dispose()


def be_killed(name: str, notice_id: int, at: int) -> None:
    """Let a press die with its process."""

    def job() -> None:
        with struck(kill, at):
            press(name, notice_id)

    killed(job)


def take_and_be_killed(name: str, notice_id: int) -> None:
    """Take the step in a process that is killed before it can tell anybody."""

    def job() -> None:
        steps.wake = lambda: os.kill(os.getpid(), signal.SIGKILL)
        press(name, notice_id)

    killed(job)


def test_the_ways_of_the_vehicles_take_every_step() -> None:
    assert {name for life in LIVES for name in life} == {each.name for each in PROCEDURE} | {
        "let_out"
    }


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life[-1])
def test_a_fault_at_any_statement_leaves_before_or_after(
    app: Flask, life: tuple[str, ...], long: bool
) -> None:
    notice_id = a_draft().id
    for name in life:
        prepare(name, db.session.get_one(Notice, notice_id))
        before, last = everything(), name == life[-1]
        count = statements_of(name, notice_id)
        for strike, at in strikes(count, long):
            strike_at(name, notice_id, strike, at)
            assert not long or everything() == before, f"{strike.__name__} at {at} of {name}"
        for at in range(1, count + 1, 1 if long else count - 1):
            if long or last:
                be_killed(name, notice_id, at)
        assert everything() == before, name
        (take_and_be_killed if long or last else press)(name, notice_id)
        check_after(name, notice_id, before)
