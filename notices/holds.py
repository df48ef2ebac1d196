"""What holds a vehicle: the notices that bind its units."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from zlib import crc32

from flask import current_app
from sqlalchemy import (
    ColumnElement,
    String,
    exists,
    false,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)

from workflows.filing import FiledUnit, Finding
from workflows.plates import (
    before_regions,
    known_plates,
    meant_by,
    misreadings,
    plate_key,
    standing_in,
)
from workflows.vocabulary import OPEN, DuplicateAnswer, Mark, Status

from .models import Deficiency, Fine, KnownPlate, Notice, NoticeLink, NoticeVersion, Unit, db

HOLDING = Notice.status.in_(tuple(sorted(OPEN)))
LETS_GO = sorted((Status.DRAFT, Status.EXITED, Status.ANNULLED))
BINDING = or_(Notice.status.not_in(LETS_GO), Notice.exit_until.is_not(None))
"""A notice binds its vehicles until they have left: open, cleared, or released exceptionally. One
that stands in no known status binds them too.
"""

CODE = type_coerce(Notice.status, String)
BOUND = union_all(
    select(Notice.id).where(LETS_GO[0] > CODE),
    *(select(Notice.id).where(after < CODE, before > CODE) for after, before in pairwise(LETS_GO)),
    select(Notice.id).where(LETS_GO[-1] < CODE),
    select(Notice.id).where(Notice.exit_until.is_not(None)),
)
"""All notices that do, by an index: between the statuses that let go, or released."""

HELD_UNIT = or_(
    Unit.position == 0,
    Unit.id.in_(select(Deficiency.unit_id).where(Deficiency.notice_id == Unit.notice_id)),
)
"""A notice holds its tractor and every unit that bears one of its deficiencies."""


def blocked_by_a_fine() -> ColumnElement[bool]:
    """Whether an unpaid fine keeps a notice's vehicles, where that is a condition."""
    if not current_app.config["FINE_BLOCKS_EXIT"]:
        return false()
    return exists().where(Fine.notice_id == Notice.id, Fine.paid_on.is_(None))


def keeping() -> ColumnElement[bool]:
    """Whether a notice keeps its vehicles, or would if its exceptional release were over: it binds
    them, and is not cleared with nothing to be paid.
    """
    return BINDING & ((Notice.status != Status.CLEARED) | blocked_by_a_fine())


def notices_on(plates: Iterable[str], among: ColumnElement[bool]) -> list[Notice]:
    """Those among the notices that hold one of the plates, oldest first."""
    keys = {plate_key(plate) for plate in plates}
    bound = select(Unit.notice_id).where(Unit.plate_key.in_(keys), HELD_UNIT)
    query = select(Notice).where(among, Notice.id.in_(bound))
    return list(db.session.scalars(query.order_by(Notice.id)))


def lock_plates(plates: Iterable[str]) -> None:
    """Let others wait who bind one of these plates, or let it go, until this transaction ends.

    Otherwise a vehicle could leave in the very instant in which a notice on it is issued. SQLite
    needs no such lock: it lets one transaction write at a time.
    """
    locks = sorted({crc32(plate_key(plate).encode()) for plate in plates})
    if locks and db.engine.dialect.name == "postgresql":
        db.session.execute(select(*map(func.pg_advisory_xact_lock, locks)))


def held_lookalikes(
    plates: Collection[str],
    cut: frozenset[str] = frozenset(),
    issued_by: datetime | None = None,
) -> list[str]:
    """Plates known of vehicles that are kept, for which one of these may be taken, or which stand
    within one of these or, as loose keys, among what was `cut`, or which were filed without the
    region that one of these has; of all notices, or of those issued by an instant.
    """
    meant = cut.union(*map(meant_by, plates), *map(standing_in, plates))
    begun = frozenset[str]().union(*map(before_regions, plates))
    query = (
        select(KnownPlate.plate, KnownPlate.misreading)
        .join(Notice, Notice.id == KnownPlate.notice_id)
        .where(KnownPlate.misreading.in_(meant | begun), KnownPlate.holds, keeping())
        .order_by(KnownPlate.plate)
    )
    if issued_by:
        query = query.where(Notice.issued_at <= issued_by)
    found = db.session.execute(query).all() if meant else []
    alike = (plate for plate, reading in found if reading in meant or reading in misreadings(plate))
    return list(dict.fromkeys(alike))


def note_plates(notice: Notice) -> None:
    """Keep what plates are known of the notice's vehicle, after they or what is seen change."""
    held = notice.held_units
    units = {unit.plate: unit in held for unit in notice.units}
    seen = notice.standing_presentation
    notice.known_plates = [
        KnownPlate(plate=plate, misreading=misreading, holds=holds)
        for plate, misreading, holds in known_plates(
            units, _earlier_plates(notice), seen.plates_seen if seen else ()
        )
    ]


def _earlier_plates(notice: Notice) -> Iterator[str]:
    """The plates that its versions so far have held."""
    query = select(NoticeVersion.facts).where(NoticeVersion.notice_id == notice.id)
    for facts in db.session.scalars(query.order_by(NoticeVersion.version)):
        yield facts["units"][0]["plate"]
        yield from (line["plate"] for line in facts["deficiencies"])


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
            HOLDING,
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
