"""What the register holds otherwise than the log says: whoever rules the database has written it.

A leaf stands for an event, its version and its paper. Here the other rows are held against these:
each says what they have made it say, or is told.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, func, select, type_coerce

from notices.models import (
    Event,
    LogEntry,
    Notice,
    StoredPaper,
    db,
)
from notices.papers.codes import is_about
from notices.papers.payload import claims_in
from workflows.vocabulary import Status

from .entries import Written, left_of
from .erasing import ERASED_EVENT
from .unlike import unlike


def unlogged() -> Iterator[str]:
    """Whatever is not as an event has left it."""
    yield from (f"event {event_id}" for event_id in unlogged_events())
    yield from _hung_on_nothing()
    yield from (f"notice {notice_id} is {status}" for notice_id, status in unlogged_statuses())
    yield from (f"notice {notice_id} {what}" for notice_id, what in unlike())


def unsaid(entry: LogEntry, written: Sequence[Written]) -> Iterator[str]:
    """What the rows of an entry say that its leaf does not: where it was erased, anything."""
    papers = [row for row in written if isinstance(row, StoredPaper)]
    for paper in papers:
        if (paper.erased_at is None) != (entry.salt is not None):
            yield f"paper {paper.id} is {'not ' if paper.erased_at is None else ''}erased"
    if entry.salt is None:
        if any(_remains(entry, written)):
            yield f"leaf {entry.leaf} was erased and something stands there"
        return
    for paper in papers:
        claims = claims_in(paper.code)
        if paper.code and not (claims and is_about(claims, paper)):
            yield f"paper {paper.id} has the code of another one"


def unlogged_events() -> Sequence[int]:
    """Events that no entry stands for: nobody but the door and the log may write them."""
    query = select(Event.id).where(~_is_logged(Event.id)).order_by(Event.id)
    return db.session.scalars(query).all()


def unlogged_statuses() -> list[tuple[int, str]]:
    """Notices, by id, whose status is not that in which their last event has left them."""
    last = select(type_coerce(Event.status_to, String)).where(Event.notice_id == Notice.id)
    left = func.coalesce(last.order_by(Event.id.desc()).limit(1).scalar_subquery(), Status.DRAFT)
    stands = type_coerce(Notice.status, String)
    query = select(Notice.id, stands, left).where(stands != left).order_by(Notice.id)
    found = db.session.execute(query)
    return [(notice_id, stood) for notice_id, stood, code in found if stood != Status(code)]


def _remains(entry: LogEntry, written: Iterable[Written]) -> Iterator[bool]:
    """Whether each thing that erasing takes away stands there again, or still."""
    yield entry.data is not None
    for column, value in ERASED_EVENT.items() if entry.event else ():
        yield getattr(entry.event, column) != value
    for row in written:
        yield row.facts != left_of(row)


def _is_logged(event_id: Any) -> ColumnElement[bool]:
    return select(LogEntry.id).where(LogEntry.event_id == event_id).exists()


def _hung_on_nothing() -> Iterator[str]:
    """Rows of whatever table that name an event which no entry stands for."""
    keys = (key for table in db.metadata.sorted_tables for key in table.foreign_keys)
    for key in keys:
        table, column = key.parent.table, key.parent
        if key.target_fullname == "event.id" and table is not LogEntry.__table__:
            row = list(table.primary_key)
            unlogged = select(*row).where(column.is_not(None), ~_is_logged(column)).order_by(*row)
            for found in db.session.execute(unlogged):
                yield f"{table.name} {' '.join(map(str, found))} of no event"
