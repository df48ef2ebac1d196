"""Ways through the road network, for a lorry."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from .network import Network, NodeKind, Road, RoadKind

if TYPE_CHECKING:
    from rustworkx import PyGraph

SPEEDS = {RoadKind.MAIN: 75, RoadKind.REGIONAL: 60, RoadKind.LOCAL: 45}
"""Kilometres that a lorry makes in an hour: own assumption (docs/assumptions.md)."""
PENALTIES = {RoadKind.MAIN: 1.0, RoadKind.REGIONAL: 1.0, RoadKind.LOCAL: 1.25}
"""What a kilometre counts, so that a lorry takes a minor road only where it saves much: own
assumption (docs/assumptions.md)."""
NUMBERS = {
    RoadKind.MAIN: re.compile(r"\b[MМEЕ][- ]?\d"),
    RoadKind.REGIONAL: re.compile(r"\b[AАPРR][- ]?\d"),
}
"""How the numbers of better roads begin, in Latin and Cyrillic letters."""


@dataclass(frozen=True)
class Leg:
    """The way from one stop of a journey to the next, in kilometres and minutes of driving.

    `penalised_km` counts a kilometre of a local road as 1.25; `roads` are the numbers of the roads
    in order; `nodes` are the points of the network that are passed, both ends included.
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
    codes = {code for code, node in network.nodes.items() if node.kind is not NodeKind.UNAPPROVED}
    belarus = {code for code in codes if network.nodes[code].country == "BY"}
    everywhere, inside = _ways(network, codes), _ways(network, belarus)

    def drive(stops: tuple[str, ...]) -> tuple[Leg, ...] | None:
        legs = []
        for start, end in pairwise(stops):
            leg = (inside if {start, end} <= belarus else everywhere)(start, end)
            if leg is None:
                return None
            legs.append(leg)
        return tuple(legs)

    return drive


def kind_of_road(number: str | None) -> RoadKind:
    """What a road is by the best of its numbers; a road without one is local.

    M (both states) and E are main roads, A, R and P regional ones, all others local.
    """
    for kind, form in NUMBERS.items():
        if form.search(number or ""):
            return kind
    return RoadKind.LOCAL


def penalty_of(number: str | None) -> float:
    """What a kilometre counts on a road of which only the number is known."""
    return PENALTIES[kind_of_road(number)]


def merged(roads: Iterable[str | None]) -> tuple[str, ...]:
    """The numbers of roads in order, each once for as long as one stays on it."""
    return tuple(road for road, _ in groupby(road for road in roads if road))


def _ways(network: Network, codes: set[str]) -> Callable[[str, str], Leg | None]:
    """The best way between two of these nodes, on roads that join them and no others."""
    import rustworkx  # noqa: PLC0415 (loaded when advice is asked, not at the start)

    graph: PyGraph[str, Road] = rustworkx.PyGraph(multigraph=False)
    index = {code: graph.add_node(code) for code in sorted(codes)}
    for road in network.roads:
        if codes.issuperset(road.ends):
            start, end = road.ends
            graph.add_edge(index[start], index[end], road)

    @lru_cache(maxsize=len(codes) ** 2)
    def way(start: str, end: str) -> Leg | None:
        if start == end:
            return Leg(0, 0, 0, (), (start,))
        if not {start, end} <= codes:
            return None
        paths = rustworkx.dijkstra_shortest_paths(
            graph, index[start], index[end], lambda road: road.km * PENALTIES[road.kind]
        )
        if index[end] not in paths:
            return None
        path = list(paths[index[end]])
        roads = [graph.get_edge_data(*step) for step in pairwise(path)]
        return _leg(roads, tuple(graph[node] for node in path))

    return way


def _leg(roads: list[Road], nodes: tuple[str, ...]) -> Leg:
    return Leg(
        km=sum(road.km for road in roads),
        penalised_km=sum(road.km * PENALTIES[road.kind] for road in roads),
        minutes=sum(60 * road.km / SPEEDS[road.kind] for road in roads),
        roads=merged(road.number for road in roads),
        nodes=nodes,
    )
