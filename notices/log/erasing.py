"""Erases personal data from the log at the end of their retention; every proof stays valid."""

from sqlalchemy import update

from notices.models import Event, LogEntry, db, transaction
from workflows.acts import Actor
from workflows.vocabulary import Logged

from .entries import log_act


class NotYetALeaf(Exception):
    """An entry is erased only after the tree has committed to it."""


def erase(entry: LogEntry, actor: Actor, reason: str) -> None:
    """Erase content and salt of an entry, and of its event all that is about a person.

    What stays: that the event took place, when, where, to which notice, by whose office, and the
    leaf. Who erased it, and why, is an entry of its own. Raises NotYetALeaf.
    """
    if entry.leaf is None:
        raise NotYetALeaf(entry.id)
    with transaction():
        event = update(Event).where(Event.id == entry.event_id)
        db.session.execute(event.values(actor_name="", reason="", key=None, press=None, data={}))
        entry.salt = entry.data = None
        log_act(Logged.ERASE, actor, leaf=entry.leaf, reason=reason)
