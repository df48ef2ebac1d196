"""Milliseconds for one of a thousand pieces of advice, each on another journey."""

from datetime import UTC, datetime
from itertools import cycle, product

from flask import Flask

from notices.advice import Wanted, advice_for
from notices.distances import embedded, the_network
from tests.people import place
from workflows.network import NodeKind
from workflows.routing import Journey, advise
from workflows.vocabulary import Capability, Language

from .timing import row, table, timed

PIECES = 1000
NEEDS = (("P01", Capability.WEIGH), ("M01", Capability.DOCUMENTS))


def measure(_app: Flask) -> None:
    """Print the time of advice as pages ask for it, and of the ranking alone."""
    network, at = the_network(), datetime.now(UTC)
    posts = [node for node in network.nodes.values() if node.kind is NodeKind.EXTERNAL_POST]
    places = {node.code: place(node.place or "") for node in posts}
    points = [place(code).as_point() for code in network.pairs]
    entries = [node.code for node in posts if node.country == "BY"]
    towns = [code for code, _ in network.towns(Language.EN)]
    journeys = cycle(product(towns, places, entries))

    def as_pages_ask() -> None:
        town, leaving, entry = next(journeys)
        advice_for(Wanted(places[entry], town, places[leaving], NEEDS, at, "PL"))

    def alone() -> None:
        town, leaving, entry = next(journeys)
        needs = frozenset(need for _, need in NEEDS)
        advise(embedded(), network, Journey(entry, town, leaving, at, "PL"), points, needs)

    table("what", "least ms", "median", "95 %")
    row("advice as pages ask for it", *timed(as_pages_ask, PIECES))
    row("the ranking alone", *timed(alone, PIECES))
