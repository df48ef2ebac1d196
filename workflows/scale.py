"""The scale of a map: a bar as long as a round number of kilometres."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from .lettering import LETTER, Box, free_corner
from .shapes import path
from .sheet import Frame, Point

KILOMETRES = (50, 100, 200)
TRUE_AT = 54
"""Degrees north: the latitude of Minsk and of the middle of the inner border."""
TICK = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar (a path) as long as so many kilometres, and the middle of the text above it."""

    km: int
    bar: str
    x: float
    y: float
    box: Box


def scale_of(frame: Frame, taken: Iterable[Box], way: Iterable[Point]) -> Scale:
    """The shortest bar over which its text has room, in the corner that is needed least."""
    units_per_km = frame.scale / cos(radians(TRUE_AT))
    km = next((km for km in KILOMETRES if km * units_per_km > 3 * LETTER), KILOMETRES[-1])
    box = free_corner(km * units_per_km, 1.5 * LETTER, taken, way, frame.sheet)
    left, right, bottom = box.left, box.right, box.bottom
    ends = (Point(left, bottom), Point(right, bottom))
    bar = [Point(left, bottom - TICK), *ends, Point(right, bottom - TICK)]
    return Scale(km, path([bar]), round((left + right) / 2, 1), round(bottom - 4, 1), box)
