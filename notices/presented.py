"""The vehicles as they stood when they were first presented: no later correction replaces them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.case import Vehicle
from workflows.plates import plate_key

from .models import Event, Notice, Presentation, db


@dataclass(frozen=True)
class Presented:
    """The tractor, and the vehicle of each deficiency by its id."""

    tractor: Vehicle
    of_line: dict[int, Vehicle]


def as_presented(notice: Notice) -> Presented | None:
    """What the version said that was presented, and later ones of the deficiencies they added.

    None where nothing was presented, or only what was taken back before anything was marked.
    """
    count = (made for made in notice.presentations if made.decision != "withdraw" or made.markings)
    first = next(count, None)
    if first is None:
        return None
    version = _version_at(first)
    told = [row.facts for row in notice.versions if row.version >= version]
    standing = notice.standing_presentation
    seen = {plate_key(plate) for plate in standing.plates_seen} if standing else set()
    unexpected = frozenset(seen - {plate_key(unit["plate"]) for unit in told[0]["units"]})

    def vehicle(unit: dict[str, Any]) -> Vehicle:
        known = unit["vin"] or plate_key(unit["plate"]) in seen
        seen_as = frozenset[str]() if known else unexpected
        return Vehicle(plate_key(unit["plate"]), unit["vin"], seen_as)

    of_line: dict[int, Vehicle] = {}
    for facts in told:
        units = {unit["plate"]: vehicle(unit) for unit in facts["units"]}
        for line in facts["deficiencies"]:
            of_line.setdefault(line["id"], units[line["plate"]])
    return Presented(vehicle(told[0]["units"][0]), of_line)


def _version_at(presentation: Presentation) -> int:
    query = select(Event.notice_version).where(
        Event.notice_id == presentation.notice_id,
        Event.name.in_(("receive", "take_over")),
        Event.at == presentation.received_at,
    )
    return db.session.scalars(query.limit(1)).one()
