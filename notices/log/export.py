"""The log as JSON Lines, for `notices.log.verify` or anyone who reads it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from notices.models import Event, LogEntry, NoticeVersion, StoredPaper, db

from .entries import content_of

CHUNK = 1_000


def exported() -> Iterator[str]:
    """A line for each entry in the order of leaves, those that wait last, then unlogged events.

    The content is what the register holds now: that it is what was logged is for others to check.
    """
    yield from _lines(LogEntry.leaf)
    yield from _lines(LogEntry.id, LogEntry.leaf.is_(None))
    for event_id in unlogged_events():
        yield json.dumps({"leaf": None, "content": {"id": event_id}})


def unlogged_events() -> Sequence[int]:
    """Events that no entry stands for: nobody but the door and the log may write them."""
    logged = select(LogEntry.id).where(LogEntry.event_id == Event.id).exists()
    return db.session.scalars(select(Event.id).where(~logged).order_by(Event.id)).all()


def _lines(key: Any, *only: Any) -> Iterator[str]:
    last = -1
    while True:
        query = select(LogEntry).where(key > last, *only).options(joinedload(LogEntry.event))
        entries = db.session.scalars(query.order_by(key).limit(CHUNK)).all()
        if not entries:
            return
        yield from _told(entries)
        last = getattr(entries[-1], key.key)
        db.session.expunge_all()


def _told(entries: Sequence[LogEntry]) -> Iterator[str]:
    events = [entry.event_id for entry in entries if entry.event_id]
    versions, papers = of_events(events)
    for entry in entries:
        told = {
            "leaf": entry.leaf,
            "commitment": entry.commitment.hex(),
            "salt": entry.salt.hex() if entry.salt else None,
            "content": content_of(
                entry, versions.get(entry.event_id or 0), papers.get(entry.event_id or 0)
            ),
        }
        present = {name: value for name, value in told.items() if value is not None}
        yield json.dumps({"leaf": None} | present, ensure_ascii=False)


def of_events(
    events: Sequence[int],
) -> tuple[dict[int, NoticeVersion], dict[int, StoredPaper]]:
    """What the events have written, by the event's id: a version, a paper."""
    versions = select(NoticeVersion).where(NoticeVersion.event_id.in_(events))
    papers = select(StoredPaper).where(StoredPaper.event_id.in_(events))
    return (
        {version.event_id: version for version in db.session.scalars(versions)},
        {paper.event_id: paper for paper in db.session.scalars(papers)},
    )
