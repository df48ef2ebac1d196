"""The outlines of states and coasts around the inner border, read and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .reference import FaultyData, Record, assumptions_in
from .sheet import Area

DEGREES = r"-?[0-9]{1,3}\.[0-9]{1,3}"
POINTS = rf"{DEGREES} {DEGREES}(, {DEGREES} {DEGREES})*"
SIGN = r"[A-Z]{1,3}"


class FaultyBorders(FaultyData):
    """The outlines cannot be used."""


class LineKind(StrEnum):
    """What a line of the map is."""

    INNER = "inner"
    OUTER = "outer"
    COAST = "coast"


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of an outline; `points` are degrees north and east."""

    code: str
    kind: LineKind
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CountrySign:
    """A state's distinguishing sign of vehicles, and where it may stand (degrees), best first."""

    code: str
    points: tuple[tuple[float, float], ...]
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Borders:
    """One version of the outlines; they are whole inside of the area."""

    version: int
    source: str
    licence: str
    area: Area
    lines: tuple[Line, ...]
    signs: tuple[CountrySign, ...]


def parse_borders(data: Mapping[str, Any]) -> Borders:
    """Read `borders-N.json`, given as parsed JSON. Raises FaultyBorders, naming every fault."""
    faults: list[str] = []
    head = Record("borders", data, faults)
    head.expect_fields(("version", "source", "licence", "area", "lines", "signs"))
    borders = Borders(
        version=head.whole("version"),
        source=head.text("source"),
        licence=head.text("licence"),
        area=_read_area(Record("area", data.get("area") or {}, faults)),
        lines=tuple(_read_line(record) for record in head.records("lines")),
        signs=tuple(_read_sign(record) for record in head.records("signs")),
    )
    if faults:
        raise FaultyBorders(faults)
    return borders


def _read_area(record: Record) -> Area:
    record.expect_fields(Area._fields)
    return Area(*(record.number(side, -180, 180) for side in Area._fields))


def _read_line(record: Record) -> Line:
    record.expect_fields(("code", "kind", "points"))
    return Line(record.text("code"), record.choice("kind", LineKind), _read_points(record))


def _read_sign(record: Record) -> CountrySign:
    record.expect_fields(("code", "points", "assumptions"))
    return CountrySign(record.text("code", SIGN), _read_points(record), assumptions_in(record))


def _read_points(record: Record) -> tuple[tuple[float, float], ...]:
    numbers = [float(text) for text in re.findall(DEGREES, record.text("points", POINTS))]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))
