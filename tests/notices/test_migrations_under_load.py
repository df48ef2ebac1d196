"""A register is migrated while people work on it: they wait or are told, and nothing is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from alembic import command
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from notices.exit_control.answering import answer
from notices.models import Notice, StoredPaper, db
from notices.steps import Overtaken
from tests.conftest import app_on, fill, in_context
from tests.factories import TRACTOR, a_draft, a_notice, found, of_vehicle, step
from workflows.vocabulary import ExitAnswer

UNHELD = "CC 1111-1"
UNDONE = "0017"
"""Down to here tables and columns go, and rows are written anew."""


@pytest.fixture
def app(empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on a register of its own."""
    for app in in_context(app_on(empty_database, tmp_path)):
        fill(app)
        yield app


class Worker(Thread):
    """Does one thing again and again, in a context of its own each time, until it is over."""

    def __init__(self, app: Flask, over: Event, work: Callable[[], object]) -> None:
        super().__init__()
        self.app, self.over, self.work = app, over, work
        self.results: list[object] = []
        self.failures = 0

    def run(self) -> None:
        """Work on through what the database refuses meanwhile."""
        while not self.over.is_set():
            with self.app.app_context():
                try:
                    self.results.append(self.work())
                except (SQLAlchemyError, Overtaken):
                    self.failures += 1


def ask(plate: str) -> Callable[[], ExitAnswer]:
    return lambda: answer(plate, datetime.now(UTC)).answer


def issuing() -> Callable[[], str | None]:
    """Notices on ever other vehicles; each gives the number of its notice."""
    numbers = count()

    def issue() -> str | None:
        notice = a_draft()
        step("issue", notice, filing=of_vehicle(f"AB {next(numbers):04}-1", findings=(found(),)))
        return notice.number

    return issue


def migrate(times: int) -> None:
    """Undo the newest migrations and make them anew, as often."""
    config = current_app.extensions["migrate"].migrate.get_config()
    for _ in range(times):
        command.downgrade(config, UNDONE)
        command.upgrade(config, "head")


def test_people_work_on_while_it_is_migrated(app: Flask, long: bool) -> None:
    held = a_notice()
    db.session.remove()
    over = Event()
    about_held, about_free, issued = workers = [
        Worker(app, over, work) for work in (ask(TRACTOR), ask(UNHELD), issuing())
    ]
    for worker in workers:
        worker.start()
    try:
        migrate(20 if long else 2)
    finally:
        over.set()
        for worker in workers:
            worker.join()
    assert all(worker.results for worker in workers)
    assert set(about_held.results) <= {ExitAnswer.HELD, ExitAnswer.CANNOT_TELL}
    assert set(about_free.results) <= {ExitAnswer.MAY_LEAVE, ExitAnswer.CANNOT_TELL}
    assert (ask(TRACTOR)(), ask(UNHELD)()) == (ExitAnswer.HELD, ExitAnswer.MAY_LEAVE)
    numbers = [held.number, *issued.results]
    query = select(Notice.number).where(Notice.number.is_not(None)).order_by(Notice.number)
    assert list(db.session.scalars(query)) == numbers
    assert [int(str(number).split("-")[3]) for number in numbers] == list(
        range(1, len(numbers) + 1)
    )
    advice = 1
    assert db.session.scalars(select(func.count(StoredPaper.id))).one() == len(numbers) + advice
