"""Ways through the road network, for a lorry."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from .network import Network, Node, NodeKind, Road, RoadKind

SPEED = {RoadKind.MAIN: 75, RoadKind.REGIONAL: 60, RoadKind.LOCAL: 45}
"""Kilometres that a lorry makes in an hour: own assumption (docs/assumptions.md)."""
PENALTY = {RoadKind.MAIN: 1.0, RoadKind.REGIONAL: 1.0, RoadKind.LOCAL: 1.25}
"""What a kilometre of the road costs, so that a lorry takes a minor one only where it saves much:
own assumption (docs/assumptions.md)."""


@dataclass(frozen=True)
class Leg:
    """The way from one stop of a journey to the next.

    `penalised_km` counts a kilometre of a local road as 1.25; `roads` are the numbers of the roads
    in order, neighbours merged; `nodes` are the points passed, both ends included.
    """

    km: float
    penalised_km: float
    minutes: float
    roads: tuple[str, ...]
    nodes: tuple[str, ...]


Drive = Callable[[tuple[str, ...]], tuple[Leg, ...] | None]
"""Drives through nodes in order: a leg between each two, or None where there is no way."""


def drive_on(network: Network) -> Drive:
    """Ways on the embedded network: each leg is the one with the fewest penalised kilometres.

    No leg crosses the inner border but at an approved pair, and a leg between two points of Belarus
    stays in Belarus.
    """
    raise NotImplementedError


def merged(roads: Iterable[str | None]) -> tuple[str, ...]:
    """The numbers of roads in order, each once for as long as one stays on it."""
    return tuple(road for road, _ in groupby(road for road in roads if road))
