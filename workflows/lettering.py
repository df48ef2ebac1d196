"""Finds room for the names on a map, so that none of them covers another one or a mark."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .sheet import Point, Sheet

LETTER = 10
"""The height of letters, in units of the drawing."""
ADVANCE, BOLD_ADVANCE = 0.58 * LETTER, 0.62 * LETTER
"""What a letter takes of its line: a little more than the letters of a name in PT Sans do. On
pages, a wider font of the reader's (DejaVu Sans) may carry a name over its box by two letters."""
PAD = 1.5
INSET = 5
REACHES = (1, 1.6, 2.4)
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

    def covers(self, points: Sequence[Point]) -> int:
        """How many of the points, which are in order, lie in the box."""
        start, end = (bisect_left(points, (side,)) for side in (self.left, self.right))
        return sum(self.top < point.y < self.bottom for point in points[start:end])

    def fits(self, sheet: Sheet) -> bool:
        """Whether the whole box lies on the sheet."""
        on_top_left = self.left >= 0 and self.top >= 0
        return on_top_left and self.right <= sheet.width and self.bottom <= sheet.height


class Name(NamedTuple):
    """A text that looks for room `gap` units from its place; a main one may cover the way."""

    text: str
    place: Point
    gap: float
    main: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name that has room: where its line begins, ends or has its middle (SVG's text-anchor)."""

    text: str
    x: float
    y: float
    anchor: str
    main: bool
    box: Box


def around(place: Point, reach: float) -> Box:
    """The square that reaches so far from its middle."""
    return Box(place.x - reach, place.y - reach, place.x + reach, place.y + reach)


def letter(
    names: Iterable[Name], taken: Iterable[Box], way: Sequence[Point], sheet: Sheet
) -> tuple[Label, ...]:
    """The names that find room, the first ones first; `taken` is covered, `way` better stays free.

    A name without room is left out, and none stands twice. Whoever shows the map names the
    checkpoints beside it.
    """
    full, ordered = list(taken), sorted(way)
    labels: list[Label] = []
    for name in names:
        if not name.text or name.text in {label.text for label in labels}:
            continue
        rooms = [
            (label.box.covers(ordered), order, label)
            for order, label in enumerate(_tries(name))
            if label.box.fits(sheet) and not any(map(label.box.meets, full))
        ]
        if rooms and (name.main or not min(rooms)[0]):
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
    covered, ordered = list(taken), sorted(way)
    return min(corners, key=lambda box: (sum(map(box.meets, covered)), box.covers(ordered)))


def _tries(name: Name) -> Iterator[Label]:
    """Where a name may stand: beside its place, above and below it, aslant, then farther away."""
    for reach in REACHES if name.main else REACHES[:1]:
        gap = name.gap * reach
        yield _label(name, gap, 0, "start")
        yield _label(name, -gap, 0, "end")
        yield _label(name, 0, -gap - LETTER / 2, "middle")
        yield _label(name, 0, gap + LETTER / 2, "middle")
        for down in (-gap - LETTER / 4, gap + LETTER / 4):
            yield _label(name, gap / 3, down, "start")
            yield _label(name, -gap / 3, down, "end")


def _label(name: Name, right: float, down: float, anchor: str) -> Label:
    """The name with the middle of its letters so far from its place."""
    x, middle = round(name.place.x + right, 1), round(name.place.y + down, 1)
    width = len(name.text) * (BOLD_ADVANCE if name.main else ADVANCE)
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    half = LETTER / 2
    box = Box(left - PAD, middle - half, left + width + PAD, middle + half)
    return Label(name.text, x, round(middle + 0.35 * LETTER, 1), anchor, name.main, box)
