"""What is written into the log, in the transaction of what it is about.

The content of an entry is JSON in canonical form (RFC 8785; it never holds a fraction). A random
salt of 128 bits is kept beside it, and SHA-256 over salt and content is the leaf: it says nothing
about the content, and still proves it as long as content and salt are there.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import has_request_context, request
from sqlalchemy import Connection, func, insert, inspect, select
from sqlalchemy.orm import joinedload

from notices.models import (
    Event,
    LogClock,
    LogEntry,
    NoticeVersion,
    Person,
    StoredPaper,
    db,
    transaction,
)
from notices.models.base import Json
from notices.papers.codes import digest_of
from notices.retention.content import bare
from workflows.acts import Actor
from workflows.vocabulary import Logged, Personal, Purpose, Role

from .erasing import ERASED_EVENT

SALT_BYTES = 16
Content = dict[str, Any]
Written = NoticeVersion | StoredPaper
WRITTEN = {"version": NoticeVersion, "paper": StoredPaper}
"""What an event writes besides, one of each at most."""

STAYS = {
    "version": ("notice_id", "version"),
    "paper": ("id", "notice_id", "kind", "version", "language"),
}
"""What no erasing changes of it, beside what a paper is known by."""

PURPOSES = {
    Role.INSPECTOR: Purpose.CONTROL_OF_VEHICLES,
    Role.CHECKPOINT_OFFICER: Purpose.CONFIRMATION_OF_REMOVAL,
    Role.EXIT_OFFICER: Purpose.EXIT_CONTROL,
    Role.CARRIER: Purpose.OWN_NOTICE,
    Role.SUPERVISOR: Purpose.SUPERVISION,
    Role.ADMINISTRATOR: Purpose.ADMINISTRATION,
    Role.AUDITOR: Purpose.AUDIT,
}


def log_event(event: Event, *written: Written | None) -> None:
    """Log a step or act, with the version and the paper that it has written."""
    entry = LogEntry(event_id=event.id, at=event.at, name=event.name, data={})
    _commit_to(entry, _content_of_event(event, written))
    db.session.add(entry)


def log_act(
    name: Logged,
    actor: Actor | None = None,
    *,
    at: datetime | None = None,
    notice_id: int | None = None,
    **what: str | int | list[str] | None,
) -> None:
    """Log something that is no step and no act, within the transaction that it is part of."""
    db.session.add(_entry(name, actor, at, what, notice_id))


def log_command(name: Logged, **what: str | None) -> None:
    """Log what is done on the command line, in a transaction of its own, where there is a log.

    There is none without a register, and in one of before migration 0010.
    """
    if inspect(db.session.connection()).has_table(LogEntry.__tablename__):
        with transaction():
            db.session.add(_entry(name, None, None, {"actor_name": "command line"} | what))


def log_own(name: Logged, person: Person, **what: str | int | None) -> None:
    """Log what somebody did with their own account, or tried to, and from which address."""
    told = {"actor_id": person.id, "actor_name": person.name, "address": request.remote_addr}
    db.session.add(_entry(name, None, None, told | what))


def log_reading(
    notice_id: int, actor: Actor, what: Personal, within: Connection | None = None
) -> None:
    """Log that somebody reads the personal data of a notice, before they are shown.

    A short transaction of its own, or that of a connection, because the page that is being made
    only reads; where it fails, nothing is shown. Nothing is shown either to those who ask for
    headers alone (HEAD).
    """
    if has_request_context() and request.method == "HEAD":
        return
    _write([_reading(notice_id, actor, what)], within)


def log_search(asked: str, found: Iterable[int], actor: Actor) -> None:
    """Log that somebody looks for a driver by name, and a reading of each notice that this found.

    `asked` is a keyed digest of the name. Also where nothing was found, and for headers alone,
    whose length tells whether anything was.
    """
    read = [_reading(notice_id, actor, Personal.SEARCH) for notice_id in found]
    what = {"asked": asked, "found": len(read), "purpose": PURPOSES[actor.role]}
    _write([_entry(Logged.SEARCH, actor, None, what), *read])


def latest_at() -> datetime | None:
    """The latest time that the log knows: of its entries, and of when it was last looked after.

    After a clock was set back it is not that of the newest entry. Events are asked themselves,
    because their own time is what their leaves hold.
    """
    logged = select(func.max(LogEntry.at)).scalar_subquery()
    happened = select(func.max(Event.at)).scalar_subquery()
    seen = select(LogClock.seen_at).where(LogClock.id == 1).scalar_subquery()
    known = db.session.execute(select(logged, happened, seen)).one()
    return max(filter(None, known), default=None)


def content_of(entry: LogEntry, *written: Written | None) -> Content:
    """The content as the register now tells it, with what its event has written."""
    if entry.event:
        return _content_of_event(entry.event, written)
    return _content_of_act(entry)


def kept_of(entry: LogEntry, *written: Written) -> Content:
    """What stays of a content when it is erased, and of the rows that its event has written."""
    if entry.event is None:
        return columns_of(entry)
    content = _content_of_event(entry.event, ())
    kept = {name: value for name, value in content.items() if name not in ERASED_EVENT}
    for name, kind in WRITTEN.items():
        rows = [row for row in written if isinstance(row, kind)]
        if rows:
            kept[name] = [[getattr(row, column) for column in STAYS[name]] for row in rows]
    known_by = [_known_by(row) for row in written if isinstance(row, StoredPaper)]
    return kept | ({"known_by": known_by} if known_by else {})


def left_of(row: Written) -> Json | None:
    """The facts that erasing leaves of a row; None of what is no paper's."""
    if isinstance(row, NoticeVersion):
        return {}
    try:
        return bare(row.facts)
    except (LookupError, TypeError):
        return None


