"""Counts wrong codes and passwords of late, so that guessing one or many is locked."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import case, delete, update

from .content import INSERTS
from .models import WrongCodes, db

ATTEMPTS = 10
LOCKED_FOR = timedelta(minutes=15)


def subject(kind: str, value: str) -> str:
    """What attempts are counted for: a keyed digest of it."""
    key = current_app.config["REGISTER_KEY"]
    return hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest()


def count(*subjects: str) -> int:
    """Count one more attempt for each, and give the highest count. A lock is not prolonged."""
    now = datetime.now(UTC)
    db.session.execute(delete(WrongCodes).where(WrongCodes.forgotten_at <= now))
    insert = INSERTS[db.engine.dialect.name](WrongCodes)
    fresh = [{"subject": s, "count": 1, "forgotten_at": now + LOCKED_FOR} for s in sorted(subjects)]
    locked = (WrongCodes.count >= ATTEMPTS, WrongCodes.forgotten_at)
    counted = insert.values(fresh).on_conflict_do_update(
        index_elements=["subject"],
        set_={
            "count": WrongCodes.count + 1,
            "forgotten_at": case(locked, else_=now + LOCKED_FOR),
        },
    )
    counts: list[int] = list(db.session.scalars(counted.returning(WrongCodes.count)))
    return max(counts)


def take_back(*subjects: str) -> None:
    """Take back an attempt that was right."""
    attempts = update(WrongCodes).where(WrongCodes.subject.in_(subjects))
    db.session.execute(attempts.values(count=WrongCodes.count - 1))


def forget(*subjects: str) -> None:
    """Start counting anew."""
    db.session.execute(delete(WrongCodes).where(WrongCodes.subject.in_(subjects)))
