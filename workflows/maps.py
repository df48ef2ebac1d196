"""Draws the map of a journey: borders, roads, its way, a detour and the checkpoints, as shapes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, radians

from .borders import Borders, LineKind
from .lettering import LETTER, Box, Label, Name, around, free_corner, letter
from .shapes import SQUARE, Circle, Square, along, arrow, boxes, path, squares_at
from .sheet import Frame, Point, Sheet, frame_around

PAGE = Sheet(300, 225)
"""Thirty letters wide: they are as high as ten pixels on a phone of 320."""
PAPER = Sheet(450, 338)
"""On paper 125 mm wide, where letters are 2.8 mm high."""
CIRCLE = 4.5
TOWN = 2.5
"""How far the circle of an end and the dot of a town reach, in units."""
SCALES = (50, 100, 200, 500)
TRUE_AT = 54
"""The kilometres that a scale may show; it is true at 54 degrees north, the latitude of Minsk."""
Nodes = Mapping[str, "MapNode"]
Places = Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class MapNode:
    """A place of the road network, in degrees; one without a name is drawn without letters."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """The nodes that a journey passes, from its entry on, and what some of them are to it.

    Destination and exit lie on the way. `detour` is the whole way over another checkpoint; it is
    drawn only where it leaves the way.
    """

    way: Sequence[str]
    checkpoint: str
    destination: str
    exit: str | None = None
    detour: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A bar as long as so many kilometres, and the middle of its text."""

    km: int
    bar: str
    x: float
    y: float
    box: Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a map, in the order in which they are drawn; a path is what SVG's `d` takes.

    `arrows` point to the ends that lie outside, `towns` are dots, `leaders` lead from squares to
    their places, `grounds` are the white boxes under the names.
    """

    sheet: Sheet
    coasts: str
    roads: str
    borders: str
    inner_border: str
    detour: str
    way: str
    arrows: str
    towns: str
    leaders: str
    grounds: str
    squares: tuple[Square, ...]
    circles: tuple[Circle, ...]
    labels: tuple[Label, ...]
    signs: tuple[Label, ...]
    scale: Scale


@dataclass(frozen=True, slots=True)
class _End:
    """Where the journey begins, goes or leaves; outside, where the way leaves the frame to it."""

    kind: str
    codes: tuple[str, ...]
    place: Point
    came_from: Point | None = None


def draw(
    borders: Borders,
    nodes: Nodes,
    roads: Iterable[tuple[str, str]],
    checkpoints: Sequence[str],
    journey: Journey,
    sheet: Sheet,
) -> Drawing:
    """The map of a journey; `checkpoints` are nodes in the order of their numbers, from 1 on.

    Equal arguments give equal drawings. The frame shows the way, the detour and the checkpoints,
    as far as they lie in the area of the borders.
    """
    frame = _frame(borders, nodes, (*checkpoints, *journey.detour), journey, sheet)
    at = {code: frame.place(node.lat, node.lon) for code, node in nodes.items()}
    outlines = {kind: _outlines(frame, borders, kind) for kind in LineKind}
    way = frame.cut([at[code] for code in journey.way])
    detour = _cut(frame, _apart(journey), at)
    busy = list(along([*way, *detour], LETTER / 3))

    ends = _ends(frame, at, journey)
    squares = squares_at(
        {number: at[code] for number, code in enumerate(checkpoints, 1) if frame.shows(at[code])},
        checkpoints.index(journey.checkpoint) + 1,
    )
    marks = [around(Point(square.x, square.y), SQUARE) for square in squares]
    marks += [around(end.place, CIRCLE) for end in ends]
    scale = _scale(frame, marks, busy)
    labels = letter(_names(nodes, at, journey, ends), [*marks, scale.box], busy, sheet)
    texts = {label.text for label in labels}
    towns = [at[code] for code in journey.way if nodes[code].name in texts]
    taken = [*marks, scale.box, *(label.box for label in labels)]
    inner = along(outlines[LineKind.INNER], LETTER / 3)
    return Drawing(
        sheet=sheet,
        coasts=path(outlines[LineKind.COAST]),
        borders=path(outlines[LineKind.OUTER]),
        inner_border=path(outlines[LineKind.INNER]),
        roads=path(_cut(frame, roads, at)),
        detour=path(detour),
        way=path(way),
        arrows="".join(arrow(end.came_from, end.place, sheet) for end in ends if end.came_from),
        towns=path([(town, town) for town in towns]),
        leaders=path((at[checkpoints[s.number - 1]], Point(s.x, s.y)) for s in squares),
        grounds=boxes(label.box for label in labels),
        squares=tuple(squares),
        circles=tuple(Circle(end.kind, *end.place) for end in ends if not end.came_from),
        labels=labels,
        signs=letter(_signs(frame, borders), taken, [*busy, *inner], sheet),
        scale=scale,
    )


def _frame(
    borders: Borders, nodes: Nodes, also: Iterable[str], journey: Journey, sheet: Sheet
) -> Frame:
    line = [(nodes[code].lat, nodes[code].lon) for code in journey.way]
    places = [(nodes[code].lat, nodes[code].lon) for code in also]
    return frame_around(line, places, borders.area, sheet)


def _outlines(frame: Frame, borders: Borders, kind: LineKind) -> list[list[Point]]:
    lines = [line.points for line in borders.lines if line.kind is kind]
    return [piece for line in lines for piece in frame.cut([frame.place(*at) for at in line])]


def _cut(frame: Frame, lines: Iterable[Sequence[str]], at: Places) -> list[list[Point]]:
    return [piece for line in lines for piece in frame.cut([at[code] for code in line])]


def _apart(journey: Journey) -> list[list[str]]:
    """The parts of the detour that are not on the way."""
    shared = {frozenset(leg) for leg in pairwise(journey.way)}
    parts: list[list[str]] = []
    for leg in pairwise(journey.detour):
        if frozenset(leg) in shared:
            continue
        if parts and parts[-1][-1] == leg[0]:
            parts[-1].append(leg[1])
        else:
            parts.append(list(leg))
    return parts


def _ends(frame: Frame, at: Places, journey: Journey) -> list[_End]:
    """Entry, destination and exit; of those at one place the first one."""
    codes = {"entry": journey.way[0], "destination": journey.destination, "exit": journey.exit}
    ends: dict[Point, _End] = {}
    for kind, code in codes.items():
        end = _end(frame, at, journey.way, kind, code) if code else None
        if end and end.place in ends:
            first = ends[end.place]
            end = replace(first, codes=tuple(dict.fromkeys((*first.codes, *end.codes))))
        if end:
            ends[end.place] = end
    return list(ends.values())


def _end(frame: Frame, at: Places, way: Sequence[str], kind: str, code: str) -> _End | None:
    """An end at its place or, where that lies outside, at the edge where the way leaves to it."""
    if frame.shows(at[code]):
        return _End(kind, (code,), at[code])
    legs = list(pairwise(at[passed] for passed in way[: way.index(code) + 1]))
    for leg in reversed(legs):
        for piece in frame.cut(leg):
            return _End(kind, (code,), piece[-1], came_from=leg[0])
    return None


def _names(nodes: Nodes, at: Places, journey: Journey, ends: Iterable[_End]) -> Iterator[Name]:
    """The names of the map, the most needed ones first."""
    told = {journey.checkpoint}
    for end in ends:
        text = ", ".join(nodes[code].name for code in end.codes)
        yield Name(text, end.place, CIRCLE + 3, must=True)
        told.update(end.codes)
    yield Name(nodes[journey.checkpoint].name, at[journey.checkpoint], SQUARE + 3, must=True)
    for code in journey.way:
        if nodes[code].name and code not in told:
            yield Name(nodes[code].name, at[code], TOWN + 3)


def _signs(frame: Frame, borders: Borders) -> list[Name]:
    return [Name(sign.code, frame.place(sign.lat, sign.lon), 0) for sign in borders.signs]


def _scale(frame: Frame, marks: Sequence[Box], busy: Sequence[Point]) -> Scale:
    """The shortest bar above which its text has room, in the corner that is needed least."""
    units_per_km = frame.scale / cos(radians(TRUE_AT))
    km = next(km for km in SCALES if km * units_per_km > 3 * LETTER)
    length = round(km * units_per_km, 1)
    box = free_corner(length, 2 * LETTER, marks, busy, frame.sheet)
    left, bottom = box.left + (box.right - box.left - length) / 2, box.bottom - 2
    bar = path(
        [
            [
                Point(left, bottom - 3),
                Point(left, bottom),
                Point(left + length, bottom),
                Point(left + length, bottom - 3),
            ]
        ]
    )
    return Scale(km, bar, round(left + length / 2, 1), round(bottom - 5, 1), box)
