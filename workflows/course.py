"""Where a journey leads on a map: its way, another way and its ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist

from .shapes import CIRCLE, arrow
from .sheet import Frame, Point


@dataclass(frozen=True, slots=True)
class MapNode:
    """A place of the road network, in degrees; one without a name is drawn without letters."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A post or a checkpoint as the register knows it, in degrees; `name` by language."""

    lat: float
    lon: float
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Course:
    """The nodes that a journey passes, from its entry on, and what some of them are to it.

    Destination and exit lie on the way; either may be unknown. `other_way` is the whole way over
    the next best checkpoint, be it longer or shorter. `places` are the posts and checkpoints of the
    register that stand at nodes; a post off the network is a node of its own, by its code.
    """

    way: Sequence[str]
    checkpoint: str
    destination: str | None
    exit: str | None = None
    other_way: Sequence[str] = ()
    places: Mapping[str, MapPlace] = field(default_factory=dict)

    @property
    def outward(self) -> Sequence[str]:
        """The way over the checkpoint to the destination; without one, the whole way."""
        return self.way[: self._arrival(self.way)]

    def onward_alone(self) -> list[list[str]]:
        """The parts of the way from the destination to the exit that were not driven before."""
        return _without(self.way[self._arrival(self.way) - 1 :], self.outward)

    def other_alone(self) -> list[list[str]]:
        """The parts of the other way to the destination that are not on this one."""
        return _without(self.other_way[: self._arrival(self.other_way)], self.outward)

    def _arrival(self, way: Sequence[str]) -> int:
        """How many nodes a way has as far as the destination, which it never passes afterwards."""
        last = [at for at, node in enumerate(way, 1) if node == self.destination][-1:]
        return last[0] if last else len(way)


@dataclass(frozen=True, slots=True)
class End:
    """The entry, the destination, the post of exit, or several of them at one point.

    `kind` has those words with blanks between them. An end outside of the frame stands where the
    way leaves for it, with an arrow (a path).
    """

    kind: str
    name: str
    x: float
    y: float
    arrow: str = ""


def ends_of(
    course: Course, nodes: Mapping[str, MapNode], at: Mapping[str, Point], frame: Frame
) -> list[End]:
    """The ends of a journey, in its order; `at` says where the nodes lie on the sheet.

    Those whose circles would cover one another are one.
    """
    ends: list[End] = []
    for new in _every_end(course, nodes, at, frame):
        for number, end in enumerate(ends):
            if dist((end.x, end.y), (new.x, new.y)) < CIRCLE:
                names = dict.fromkeys(name for name in (end.name, new.name) if name)
                kind = f"{end.kind} {new.kind}"
                ends[number] = End(kind, ", ".join(names), end.x, end.y, end.arrow)
                break
        else:
            ends.append(new)
    return ends


def _every_end(
    course: Course, nodes: Mapping[str, MapNode], at: Mapping[str, Point], frame: Frame
) -> Iterator[End]:
    codes = {"entry": course.way[0], "destination": course.destination, "exit": course.exit}
    for kind, code in codes.items():
        if code and frame.shows(at[code]):
            yield End(kind, nodes[code].name, *at[code])
        elif code:
            passed = course.way[: course.way.index(code) + 1]
            legs = pairwise([at[node] for node in passed])
            for leg in [leg for leg in legs if frame.cut(leg)][-1:]:
                edge = frame.cut(leg)[0][-1]
                yield End(kind, nodes[code].name, *edge, arrow(leg[0], edge, frame.sheet))


def _without(way: Sequence[str], other: Sequence[str]) -> list[list[str]]:
    """The parts of a way that another one does not use, in either direction."""
    shared = {frozenset(leg) for leg in pairwise(other)}
    parts: list[list[str]] = []
    for leg in pairwise(way):
        if frozenset(leg) in shared:
            continue
        if parts and parts[-1][-1] == leg[0]:
            parts[-1].append(leg[1])
        else:
            parts.append(list(leg))
    return parts
