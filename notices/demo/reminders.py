"""What the carriers of the demonstration were told while their deadlines came nearer."""

from datetime import datetime

from sqlalchemy import select

from notices.messages.reminders import take_turn
from notices.models import Message, db, transaction


def remind(now: datetime) -> None:
    """Let every message go out at the instant for which it is meant, as far as that has come."""
    due = select(Message).where(Message.settled_at.is_(None), Message.due <= now)
    with transaction():
        for message in db.session.scalars(due.order_by(Message.due, Message.id)).all():
            take_turn(message, message.due)
