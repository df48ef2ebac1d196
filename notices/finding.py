"""Finds notices by what a person has at hand: a number, plates, or the QR code of a paper."""

import re

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflows.numbers import number_meant
from workflows.plates import misreadings, plate_key

from .keyset import PAGE_SIZE
from .models import KnownPlate, Notice, Unit, db
from .papers.codes import paper_behind

SEPARATORS = re.compile(r"[,;/+\n]")


def by_number(text: str) -> Notice | None:
    """The notice with this number, in whatever way it was typed or misread."""
    number = number_meant(text)
    query = select(Notice).where(Notice.number == number)
    return db.session.scalars(query).one_or_none() if number else None


def plates_in(text: str) -> tuple[str, ...]:
    """The plates typed into one field, separated by commas, semicolons, slashes or lines."""
    return tuple(part.strip() for part in SEPARATORS.split(text) if plate_key(part))


def find(text: str) -> list[Notice]:
    """The issued notices meant by a number, plates, or a scanned code; newest first."""
    if "/q/" in text:
        paper = paper_behind(text)
        notice = db.session.get(Notice, paper.notice_id) if paper and paper.notice_id else None
        return [notice] if notice and notice.is_issued else []
    notice = by_number(text)
    if notice:
        return [notice]
    keys = {plate_key(plate) for plate in plates_in(text)}
    on_them = Notice.id.in_(select(Unit.notice_id).where(Unit.plate_key.in_(keys)))
    query = select(Notice).where(Notice.is_issued, on_them).order_by(Notice.id.desc())
    return list(db.session.scalars(query.options(selectinload(Notice.units))))


def easily_mistaken(text: str) -> list[Notice]:
    """The issued notices with a known plate that may be meant by one of these; newest first."""
    keys = {key for plate in plates_in(text) for key in misreadings(plate)}
    known = select(KnownPlate.notice_id).where(KnownPlate.misreading.in_(keys))
    query = select(Notice).where(Notice.is_issued, Notice.id.in_(known))
    query = query.options(selectinload(Notice.units)).order_by(Notice.id.desc())
    return list(db.session.scalars(query.limit(PAGE_SIZE)))
