"""What holds a vehicle: the notices that its plates stand on."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from workflows.filing import Filing
from workflows.plates import loose_key, plate_key
from workflows.vocabulary import OPEN, DuplicateAnswer, Mark, Status

from .models import Deficiency, Notice, NoticeLink, Unit, db

HOLDING = tuple(sorted(OPEN))


def notices_on(plates: Iterable[str], *statuses: Status) -> list[Notice]:
    """The notices in the given statuses on which one of the plates stands, oldest first."""
    keys = {plate_key(plate) for plate in plates}
    query = (
        select(Notice)
        .where(
            Notice.status.in_(statuses),
            Notice.id.in_(select(Unit.notice_id).where(Unit.plate_key.in_(keys))),
        )
        .order_by(Notice.id)
    )
    return list(db.session.scalars(query))


def held_lookalikes(plates: Iterable[str]) -> list[str]:
    """Plates of held vehicles that differ from the given ones only by letters easily confused."""
    keys = {plate_key(plate) for plate in plates}
    query = (
        select(Unit.plate)
        .join(Notice, Notice.id == Unit.notice_id)
        .where(
            Unit.loose_key.in_({loose_key(plate) for plate in plates}),
            Unit.plate_key.not_in(keys),
            Notice.status.in_(HOLDING),
        )
        .distinct()
        .order_by(Unit.plate)
    )
    return list(db.session.scalars(query))


def overlapping(filing: Filing, besides: int | None) -> list[Notice]:
    """Other open notices that already name one of the filed deficiencies on the same vehicle."""
    found = {(plate_key(filing.units[f.unit].plate), f.code) for f in filing.findings}
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
    filing: Filing, besides: int | None, answers: Collection[tuple[int, DuplicateAnswer]]
) -> list[Notice]:
    """The overlapping notices that the inspector has not yet spoken about."""
    known = {earlier for earlier, _answer in answers}
    if besides is not None:
        links = select(NoticeLink.earlier_id).where(NoticeLink.notice_id == besides)
        known.update(db.session.scalars(links))
    return [notice for notice in overlapping(filing, besides) if notice.id not in known]
