"""Draws the map of a journey: borders, roads, its ways and the checkpoints, as shapes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import dist

from .borders import Borders, LineKind
from .course import Course, End, MapNode, ends_of
from .lettering import LETTER, Box, Label, Name, around, letter
from .scale import Scale, scale_of
from .shapes import ARROW, CIRCLE, SQUARE, Square, along, boxes, path, squares_at
from .sheet import Frame, Point, Sheet, frame_around

PAGE = Sheet(280, 210)
"""28 letters wide: they are as high as ten pixels on a phone of 320."""
PAPER = Sheet(450, 338)
"""On paper 125 mm wide, where letters are 2.8 mm high."""
TOWN = 2.5
"""How far the dot of a town reaches, in units."""
APART = 5 * LETTER
"""How far towns must lie apart to be named, in units."""
STEP = LETTER / 3
Pieces = list[list[Point]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a map, in the order in which they are drawn; a path is what SVG's `d` takes.

    `grounds` are white boxes under the names and the scale, `towns` are dots, `leaders` lead from
    squares to their places. The way leads to the destination, and `onward` from there to the exit,
    where it has not passed before. `other_way`, to the destination too, passes the checkpoint of
    the number `other`; None is where nothing of it is drawn.
    """

    sheet: Sheet
    coasts: str
    roads: str
    borders: str
    inner_border: str
    grounds: str
    onward: str
    other_way: str
    way: str
    towns: str
    leaders: str
    squares: tuple[Square, ...]
    ends: tuple[End, ...]
    labels: tuple[Label, ...]
    scale: Scale
    advised: int
    other: int | None


def draw(
    borders: Borders,
    nodes: Mapping[str, MapNode],
    roads: Iterable[tuple[str, str]],
    checkpoints: Sequence[str],
    course: Course,
    sheet: Sheet,
) -> Drawing:
    """The map of a journey; `checkpoints` are nodes in the order of their numbers, from 1 on.

    Equal arguments give equal drawings. The frame shows the ways and the checkpoints, as far as
    they lie in the area of the borders.
    """
    return _Map(borders, nodes, checkpoints, course, sheet).drawing(roads)


