"""Whether a paper still holds: what anyone learns who scans its QR code."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import func, select

from notices.models import Notice, StoredPaper, db
from workflows.vocabulary import Paper, Status

NOTICES = (Paper.DEFICIENCY_NOTICE, Paper.CORRECTED_NOTICE)


class Standing(StrEnum):
    """What has become of a genuine paper."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"
    CLEARED = "cleared"
    EXITED = "exited"


class Verified(NamedTuple):
    """The standing of a paper; `version` is the newest one of its kind."""

    standing: Standing
    version: int


BY_STATUS = {
    Status.ANNULLED: Standing.ANNULLED,
    Status.CLEARED: Standing.CLEARED,
    Status.EXITED: Standing.EXITED,
}


def verify(paper: StoredPaper) -> Verified:
    """What has become of the paper since it was printed. A turning back stays what it is."""
    if paper.notice_id is None:
        return Verified(Standing.CURRENT, paper.version)
    newest = _newest_version(paper)
    if newest > paper.version:
        return Verified(Standing.SUPERSEDED, newest)
    if paper.kind is Paper.CONFIRMATION_OF_REMOVAL and _withdrawn_after(paper):
        return Verified(Standing.WITHDRAWN, newest)
    notice = db.session.get_one(Notice, paper.notice_id)
    return Verified(BY_STATUS.get(notice.status, Standing.CURRENT), newest)


def _newest_version(paper: StoredPaper) -> int:
    kinds = NOTICES if paper.kind in NOTICES else (paper.kind,)
    same = (StoredPaper.notice_id == paper.notice_id, StoredPaper.kind.in_(kinds))
    return db.session.scalar(select(func.max(StoredPaper.version)).where(*same)) or paper.version


def _withdrawn_after(paper: StoredPaper) -> bool:
    later = select(StoredPaper.id).where(
        StoredPaper.notice_id == paper.notice_id,
        StoredPaper.kind == Paper.WITHDRAWAL_OF_CONFIRMATION,
        StoredPaper.event_id > paper.event_id,
    )
    return db.session.scalar(later.limit(1)) is not None
