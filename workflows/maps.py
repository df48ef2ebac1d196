"""Draws the map of a journey: borders, roads, the way, the detour and the checkpoints, as shapes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .borders import Borders
from .lettering import Label
from .sheet import Sheet

PAGE = Sheet(300, 225)
"""Thirty letters wide: they are as high as ten pixels on a phone of 320."""
PAPER = Sheet(450, 338)
"""On paper 125 mm wide, where letters are 2.8 mm high."""


@dataclass(frozen=True, slots=True)
class MapNode:
    """A place of the road network, in degrees; one without a name is drawn without letters."""

    code: str
    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """Which nodes a journey passes, from its entry on, and what they are to it.

    `detour` is the whole way over another checkpoint; only where it leaves the way is it drawn.
    """

    way: Sequence[str]
    checkpoint: str | None
    destination: str
    exit: str | None = None
    detour: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on the map at a place: a circle, or a checkpoint's square with its number."""

    kind: str
    x: float
    y: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of a map, in the order in which they are drawn; a path is what SVG's `d` takes."""

    width: int
    height: int
    coasts: str
    borders: str
    inner_border: str
    roads: str
    journey: str
    detour: str
    arrows: str
    grounds: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    signs: tuple[Label, ...]


def draw(
    borders: Borders,
    nodes: Mapping[str, MapNode],
    roads: Iterable[tuple[str, str]],
    checkpoints: Sequence[str],
    journey: Journey,
    sheet: Sheet,
) -> Drawing:
    """The map of a journey; `checkpoints` are nodes in the order of their numbers, from 1 on."""
    raise NotImplementedError
