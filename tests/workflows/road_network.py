"""The shipped network, its checkpoints as points, and journeys for the tests of advice."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import workflows
from workflows.driving import Drive, drive_on
from workflows.network import Network, NodeKind, parse_network
from workflows.places import Place, Trucks, parse_places
from workflows.routing import Advice, Journey, Point, advise
from workflows.vocabulary import Capability, PlaceKind

DATA = Path(workflows.__file__).parent / "data"
NOON = datetime(2026, 11, 27, 9, tzinfo=UTC)
"""Twelve o'clock in Minsk and Moscow, on a Friday."""
CHECKPOINTS = ("DOLO", "DUBO", "KGOR", "KRUG", "NEVL", "NOVZ")


def shipped(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return content


@cache
def the_network() -> Network:
    return parse_network(shipped("network-1"))


@cache
def the_places() -> dict[str, Place]:
    return dict(parse_places(shipped("places-1")).places)


@cache
def the_drive() -> Drive:
    return drive_on(the_network())


def a_point(code: str, **changed: Any) -> Point:
    """A checkpoint that is always open and can do everything."""
    always = Point(code, "Europe/Moscow", "00:00-24:00", True, None, None, frozenset(Capability))
    return replace(always, **changed)


def shipped_point(code: str) -> Point:
    place = the_places()[code]
    return a_point(
        code,
        hours=place.hours,
        trucks_open=place.trucks is Trucks.OPEN,
        capabilities=place.capabilities,
    )


def a_journey(**changed: Any) -> Journey:
    """A Polish driver who leaves Kozlovichi for Moscow at noon, and goes no further."""
    return replace(Journey("xp_kozlovichi", "moscow", None, NOON, "PL"), **changed)


def advised(journey: Journey, *needs: Capability, **points: Point) -> tuple[Advice, ...]:
    """Advice with the shipped checkpoints, some of them replaced."""
    all_points = {code: shipped_point(code) for code in CHECKPOINTS} | points
    return advise(the_drive(), the_network(), journey, all_points.values(), frozenset(needs))


def entries() -> list[str]:
    posts = (place for place in the_places().values() if place.kind is PlaceKind.EXTERNAL_POST)
    nodes = (the_network().node_of(place.code) for place in posts if place.side == "BY")
    return [node for node in nodes if node]


def towns() -> list[str]:
    return [node.code for node in the_network().nodes.values() if node.kind is NodeKind.TOWN]
