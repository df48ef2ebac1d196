"""Work that committed rows owe: whoever takes a row does it, once, in whatever process.

A row is taken by moving its `due` ahead (a lease) and worked on without any transaction. So any
number of processes may work at once, and what one of them left when it died is done again when
the lease has run out.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from threading import Lock, Thread
from typing import TypeVar

from flask import Flask, Response
from sqlalchemy import Select, update

from .models import Owed, db, transaction

Row = TypeVar("Row", bound=Owed)
LONGEST_WAIT = 300
LOOKS_EVERY = 2.0
"""Seconds between two looks for work that another process, or a waiting time, makes due."""

STARTING = Lock()
LOG = logging.getLogger(__name__)


def claim(kind: type[Row], owed: Select[int], lease: timedelta) -> Row | None:
    """Take the first row whose id `owed` selects, if it is due; the caller commits."""
    now = datetime.now(UTC)
    first = owed.where(kind.due <= now).limit(1).with_for_update(skip_locked=True)
    taken = update(kind).where(kind.id == first.scalar_subquery()).values(due=now + lease)
    row_id = db.session.scalar(taken.returning(kind.id))
    return db.session.get(kind, row_id, populate_existing=True) if row_id else None


def postpone(kind: type[Owed], row_id: int, failure: str) -> None:
    """Try again later, after a wait that doubles up to five minutes."""
    with transaction():
        row = db.session.get_one(kind, row_id)
        row.attempts += 1
        row.failure = failure
        row.due = datetime.now(UTC) + timedelta(seconds=min(2**row.attempts, LONGEST_WAIT))


def work_off(work: Callable[[], object], wanted: Signal) -> None:
    """Do whatever is owed, for ever, and wait for more."""
    while True:
        wanted.clear()
        try:
            work()
        except Exception:  # The loop outlives a database that is away for a while.
            LOG.exception("What is owed could not be looked for.")
        wanted.wait(LOOKS_EVERY)


def start_with_first_page(app: Flask, forever: Callable[[Flask], None]) -> None:
    """Let the server work by itself, from the first page on that it has served."""

    @app.after_request
    def start(response: Response) -> Response:
        response.call_on_close(lambda: start_once(app, forever))
        return response


def start_once(app: Flask, forever: Callable[[Flask], None]) -> None:
    """Work in a thread that ends with the process."""
    with STARTING:
        if forever.__module__ not in app.extensions:
            thread = Thread(target=forever, args=[app], daemon=True)
            app.extensions[forever.__module__] = thread
            thread.start()
