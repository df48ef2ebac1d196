"""Writes again what an earlier test wrote, statement by statement, instead of taking steps anew.

Most tests begin with a notice that real steps brought to a status. Two registers that were put
back, and to which the same was done since, are the same: so a worker takes the steps once, and
later executes the statements that they wrote. It takes them again where anything could differ: in
a register of a test's own, after any other write, under other settings, at another time.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from threading import get_ident
from typing import Any, ParamSpec, TypeVar

import time_machine
from flask import Flask, current_app
from sqlalchemy import event

from notices.models import Notice, db

READS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN|SAVEPOINT|RELEASE)\b")
OF_NO_CONCERN = re.compile(r"(INSERT INTO|UPDATE) sign_in\b")
"""No step depends on who has signed in; so this is neither noticed nor written again."""
OF_PAGES = {"WTF_CSRF_ENABLED", "SERVER_NAME"}
"""The settings of which no step depends."""
LONG_AGO = 300
"""Seconds after which what was written is too old to be written again."""

P = ParamSpec("P")
T = TypeVar("T", bound=Notice | None)
Key = tuple[Any, ...]
Statement = tuple[str, Any]


@dataclass
class Written:
    """The statements of a call, when they were executed, and the notice that it returned."""

    at: float
    statements: list[Statement]
    notice_id: int | None


@dataclass
class History:
    """The calls since the register of an application was put back; None after anything else."""

    calls: Key | None = None
    known: dict[Key, Written] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    recorded: list[Statement] | None = None
    committed: int = 0
    thread: int = 0

    def begin(self, app: Flask) -> None:
        """The register is as it was filled."""
        self.calls, self.recorded, self.settings = (), None, _settings_of(app)

    def note(self, statement: str, values: Any) -> None:
        """A statement is about to be executed."""
        if READS.match(statement) or OF_NO_CONCERN.match(statement):
            return
        if self.recorded is not None and self.thread == get_ident():
            self.recorded.append((statement, values))
        else:
            self.calls = None

    def commit(self, *_connection: Any) -> None:
        """What was recorded is written."""
        self.committed = len(self.recorded or ())

    def roll_back(self, *_connection: Any) -> None:
        """What was recorded since the last commit is not written after all."""
        if self.recorded and len(self.recorded) > self.committed:
            self.calls = None

    def repeats(self) -> bool:
        """Whether a call would write what the same call has written before."""
        return (
            self.calls is not None
            and self.recorded is None
            and self.settings == _settings_of(current_app)
            and not time_machine.escape_hatch.is_travelling()
        )


def remember(app: Flask) -> None:
    """Notice from now on whatever is written into the register of an application."""
    history = app.extensions["history"] = History()

    @event.listens_for(db.engine, "before_cursor_execute")
    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_context: Any) -> None:
        history.note(statement, values)

    event.listen(db.engine, "commit", history.commit)
    event.listen(db.engine, "rollback", history.roll_back)
    event.listen(db.engine, "rollback_savepoint", history.roll_back)


def repeatable(function: Callable[P, T]) -> Callable[P, T]:
    """A function that takes steps, or writes what they once wrote where that is the same."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        history = current_app.extensions.get("history")
        if history:
            db.session.commit()
        if not history or not history.repeats():
            return function(*args, **kwargs)
        named = {name: _told(value) for name, value in kwargs.items()}
        told = (function.__name__, *map(_told, args), *sorted(named.items()))
        key = (*history.calls, told)
        known = history.known.get(key)
        if known and time.time() - known.at < LONG_AGO:
            _write(known.statements)
        else:
            known = history.known[key] = _record(history, lambda: function(*args, **kwargs))
        if history.calls is not None:
            history.calls = key
        else:
            del history.known[key]
        return db.session.get(Notice, known.notice_id) if known.notice_id else None

    return call


def _record(history: History, call: Callable[[], Notice | None]) -> Written:
    history.recorded, history.committed, history.thread = [], 0, get_ident()
    try:
        notice = call()
        return Written(time.time(), history.recorded, notice.id if notice else None)
    except BaseException:
        history.calls = None
        raise
    finally:
        history.recorded = None


def _write(statements: list[Statement]) -> None:
    with db.engine.begin() as connection:
        cursor = connection.connection.cursor()
        for statement, values in statements:
            write = cursor.executemany if isinstance(values, list) else cursor.execute
            write(statement, values)
    db.session.expire_all()


def _told(argument: Any) -> Any:
    return argument.id if isinstance(argument, Notice) else repr(argument)


def _settings_of(app: Flask) -> dict[str, Any]:
    return {name: value for name, value in app.config.items() if name not in OF_PAGES}
