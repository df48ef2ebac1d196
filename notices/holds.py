"""What holds a vehicle: the open notices that bind its units."""

from collections.abc import Collection, Iterable, Sequence
from zlib import crc32

from sqlalchemy import func, or_, select

from workflows.filing import FiledUnit, Finding
from workflows.plates import misreadings, plate_key
from workflows.vocabulary import OPEN, DuplicateAnswer, Mark, Status

from .models import Deficiency, Notice, NoticeLink, Unit, db

HOLDING = tuple(sorted(OPEN))


HELD_UNIT = or_(
    Unit.position == 0,
    Unit.id.in_(select(Deficiency.unit_id).where(Deficiency.notice_id == Unit.notice_id)),
)
"""A notice holds its tractor and every unit that bears one of its deficiencies."""


def notices_on(plates: Iterable[str], *statuses: Status) -> list[Notice]:
    """The notices in the given statuses that bind one of the plates, oldest first."""
    keys = {plate_key(plate) for plate in plates}
    bound = select(Unit.notice_id).where(Unit.plate_key.in_(keys), HELD_UNIT)
    query = select(Notice).where(Notice.status.in_(statuses), Notice.id.in_(bound))
    return list(db.session.scalars(query.order_by(Notice.id)))


def lock_plates(plates: Iterable[str]) -> None:
    """Let others wait who bind one of these plates, or let it go, until this transaction ends.

    Otherwise a vehicle could leave in the very instant in which a notice on it is issued. SQLite
    needs no such lock: it lets one transaction write at a time.
    """
    locks = sorted({crc32(plate_key(plate).encode()) for plate in plates})
    if locks and db.engine.dialect.name == "postgresql":
        db.session.execute(select(*map(func.pg_advisory_xact_lock, locks)))


def held_lookalikes(plates: Iterable[str]) -> list[str]:
    """Plates of held vehicles that may have been misread as one of these."""
    known = {plate_key(plate) for plate in plates}
    loose = {key for plate in known for key in misreadings(plate)}
    query = (
        select(Unit.plate)
        .join(Notice, Notice.id == Unit.notice_id)
        .where(
            Unit.loose_key.in_(loose),
            Unit.plate_key.not_in(known),
            HELD_UNIT,
            Notice.status.in_(HOLDING),
        )
        .distinct()
        .order_by(Unit.plate)
    )
    return list(db.session.scalars(query)) if loose else []


def overlapping(
    units: Sequence[FiledUnit], findings: Iterable[Finding], besides: int | None
) -> list[Notice]:
    """Other open notices that already name one of the filed deficiencies on the same vehicle."""
    found = {(plate_key(units[finding.unit].plate), finding.code) for finding in findings}
    query = (
        select(Notice, Unit.plate_key, Deficiency.code)
        .join(Deficiency, Deficiency.notice_id == Notice.id)
        .join(Unit, Unit.id == Deficiency.unit_id)
        .where(
            Unit.plate_key.in_({key for key, _code in found}),
            Deficiency.mark.is_(None) | (Deficiency.mark == Mark.NOT_REMOVED),
            Notice.status.in_(HOLDING),
            Notice.id != (besides or 0),
        )
        .order_by(Notice.id)
    )
    rows = db.session.execute(query).all()
    return list(dict.fromkeys(notice for notice, key, code in rows if (key, code) in found))


def unanswered(
    units: Sequence[FiledUnit],
    findings: Iterable[Finding],
    besides: int | None,
    answers: Collection[tuple[int, DuplicateAnswer]] = (),
) -> list[Notice]:
    """The overlapping notices that the inspector has not yet spoken about."""
    known = {earlier for earlier, _answer in answers}
    if besides is not None:
        links = select(NoticeLink.earlier_id).where(NoticeLink.notice_id == besides)
        known.update(db.session.scalars(links))
    return [notice for notice in overlapping(units, findings, besides) if notice.id not in known]
