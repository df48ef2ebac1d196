"""Writes a filing into the rows of a notice, and gives out numbers."""

import json
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from workflows.acts import Filed
from workflows.filing import FiledCarrier, Filing, Finding
from workflows.numbers import notice_number
from workflows.places import spelling_key
from workflows.vocabulary import Quantity

from .holds import note_plates
from .models import (
    Attachment,
    Carrier,
    Deficiency,
    Measurement,
    Notice,
    NoticeLink,
    NumberSeries,
    Permit,
    Place,
    Unit,
    db,
)
from .models.base import Model

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def next_number(post: Place, at: datetime) -> str:
    """The next number of the post's year, without gaps: a rolled back issue gives it back."""
    year = at.astimezone(post.zone).year
    first = _insert(NumberSeries).values(place_id=post.id, year=year, last=1)
    upsert = first.on_conflict_do_update(
        index_elements=["place_id", "year"], set_={"last": NumberSeries.last + 1}
    )
    sequence = db.session.execute(upsert.returning(NumberSeries.last)).scalar_one()
    return notice_number(post.code, year, sequence)


def _insert(table: type[Model]) -> Any:
    """An insert that knows what to do where others have inserted the same row meanwhile."""
    return INSERTS[db.engine.dialect.name](table)


def write_filing(notice: Notice, filed: Filed, at: datetime) -> None:
    """Make the filing the notice's next version. A line no longer filed is deleted.

    That happens before the first presentation only, so no mark points to it; the facts of the
    earlier version keep its words, and files handed in for it stay with the notice.
    """
    filing = filed.filing
    notice.version += 1
    notice.language = filing.language
    notice.carrier = _carrier(filing.carrier)
    driver, journey = filing.driver, filing.journey
    notice.driver_surname, notice.driver_given_names = driver.surname, driver.given_names
    notice.driver_citizenship, notice.driver_document = driver.citizenship, driver.document_number
    notice.driver_phone = driver.phone
    notice.carriage, notice.cargo = journey.carriage, journey.cargo
    notice.origin_country = journey.origin_country
    notice.destination = journey.destination
    notice.destination_country = journey.destination_country
    notice.town = journey.town
    exit_post = select(Place).where(Place.code == journey.exit_post)
    notice.exit_post = db.session.scalars(exit_post).one()
    _write_units(notice, filing)
    _write_findings(notice, filing)
    db.session.flush()
    _drop_units(notice, filing)
    _write_measurements(notice, filing, at)
    _write_permits(notice, filing)
    _write_links(notice, filed)
    notice.draft = None
    note_plates(notice)
    db.session.flush()


def _carrier(filed: FiledCarrier) -> Carrier:
    """The row of a carrier that was filed just so, or a new one; nobody erases it meanwhile."""
    values = vars(filed)
    digest = sha256(json.dumps(values).encode()).hexdigest()
    keys = {
        "name_key": spelling_key(filed.name)[:200],
        "tax_key": spelling_key(filed.tax_number)[:40],
    }
    db.session.execute(
        _insert(Carrier)
        .values(digest=digest, **keys, **values)
        .on_conflict_do_nothing(index_elements=["digest"])
    )
    row = select(Carrier).where(Carrier.digest == digest)
    return db.session.scalars(row.with_for_update(read=True, key_share=True)).one()


def _write_units(notice: Notice, filing: Filing) -> None:
    """Keep the rows of units by position, because deficiencies point to them."""
    rows = {unit.position: unit for unit in notice.units}
    for position, filed in enumerate(filing.units):
        unit = rows.get(position)
        if unit is None:
            unit = Unit(position=position)
            notice.units.append(unit)
        for name, value in vars(filed).items():
            setattr(unit, name, value)


def _drop_units(notice: Notice, filing: Filing) -> None:
    for unit in notice.units[len(filing.units) :]:
        notice.units.remove(unit)


def _write_findings(notice: Notice, filing: Filing) -> None:
    """Keep the row of a line, and the catalogue's wording in it, as long as its code stands."""
    rows: dict[tuple[int | None, str], Deficiency]
    rows = {(line.id, line.code): line for line in notice.deficiencies}
    units = {unit.position: unit for unit in notice.units}
    last = max((line.position for line in notice.deficiencies), default=0)
    for finding in filing.findings:
        line = rows.pop((finding.line, finding.code), None)
        if line is None:
            last += 1
            line = Deficiency(
                position=last,
                code=finding.code,
                wording_version=finding.wording_version,
                deficiency_class=finding.deficiency_class,
                measurements=[],
            )
            notice.deficiencies.append(line)
        line.unit = units[finding.unit]
        line.document_kind = finding.document_kind
        line.document_number = finding.document_number
        line.remark = finding.remark
        line.suggestion = finding.suggestion
        _write_measurement(notice, line, finding)
    for line in rows.values():
        files = update(Attachment).where(Attachment.deficiency_id == line.id)
        db.session.execute(files.values(deficiency_id=None))
        notice.deficiencies.remove(line)


def _write_measurement(notice: Notice, line: Deficiency, finding: Finding) -> None:
    if finding.measured is None:
        return
    row = line.first_measurement
    if row is None:
        row = Measurement(notice_id=notice.id)
        line.measurements.append(row)
    for name, value in vars(finding.measured).items():
        setattr(row, name, value)


def _write_measurements(notice: Notice, filing: Filing, at: datetime) -> None:
    """Keep the loads and spacings, and every verdict with the row of the limits that it used.

    A notice of the time before limits were looked up keeps what was written down then.
    """
    if filing.weighed is None and notice.weighed is None:
        return
    day = at.astimezone(notice.post.zone).date()
    loads = filing.weighed.axle_loads if filing.weighed else ()
    spacings = filing.weighed.axle_spacings if filing.weighed else ()
    notice.other_measurements = [
        Measurement(quantity=quantity, position=position, value=value, taken_on=day)
        for quantity, values in ((Quantity.AXLE_LOAD, loads), (Quantity.AXLE_SPACING, spacings))
        for position, value in enumerate(values, start=1)
    ] + [
        Measurement(position=position, **vars(one.measured))
        for position, one in enumerate(filing.judged, start=1)
    ]
    notice.weighed = as_json(filing.weighed) if filing.weighed else None
    notice.struck = [as_json(one) for one in filing.struck] or None


def as_json(value: Any) -> dict[str, Any]:
    """A dataclass as JSON keeps it; days and instants as ISO 8601."""
    kept: dict[str, Any] = json.loads(json.dumps(asdict(value), default=str))
    return kept


def _write_permits(notice: Notice, filing: Filing) -> None:
    notice.permits = [
        Permit(position=position, **vars(permit))
        for position, permit in enumerate(filing.permits, start=1)
    ]


def _write_links(notice: Notice, filed: Filed) -> None:
    for earlier, answer in filed.duplicates:
        db.session.merge(NoticeLink(notice_id=notice.id, earlier_id=earlier, answer=answer))
