"""The log as JSON Lines, for `notices.log.verify` or anyone who reads it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import String, and_, func, select, type_coerce
from sqlalchemy.orm import joinedload

from notices.models import Event, LogEntry, Notice, NoticeVersion, Unit, db
from workflows.plates import plate_key
from workflows.vocabulary import Status

from .entries import columns_of, content_of, kept_of, of_events

CHUNK = 1_000


def exported() -> Iterator[str]:
    """A line for each entry in the order of leaves, whatever their numbers, those that wait last,
    then what has none: unlogged events, and notices that stand where no event has left them, or
    have other plates than their newest version.

    The content is what the register holds now: that it is what was logged is for others to check.
    """
    yield from _lines(LogEntry.leaf, LogEntry.leaf.is_not(None))
    yield from _lines(LogEntry.id, LogEntry.leaf.is_(None))
    for event_id in unlogged_events():
        yield json.dumps({"leaf": None, "content": {"id": event_id}})
    for notice_id, status in unlogged_statuses():
        yield json.dumps({"leaf": None, "content": {"name": f"notice {notice_id} is {status}"}})
    for notice_id in unlogged_plates():
        told = f"notice {notice_id} has other plates than its newest version"
        yield json.dumps({"leaf": None, "content": {"name": told}})


def unlogged_events() -> Sequence[int]:
    """Events that no entry stands for: nobody but the door and the log may write them."""
    logged = select(LogEntry.id).where(LogEntry.event_id == Event.id).exists()
    return db.session.scalars(select(Event.id).where(~logged).order_by(Event.id)).all()


def unlogged_statuses() -> list[tuple[int, str]]:
    """Notices, by id, whose status is not that in which their last event has left them."""
    last = select(type_coerce(Event.status_to, String)).where(Event.notice_id == Notice.id)
    left = func.coalesce(last.order_by(Event.id.desc()).limit(1).scalar_subquery(), Status.DRAFT)
    stands = type_coerce(Notice.status, String)
    query = select(Notice.id, stands, left).where(stands != left).order_by(Notice.id)
    found = db.session.execute(query)
    return [(notice_id, stood) for notice_id, stood, code in found if stood != Status(code)]


def unlogged_plates() -> Iterator[int]:
    """Notices, by id, whose vehicles bear other plates now than in their newest version."""
    newest = select(NoticeVersion.notice_id, func.max(NoticeVersion.version).label("version"))
    last = newest.group_by(NoticeVersion.notice_id).subquery()
    same = (NoticeVersion.notice_id == last.c.notice_id, NoticeVersion.version == last.c.version)
    query = select(NoticeVersion.notice_id, NoticeVersion.facts["units"]).join(last, and_(*same))
    in_parts = db.session.execute(
        query.order_by(NoticeVersion.notice_id), execution_options={"yield_per": CHUNK}
    )
    for part in in_parts.partitions():
        told = {notice_id: units for notice_id, units in part if units is not None}
        stands = _plates_now(told)
        yield from (each for each in told if _plates_told(told[each]) != stands[each])


def _plates_now(notices: Collection[int]) -> defaultdict[int, list[str | None]]:
    """The plates of notices in their order, as they identify; of spoilt ones None."""
    query = select(Unit.notice_id, Unit.plate, Unit.plate_key).where(Unit.notice_id.in_(notices))
    found: defaultdict[int, list[str | None]] = defaultdict(list)
    for notice_id, plate, key in db.session.execute(query.order_by(Unit.notice_id, Unit.position)):
        found[notice_id].append(plate if plate_key(plate) == key else None)
    return found


def _plates_told(units: Any) -> list[str | None]:
    try:
        return [unit["plate"] for unit in units]
    except (LookupError, TypeError):
        return []


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
