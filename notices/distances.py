"""Where distances come from: a server that speaks OSRM's protocol, else the embedded network."""

import logging
import time
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import TypeVar

from workflows.driving import Drive, Leg, drive_on, merged, penalty_of
from workflows.network import Network, Node, NodeKind, parse_network, straight_km

from .osrm import NoAnswer, OutOfTime, Part, ask
from .reference import read_reference

LOG = logging.getLogger(__name__)
TIMEOUT = 2
"""Seconds in which the server must have answered all questions of one advice."""
SILENCE = 60
"""Seconds in which a server that did not answer in time is not asked again."""
OVER_IT = 5
"""Kilometres from an unapproved crossing within which a way is taken to lead over it."""
KM_OF_DEGREE = 111
"""Of latitude."""

Result = TypeVar("Result")
MOST_ANSWERS = 1_000
answers: dict[tuple[str, tuple[tuple[float, float], ...]], list[Part]] = {}
"""What servers have said, by their address and the points of the way."""

silent_until: dict[str, float] = {}
"""On the monotonic clock, by the address of a server."""


class Source(StrEnum):
    """Where the distances of an advice come from."""

    NETWORK = "network"
    SERVER = "osrm"


@cache
def the_network() -> Network:
    """The road network that comes with the program."""
    return parse_network(read_reference("network-1"))


@cache
def embedded() -> Drive:
    """Ways on the embedded network."""
    return drive_on(the_network())


def from_best_source(url: str, reckon: Callable[[Drive], Result]) -> tuple[Result, Source]:
    """What is reckoned with distances of the server at an address, or of the network without it.

    An answer is never made of both: after any failure everything is reckoned anew.
    """
    if url and time.monotonic() >= silent_until.get(url, 0):
        try:
            return reckon(drive_by(url)), Source.SERVER
        except NoAnswer as failure:
            LOG.warning("Distances come from the embedded network: %s", failure)
            if isinstance(failure, OutOfTime):
                silent_until[url] = time.monotonic() + SILENCE
    return reckon(embedded()), Source.NETWORK


def drive_by(url: str) -> Drive:
    """Ways with the distances, times and roads of a server, which has TIMEOUT for all of them.

    The server knows neither the approved pairs nor where a leg must stay in Belarus. So it is asked
    for the way over the crossings that the embedded network found, and is not believed where it
    leads over an unapproved one. The ways raise NoAnswer.
    """
    deadline = time.monotonic() + TIMEOUT

    def drive(stops: tuple[str, ...]) -> tuple[Leg, ...] | None:
        legs = embedded()(stops)
        if not legs:
            return legs
        passed = [_points(leg) for leg in legs]
        points = [passed[0][0], *(node for nodes in passed for node in nodes[1:])]
        parts = iter(_asked(url, tuple((node.lat, node.lon) for node in points), deadline))
        return tuple(
            _leg(leg, list(islice(parts, len(nodes) - 1)))
            for leg, nodes in zip(legs, passed, strict=True)
        )

    return drive


def _asked(url: str, points: tuple[tuple[float, float], ...], deadline: float) -> list[Part]:
    """The server's answer, kept: the pages of a draft ask for one way again and again."""
    if (url, points) not in answers:
        if len(answers) >= MOST_ANSWERS:
            answers.clear()
        answers[url, points] = ask(url, points, deadline)
    return answers[url, points]


def _points(leg: Leg) -> list[Node]:
    """Both ends of a leg, and the crossings of the inner border on its way."""
    nodes = [the_network().nodes[code] for code in leg.nodes]
    crossed = [node for node in nodes[1:-1] if node.kind is NodeKind.CROSSING]
    return [nodes[0], *crossed, nodes[-1]]


def _leg(leg: Leg, parts: list[Part]) -> Leg:
    """The embedded network's leg as the server drives it. Raises NoAnswer."""
    for node in the_network().nodes.values():
        if node.kind is NodeKind.UNAPPROVED and _lead_over(node, parts):
            raise NoAnswer(f"the way leads over {node.code}, which is no approved crossing")
    stretches = [stretch for part in parts for stretch in part.stretches]
    km = sum(part.km for part in parts)
    return Leg(
        km=km,
        penalised_km=km + sum(km * (penalty_of(number) - 1) for number, km in stretches),
        minutes=sum(part.minutes for part in parts),
        roads=merged(number for number, _ in stretches),
        nodes=leg.nodes,
    )


def _lead_over(node: Node, parts: list[Part]) -> bool:
    """Whether a way passes a node within OVER_IT; of most places the latitude says no at once."""
    return any(
        abs(lat - node.lat) < OVER_IT / KM_OF_DEGREE
        and straight_km((lat, lon), (node.lat, node.lon)) < OVER_IT
        for part in parts
        for lat, lon in part.passed
    )
