"""Words for advice on a route: why a checkpoint stands where it stands, and what was reckoned."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from notices.distances import Source
from workflows.routing import Advice, End, Why
from workflows.vocabulary import Capability, Side

from .formats import at, distance, in_language

if TYPE_CHECKING:
    from notices.models import Place

REASONS = {
    Why.SHORTEST: _l("The shortest way: a detour of %(detour)s."),
    Why.SHORTEST_LEFT: _l(
        "The shortest way that is left: %(longer)s longer than over %(than)s, where the vehicle"
        " cannot be sent."
    ),
    Why.SHORTEST_OPEN: _l(
        "The shortest way over an open checkpoint: %(longer)s longer than over %(than)s, which"
        " would be closed at the arrival."
    ),
    Why.BETTER_ROADS: _l("On better roads, but %(longer)s longer than over %(than)s."),
    Why.LONGER: _l("%(longer)s longer than over %(than)s."),
    Why.MINOR_ROADS: _l("%(shorter)s shorter than over %(than)s, but on local roads."),
    Why.CLOSED_TO_TRUCKS: _l("Closed to trucks on the day when the vehicle could be let in."),
    Why.CLOSED_AT_ARRIVAL: _l(
        "Closed at the arrival, which is at about %(arrival)s: it works %(hours)s."
    ),
    Why.NOT_APPROVED: _l(
        "None of the six approved points: a driver who is a citizen of neither state may not cross"
        " the border there."
    ),
    Why.NO_WAY: _l("The way there is not known: the road network does not lead there."),
}
WITHOUT_DETOUR = _l("The shortest way, without a detour.")
UNABLE = {
    Capability.WEIGH: _l("Cannot weigh, and a mass or an axle load is in question."),
    Capability.MEASURE: _l("Cannot measure, and a dimension is in question."),
    Capability.INSPECT: _l("Cannot inspect vehicles, and this one has to be inspected."),
    Capability.DOCUMENTS: _l("Cannot check documents, and documents are in question."),
}
ENDS = {
    End.CHECKPOINT: _l(
        "The way is reckoned as far as the checkpoint: neither the destination nor the post of exit"
        " is on the road network."
    ),
    End.DESTINATION: _l(
        "The way is reckoned as far as the destination: the post of exit is not on the road"
        " network."
    ),
    End.EXIT: _l("The way is reckoned as far as the post of exit."),
}
SOURCES = {
    Source.NETWORK: _l("Distances and times come from the register's own road network."),
    Source.SERVER: _l("Distances and times come from the map server."),
}


def why(advice: Advice, place: "Place", than: "Place | None") -> str:
    """Why a checkpoint stands where it stands, in the reader's language."""
    if advice.why is Why.UNABLE:
        return " ".join(str(UNABLE[need]) for need in advice.unable)
    arrival = at(advice.arrival, place)
    known = WITHOUT_DETOUR if advice.why is Why.SHORTEST and not advice.detour_km else None
    reason = str(known or REASONS[advice.why]) % {
        "detour": distance(advice.detour_km or 0),
        "longer": distance(advice.longer_km),
        "shorter": distance(-advice.longer_km),
        "than": in_language(than.name) if than else "",
        "arrival": arrival,
        "hours": place.hours.replace("-", "–"),
    }
    if not (advice.selectable and advice.open and advice.arrival):
        return reason
    able = _(
        "Open at the arrival, which is at about %(arrival)s, and able to check everything.",
        arrival=arrival,
    )
    return f"{reason} {able}"


def as_far_as(advice: Advice) -> str:
    """As far as what the way is reckoned."""
    return str(ENDS[advice.end])


def distances_from(source: Source) -> str:
    """Where the distances come from."""
    return str(SOURCES[source])


def who_may_cross(citizenship: str) -> str:
    """Where a driver (ISO 3166) may cross the border between the two states."""
    if citizenship in set(Side):
        sentence = _("A citizen of Belarus or Russia may cross the inner border at any point.")
    else:
        sentence = _(
            "A citizen of a third country may cross the inner border at the six approved points"
            " only."
        )
    return str(sentence)
