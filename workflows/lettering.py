"""Finds room for the names on a map, so that none of them covers another one or a mark."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .sheet import Point, Sheet

LETTER = 10
"""The height of letters, in units of the drawing."""
ADVANCE = 0.6 * LETTER
"""What a letter takes of its line: a little more than Cyrillic letters of the usual fonts do."""
PAD = 1.5
INSET = 5
REACHES = (1, 1.8, 2.8)
"""How far from its place a name may stand, in multiples of its gap."""


class Box(NamedTuple):
    """What a text or a mark covers, in units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share some room."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the box."""
        return self.left < point.x < self.right and self.top < point.y < self.bottom

    def fits(self, sheet: Sheet) -> bool:
        """Whether the whole box lies on the sheet."""
        on_top_left = self.left >= 0 and self.top >= 0
        return on_top_left and self.right <= sheet.width and self.bottom <= sheet.height


class Name(NamedTuple):
    """A text that looks for room: `gap` units from its place; one that must may cover the way."""

    text: str
    place: Point
    gap: float
    must: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name that has room: where its line begins, ends or has its middle (SVG's text-anchor)."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


def around(place: Point, reach: float) -> Box:
    """The square that reaches so far from its middle."""
    return Box(place.x - reach, place.y - reach, place.x + reach, place.y + reach)


def letter(
    names: Iterable[Name], taken: Iterable[Box], way: Sequence[Point], sheet: Sheet
) -> tuple[Label, ...]:
    """The names that find room, the first ones first; `taken` is covered, `way` better stays free.

    A name without room is left out: whoever shows the map names the checkpoints beside it.
    """
    full, labels = list(taken), []
    for name in names:
        rooms = [
            (sum(map(label.box.holds, way)), order, label)
            for order, label in enumerate(_tries(name))
            if label.box.fits(sheet) and not any(map(label.box.meets, full))
        ]
        if rooms and (name.must or not min(rooms)[0]):
            label = min(rooms)[2]
            labels.append(label)
            full.append(label.box)
    return tuple(labels)


def free_corner(
    width: float, height: float, taken: Iterable[Box], way: Iterable[Point], sheet: Sheet
) -> Box:
    """A box in that corner of the sheet where the least is covered; the left bottom before all."""
    right, bottom = sheet.width - width - INSET, sheet.height - height - INSET
    corners = [
        Box(left, top, left + width, top + height)
        for top in (bottom, INSET)
        for left in (INSET, right)
    ]
    covered, points = list(taken), list(way)
    return min(
        corners,
        key=lambda box: sum(map(box.meets, covered)) * len(points) + sum(map(box.holds, points)),
    )


def _tries(name: Name) -> Iterator[Label]:
    """Where a name may stand: beside its place, above and below it, aslant, then farther away."""
    for reach in REACHES if name.must else REACHES[:1]:
        gap = name.gap * reach
        aslant = 0.75 * gap
        yield _label(name, gap, 0, "start")
        yield _label(name, -gap, 0, "end")
        yield _label(name, 0, -gap - LETTER / 2, "middle")
        yield _label(name, 0, gap + LETTER / 2, "middle")
        for down in (-aslant - LETTER / 4, aslant + LETTER / 4):
            yield _label(name, aslant, down, "start")
            yield _label(name, -aslant, down, "end")


def _label(name: Name, right: float, down: float, anchor: str) -> Label:
    """The name with the middle of its letters so far from its place."""
    x, middle = round(name.place.x + right, 1), round(name.place.y + down, 1)
    width = len(name.text) * ADVANCE
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    half = LETTER / 2
    box = Box(left - PAD, middle - half, left + width + PAD, middle + half)
    return Label(name.text, x, round(middle + 0.35 * LETTER, 1), anchor, box)
