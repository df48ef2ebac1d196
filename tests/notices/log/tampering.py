"""A log with some of everything in it, and what an auditor finds out about it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import text

from notices.log.entries import log_reading
from notices.log.export import exported
from notices.log.sequencer import continue_log, newest_checkpoint
from notices.log.signing import signer
from notices.log.verify import Checkpoint, read_checkpoint, verify
from notices.models import LogCheckpoint, db, transaction
from tests.factories import a_notice, of_vehicle
from tests.people import actor
from workflows.vocabulary import Personal, Status


def a_log() -> list[str]:
    """Two checkpoints over the life of a notice, as an outsider keeps them."""
    notice_id, reader = a_notice(Status.ISSUED).id, actor("by_auditor")
    first = published()
    log_reading(notice_id, reader, Personal.NOTICE)
    a_notice(Status.ISSUED, of_vehicle("AB 1"))
    return [first, published()]


def published() -> str:
    """The checkpoint after everything that waits."""
    continue_log()
    newest = newest_checkpoint()
    assert isinstance(newest, LogCheckpoint)
    note = newest.note
    db.session.rollback()
    return note


def kept(notes: list[str]) -> list[Checkpoint]:
    """What the checkpoints say, after a look at their signatures."""
    return [read_checkpoint(note, signer().verifier) for note in notes]


def faults(notes: list[str], lines: list[str] | None = None) -> list[str]:
    """What the verifier finds in the log, or in an export of it."""
    return verify(list(exported()) if lines is None else lines, kept(notes)).faults


@contextmanager
def unguarded() -> Iterator[None]:
    """A transaction of somebody who rules the database: no trigger stops it."""
    with transaction():
        lift_guards()
        yield


def lift_guards() -> None:
    """Let the session change what triggers forbid; on PostgreSQL until the transaction ends."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    query = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in db.session.scalars(query).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))


def run(*statements: str) -> None:
    """Change rows behind the register's back."""
    with unguarded():
        for statement in statements:
            db.session.execute(text(statement))
    db.session.expire_all()


def run_unbound(*statements: str) -> None:
    """Change rows behind the register's back, and let them name what does not exist."""
    if db.engine.dialect.name == "postgresql":
        run(*statements)
        return
    db.session.rollback()
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    db.session.expire_all()


def copied(table: str, where: str, **other: str) -> str:
    """A statement that inserts a row once more, with other values."""
    columns = db.metadata.tables[table].columns.keys()
    values = ", ".join(other.get(column, column) for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where}"  # noqa: S608
