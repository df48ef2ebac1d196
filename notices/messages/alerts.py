"""Alerts of the supervisors by e-mail: a vehicle has tried to leave though held, or has left."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from notices.models import Alert, ExitQuestion, db, transaction
from notices.owed import claim
from notices.words import messages
from workflows.vocabulary import Language

from .letters import RULE, new_letter
from .mail import sends_mail

LANGUAGES = (Language.RU, Language.BE)


def owe_alert(question: ExitQuestion, at: datetime) -> None:
    """Let a letter go out at once to each address, if there is any to which letters are sent."""
    if sends_mail():
        addresses = dict.fromkeys(current_app.config["ALERTS_TO"])
        db.session.add_all(Alert(question=question, due=at, address=one) for one in addresses)


def claim_alert(lease: timedelta) -> int | None:
    """Take the first alert that is due."""
    owed = select(Alert.id).where(Alert.settled_at.is_(None)).order_by(Alert.due, Alert.id)
    with transaction():
        alert = claim(Alert, owed, lease)
        return alert.id if alert else None


def alert_letter(alert_id: int) -> EmailMessage:
    """The letter, in both states' languages; each time it is written it has the same Message-ID."""
    with transaction():
        alert = db.session.get_one(Alert, alert_id)
        headings, bodies = [], []
        for language in LANGUAGES:
            with force_locale(language):
                headings.append(messages.alert_heading(alert.question))
                bodies.append(messages.alert(alert.question))
        addresses = [alert.address] if alert.address else current_app.config["ALERTS_TO"]
    letter = new_letter(f"alert.{alert_id}", " / ".join(headings))
    letter["To"] = ", ".join(addresses)
    letter.set_content(RULE.join(bodies))
    return letter


def settle_alert(alert_id: int, failure: str = "") -> None:
    """Note that an alert was sent, or why it never will be."""
    with transaction():
        alert = db.session.get_one(Alert, alert_id)
        alert.settled_at, alert.failure = datetime.now(UTC), failure
