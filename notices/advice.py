"""Advice on the checkpoint for a journey, with the register's own places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from notices.models import Notice, Place, db
from notices.words import in_language, routes
from workflows.acts import Destination, Routed
from workflows.maps import PAGE, Drawing
from workflows.routing import Advice, Journey, advise
from workflows.vocabulary import Capability, Language, PlaceKind

from .distances import Source, from_best_source, the_network
from .maps import course_of, drawn, numbered

BESIDE = 60
"""Kilometres within which a post that is not on the network is taken to be at the nearest node:
own assumption (docs/assumptions.md)."""


@dataclass(frozen=True)
class Advised:
    """A checkpoint and what is advised of it on a journey between two posts.

    `unable` are the codes of the deficiencies that cannot be checked there; `than` is the
    checkpoint with which it is compared; `source` says where the distances come from.
    """

    place: Place
    journey: Journey
    entry: Place
    leaving: Place | None
    advice: Advice
    unable: tuple[str, ...]
    than: Place | None
    source: Source

    @property
    def capabilities(self) -> list[Capability]:
        """What the checkpoint is able to do."""
        return [Capability(code) for code in self.place.capabilities]

    @property
    def open(self) -> bool:
        """Whether the checkpoint is open when the vehicle would arrive."""
        return self.advice.open

    @property
    def selectable(self) -> bool:
        """Whether the vehicle can be directed there."""
        return self.advice.selectable

    @property
    def destination(self) -> Destination:
        """The checkpoint as the guards see it when the vehicle is let in."""
        return self.place.as_destination(self.advice.let_in)

    @property
    def reckoned(self) -> str:
        """How the ways were reckoned, in the reader's language."""
        parts = (
            routes.as_far_as(self.advice),
            routes.distances_from(self.source),
            routes.who_may_cross(self.journey.citizenship),
            _("Rests, queues and the time at the checkpoint are not counted."),
        )
        return " ".join(parts)

    @property
    def why(self) -> str:
        """The sentence that says why it stands where it stands, in the reader's language."""
        return routes.why(self.advice, self.place, self.than)


@dataclass(frozen=True)
class Wanted:
    """A journey that begins at an instant, and what is found on the vehicle.

    `destination` is a node of the network (`town_called`) or None; `leaving` is the external post
    where the Union State is left; `needs` are the codes found, with what a checkpoint must be able
    to do for each; `citizenship` is the driver's (ISO 3166).
    """

    entry: Place
    destination: str | None
    leaving: Place | None
    needs: Sequence[tuple[str, Capability]]
    at: datetime
    citizenship: str

    @property
    def journey(self) -> Journey:
        """The journey on the network."""
        return Journey(
            entry=_start(self.entry),
            destination=self.destination,
            exit=_end(self.leaving) if self.leaving else None,
            at=self.at,
            citizenship=self.citizenship,
        )


def advice_for(*wanted: Wanted) -> list[list[Advised]]:
    """For each of the journeys every checkpoint, the best first.

    It takes one query, and up to two seconds for all of them together where a server of distances
    is set: ask before a transaction that others wait for.
    """
    query = select(Place).where(Place.kind == PlaceKind.CHECKPOINT).order_by(Place.code)
    places = {place.code: place for place in db.session.scalars(query)}
    points = [place.as_point() for place in places.values()]
    journeys = [one.journey for one in wanted]
    needs = [frozenset(need for _, need in one.needs) for one in wanted]
    ranked, source = from_best_source(
        current_app.config["OSRM_URL"],
        lambda drive: [
            advise(drive, the_network(), journey, points, needed)
            for journey, needed in zip(journeys, needs, strict=True)
        ],
    )
    return [
        [
            Advised(
                place=places[advice.code],
                journey=journey,
                entry=one.entry,
                leaving=one.leaving,
                advice=advice,
                unable=tuple(code for code, need in one.needs if need in advice.unable),
                than=places[advice.than] if advice.than else None,
                source=source,
            )
            for advice in of_journey
        ]
        for one, journey, of_journey in zip(wanted, journeys, ranked, strict=True)
    ]


def advice_on(notice: Notice, at: datetime) -> list[Advised]:
    """Every checkpoint for a registered notice, the best first; see `advice_for`."""
    return advice_for(wanted_for(notice, at))[0]


def wanted_for(notice: Notice, at: datetime) -> Wanted:
    """What advice on a registered notice is about."""
    return Wanted(
        notice.post,
        town_called(notice.destination, notice.destination_country) or notice.town or None,
        notice.exit_post,
        [(line.code, line.entry.needs) for line in notice.deficiencies],
        at,
        notice.driver_citizenship,
    )


def map_of(
    advised: Sequence[Advised], besides: int | None = None
) -> tuple[Drawing, list[str]] | None:
    """The map of the best way that is offered and the next best, and the names of its numbers.

    `besides` is the id of the checkpoint that is not offered, as the vehicle is on its way there.
    None where no checkpoint can be chosen, or no way to the best is known.
    """
    offered = [one.place.code for one in advised if one.selectable and one.place.id != besides]
    course = course_of(advised, offered[0], besides) if offered else None
    if course is None:
        return None
    names = {one.place.code: in_language(one.place.name) for one in advised}
    drawing = drawn(course, Language(str(get_locale())), PAGE)
    return drawing, [names[code] for code in numbered()]


def as_advised(routed: Routed, notice: Notice) -> list[Advised]:
    """What a press on a notice brought, with the places it speaks of."""
    query = select(Place).where(Place.kind == PlaceKind.CHECKPOINT)
    places = {place.code: place for place in db.session.scalars(query)}
    return [
        Advised(
            place=places[one.code],
            journey=routed.journey,
            entry=notice.post,
            leaving=notice.exit_post,
            advice=one,
            unable=(),
            than=places[one.than] if one.than else None,
            source=Source(routed.source),
        )
        for one in routed.advice
    ]


def routed(advice: Sequence[Advised]) -> Routed:
    """The advice as a press of route or reroute brings it to the paper."""
    first = advice[0]
    return Routed(first.journey, tuple(one.advice for one in advice), first.source)


def town_called(text: str, country: str) -> str | None:
    """The node of a destination as it was typed, in a country (ISO 3166), where it is known."""
    return the_network().find_town(text, country)


def _start(post: Place) -> str:
    """The node from which a post's journeys are reckoned: its own, or the nearest."""
    network = the_network()
    nearest, _ = network.nearest(post.latitude, post.longitude, post.side)
    return network.node_of(post.code) or nearest


def _end(post: Place) -> str | None:
    """The node where a journey that leaves over a post ends, if the network leads there."""
    network = the_network()
    nearest, away = network.nearest(post.latitude, post.longitude, post.side)
    return network.node_of(post.code) or (nearest if away <= BESIDE else None)
