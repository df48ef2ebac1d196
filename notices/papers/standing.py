"""Whether a paper still holds: what anyone learns who scans its QR code."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select

from notices.models import Notice, Presentation, StoredPaper, db
from workflows.vocabulary import Paper, Status

NOTICES = (Paper.DEFICIENCY_NOTICE, Paper.CORRECTED_NOTICE)


class Standing(StrEnum):
    """What has become of a genuine paper."""

    CURRENT = "current"
    MOVED = "moved"  # Where or when to report has changed since.
    RELEASED = "released"  # By way of exception, and the vehicle has not left yet.
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"
    CLEARED = "cleared"
    EXITED = "exited"
    ERASED = "erased"


GOOD = frozenset({Standing.CURRENT, Standing.RELEASED, Standing.CLEARED, Standing.EXITED})
"""What is told of a paper that nothing has taken the place of."""

SAYS_WHERE = (
    *NOTICES,
    Paper.ROUTING_ADVICE,
    Paper.REFUSAL,
    Paper.WITHDRAWAL_OF_CONFIRMATION,
)
"""Papers that print where to report and by when."""

TO_THE_MINUTE = timedelta(minutes=2)
"""By how much a deadline can differ from a printed one that means the same."""


class Verified(NamedTuple):
    """The standing of a paper; `version` is the newest one of its kind.

    `until` ends an exceptional release with which the vehicle has not left yet, where it matters.
    """

    standing: Standing
    version: int
    until: datetime | None = None


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
    """What steps have made of the paper. A turning back stays, but for where it sends."""
    now = datetime.now(UTC)
    if paper.notice_id is None:
        moved = not paper.erased_at and _sends_back_elsewhere(paper, now)
        return Verified(Standing.MOVED if moved else Standing.CURRENT, paper.version)
    notice = db.session.get_one(Notice, paper.notice_id)
    newest = _newest_version(paper)
    if notice.status is Status.ANNULLED:
        annuls = paper.kind is Paper.ANNULMENT
        return Verified(Standing.CURRENT if annuls else Standing.ANNULLED, newest)
    if newest > paper.version:
        return Verified(Standing.SUPERSEDED, newest)
    if _withdrawn(paper):
        return Verified(Standing.WITHDRAWN, newest)
    until = notice.exit_until
    if until and paper.kind is Paper.EXCEPTIONAL_EXIT_PERMIT:
        return Verified(Standing.EXPIRED if until < now else Standing.CURRENT, newest, until)
    if until and until >= now:
        return Verified(Standing.RELEASED, newest, until)
    if not notice.keeps_at(now):
        return Verified(BY_STATUS[notice.status], newest)
    says_where = paper.kind in SAYS_WHERE and not paper.erased_at
    moved = says_where and _differs(paper.facts["notice"], notice)
    return Verified(Standing.MOVED if moved else Standing.CURRENT, newest)


def _sends_back_elsewhere(paper: StoredPaper, now: datetime) -> bool:
    """Whether a notice that still keeps the vehicle has another place than the paper prints."""
    told = {held["number"]: held["place"] for held in paper.facts["held"] if held["place"]}
    kept = db.session.scalars(select(Notice).where(Notice.number.in_(told)))
    places = {one.number: one.checkpoint or one.post for one in kept if one.keeps_at(now)}
    return any(told[number]["code"] != place.code for number, place in places.items())


def _differs(told: dict[str, Any], notice: Notice) -> bool:
    """Whether a notice has another checkpoint or deadline by now than was told of it."""
    before, after = told["checkpoint"], notice.checkpoint
    if after and (before is None or before["code"] != after.code):
        return True
    deadline = datetime.fromisoformat(told["deadline"])
    return notice.deadline is None or abs(notice.deadline - deadline) > TO_THE_MINUTE


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
