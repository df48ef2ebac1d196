"""What every table shares: the database object, the column types and the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Date,
    DateTime,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from workflows import vocabulary

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Json = dict[str, Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database, refused where it has no zone."""

    impl = DateTime
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What the values are in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn an aware instant into the database's naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a zone cannot be stored.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the stored instant its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


def _column_of(code: type[StrEnum]) -> Enum:
    """Store the code itself, checked by the database, not the name that it has in Python."""
    return Enum(
        code,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda codes: [member.value for member in codes],
        validate_strings=True,
    )


def folded_text(length: int) -> String:
    """A column of folded text, compared byte by byte so that an index finds its beginnings."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


CODES = [
    code
    for code in vars(vocabulary).values()
    if isinstance(code, type) and issubclass(code, StrEnum) and code is not StrEnum
]


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            datetime: UtcDateTime,
            date: Date,
            Json: JSON,
            list[str]: JSON,
            list[Json]: JSON,
            list[int]: JSON,
            **{code: _column_of(code) for code in CODES},
        },
    )


db = SQLAlchemy(model_class=Base)
WITHIN_ANOTHER = "within another transaction"
ONLY_READS = "only_reads"
WRITES = ("account.agency_answer",)
"""What is fetched and writes all the same: a provider sends people back by a link."""

PATIENCE = 10_000
"""Milliseconds that a press waits for another one; then it fails, and nothing has changed."""

if TYPE_CHECKING:

    class Model(Base):
        """The class that Flask-SQLAlchemy makes of `Base`, as type checkers see it."""

        __abstract__ = True
else:
    Model = db.Model


class Owed:
    """What a row owes, when that is due, and how often and why it failed. See `notices.owed`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it. Within another transaction, that one commits."""
    if WITHIN_ANOTHER in db.session.info:
        with db.session.begin_nested():
            yield
        return
    db.session.info[WITHIN_ANOTHER] = True
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        del db.session.info[WITHIN_ANOTHER]


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it is now, while others go on writing; nothing can be written within."""
    db.session.rollback()  # What was read before belongs to an earlier moment.
    db.session.connection(execution_options={ONLY_READS: True})
    try:
        yield
    finally:
        db.session.rollback()


def set_up_sqlite(engine: Engine) -> None:
    """Make SQLite durable, concurrent and strict about foreign keys, and let it write zeros over
    what is erased.

    What may write begins IMMEDIATE, so that two writers queue instead of failing half-way.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={PATIENCE}",
            "cache_size=-65536",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        fetched = has_request_context() and request.method in ("GET", "HEAD")
        reads = fetched and request.endpoint not in WRITES
        reads |= ONLY_READS in connection.get_execution_options()
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def set_up_postgresql(engine: Engine) -> None:
    """Let PostgreSQL wait no longer than SQLite for what others have locked, and read all of one
    moment where a transaction only reads.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.execute(f"SET lock_timeout = {PATIENCE}")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if ONLY_READS in connection.get_execution_options():
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def refresh_statistics() -> None:
    """Tell SQLite how its tables have grown, or it takes wrong indexes; PostgreSQL sees it itself.

    A thousand rows of each index are looked at, so this takes milliseconds however large it is.
    """
    if db.engine.dialect.name == "sqlite":
        with transaction():
            db.session.execute(text("PRAGMA analysis_limit = 1000"))
            db.session.execute(text("ANALYZE"))
