"""The map of a journey over the advised checkpoint, for pages and papers."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from workflows.borders import Borders, parse_borders
from workflows.course import Course, MapNode, MapPlace
from workflows.driving import merged
from workflows.maps import Drawing, draw
from workflows.network import Node, NodeKind
from workflows.sheet import Sheet
from workflows.vocabulary import Language

from .distances import the_network
from .reference import read_reference

if TYPE_CHECKING:
    from notices.models import Place

    from .advice import Advised

FORMER_FIELDS = {"detour": "other_way"}
"""What fields of a course are called in facts of former versions."""


@cache
def the_borders() -> Borders:
    """The outlines that come with the program."""
    return parse_borders(read_reference("borders-1"))


@cache
def numbered() -> dict[str, str]:
    """The Russian node of each approved pair by the code of the checkpoint, from north to south."""
    network = the_network()
    codes = {place: russian for place, (_belarusian, russian) in network.pairs.items()}
    return dict(sorted(codes.items(), key=lambda pair: -network.nodes[pair[1]].lat))


def number_of(code: str) -> int | None:
    """The number of a checkpoint on every map."""
    codes = list(numbered())
    return codes.index(code) + 1 if code in codes else None


def course_of(
    advised: Sequence["Advised"], chosen: str, besides: int | None = None
) -> Course | None:
    """Where a journey leads over the chosen checkpoint, and over the best of the others.

    None where the road network does not know the checkpoint. `besides` is the id of one that cannot
    be chosen.
    """
    ways = {one.place.code: one.advice.nodes for one in advised if one.advice.nodes}
    if chosen not in ways:
        return None
    others = [one.place for one in advised if one.selectable and one.place.code in ways]
    other = next((one.code for one in others if one.code != chosen and one.id != besides), None)
    journey, entry, leaving = advised[0].journey, advised[0].entry, advised[0].leaving
    start = _stop(journey.entry, entry)
    end = _stop(journey.exit, leaving) if journey.exit and leaving else None
    places = {numbered()[one.place.code]: one.place for one in advised if one.place.code in ways}
    places |= {start: entry} | ({end: leaving} if end and leaving else {})
    return Course(
        way=merged((start, *ways[chosen], end)),
        checkpoint=numbered()[chosen],
        destination=journey.destination,
        exit=end,
        other_way=merged((start, *ways[other], end)) if other else (),
        places={node: MapPlace(p.latitude, p.longitude, p.name) for node, p in places.items()},
    )


def course_in(facts: Mapping[str, Any]) -> Course | None:
    """The course in the facts of a paper, also in those of former versions; None without one."""
    if not facts.get("course"):
        return None
    told = {FORMER_FIELDS.get(field, field): value for field, value in facts["course"].items()}
    places = {node: MapPlace(**place) for node, place in told.pop("places", {}).items()}
    return Course(**told, places=places)


def drawn(course: Course, language: Language, sheet: Sheet) -> Drawing:
    """The map with its names in a language."""
    network = the_network()
    nodes = {code: _map_node(node, language) for code, node in network.nodes.items()}
    nodes |= {
        node: MapNode(place.lat, place.lon, place.name[language])
        for node, place in course.places.items()
    }
    roads = [road.ends for road in network.roads]
    return draw(the_borders(), nodes, roads, tuple(numbered().values()), course, sheet)


def _stop(node: str, post: "Place") -> str:
    """Where a journey begins or ends on the map: at a node, or at a post off the network."""
    return node if the_network().node_of(post.code) else post.code


def _map_node(node: Node, language: Language) -> MapNode:
    """A node with its name, where it is one that people look for on a map."""
    nameless = node.kind is NodeKind.JUNCTION or (
        node.kind in (NodeKind.CROSSING, NodeKind.UNAPPROVED) and node.place is None
    )
    return MapNode(node.lat, node.lon, "" if nameless else getattr(node.name, language))
