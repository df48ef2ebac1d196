"""Sends the messages that are due, each once.

A letter goes out without any transaction. Where its sender dies before it can note that, another
sends the letter again, under the same Message-ID.
"""

import logging
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTPException
from threading import Event as Signal

from flask import Flask
from sqlalchemy import select

from notices.models import Alert, Message, db, transaction
from notices.owed import claim, postpone, start_once, start_with_first_page, work_off
from workflows.vocabulary import MessageOutcome

from .alerts import alert_letter, claim_alert, settle_alert
from .letters import letter_of
from .mail import Undeliverable, send
from .reminders import settle, take_turn

LEASE = timedelta(minutes=5)
"""Longer than a mail server can take that uses up its patience at every command."""

LOG = logging.getLogger(__name__)


def init_messages(app: Flask) -> None:
    """Let the server send by itself, unless other processes do."""
    if app.config["SENDS_MESSAGES"]:
        start_with_first_page(app, work_forever)


def start_at_once(app: Flask) -> None:
    """Send even before the first page is served: what fell due meanwhile waits for nobody."""
    if app.config["SENDS_MESSAGES"]:
        start_once(app, work_forever)


def work_forever(app: Flask) -> None:
    """Send whatever is due, and wait for more."""
    work_off(lambda: drain(app), Signal())


def drain(app: Flask) -> int:
    """Look at every message that is due now, and say how many those were."""
    done = 0
    while _alert_next(app) or _send_next(app):
        done += 1
    return done


def _alert_next(app: Flask) -> bool:
    with app.app_context():
        alert_id = claim_alert(LEASE)
        if alert_id is None:
            return False
        try:
            send(alert_letter(alert_id))
            settle_alert(alert_id)
        except Undeliverable as refusal:
            settle_alert(alert_id, str(refusal))
        except (OSError, SMTPException) as error:
            LOG.warning("Alert %s was not sent: %s", alert_id, type(error).__name__)
            postpone(Alert, alert_id, str(error))
        return True


def _send_next(app: Flask) -> bool:
    with app.app_context():
        message_id = _claim()
        if message_id is None:
            return False
        try:
            letter = _turn(message_id)
            if letter:
                send(letter)
                _note(message_id, MessageOutcome.SENT)
        except Undeliverable as refusal:
            _note(message_id, MessageOutcome.UNDELIVERABLE, str(refusal))
        except (OSError, SMTPException) as error:
            LOG.warning("Message %s was not sent: %s", message_id, type(error).__name__)
            postpone(Message, message_id, str(error))
        return True


def _claim() -> int | None:
    owed = select(Message.id).where(Message.settled_at.is_(None)).order_by(Message.due, Message.id)
    with transaction():
        message = claim(Message, owed, LEASE)
        return message.id if message else None


def _turn(message_id: int) -> EmailMessage | None:
    """What is to be sent, if anything."""
    with transaction():
        message = db.session.get_one(Message, message_id)
        sends = take_turn(message, datetime.now(UTC))
        return letter_of(message) if sends else None


def _note(message_id: int, outcome: MessageOutcome, failure: str = "") -> None:
    with transaction():
        settle(db.session.get_one(Message, message_id), outcome, datetime.now(UTC), failure)
