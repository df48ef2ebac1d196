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
    """Let a letter go out at once, if there is anybody to whom letters are sent."""
    if sends_mail() and current_app.config["ALERTS_TO"]:
        db.session.add(Alert(question=question, due=at))


def claim_alert(lease: timedelta) -> int | None:
    """Take the first alert that is due."""
    owed = select(Alert.id).where(Alert.settled_at.is_(None)).order_by(Alert.due, Alert.id)
    with transaction():
        alert = claim(Alert, owed, lease)
        return alert.id if alert else None


def alert_letter(alert_id: int) -> EmailMessage:
    """The letter to all who are alerted, in both states' languages; always the same Message-ID."""
    with transaction():
        alert = db.session.get_one(Alert, alert_id)
        headings, bodies = [], []
        for language in LANGUAGES:
            with force_locale(language):
                headings.append(messages.alert_heading(alert.question))
                bodies.append(messages.alert(alert.question))
    letter = new_letter(f"alert.{alert_id}")
    letter["To"] = ", ".join(current_app.config["ALERTS_TO"])
    letter["Subject"] = " / ".join(headings)
    letter.set_content(RULE.join(bodies))
    return letter


def settle_alert(alert_id: int, failure: str = "") -> None:
    """Note that an alert was sent, or why it never will be."""
    with transaction():
        alert = db.session.get_one(Alert, alert_id)
        alert.settled_at, alert.failure = datetime.now(UTC), failure
