"""The road network: towns, crossings and posts, and the roads between them, read and checked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from typing import Any

from .places import CODE as PLACE
from .places import COUNTRY, LATITUDES, LONGITUDES, spelling_key
from .reference import FaultyData, Record, Words, assumptions_in
from .vocabulary import Language

CODE = r"[a-z0-9_]+"
LONGEST_ROAD = 3000
EARTH_RADIUS = 6371
TITLE_OF_TOWN = re.compile(r"^\s*(г|гор|город|горад)[.\s]+", re.IGNORECASE)


class FaultyNetwork(FaultyData):
    """The road network cannot be used."""


class NodeKind(StrEnum):
    """What stands where roads meet.

    `crossing` is either side of one of the six approved pairs of the inner border; `unapproved`
    is where a road crosses that border elsewhere, and no advice ever leads over it.
    """

    TOWN = "town"
    JUNCTION = "junction"
    CROSSING = "crossing"
    UNAPPROVED = "unapproved"
    EXTERNAL_POST = "external_post"


class RoadKind(StrEnum):
    """How good a road is for a lorry."""

    MAIN = "main"
    REGIONAL = "regional"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Node:
    """A point of the network. `lat` and `lon` are degrees.

    `place` is the code of the checkpoint or external post that stands here; the Belarusian side of
    a pair has none. `country` is ISO 3166; `assumptions` names own fields.
    """

    code: str
    kind: NodeKind
    name: Words
    spellings: tuple[str, ...]
    country: str
    place: str | None
    lat: float
    lon: float
    assumptions: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The folded forms of everything that this point is called."""
        return frozenset(map(spelling_key, (*self.name, *self.spellings)))


@dataclass(frozen=True, slots=True)
class Road:
    """A stretch of road between two nodes, whose codes make its own: "brest-kobrin".

    `number` is the road's number as on its signs, where it has one; `km` is its length.
    """

    code: str
    number: str | None
    kind: RoadKind
    km: float
    assumptions: tuple[str, ...]

    @property
    def ends(self) -> tuple[str, str]:
        """The codes of the two nodes."""
        one, _, other = self.code.partition("-")
        return one, other


@dataclass(frozen=True, slots=True)
class Network:
    """One version of the network: nodes by code, and the roads.

    `pairs` are the Belarusian and the Russian node of each approved pair, by the code of the
    checkpoint.
    """

    version: int
    as_of: date
    nodes: Mapping[str, Node]
    roads: tuple[Road, ...]
    pairs: Mapping[str, tuple[str, str]]

    def node_of(self, place: str) -> str | None:
        """The node where a checkpoint or an external post stands."""
        return next((node.code for node in self.nodes.values() if node.place == place), None)

    def nearest(self, lat: float, lon: float, country: str) -> tuple[str, float]:
        """The node of a country that is nearest to a point, and how many km away as a crow flies.

        Unapproved crossings do not count.
        """
        away = {
            node.code: straight_km((lat, lon), (node.lat, node.lon))
            for node in self.nodes.values()
            if node.country == country and node.kind is not NodeKind.UNAPPROVED
        }
        code = min(away, key=away.__getitem__)
        return code, away[code]

    def find_town(self, text: str, country: str) -> str | None:
        """The node of a country that somebody calls so, in any language and spelling.

        "г. Москва", "moskva" and "Масква, вул. Арбат" are one town. A town comes before a crossing
        or a post of the same name.
        """
        for typed in (text, *text.split(",")):
            key = spelling_key(TITLE_OF_TOWN.sub("", typed))
            found = [node for node in self._named(country) if key in node.keys]
            if found:
                return min(found, key=lambda node: node.kind is not NodeKind.TOWN).code
        return None

    def towns(self, language: Language) -> list[tuple[str, str]]:
        """Code and name of every town, by name."""
        position = list(Language).index(language)
        towns = (node for node in self.nodes.values() if node.kind is NodeKind.TOWN)
        return sorted(((n.code, n.name[position]) for n in towns), key=lambda town: town[1])

    def _named(self, country: str) -> Iterator[Node]:
        nodes = (node for node in self.nodes.values() if node.country == country)
        return (node for node in nodes if node.kind is not NodeKind.UNAPPROVED)


def straight_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance on the globe between two points, each latitude and longitude in degrees."""
    lat, lon, other_lat, other_lon = map(radians, (*one, *other))
    chord = sin((other_lat - lat) / 2) ** 2
    chord += cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(chord))


def parse_network(data: Mapping[str, Any]) -> Network:
    """Read `network-N.json`, given as parsed JSON. Raises FaultyNetwork with every fault."""
    faults: list[str] = []
    head = Record("network", data, faults)
    head.expect_fields(("version", "as_of", "nodes", "roads"))
    nodes = {node.code: node for node in map(_read_node, head.records("nodes"))}
    roads = tuple(_read_road(record, nodes) for record in head.records("roads"))
    version, as_of = head.whole("version"), head.day("as_of")
    _check_places(head, nodes)
    if faults:
        raise FaultyNetwork(faults)
    pairs = MappingProxyType(dict(_pairs(nodes, roads)))
    return Network(version, as_of, MappingProxyType(nodes), roads, pairs)


def _read_node(record: Record) -> Node:
    record.expect_fields([field.name for field in fields(Node)])
    return Node(
        code=record.text("code", CODE),
        kind=record.choice("kind", NodeKind),
        name=record.words("name"),
        spellings=record.texts("spellings"),
        country=record.text("country", COUNTRY),
        place=record.text("place", PLACE) if record.holds("place") else None,
        lat=record.number("lat", *LATITUDES),
        lon=record.number("lon", *LONGITUDES),
        assumptions=assumptions_in(record),
    )


def _read_road(record: Record, nodes: Mapping[str, Node]) -> Road:
    record.expect_fields([field.name for field in fields(Road)])
    road = Road(
        code=record.text("code", f"{CODE}-{CODE}"),
        number=record.text("number") if record.holds("number") else None,
        kind=record.choice("kind", RoadKind),
        km=record.number("km", 0.1, LONGEST_ROAD),
        assumptions=assumptions_in(record),
    )
    if record.is_sound():
        for end in road.ends:
            if end not in nodes:
                record.fault("code", f"names {end}, which is no node")
        if len(set(road.ends)) == 1:
            record.fault("code", "leads nowhere")
    return road


def _check_places(head: Record, nodes: Mapping[str, Node]) -> None:
    """No place stands at two nodes, and every external post is one of the register."""
    standing = [node.place for node in nodes.values() if node.place]
    for place in sorted({place for place in standing if standing.count(place) > 1}):
        head.fault("nodes", f"have {place} more than once")
    for node in nodes.values():
        if node.kind is NodeKind.EXTERNAL_POST and not node.place:
            head.fault("nodes", f"have no place for the external post {node.code}")


def _pairs(
    nodes: Mapping[str, Node], roads: Iterable[Road]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for road in roads:
        one, other = sorted((nodes[end] for end in road.ends), key=lambda node: node.country)
        if one.kind is other.kind is NodeKind.CROSSING and other.place:
            yield other.place, (one.code, other.code)
