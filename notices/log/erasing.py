"""Erases personal data from the log at the end of their retention; every proof stays valid."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import null, select, update

from notices.models import Event, LogEntry, db

ERASED_EVENT: dict[str, Any] = {
    "actor_name": "",
    "reason": "",
    "data": {},
    "key": None,
    "press": None,
}
ERASED_ENTRY: dict[str, Any] = {"salt": None, "data": null()}
UNSYNCHRONISED = {"synchronize_session": False}


class NotYetALeaf(Exception):
    """An entry is erased only after the tree has committed to it."""


def leaves_of(entries: Iterable[LogEntry]) -> tuple[int, ...]:
    """The leaves of entries. Raises NotYetALeaf where one of them waits for its own."""
    leaves = []
    for entry in entries:
        if entry.leaf is None:
            raise NotYetALeaf(entry.id)
        leaves.append(entry.leaf)
    return tuple(leaves)


def erase(leaves: Collection[int]) -> None:
    """Erase content and salt of leaves, and of their events all that is about a person.

    What stays: that an event took place, when, where, to which notice, by whose office, and the
    leaf. Within the transaction of an act that says which leaves were erased, or the verifier
    misses an entry about them.
    """
    entries = LogEntry.leaf.in_(leaves)
    events = select(LogEntry.event_id).where(entries, LogEntry.event_id.is_not(None))
    about_people = update(Event).where(Event.id.in_(events)).values(**ERASED_EVENT)
    db.session.execute(about_people, execution_options=UNSYNCHRONISED)
    content = update(LogEntry).where(entries).values(**ERASED_ENTRY)
    db.session.execute(content, execution_options=UNSYNCHRONISED)
