"""The shapes of a map: paths, circles, arrows at the edge and the squares of the checkpoints."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from math import ceil, dist

from .lettering import Box, around
from .sheet import Point, Sheet

SQUARE = 6.5
CIRCLE = 4.5
"""How far a checkpoint's square and the circle of an end reach from their middles, in units of the
drawing."""
ARROW = 9
"""How long an arrow at the edge is, in units; it is as wide as long."""
LEAST = 2.5
"""Points of a line that lie closer together than so many units are drawn as one: each costs time
on paper, where they are 0.7 mm."""
COMPASS = ((-1, -1), (1, 1), (1, -1), (-1, 1), (0, -1), (0, 1), (-1, 0), (1, 0))


@dataclass(frozen=True, slots=True)
class Square:
    """A checkpoint with its number, beside its place where another square lies there."""

    number: int
    x: float
    y: float
    advised: bool


def path(pieces: Iterable[Sequence[Point]]) -> str:
    """Lines as SVG's `d`, without the points that nobody could tell apart."""
    return "".join(
        "M" + "L".join(f"{_short(x)} {_short(y)}" for x, y in _thinned(piece)) for piece in pieces
    )


def boxes(covered: Iterable[Box]) -> str:
    """Boxes as one path."""
    return "".join(
        f"M{_short(box.left)} {_short(box.top)}H{_short(box.right)}V{_short(box.bottom)}"
        f"H{_short(box.left)}z"
        for box in covered
    )


def arrow(start: Point, tip: Point, sheet: Sheet) -> str:
    """The head of an arrow that comes from a point, kept on the sheet."""
    length = dist(start, tip)
    x, y = (tip.x - start.x) / length * ARROW, (tip.y - start.y) / length * ARROW
    wings = (Point(tip.x - x - side * y / 2, tip.y - y + side * x / 2) for side in (1, -1))
    corners = [
        Point(min(max(wing.x, 0), sheet.width), min(max(wing.y, 0), sheet.height)) for wing in wings
    ]
    return path([[corners[0], tip, corners[1]]]) + "z"


def along(pieces: Iterable[Sequence[Point]], step: float) -> Iterator[Point]:
    """Points on lines, at most a step apart."""
    for piece in pieces:
        for start, end in pairwise(piece):
            parts = ceil(dist(start, end) / step) or 1
            for part in range(parts + 1):
                share = part / parts
                yield Point(
                    start.x + share * (end.x - start.x), start.y + share * (end.y - start.y)
                )


def squares_at(places: Mapping[int, Point], advised: int, covered: Iterable[Box]) -> list[Square]:
    """The squares of the checkpoints by number, off what is covered.

    Of two that would meet, the advised one stays.
    """
    squares: dict[int, Square] = {}
    taken = list(covered)
    for number in sorted(places, key=lambda number: (number != advised, number)):
        spot = next(
            spot
            for spot in _spots(places[number])
            if not any(map(around(spot, SQUARE + 0.5).meets, taken))
        )
        taken.append(around(spot, SQUARE + 0.5))
        squares[number] = Square(number, round(spot.x, 1), round(spot.y, 1), number == advised)
    return [squares[number] for number in sorted(squares)]


def _spots(place: Point) -> Iterator[Point]:
    """The place itself, then places around it, farther and farther away."""
    yield place
    for reach in count(1):
        for right, down in COMPASS:
            yield Point(place.x + right * reach * 2, place.y + down * reach * 2)


def _thinned(piece: Sequence[Point]) -> Iterator[Point]:
    kept = piece[0]
    yield kept
    for point in piece[1:-1]:
        if dist(kept, point) >= LEAST:
            kept = point
            yield kept
    yield piece[-1]


def _short(value: float) -> str:
    return f"{round(value, 1):g}"
