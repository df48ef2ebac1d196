"""Whether a paper still holds: what anyone learns who scans its QR code."""

from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, select

from notices.models import Notice, Presentation, StoredPaper, db
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
    ERASED = "erased"


GOOD = frozenset({Standing.CURRENT, Standing.CLEARED, Standing.EXITED})
"""What is told of a paper that nothing has taken the place of."""


class Verified(NamedTuple):
    """The standing of a paper; `version` is the newest one of its kind."""

    standing: Standing
    version: int


BY_STATUS = {
    Status.CLEARED: Standing.CLEARED,
    Status.EXITED: Standing.EXITED,
}


def verify(paper: StoredPaper) -> Verified:
    """What has become of the paper since it was printed.

    Where its content is erased, only a paper that was good till then is told to be so.
    """
    found = _standing_of(paper)
    if paper.erased_at and found.standing in GOOD:
        return Verified(Standing.ERASED, found.version)
    return found


def _standing_of(paper: StoredPaper) -> Verified:
    """What steps have made of the paper. A turning back stays what it is."""
    if paper.notice_id is None:
        return Verified(Standing.CURRENT, paper.version)
    status = db.session.get_one(Notice, paper.notice_id).status
    newest = _newest_version(paper)
    if status is Status.ANNULLED:
        annuls = paper.kind is Paper.ANNULMENT
        return Verified(Standing.CURRENT if annuls else Standing.ANNULLED, newest)
    if newest > paper.version:
        return Verified(Standing.SUPERSEDED, newest)
    if _withdrawn(paper):
        return Verified(Standing.WITHDRAWN, newest)
    return Verified(BY_STATUS.get(status, Standing.CURRENT), newest)


def _newest_version(paper: StoredPaper) -> int:
    kinds = NOTICES if paper.kind in NOTICES else (paper.kind,)
    same = (StoredPaper.notice_id == paper.notice_id, StoredPaper.kind.in_(kinds))
    return db.session.scalar(select(func.max(StoredPaper.version)).where(*same)) or paper.version


def _withdrawn(paper: StoredPaper) -> bool:
    """Whether the confirmation, or the presentation that was recorded, holds no longer."""
    if paper.kind is Paper.CONFIRMATION_OF_REMOVAL:
        return _exists(
            StoredPaper.notice_id == paper.notice_id,
            StoredPaper.kind == Paper.WITHDRAWAL_OF_CONFIRMATION,
            StoredPaper.event_id > paper.event_id,
        )
    return paper.kind is Paper.RECORD_OF_PRESENTATION and _exists(
        Presentation.notice_id == paper.notice_id,
        Presentation.ordinal == paper.version,
        Presentation.decision == "withdraw",
    )


def _exists(*conditions: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(literal(1)).where(*conditions).limit(1)) is not None
