"""Reminders of a deadline: owed with the step that sets it, and looked at again when due."""

from datetime import datetime, timedelta

from notices.content import INSERTS
from notices.models import Message, Notice, db
from workflows.reminders import AWAITED, is_overtaken, reminders
from workflows.vocabulary import Channel, MessageOutcome, Status

from .mail import sends_mail

WAITS_FOR_DECISION = timedelta(minutes=10)
"""While a vehicle is being checked it is not reminded; a withdrawn presentation may change that."""


def owe_reminders(notice: Notice, since: datetime) -> None:
    """Let everything that is to be said of the deadline be said when its time comes."""
    if notice.deadline is None:
        return
    due = reminders(notice.deadline, since)
    if due:
        rows = [_owed(notice, Channel.PAGE, kind=kind, due=at) for kind, at in due.items()]
        _add(rows)


def take_turn(message: Message, now: datetime) -> bool:
    """Do with a message that is due what can be done at once; say whether a letter is to be sent.

    A message about a deadline that no longer stands lapses, and so does one that comes too late.
    """
    notice = message.notice
    by_mail = message.channel is Channel.EMAIL
    late = is_overtaken(message.kind, message.deadline, now)
    stands = message.deadline == notice.deadline and not late
    if stands and notice.status is Status.AT_CHECKPOINT:
        message.due = now + WAITS_FOR_DECISION
    elif not stands or notice.status not in AWAITED or (by_mail and not _reads_mail(notice)):
        settle(message, MessageOutcome.LAPSED, now)
    elif by_mail:
        return True
    else:
        settle(message, MessageOutcome.SENT, now)
        if _reads_mail(notice):
            _add([_owed(notice, Channel.EMAIL, kind=message.kind, due=now)])
    return False


def settle(message: Message, outcome: MessageOutcome, now: datetime, failure: str = "") -> None:
    """Note what became of a message."""
    message.settled_at, message.outcome, message.failure = now, outcome, failure


def _reads_mail(notice: Notice) -> bool:
    return bool(sends_mail() and notice.carrier and notice.carrier.email)


def _owed(notice: Notice, channel: Channel, **values: object) -> dict[str, object]:
    return {"notice_id": notice.id, "deadline": notice.deadline, "channel": channel} | values


def _add(rows: list[dict[str, object]]) -> None:
    """Add messages; one that exists already stays as it is."""
    insert = INSERTS[db.engine.dialect.name](Message)
    db.session.execute(insert.values(rows).on_conflict_do_nothing())
