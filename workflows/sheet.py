"""From degrees to places on a sheet: the projection, the frame of a map and the lines inside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan, degrees, exp, log, pi, radians, tan
from typing import NamedTuple

EARTH = 6378.137
"""Kilometres: the radius that EPSG:3857 gives the earth."""
MARGIN = 0.09
"""The part of the frame that stays free on each side, for marks and names."""


class Point(NamedTuple):
    """Kilometres east and north in the projection; on a sheet, units from the left and the top."""

    x: float
    y: float


class Area(NamedTuple):
    """A piece of the world, in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """How large a drawing is, in units; LETTER of them are the height of its letters."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """What of the world a sheet shows: its upper left corner (projected) and its units per km."""

    sheet: Sheet
    corner: Point
    scale: float

    @property
    def latitude(self) -> float:
        """That of the middle of the sheet, in degrees."""
        north = self.corner.y - self.sheet.height / self.scale / 2
        return degrees(2 * atan(exp(north / EARTH)) - pi / 2)

    def place(self, lat: float, lon: float) -> Point:
        """Where a place lies on the sheet, to a tenth of a unit, also outside of the frame."""
        east, north = project(lat, lon)
        x, y = (east - self.corner.x) * self.scale, (self.corner.y - north) * self.scale
        return Point(round(x, 1), round(y, 1))

    def shows(self, point: Point) -> bool:
        """Whether a place lies inside of the frame."""
        return 0 <= point.x <= self.sheet.width and 0 <= point.y <= self.sheet.height

    def cut(self, line: Sequence[Point]) -> list[list[Point]]:
        """The pieces of a line that lie inside of the frame."""
        pieces: list[list[Point]] = []
        for start, end in pairwise(line):
            if leg := self._cut_leg(start, end):
                if pieces and pieces[-1][-1] == leg[0]:
                    pieces[-1].append(leg[1])
                else:
                    pieces.append(list(leg))
        return pieces

    def cut_all(self, lines: Iterable[Sequence[Point]]) -> list[list[Point]]:
        """The pieces of several lines that lie inside of the frame."""
        return [piece for line in lines for piece in self.cut(line)]

    def _cut_leg(self, start: Point, end: Point) -> tuple[Point, Point] | None:
        """The part of a straight leg inside of the frame (Liang and Barsky's way)."""
        dx, dy = end.x - start.x, end.y - start.y
        width, height = self.sheet.width, self.sheet.height
        enters, leaves = 0.0, 1.0
        sides = ((-dx, start.x), (dx, width - start.x), (-dy, start.y), (dy, height - start.y))
        for outward, room in sides:
            if outward == 0 and room < 0:
                return None
            if outward < 0:
                enters = max(enters, room / outward)
            if outward > 0:
                leaves = min(leaves, room / outward)
        if enters >= leaves:
            return None
        first = start if enters == 0 else Point(start.x + enters * dx, start.y + enters * dy)
        last = end if leaves == 1 else Point(start.x + leaves * dx, start.y + leaves * dy)
        return first, last


def project(lat: float, lon: float) -> Point:
    """Where degrees lie in the spherical Mercator projection (EPSG:3857), in kilometres.

    North is up everywhere and shapes are true, as in a driver's navigator; distances grow to the
    north, by a quarter between Brest and Saint Petersburg.
    """
    return Point(EARTH * radians(lon), EARTH * log(tan(pi / 4 + radians(lat) / 2)))


def frame_around(
    line: Iterable[tuple[float, float]],
    places: Iterable[tuple[float, float]],
    area: Area,
    sheet: Sheet,
) -> Frame:
    """The closest frame that shows a line and places (lat, lon), as far as the area holds them."""
    low, high = project(area.south, area.west), project(area.north, area.east)
    whole = Frame(Sheet(high.x - low.x, high.y - low.y), Point(low.x, high.y), 1)
    shown = [point for piece in whole.cut([whole.place(*at) for at in line]) for point in piece]
    shown += [point for at in places if whole.shows(point := whole.place(*at))]
    (left, right), (top, bottom) = _ends(point.x for point in shown), _ends(y for _, y in shown)
    shape = sheet.width / sheet.height
    wanted = max(right - left, (bottom - top) * shape) / (1 - 2 * MARGIN)
    width = min(wanted, whole.sheet.width, whole.sheet.height * shape)
    x = _within((left + right - width) / 2, whole.sheet.width - width)
    y = _within((top + bottom - width / shape) / 2, whole.sheet.height - width / shape)
    return Frame(sheet, Point(low.x + x, high.y - y), sheet.width / width)


def _ends(values: Iterable[float]) -> tuple[float, float]:
    listed = list(values)
    return min(listed), max(listed)


def _within(value: float, most: float) -> float:
    return max(0, min(value, most))