def is_logged(event_id: int) -> bool:
    """Whether an event and what it has written are what its entry has committed to."""
    entry = db.session.scalars(select(LogEntry).where(LogEntry.event_id == event_id)).first()
    if entry is None or entry.event is None or entry.salt is None:
        return False
    content = content_of(entry, *of_events([event_id])[event_id])
    return commitment(entry.salt, content) == entry.commitment


def digest_of_kept(leaves: Collection[int]) -> str:
    """A digest of what stays of these leaves, for the act that erases them.

    Whoever prints one of their papers waits for the end of that act.
    """
    query = select(LogEntry).where(LogEntry.leaf.in_(leaves)).options(joinedload(LogEntry.event))
    entries = db.session.scalars(query.order_by(LogEntry.leaf)).all()
    events = [entry.event_id for entry in entries if entry.event_id]
    papers = select(StoredPaper.id).where(StoredPaper.event_id.in_(events))
    db.session.execute(papers.order_by(StoredPaper.id).with_for_update(key_share=True))
    written = of_events(events)
    kept = (kept_of(entry, *written[entry.event_id or 0]) for entry in entries)
    digests = (sha256(canonical(each)).digest() for each in kept)
    return sha256(b"".join(digests)).hexdigest()


def of_events(events: Sequence[int]) -> defaultdict[int, list[Written]]:
    """What the events have written, versions and papers, by the event's id."""
    found: defaultdict[int, list[Written]] = defaultdict(list)
    versions = select(NoticeVersion).where(NoticeVersion.event_id.in_(events))
    papers = select(StoredPaper).where(StoredPaper.event_id.in_(events))
    for row in (*db.session.scalars(versions), *db.session.scalars(papers)):
        found[row.event_id].append(row)
    return found


def columns_of(entry: LogEntry) -> Content:
    """What an entry itself says: of an event, the same as the event."""
    told = {"at": _instant(entry.at), "name": str(entry.name), "notice_id": entry.notice_id}
    return _without_none(told)


def canonical(content: Any, errors: str = "strict") -> bytes:
    """The canonical form of JSON without fractions (RFC 8785).

    Raises UnicodeEncodeError for what is no text, such as half of a surrogate pair.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode(errors=errors)


def commitment(salt: bytes, content: Content) -> bytes:
    """The leaf of a content: it reveals nothing without the salt."""
    return sha256(salt + canonical(content)).digest()


def _reading(notice_id: int, actor: Actor, what: Personal) -> LogEntry:
    read = {"what": what, "purpose": PURPOSES[actor.role]}
    return _entry(Logged.READ, actor, None, read, notice_id)


def _write(entries: list[LogEntry], within: Connection | None = None) -> None:
    """Write entries in a short transaction of their own, or in that of a connection."""
    columns = ("at", "name", "commitment", "salt", "notice_id", "data")
    rows = [{column: getattr(entry, column) for column in columns} for entry in entries]
    with nullcontext(within) if within else db.engine.begin() as connection:
        connection.execute(insert(LogEntry), rows)


def _entry(
    name: Logged,
    actor: Actor | None,
    at: datetime | None,
    what: dict[str, Any],
    notice_id: int | None = None,
) -> LogEntry:
    data = _without_none(_told(actor) | what)
    entry = LogEntry(at=at or datetime.now(UTC), name=name, notice_id=notice_id, data=data)
    _commit_to(entry, _content_of_act(entry))
    return entry


def _commit_to(entry: LogEntry, content: Content) -> None:
    entry.salt = secrets.token_bytes(SALT_BYTES)
    entry.commitment = commitment(entry.salt, content)


def _content_of_event(event: Event, written: Iterable[Written | None]) -> Content:
    """Every column that is filled: one that joins the table later is empty in earlier rows.

    Where somebody else has added to what the event wrote, the digests of all of it, as in no leaf.
    """
    columns = {column.key: getattr(event, column.key) for column in Event.__table__.columns}
    rows = list(written)
    digests = {
        name: " ".join(_digest(row, event) for row in rows if isinstance(row, kind)) or None
        for name, kind in WRITTEN.items()
    }
    return _without_none(columns | {"at": _instant(event.at)} | digests)


def _content_of_act(entry: LogEntry) -> Content:
    return columns_of(entry) | _without_none({"data": entry.data})


def _told(actor: Actor | None) -> Content:
    if actor is None:
        return {}
    return {
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_role": actor.role,
        "actor_side": actor.side,
        "place_id": actor.place_id,
        "instead": asdict(actor.instead) if actor.instead else None,
    }


def _known_by(paper: StoredPaper) -> list[Any]:
    """The digests of code and file, and the facts that are left when it is erased."""
    code = paper.code if paper.erased_at else digest_of(paper.code)
    return [code, paper.sha256, left_of(paper)]


def _digest(row: Written, event: Event) -> str:
    """A digest of the facts, and of nothing where the rest of the row says otherwise than they.

    Also of what is no text: one such row must not stop the export of all.
    """
    if row.notice_id != event.notice_id or not _says_its_facts(row):
        return "edited"
    return sha256(canonical(row.facts, "backslashreplace")).hexdigest()


def _says_its_facts(row: Written) -> bool:
    columns = ("kind", "version", "language") if isinstance(row, StoredPaper) else ("version",)
    facts = row.facts if isinstance(row.facts, dict) else {}
    return all(facts.get(column) == getattr(row, column) for column in columns)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _without_none(content: Content) -> Content:
    return {name: value for name, value in content.items() if value is not None}
