"""Opens a notice to whoever has its number and secret code, and to nobody who guesses.

Every failure looks alike and costs the same work: an unknown number, a wrong code, a lock.
"""

from sqlalchemy import select

from notices.attempts import ATTEMPTS, count, subject, take_back
from notices.models import Notice, db, transaction
from notices.papers.codes import opens
from workflows.numbers import read_number
from workflows.plates import plate_key


def notice_opened_by(typed_number: str, code: str, address: str) -> int | None:
    """The id of the notice, or None.

    Every attempt is counted as wrong before it is judged, so that none of many at once goes
    uncounted; a right one is taken back.
    """
    subjects = subject("number", plate_key(typed_number)), subject("address", address)
    query = select(Notice.id).where(Notice.number == (read_number(typed_number) or ""))
    with transaction():
        locked = count(*subjects) > ATTEMPTS
        notice_id = db.session.scalars(query).one_or_none()
        right = opens(notice_id or 0, code)
        if notice_id is None or locked or not right:
            return None
        take_back(*subjects)
        return notice_id
