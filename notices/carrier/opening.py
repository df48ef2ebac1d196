"""Opens a notice to whoever has its number and secret code, and to nobody who guesses.

Every failure looks alike and costs the same work: an unknown number, a wrong code, a lock.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from flask import current_app
from sqlalchemy import case, delete, select, update

from notices.content import INSERTS
from notices.log.entries import log_act
from notices.models import Notice, WrongCodes, db, transaction
from notices.papers.codes import opens
from workflows.numbers import read_number
from workflows.plates import plate_key
from workflows.vocabulary import Logged

ATTEMPTS = 10
LOCKED_FOR = timedelta(minutes=15)


def notice_opened_by(typed_number: str, code: str, address: str) -> int | None:
    """The id of the notice, or None.

    Every attempt is counted as wrong before it is judged, so that none of many at once goes
    uncounted; a right one is taken back.
    """
    subjects = sorted((_digest("number", plate_key(typed_number)), _digest("address", address)))
    query = select(Notice.id).where(Notice.number == (read_number(typed_number) or ""))
    with transaction():
        locked = _count(subjects) > ATTEMPTS
        notice_id = db.session.scalars(query).one_or_none()
        right = opens(notice_id or 0, code)
        if notice_id is None or locked or not right:
            log_act(Logged.FAIL_CODE, address=address)
            return None
        attempts = update(WrongCodes).where(WrongCodes.subject.in_(subjects))
        db.session.execute(attempts.values(count=WrongCodes.count - 1))
        return notice_id


def _digest(kind: str, value: str) -> str:
    key = current_app.config["REGISTER_KEY"]
    return hmac.new(key, f"{kind}:{value}".encode(), sha256).hexdigest()


def _count(subjects: list[str]) -> int:
    """Count one more attempt for each, and give the higher count. A lock is not prolonged."""
    now = datetime.now(UTC)
    db.session.execute(delete(WrongCodes).where(WrongCodes.forgotten_at <= now))
    insert = INSERTS[db.engine.dialect.name](WrongCodes)
    fresh = [{"subject": s, "count": 1, "forgotten_at": now + LOCKED_FOR} for s in subjects]
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
