"""Where a journey leads on a map: its way, its detour and its ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .shapes import arrow
from .sheet import Frame, Point


@dataclass(frozen=True, slots=True)
class MapNode:
    """A place of the road network, in degrees; one without a name is drawn without letters."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The nodes that a journey passes, from its entry on, and what some of them are to it.

    Destination and exit lie on the way; either may be unknown. `detour` is the whole way over
    another checkpoint; it is drawn only where it leaves the way.
    """

    way: Sequence[str]
    checkpoint: str
    destination: str | None
    exit: str | None = None
    detour: Sequence[str] = ()

    def detour_alone(self) -> list[list[str]]:
        """The parts of the detour that are not on the way."""
        shared = {frozenset(leg) for leg in pairwise(self.way)}
        parts: list[list[str]] = []
        for leg in pairwise(self.detour):
            if frozenset(leg) in shared:
                continue
            if parts and parts[-1][-1] == leg[0]:
                parts[-1].append(leg[1])
            else:
                parts.append(list(leg))
        return parts


@dataclass(frozen=True, slots=True)
class End:
    """The entry, the destination or the post of exit (`kind`).

    One that lies outside of the frame stands where the way leaves for it, with an arrow (a path).
    """

    kind: str
    code: str
    name: str
    x: float
    y: float
    arrow: str = ""


def ends_of(
    course: Course, nodes: Mapping[str, MapNode], at: Mapping[str, Point], frame: Frame
) -> Iterator[End]:
    """The ends of a journey, in its order; `at` says where the nodes lie on the sheet."""
    codes = {"entry": course.way[0], "destination": course.destination, "exit": course.exit}
    for kind, code in codes.items():
        if code and frame.shows(at[code]):
            yield End(kind, code, nodes[code].name, *at[code])
        elif code:
            passed = course.way[: course.way.index(code) + 1]
            legs = pairwise([at[node] for node in passed])
            for leg in [leg for leg in legs if frame.cut(leg)][-1:]:
                edge = frame.cut(leg)[0][-1]
                yield End(kind, code, nodes[code].name, *edge, arrow(leg[0], edge, frame.sheet))
