"""The log: what happened, committed to by the leaves of a Merkle tree."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Json, Model
from .event import Event
from .notice import Notice

WAITING = text("leaf IS NULL")
"""An entry waits for its leaf from its commit on until the log is next continued."""


class LogEntry(Model):
    """An event, or something else that left no event: a reading, a sign-in, an export.

    `commitment` is SHA-256 over salt and content (see `notices.log.entries`), and is the leaf.
    Triggers refuse every change but two: the leaf's number is given once, and the personal data
    are erased together with the salt.
    """

    __table_args__ = (
        Index("ix_log_entry_notice", "notice_id", "id"),
        Index("ix_log_entry_at", "at"),
        Index("ix_log_entry_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(40))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(16))  # None when it was erased.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)  # If one.
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))  # What was read.
    data: Mapped[Json | None] = mapped_column(JSON(none_as_null=True))  # None when it was erased.
    leaf: Mapped[int | None] = mapped_column(unique=True)  # Some seconds later, counted from 0.

    event: Mapped[Event | None] = relationship()
    notice: Mapped[Notice | None] = relationship()


class LogClock(Model):
    """The latest time at which the log was looked after, also where it had nothing to take up.

    One row, whose time never goes back: a clock that was set back is known by it.
    """

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    seen_at: Mapped[datetime]


class LogTile(Model):
    """Up to 256 hashes of one level of the tree, as C2SP tlog-tiles cuts it; it only grows.

    Level 0 holds the hashes of leaves, each further one the heads of full tiles below.
    """

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hashes: Mapped[bytes] = mapped_column(LargeBinary(8192))


class LogCheckpoint(Model):
    """A head of the tree that was signed and published: a note in the form of C2SP."""

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    head: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str] = mapped_column(Text)
