"""Registers as the factories have left them, put back where the same is asked of the same again.

To take the steps anew costs more than most tests do themselves. What factories ask for, one thing
after the other from the beginning of a test on, tells what the register holds, until anything else
writes. It is kept when it is made a second time, or takes long, and made anew after ten minutes, so
that now stays now.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import sqlalchemy
import time_machine
from flask import current_app

from notices.models import db

LASTS = 600
"""Seconds for which a kept register is taken for one of now."""

LONG = 0.2
"""Seconds from which on to keep costs little beside."""


class Register(Protocol):
    """A database that can be kept and put back."""

    def is_as_noted(self) -> bool:
        """Whether nothing was written since it was last noted, kept or put back."""

    def note(self) -> None:
        """Take what it holds for known."""

    def keep(self, number: int) -> None:
        """Keep what it holds."""

    def put_back(self, number: int) -> None:
        """Let it hold what was kept."""

    def forget(self, number: int) -> None:
        """Give free what was kept."""


class OnSqlite:
    """Copies in memory."""

    def __init__(self) -> None:
        self.copies: dict[int, sqlite3.Connection] = {}

    def begin(self, file: Path) -> None:
        """A test begins on this file."""
        self.live = sqlite3.connect(file)
        self.note()

    def end(self) -> None:
        """The test is over."""
        self.live.close()

    def is_as_noted(self) -> bool:
        """SQLite counts what other connections commit."""
        return self._version() == self.noted

    def note(self) -> None:
        """Remember the count."""
        self.noted = self._version()

    def keep(self, number: int) -> None:
        """Copy it."""
        self.copies[number] = sqlite3.connect(":memory:")
        self.live.backup(self.copies[number])

    def put_back(self, number: int) -> None:
        """Copy it back."""
        self.copies[number].backup(self.live)

    def forget(self, number: int) -> None:
        """Close the copy."""
        self.copies.pop(number).close()

    def _version(self) -> int:
        return int(self.live.execute("PRAGMA data_version").fetchone()[0])


class OnPostgresql:
    """Copies in a schema of their own; see kept.sql."""

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self.connection = connection

    def is_as_noted(self) -> bool:
        """Triggers note who writes."""
        written = self.connection.exec_driver_sql("SELECT FROM pristine.written LIMIT 1")
        return written.first() is None

    def note(self) -> None:
        """Begin a new list of what is written."""
        self.connection.exec_driver_sql("CALL pristine.settle()")

    def keep(self, number: int) -> None:
        """Copy what was written since the test began."""
        self.connection.exec_driver_sql("CALL pristine.keep(%s)", (number,))

    def put_back(self, number: int) -> None:
        """Copy it back."""
        self.connection.exec_driver_sql("CALL pristine.put_back(%s)", (number,))

    def forget(self, number: int) -> None:
        """Drop the copy."""
        self.connection.exec_driver_sql("CALL pristine.forget(%s)", (number,))


class Kept:
    """What was asked for, by number, and since when its register is kept, with its result."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.asked: dict[str, int] = {}
        self.results: dict[int, tuple[int, float]] = {}
        self.begin()

    def begin(self) -> None:
        """A test begins, and nobody has asked for anything."""
        self.standing = ""
        self.is_making = False
        self.thread = threading.get_ident()

    def result(self, told: str, make: Callable[[], int]) -> int:
        """What `make` gives, with all that it writes."""
        if self.is_making:
            return make()
        db.session.commit()
        elsewhere = threading.get_ident() != self.thread
        travels = time_machine.escape_hatch.is_travelling()
        if elsewhere or travels or not self.register.is_as_noted():
            return self._made(make)
        self.standing = f"{hash(self.standing)} {told} {hash(repr(current_app.config))}"
        is_new = self.standing not in self.asked
        number = self.asked.setdefault(self.standing, len(self.asked))
        self._forget_the_old()
        if number in self.results:
            self.register.put_back(number)
            db.session.expire_all()
            return self.results[number][0]
        began = time.monotonic()
        result = self._made(make)
        took_long = time.monotonic() - began > LONG
        self.register.note()
        if took_long or not is_new:
            self.register.keep(number)
            self.results[number] = result, time.monotonic()
        return result

    def _forget_the_old(self) -> None:
        now = time.monotonic()
        for number in [each for each, (_, at) in self.results.items() if now - at > LASTS]:
            del self.results[number]
            self.register.forget(number)

    def _made(self, make: Callable[[], int]) -> int:
        """What `make` gives. It alone writes, so that what it has read need not be read again."""
        session = db.session()
        self.is_making, session.expire_on_commit = True, False
        try:
            return make()
        finally:
            self.is_making, session.expire_on_commit = False, True
            session.expire_all()


def kept(told: str, make: Callable[[], int]) -> int:
    """What `make` gives for what is told of it, with a kept register where there is one."""
    registers: Kept | None = current_app.extensions.get("kept")
    return registers.result(told, make) if registers else make()
