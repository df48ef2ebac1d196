"""Counts wrong codes and passwords of late, so that guessing one or many is locked."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from flask import current_app
from sqlalchemy import case, delete, update

from .content import INSERTS
from .models import WrongCodes, db

ATTEMPTS = 10
LOCKED_FOR = timedelta(minutes=15)
OF_ADDRESSES = ("address", "sign-in")
"""The kinds of subjects that are addresses of the network."""


def network_of(address: str) -> str:
    """The address of a client as its attempts count: in IPv6 all that one client has, a /64.

    RFC 6177 has each site given at least one.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
    return address


def subject(kind: str, value: str) -> str:
    """What attempts are counted for, or somebody looked for: a keyed digest of it."""
    key = current_app.config["REGISTER_KEY"]
    value = network_of(value) if kind in OF_ADDRESSES else value
    return hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest()


def count(subject: str) -> int:
    """Count one more attempt, and give the count. A lock is not prolonged."""
    return counts(subject)[subject]


def counts(*subjects: str) -> dict[str, int]:
    """Count one more attempt for each, and give the counts."""
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
    rows = db.session.execute(counted.returning(WrongCodes.subject, WrongCodes.count))
    return dict(rows.all())


def take_back(*subjects: str) -> None:
    """Take back an attempt that was right."""
    attempts = update(WrongCodes).where(WrongCodes.subject.in_(subjects))
    db.session.execute(attempts.values(count=WrongCodes.count - 1))


def forget(*subjects: str) -> None:
    """Start counting anew."""
    db.session.execute(delete(WrongCodes).where(WrongCodes.subject.in_(subjects)))
