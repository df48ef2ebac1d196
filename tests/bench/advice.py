"""Milliseconds for one of a thousand pieces of advice, each on another journey."""

from datetime import UTC, datetime
from itertools import cycle, product

from flask import Flask

from notices.advice import advice_for
from notices.distances import embedded, the_network
from notices.models import Place
from tests.people import place
from workflows.network import NodeKind
from workflows.routing import Journey, advise
from workflows.vocabulary import Capability, Language

from .timing import row, table, timed

PIECES = 1000
NEEDS = (("P01", Capability.WEIGH), ("M01", Capability.DOCUMENTS))
CHECKPOINTS = ("DOLO", "DUBO", "KGOR", "KRUG", "NEVL", "NOVZ")


def measure(app: Flask) -> None:
    """Print the time of advice as pages ask for it, and without the register's query."""
    network, at = the_network(), datetime.now(UTC)
    towns = [code for code, _ in network.towns(Language.EN)]
    posts = [node for node in network.nodes.values() if node.kind is NodeKind.EXTERNAL_POST]
    with app.app_context():
        places: dict[str, Place] = {post.code: place(post.place) for post in posts if post.place}
        points = [place(code).as_point() for code in CHECKPOINTS]
        entries = [post.code for post in posts if post.country == "BY"]
        journeys = cycle(product(entries, towns, places))
        others = cycle(product(entries, towns, places))

        def as_pages_ask() -> object:
            entry, town, leaving = next(journeys)
            return advice_for(places[entry], town, places[leaving], NEEDS, at, "PL")

        def alone() -> object:
            entry, town, leaving = next(others)
            needs = frozenset(need for _, need in NEEDS)
            return advise(
                embedded(), network, Journey(entry, town, leaving, at, "PL"), points, needs
            )

        table("what", "least ms", "median", "95 %")
        row("advice, with its query", *timed(as_pages_ask, PIECES))
        row("advice, once more without it", *timed(alone, PIECES))
