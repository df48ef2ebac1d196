"""Begins the log of a register that is older than its log."""

from sqlalchemy import select

from notices.models import Event, LogEntry, db, transaction

from .entries import log_event, of_events

CHUNK = 1_000


def take_in_history() -> None:
    """Log every event that the register holds, where nothing was ever logged."""
    with transaction():
        last = 0 if db.session.scalars(select(LogEntry.id).limit(1)).first() is None else None
        while last is not None:
            query = select(Event).where(Event.id > last).order_by(Event.id).limit(CHUNK)
            events = db.session.scalars(query).all()
            written = of_events([event.id for event in events])
            for event in events:
                log_event(event, *written[event.id])
            last = events[-1].id if events else None
