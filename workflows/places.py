"""Checkpoints on the inner border and posts on the Union State's outer one, read and checked."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import available_timezones

from .reference import FaultyData, Record, Words, assumptions_in, file_of
from .vocabulary import Capability, PlaceKind, Side

CODE = r"[A-Z]{4}"
COUNTRY = r"[A-Z]{2}"
HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)"
LATITUDES = (41.0, 82.0)
LONGITUDES = (19.0, 180.0)
"""The two states lie between these degrees; a latitude typed as the longitude does not."""


class FaultyPlaces(FaultyData):
    """The list of places cannot be used."""


class Trucks(StrEnum):
    """Whether lorries are let through."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Place:
    """A checkpoint or an external post.

    `spellings` are the other names under which people look for it; `counterpart` is the Belarusian
    point opposite a checkpoint, `neighbour` the country (ISO 3166) beyond an external post; `lat`
    and `lon` are degrees; `hours` are local ("07:00-19:00"); `assumptions` names own fields.
    """

    code: str
    kind: PlaceKind
    side: Side
    name: Words
    spellings: tuple[str, ...]
    counterpart: Words | None
    region: Words
    address: Words
    road: str | None
    neighbour: str | None
    lat: float
    lon: float
    timezone: str
    hours: str
    trucks: Trucks
    note: Words | None
    capabilities: frozenset[Capability]
    assumptions: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The folded forms of everything that this place is called, its code included."""
        called = (self.code, *self.name, *self.spellings, *(self.counterpart or ()))
        return frozenset(map(spelling_key, called))


@dataclass(frozen=True, slots=True)
class Places:
    """One version of the list, by code, as things stood on a day."""

    version: int
    as_of: date
    places: Mapping[str, Place]


@lru_cache(4096)
def spelling_key(text: str) -> str:
    """Fold a name so that its ways of writing meet: case, ё and е, accents, spaces, punctuation.

    "Red'ki" and "REDKI" give one key, "Лёзна" and "лезна" another. Letters that differ by a mark
    alone become the same (й and и, ў and у, č and c); alphabets are not turned into one another.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if character.isalnum())


def parse_places(data: Any) -> Places:
    """Read `places-N.json`, given as parsed JSON. Raises FaultyData, which names every fault."""
    faults: list[str] = []
    head = file_of("places", data, faults)
    head.expect_fields(("version", "as_of", "places"))
    zones = available_timezones()
    places = [_read_place(record, zones) for record in head.records("places")]
    version, as_of = head.whole("version"), head.day("as_of")
    if faults:
        raise FaultyPlaces(faults)
    return Places(version, as_of, MappingProxyType({place.code: place for place in places}))


def _read_place(record: Record, zones: set[str]) -> Place:
    record.expect_fields([field.name for field in fields(Place)])
    place = Place(
        code=record.text("code", CODE),
        kind=record.choice("kind", PlaceKind),
        side=record.choice("side", Side),
        name=record.words("name"),
        spellings=record.texts("spellings"),
        counterpart=record.words("counterpart") if record.holds("counterpart") else None,
        region=record.words("region"),
        address=record.words("address"),
        road=record.text("road", most=40) if record.holds("road") else None,
        neighbour=record.text("neighbour", COUNTRY) if record.holds("neighbour") else None,
        lat=record.number("lat", *LATITUDES),
        lon=record.number("lon", *LONGITUDES),
        timezone=record.text("timezone"),
        hours=record.text("hours", HOURS),
        trucks=record.choice("trucks", Trucks),
        note=record.words("note") if record.holds("note") else None,
        capabilities=_read_capabilities(record),
        assumptions=assumptions_in(record),
    )
    if record.is_sound():
        _check_times(record, place, zones)
        _check_kind(record, place)
    return place


def _read_capabilities(record: Record) -> frozenset[Capability]:
    names = record.texts("capabilities")
    for name in names:
        if name not in set(Capability):
            record.fault("capabilities", f"has {name}, which is none of {', '.join(Capability)}")
    return frozenset(capability for capability in Capability if capability in names)


def _check_times(record: Record, place: Place, zones: set[str]) -> None:
    if place.timezone not in zones:
        record.fault("timezone", f"is not in the time zone database: {place.timezone}")
    opens, closes = place.hours.split("-")
    if opens >= closes:
        record.fault("hours", f"must open before they close: {place.hours}")


def _check_kind(record: Record, place: Place) -> None:
    """A checkpoint is Russian and checks something; an external post has a country beyond it."""
    if place.kind is PlaceKind.EXTERNAL_POST:
        needed, empty = ["neighbour"], ["counterpart", "capabilities"]
    else:
        needed, empty = ["counterpart", "capabilities"], ["neighbour"]
        if place.side is not Side.RU:
            record.fault("side", "must be RU: the checkpoints are Russian")
    for field in needed:
        if not getattr(place, field):
            record.fault(field, f"must be filled for kind {place.kind}")
    for field in empty:
        if getattr(place, field):
            record.fault(field, f"must be empty for kind {place.kind}")