@dataclass(frozen=True)
class _Map:
    """What is drawn, each thing worked out once and from those above it."""

    borders: Borders
    nodes: Mapping[str, MapNode]
    checkpoints: Sequence[str]
    course: Course
    sheet: Sheet

    def drawing(self, roads: Iterable[tuple[str, str]]) -> Drawing:
        """Everything together."""
        numbers = {code: number for number, code in enumerate(self.checkpoints, 1)}
        others = [numbers[code] for code in self.course.other_way if code in numbers]
        return Drawing(
            sheet=self.sheet,
            coasts=path(self.outlines[LineKind.COAST]),
            roads=path(self.cut(roads)),
            borders=path(self.outlines[LineKind.OUTER]),
            inner_border=path(self.outlines[LineKind.INNER]),
            grounds=boxes([self.scale.box, *(label.box for label in (*self.labels, *self.signs))]),
            onward=path(self.onward),
            other_way=path(self.other_way),
            way=path(self.way),
            towns=path([(self.at[town], self.at[town]) for town in self.towns]),
            leaders=path(
                (self.at[self.checkpoints[square.number - 1]], Point(square.x, square.y))
                for square in self.squares
            ),
            squares=self.squares,
            ends=self.ends,
            labels=(*self.labels, *self.signs),
            scale=self.scale,
            advised=numbers[self.course.checkpoint],
            other=others[0] if self.other_way else None,
        )

    @cached_property
    def frame(self) -> Frame:
        """What the sheet shows: the ways and the checkpoints."""
        way = self.degrees(self.course.way)
        also = self.degrees([*self.checkpoints, *chain(*self.course.other_alone())])
        return frame_around(way, also, self.borders.area, self.sheet)

    def degrees(self, codes: Iterable[str]) -> list[tuple[float, float]]:
        """Where nodes lie in the world."""
        return [(self.nodes[code].lat, self.nodes[code].lon) for code in codes]

    @cached_property
    def at(self) -> dict[str, Point]:
        """Where the nodes lie on the sheet."""
        return {code: self.frame.place(node.lat, node.lon) for code, node in self.nodes.items()}

    def cut(self, lines: Iterable[Sequence[str]]) -> Pieces:
        """What the frame shows of lines through nodes."""
        return self.frame.cut_all([self.at[code] for code in line] for line in lines)

    @cached_property
    def outlines(self) -> dict[LineKind, Pieces]:
        """Borders and coasts."""
        return {
            kind: self.frame.cut_all(
                [self.frame.place(*point) for point in line.points]
                for line in self.borders.lines
                if line.kind is kind
            )
            for kind in LineKind
        }

    @cached_property
    def way(self) -> Pieces:
        return self.cut([self.course.outward])

    @cached_property
    def onward(self) -> Pieces:
        return self.cut(self.course.onward_alone())

    @cached_property
    def other_way(self) -> Pieces:
        return self.cut(self.course.other_alone())

    @cached_property
    def ends(self) -> tuple[End, ...]:
        return tuple(ends_of(self.course, self.nodes, self.at, self.frame))

    @cached_property
    def squares(self) -> tuple[Square, ...]:
        """Those of the checkpoints inside of the frame, beside the ends."""
        places = {
            number: self.at[code]
            for number, code in enumerate(self.checkpoints, 1)
            if self.frame.shows(self.at[code])
        }
        advised = self.checkpoints.index(self.course.checkpoint) + 1
        return tuple(squares_at(places, advised, self.circles))

    @cached_property
    def marks(self) -> list[Box]:
        """What squares, circles and arrows cover."""
        squares = [around(Point(square.x, square.y), SQUARE) for square in self.squares]
        return squares + self.circles

    @cached_property
    def circles(self) -> list[Box]:
        """What circles and arrows cover."""
        return [around(Point(end.x, end.y), ARROW if end.arrow else CIRCLE) for end in self.ends]

    @cached_property
    def busy(self) -> list[Point]:
        """Points along the ways."""
        return list(along([*self.way, *self.onward, *self.other_way], STEP))

    @cached_property
    def scale(self) -> Scale:
        return scale_of(self.frame, self.marks, self.busy)

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The names that have found room: ends, the advised checkpoint, towns on the way."""
        taken = [*self.marks, self.scale.box]
        return letter(self.names(), taken, self.busy, self.sheet)

    def names(self) -> Iterator[Name]:
        """The names that look for room, the most needed ones first."""
        for end in self.ends:
            reach = ARROW if end.arrow else CIRCLE
            yield Name(end.name, Point(end.x, end.y), reach + 3, main=True)
        name = self.nodes[self.course.checkpoint].name
        for square in self.squares:
            if square.advised:
                yield Name(name, Point(square.x, square.y), SQUARE + 3, main=True)
        for code in self.towns_passed():
            yield Name(self.nodes[code].name, self.at[code], TOWN + 3)

    def towns_passed(self) -> list[str]:
        """Nodes with a name that the way passes, away from one another and from the marks.

        A name beside a mark would be taken for the mark's, and each name costs time on paper.
        """
        towns: list[str] = []
        for code in self.course.way:
            near = around(self.at[code], 2 * LETTER)
            alone = all(dist(self.at[code], self.at[town]) > APART for town in towns)
            free = self.frame.shows(self.at[code]) and not any(map(near.meets, self.marks))
            if self.nodes[code].name and alone and free:
                towns.append(code)
        return towns

    @cached_property
    def towns(self) -> list[str]:
        """The nodes of the way that have both a dot and a name."""
        lettered = {label.text for label in self.labels}
        return [code for code in self.towns_passed() if self.nodes[code].name in lettered]

    @cached_property
    def signs(self) -> tuple[Label, ...]:
        """The states' signs, away from borders and names."""
        names = [
            Name(sign.code, self.frame.place(*point), 0)
            for sign in self.borders.signs
            for point in sign.points
        ]
        taken = [*self.marks, self.scale.box, *(label.box for label in self.labels)]
        lines = [*self.outlines[LineKind.INNER], *self.outlines[LineKind.OUTER]]
        return letter(names, taken, [*self.busy, *along(lines, STEP)], self.sheet)
