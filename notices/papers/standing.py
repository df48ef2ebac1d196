"""Whether a paper still holds: what anyone learns who scans its QR code."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select

from notices.holds import keeping
from notices.models import Notice, Presentation, StoredPaper, db
from workflows.vocabulary import ExceptionalRelease, Paper, Status

NOTICES = (Paper.DEFICIENCY_NOTICE, Paper.CORRECTED_NOTICE)


class Standing(StrEnum):
    """What has become of a genuine paper."""

    CURRENT = "current"
    MOVED = "moved"  # Where or when to report has changed since.
    CORRECTED = "corrected"  # The notice has a later version than the paper tells of.
    RELEASED = "released"  # By way of exception, and the vehicle has not left yet.
    EXPIRED = "expired"
    HELD_AGAIN = "held_again"  # Because the exceptional release has expired.
    FREED = "freed"  # None of the notices binds the vehicle that was turned back.
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"
    CLEARED = "cleared"
    EXITED = "exited"
    ERASED = "erased"


GOOD = frozenset(
    {
        Standing.CURRENT,
        Standing.RELEASED,
        Standing.FREED,
        Standing.CLEARED,
        Standing.EXITED,
    }
)
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
    """The standing of a paper; `version` is the newest one of its kind, or of a corrected notice.

    `until` ends an exceptional release with which the vehicle has not left yet, where it matters.
    """

    standing: Standing
    version: int
    until: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Whether nothing has taken the place of the paper."""
        return self.standing in GOOD


BY_STATUS = {
    Status.CLEARED: Standing.CLEARED,
    Status.EXITED: Standing.EXITED,
}


def verify(paper: StoredPaper) -> Verified:
    """What has become of the paper since it was printed.

    Where its content is erased, only a paper that was good till then is told to be so.
    """
    found = _standing_of(paper)
    if paper.erased_at and found.is_good:
        return Verified(Standing.ERASED, found.version)
    return found


def _standing_of(paper: StoredPaper) -> Verified:
    """What steps have made of the paper."""
    now = datetime.now(UTC)
    if paper.notice_id is None:
        return _of_turning_back(paper, now)
    notice = db.session.get_one(Notice, paper.notice_id)
    newest = _newest_version(paper)
    if notice.status is Status.ANNULLED:
        annuls = paper.kind is Paper.ANNULMENT
        return Verified(Standing.CURRENT if annuls else Standing.ANNULLED, newest)
    if _visit_withdrawn(paper):
        return Verified(Standing.WITHDRAWN, newest)
    if newest > paper.version:
        return Verified(Standing.SUPERSEDED, newest)
    if _confirmation_withdrawn(paper):
        return Verified(Standing.WITHDRAWN, newest)
    if notice.exit_until:
        permit = paper.kind is Paper.EXCEPTIONAL_EXIT_PERMIT
        return Verified(_of_release(permit, notice.status_at(now)), newest, notice.exit_until)
    if notice.is_open:
        return _while_open(paper, notice, newest)
    return Verified(BY_STATUS[notice.status], newest)


def _of_release(permit: bool, status: Status | ExceptionalRelease) -> Standing:
    """What an exceptional release has made of its permit and of the other papers."""
    if status is ExceptionalRelease.RELEASED:
        return Standing.CURRENT if permit else Standing.RELEASED
    return Standing.EXPIRED if permit else Standing.HELD_AGAIN


def _while_open(paper: StoredPaper, notice: Notice, newest: int) -> Verified:
    """Compare with the notice of today."""
    told = paper.facts["notice"]
    if notice.version > told["version"]:
        return Verified(Standing.CORRECTED, notice.version)
    moved = paper.kind in SAYS_WHERE and _sends_elsewhere(told, notice)
    return Verified(Standing.MOVED if moved else Standing.CURRENT, newest)


def _of_turning_back(paper: StoredPaper, now: datetime) -> Verified:
    """Compare with those notices named in it that keep the vehicle now, or have released it."""
    told = {held["number"]: held for held in paper.facts.get("held", ())}
    named = select(Notice).where(Notice.number.in_(told), keeping())
    notices = db.session.scalars(named.order_by(Notice.exit_until, Notice.id)).all()
    released = [one for one in notices if one.status_at(now) is ExceptionalRelease.RELEASED]
    kept = [(told[one.number or ""], one) for one in notices if one not in released]
    unused = ExceptionalRelease.RELEASED_UNUSED
    expired = [one for held, one in kept if one.exit_until and held["status"] != unused]
    if expired:
        return Verified(Standing.HELD_AGAIN, paper.version, expired[0].exit_until)
    if kept:
        return Verified(_of_kept(kept), paper.version)
    if released:
        return Verified(Standing.RELEASED, paper.version, released[0].exit_until)
    freed = any(map(_bound, told.values()))
    return Verified(Standing.FREED if freed else Standing.CURRENT, paper.version)


def _of_kept(kept: list[tuple[dict[str, Any], Notice]]) -> Standing:
    """Compare what was told of notices with those that keep the vehicle now."""
    if any(one.version > held.get("version", one.version) for held, one in kept):
        return Standing.CORRECTED
    if any(_sends_back_elsewhere(held, one) for held, one in kept):
        return Standing.MOVED
    return Standing.CURRENT


def _bound(held: dict[str, Any]) -> bool:
    """Whether a notice kept the vehicle that was turned back, or had released it."""
    return bool(held["place"]) or held["status"] in tuple(ExceptionalRelease)


def _sends_back_elsewhere(held: dict[str, Any], notice: Notice) -> bool:
    """Whether a notice has another place to go to than was printed, or none any more."""
    place = None if notice.exit_until else (notice.checkpoint or notice.post).code
    printed = held["place"]["code"] if held["place"] else None
    return bool(printed != place)


def _sends_elsewhere(told: dict[str, Any], notice: Notice) -> bool:
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


def _visit_withdrawn(paper: StoredPaper) -> bool:
    """Whether the visit that was recorded was taken back: no later one takes its place."""
    return paper.kind is Paper.RECORD_OF_PRESENTATION and _exists(
        Presentation.notice_id == paper.notice_id,
        Presentation.ordinal == paper.version,
        Presentation.decision == "withdraw",
    )


def _confirmation_withdrawn(paper: StoredPaper) -> bool:
    return paper.kind is Paper.CONFIRMATION_OF_REMOVAL and _exists(
        StoredPaper.notice_id == paper.notice_id,
        StoredPaper.kind == Paper.WITHDRAWAL_OF_CONFIRMATION,
        StoredPaper.event_id > paper.event_id,
    )


def _exists(*conditions: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(literal(1)).where(*conditions).limit(1)) is not None
