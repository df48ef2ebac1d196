"""When a carrier is reminded of a deadline, and in which cases."""

from datetime import datetime, timedelta

from .vocabulary import OPEN, MessageKind, Status

BEFORE = {
    MessageKind.DAY_LEFT: timedelta(hours=24),
    MessageKind.HOURS_LEFT: timedelta(hours=2),
    MessageKind.OVERDUE: timedelta(),
}
"""How long before the deadline each message goes out."""

AWAITED = OPEN - {Status.AT_CHECKPOINT}
"""A vehicle still has to be presented while its notice is in one of these."""


def reminders(deadline: datetime, since: datetime) -> dict[MessageKind, datetime]:
    """When each message about a deadline is due that stands since an instant, the first first."""
    due = {kind: deadline - before for kind, before in BEFORE.items()}
    return {kind: at for kind, at in due.items() if at > since}


def is_overtaken(kind: MessageKind, deadline: datetime, at: datetime) -> bool:
    """Whether at an instant the next message about the deadline is due too, which alone is true."""
    later = (before for before in BEFORE.values() if before < BEFORE[kind])
    return any(deadline - before <= at for before in later)
