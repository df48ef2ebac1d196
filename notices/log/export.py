"""The log as JSON Lines, for `notices.log.verify` or anyone who reads it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from notices.models import LogEntry, db

from .entries import columns_of, content_of, kept_of, of_events
from .unlogged import unlogged, unsaid

CHUNK = 1_000


def exported() -> Iterator[str]:
    """A line for each entry in the order of leaves, whatever their numbers, those that wait last.

    The content is what the register holds now: that it is what was logged is for others to check.
    What it holds otherwise than the log has a line without leaf and commitment: that of the rows of
    an entry after the entry, all else in the end.
    """
    yield from _lines(LogEntry.leaf, LogEntry.leaf.is_not(None))
    yield from _lines(LogEntry.id, LogEntry.leaf.is_(None))
    yield from map(_unlogged, unlogged())


def _lines(key: Any, which: Any) -> Iterator[str]:
    query = select(LogEntry).where(which).options(joinedload(LogEntry.event))
    query = query.order_by(key).limit(CHUNK)
    entries = db.session.scalars(query).all()
    while entries:
        yield from _told(entries)
        last = getattr(entries[-1], key.key)
        db.session.expunge_all()
        entries = db.session.scalars(query.where(key > last)).all()


def _told(entries: Sequence[LogEntry]) -> Iterator[str]:
    written = of_events([entry.event_id for entry in entries if entry.event_id])
    for entry in entries:
        told: dict[str, Any] = {"leaf": entry.leaf, "commitment": entry.commitment.hex()}
        if entry.salt:
            content = content_of(entry, *written[entry.event_id or 0])
            told |= {"salt": entry.salt.hex(), "content": content}
        else:
            told["kept"] = kept_of(entry, *written[entry.event_id or 0])
        if entry.event:
            told["entry"] = columns_of(entry)
        yield json.dumps(told, ensure_ascii=False)
        yield from map(_unlogged, unsaid(entry, written[entry.event_id or 0]))


def _unlogged(what: str) -> str:
    return json.dumps({"leaf": None, "content": {"name": what}})
