"""The scale of a map: a bar as long as a round number of kilometres."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

from .lettering import ADVANCE, LETTER, Box, free_corner
from .shapes import path
from .sheet import Frame, Point

KILOMETRES = (50, 100, 200)
TICK = 3


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar (a path) as long as so many kilometres, and the middle of the text above it.

    `box` is what both of them cover.
    """

    km: int
    bar: str
    x: float
    y: float
    box: Box


def scale_of(frame: Frame, taken: Iterable[Box], way: Iterable[Point]) -> Scale:
    """The shortest bar of three letters' height or more, in the corner that is needed least.

    It is true at the middle of the frame, where distances grow to the north (`sheet.project`).
    """
    units_per_km = frame.scale / cos(radians(frame.latitude))
    km = next((km for km in KILOMETRES if km * units_per_km > 3 * LETTER), KILOMETRES[-1])
    length, text = km * units_per_km, len(f"{km} km") * ADVANCE
    box = free_corner(max(length, text), 1.5 * LETTER, taken, way, frame.sheet)
    middle, bottom = (box.left + box.right) / 2, box.bottom
    left, right = middle - length / 2, middle + length / 2
    ends = (Point(left, bottom), Point(right, bottom))
    bar = [Point(left, bottom - TICK), *ends, Point(right, bottom - TICK)]
    return Scale(km, path([bar]), round(middle, 1), round(bottom - 4, 1), box)
