"""What the register already knows of the vehicles and the carrier of a draft.

Each question goes along an index and looks at a bounded number of notices, so that it costs the
same in a large register. A vehicle is known by its folded plate, a carrier by its country and tax
number, or by its name where no tax number is given; both are folded.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    false,
    func,
    literal,
    select,
)

from notices.holds import HOLDING, held_lookalikes, notices_on
from notices.models import Carrier, CatalogueEntry, Deficiency, Fine, Notice, Unit, db
from workflows.places import spelling_key
from workflows.plates import not_among, plate_key
from workflows.vocabulary import Status

YEAR = timedelta(days=365)
LATELY = 200
"""So many of the last notices of a carrier, or of the vehicles, are looked at."""

MOST_FINES, MOST_CODES = 10, 12
COUNTED = tuple(s for s in Status if s not in (Status.DRAFT, Status.ANNULLED))


@dataclass(frozen=True)
class Asked:
    """The plates and the carrier as typed so far, the draft itself, and the instant of asking."""

    plates: tuple[str, ...]
    carrier_name: str
    carrier_country: str
    carrier_tax_number: str
    notice_id: int
    at: datetime

    @property
    def keys(self) -> list[str]:
        """The folded plates."""
        return sorted({plate_key(plate) for plate in self.plates})

    @property
    def carrier(self) -> ColumnElement[bool]:
        """What holds of the rows of the carrier."""
        tax_number = spelling_key(self.carrier_tax_number)
        if self.carrier_country and tax_number:
            country = Carrier.country == self.carrier_country
            return and_(country, Carrier.tax_key == tax_number)
        name = spelling_key(self.carrier_name)[:200]
        return Carrier.name_key == name if name else false()


@dataclass(frozen=True)
class FoundBefore:
    """How often a deficiency was found in the last year, and when last."""

    entry: CatalogueEntry
    times: int
    last: datetime


@dataclass(frozen=True)
class Known:
    """Open notices, plates easily confused, unpaid fines, and what was found in the last year.

    `found` is by plate, in the order of asking; what concerns the carrier has an empty one.
    """

    notices: list[Notice]
    lookalikes: list[str]
    fines: list[Fine]
    found: dict[str, list[FoundBefore]]

    @property
    def is_pressing(self) -> bool:
        """Whether it must be looked at before another notice is issued."""
        return bool(self.notices or self.lookalikes or self.fines)

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to show."""
        return self.is_pressing or bool(self.found)


def known_of(asked: Asked, wording: Mapping[str, CatalogueEntry]) -> Known:
    """Everything that is known; `wording` gives the entries of the catalogue by code."""
    open_notices = notices_on(asked.plates, HOLDING)
    of_carrier = _of_carrier(asked)
    plates = {plate_key(plate): plate for plate in (*asked.plates, "")}
    found: dict[str, list[FoundBefore]] = {plate: [] for plate in plates.values()}
    for key, code, times, last in (*_on_vehicles(asked), *_on_notices(asked, of_carrier)):
        found[plates[key]].append(FoundBefore(wording[code], times, last))
    return Known(
        notices=[notice for notice in open_notices if notice.id != asked.notice_id],
        lookalikes=list(not_among(held_lookalikes(asked.plates), asked.plates)),
        fines=_unpaid_fines({*_of_vehicles(asked), *of_carrier}),
        found={plate: codes for plate, codes in found.items() if codes},
    )


def _on_vehicles(asked: Asked) -> Iterable[Sequence[Any]]:
    query = (
        _found(asked, Unit.plate_key)
        .join(Unit, Unit.id == Deficiency.unit_id)
        .where(Unit.plate_key.in_(asked.keys))
        .group_by(Unit.plate_key, Deficiency.code)
    )
    return db.session.execute(query).all()


def _on_notices(asked: Asked, notices: Collection[int]) -> Iterable[Sequence[Any]]:
    query = _found(asked, literal("")).where(Notice.id.in_(notices)).group_by(Deficiency.code)
    return db.session.execute(query).all() if notices else []


def _found(asked: Asked, key: SQLColumnExpression[str]) -> Select[Any]:
    """Codes with how often and when last they were found, the most frequent first."""
    times = func.count()
    columns: tuple[Any, ...] = (key, Deficiency.code, times, func.max(Notice.issued_at))
    return (
        select(*columns)
        .select_from(Deficiency)
        .join(Notice, Notice.id == Deficiency.notice_id)
        .where(
            Notice.id != asked.notice_id,
            Notice.status.in_(COUNTED),
            Notice.issued_at >= asked.at - YEAR,
        )
        .order_by(times.desc(), Deficiency.code)
        .limit(MOST_CODES)
    )


def _unpaid_fines(notices: Collection[int]) -> list[Fine]:
    """The fines on these notices that are still to be paid, the newest first."""
    query = select(Fine).where(Fine.notice_id.in_(notices), Fine.paid_on.is_(None))
    return list(db.session.scalars(query.order_by(Fine.id.desc()).limit(MOST_FINES)))


def _of_vehicles(asked: Asked) -> list[int]:
    """The last notices of the vehicles."""
    query = select(Unit.notice_id).where(Unit.plate_key.in_(asked.keys))
    return list(db.session.scalars(query.order_by(Unit.id.desc()).limit(LATELY)))


def _of_carrier(asked: Asked) -> list[int]:
    """The last notices of the carrier."""
    rows = select(Carrier.id).where(asked.carrier)
    query = select(Notice.id).where(Notice.carrier_id.in_(rows))
    return list(db.session.scalars(query.order_by(Notice.issued_at.desc()).limit(LATELY)))
