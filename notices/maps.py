"""The map of a journey over the advised checkpoint, for pages and papers."""

from collections.abc import Sequence
from functools import cache

from workflows.borders import Borders, parse_borders
from workflows.course import Course, MapNode
from workflows.maps import Drawing, draw
from workflows.network import Node, NodeKind
from workflows.routing import Advice, Journey
from workflows.sheet import Sheet
from workflows.vocabulary import Language

from .distances import the_network
from .reference import read_reference


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


def course_of(journey: Journey, advice: Sequence[Advice], chosen: str) -> Course | None:
    """Where the journey leads over the chosen checkpoint, and over the best of the others.

    None where the road network does not know the checkpoint.
    """
    ways = {one.code: one.nodes for one in advice if one.nodes}
    if chosen not in ways:
        return None
    others = [one.code for one in advice if one.selectable and one.code in ways]
    other = next((code for code in others if code != chosen), None)
    return Course(
        way=ways[chosen],
        checkpoint=numbered()[chosen],
        destination=journey.destination,
        exit=journey.exit,
        detour=ways[other] if other else (),
    )


def drawn(course: Course, language: Language, sheet: Sheet) -> Drawing:
    """The map with its names in a language."""
    network = the_network()
    nodes = {code: _map_node(node, language) for code, node in network.nodes.items()}
    roads = [road.ends for road in network.roads]
    return draw(the_borders(), nodes, roads, tuple(numbered().values()), course, sheet)


def _map_node(node: Node, language: Language) -> MapNode:
    """A node with its name, where it is one that people look for on a map."""
    nameless = node.kind is NodeKind.JUNCTION or (
        node.kind in (NodeKind.CROSSING, NodeKind.UNAPPROVED) and node.place is None
    )
    return MapNode(node.lat, node.lon, "" if nameless else getattr(node.name, language))
