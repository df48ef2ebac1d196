"""Advice: at which checkpoint a vehicle should be presented, given its whole journey.

The notice names the checkpoint "considering the carrier's route" (Procedure for transport control
at the external border of the EAEU, Appendix 1 to Annex 24 of the EAEU Treaty, paragraph 9). A
driver who is a citizen of neither state may cross the inner border at the approved pairs only.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import inf
from zoneinfo import ZoneInfo

from .driving import Drive, Leg, merged
from .network import Network
from .vocabulary import Capability, Side

TO = 2
"""The legs that lead to a checkpoint: to its Belarusian side, and across the inner border."""


class Why(StrEnum):
    """Why a checkpoint stands where it stands in the advice."""

    SHORTEST = "shortest"
    SHORTEST_LEFT = "shortest_left"
    SHORTEST_OPEN = "shortest_open"
    BETTER_ROADS = "better_roads"
    LONGER = "longer"
    MINOR_ROADS = "minor_roads"
    CLOSED_TO_TRUCKS = "closed_to_trucks"
    CLOSED_AT_ARRIVAL = "closed_at_arrival"
    UNABLE = "unable"
    NOT_APPROVED = "not_approved"
    NO_WAY = "no_way"


CLOSED = {Why.CLOSED_TO_TRUCKS, Why.CLOSED_AT_ARRIVAL}


class End(StrEnum):
    """As far as what the way is reckoned."""

    CHECKPOINT = "checkpoint"
    DESTINATION = "destination"
    EXIT = "exit"


@dataclass(frozen=True)
class Journey:
    """Where a vehicle drives, as nodes of the network, from when, and whose citizen drives it.

    `destination` and `exit` are None where they are not on the network, and a destination in a
    third country is none either: the journey then goes on to the exit. `citizenship` is ISO 3166;
    an empty one is taken for a third country's.
    """

    entry: str
    destination: str | None
    exit: str | None
    at: datetime
    citizenship: str

    @property
    def onward(self) -> tuple[str, ...]:
        """The stops after the checkpoint."""
        return tuple(stop for stop in (self.destination, self.exit) if stop)

    @property
    def end(self) -> End:
        """As far as what the way can be reckoned."""
        if self.exit:
            return End.EXIT
        return End.DESTINATION if self.destination else End.CHECKPOINT


@dataclass(frozen=True)
class Point:
    """A checkpoint as the adviser sees it, by the code of its place.

    `hours` are those of its own clock ("08:00-20:00"), and the days of closure, both included,
    those of its own calendar; `closed_until` None is until further notice.
    """

    code: str
    timezone: str
    hours: str
    trucks_open: bool
    closed_from: date | None
    closed_until: date | None
    capabilities: frozenset[Capability]

    def takes_trucks(self, at: datetime) -> bool:
        """Whether trucks are taken on the day of the instant."""
        return self.trucks_open and not self.shut_on(at)

    def shut_on(self, at: datetime) -> bool:
        """Whether a closure has begun and not ended on the day of the instant."""
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        started = self.closed_from is not None and self.closed_from <= day
        ended = self.closed_until is not None and self.closed_until < day
        return started and not ended

    def works(self, at: datetime) -> bool:
        """Whether the instant lies within the opening hours."""
        opens, closes = self.hours.split("-")
        return opens <= f"{at.astimezone(ZoneInfo(self.timezone)):%H:%M}" < closes

    def let_in(self, at: datetime) -> datetime:
        """When a vehicle that arrives at the instant is let in: at once, or as it next opens."""
        if self.works(at):
            return at
        local = at.astimezone(ZoneInfo(self.timezone))
        opens = time.fromisoformat(self.hours.split("-")[0])
        day = local.date() + timedelta(days=local.time() >= opens)
        return datetime.combine(day, opens, local.tzinfo)


@dataclass(frozen=True)
class Advice:
    """What is to be known of one checkpoint for one journey; `rank` 1 comes first.

    Distances are whole kilometres and times whole minutes of driving, to the checkpoint (`km_to`,
    `minutes_to`) and for the whole journey as far as `end`; they are None where there is no way.
    A driver's rests and the queue are not counted, in `arrival` neither. The vehicle is `let_in` at
    the arrival or at the next opening. `open` is the state at the arrival, `unable` what is needed
    and cannot be done there, `selectable` whether the vehicle can be sent there, be it to wait for
    the morning. `nodes` are the points of the network that are passed. `penalised_km` counts a
    kilometre of a local road as 1.25 and decides the rank; `detour_km` is what the journey is
    longer than the shortest one, which needs no checkpoint where the journey leads away from its
    entry.
    `why` is said with `longer_km` (negative: shorter), compared with the checkpoint `than`.
    """

    code: str
    selectable: bool
    open: bool
    unable: tuple[Capability, ...]
    why: Why
    end: End
    let_in: datetime
    km: int | None = None
    km_to: int | None = None
    penalised_km: float = inf
    minutes: int | None = None
    minutes_to: int | None = None
    arrival: datetime | None = None
    roads_to: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    rank: int = 0
    detour_km: int | None = None
    than: str | None = None
    longer_km: int = 0


def advise(
    drive: Drive,
    network: Network,
    journey: Journey,
    points: Iterable[Point],
    needs: frozenset[Capability],
) -> tuple[Advice, ...]:
    """Every checkpoint, ranked: those open at the arrival, those where it can wait, the others.

    Within each group the way with the fewest penalised kilometres comes first.
    """
    found = [_look_at(drive, network, journey, point, needs) for point in points]
    ranked = sorted(
        found,
        key=lambda one: (not one.selectable, not one.open, one.penalised_km, one.code),
    )
    leads_away = set(journey.onward) - {journey.entry}
    direct = drive((journey.entry, *journey.onward)) if leads_away else None
    lengths = [advice.km for advice in ranked if advice.km is not None]
    least = min([*lengths, _km(direct)] if direct else lengths, default=0)
    return tuple(
        replace(
            _compared(advice, ranked),
            rank=rank,
            detour_km=None if advice.km is None else advice.km - least,
        )
        for rank, advice in enumerate(ranked, start=1)
    )


def _look_at(
    drive: Drive, network: Network, journey: Journey, point: Point, needs: frozenset[Capability]
) -> Advice:
    """A checkpoint by itself. One that is not on the network is judged at the start."""
    pair = network.pairs.get(point.code)
    legs = drive((journey.entry, *pair, *journey.onward)) if pair else None
    arrival = journey.at + timedelta(minutes=_minutes(legs[:TO])) if legs else None
    let_in = point.let_in(arrival or journey.at)
    unable = tuple(need for need in Capability if need in needs - point.capabilities)
    hindered = [
        why
        for why, hinders in {
            Why.NOT_APPROVED: pair is None and journey.citizenship not in set(Side),
            Why.CLOSED_TO_TRUCKS: not point.takes_trucks(let_in),
            Why.UNABLE: bool(unable),
            Why.CLOSED_AT_ARRIVAL: arrival is not None and not point.works(arrival),
        }.items()
        if hinders
    ]
    advice = Advice(
        code=point.code,
        selectable=set(hindered) <= {Why.CLOSED_AT_ARRIVAL},
        open=not CLOSED & set(hindered),
        unable=unable,
        why=hindered[0] if hindered else Why.NO_WAY,
        end=journey.end,
        let_in=let_in,
        arrival=arrival,
    )
    return _along(legs, advice) if legs else advice


def _along(legs: tuple[Leg, ...], advice: Advice) -> Advice:
    """The advice with the way that leads over the checkpoint."""
    to = legs[:TO]
    return replace(
        advice,
        km=_km(legs),
        km_to=_km(to),
        penalised_km=sum(leg.penalised_km for leg in legs),
        minutes=_minutes(legs),
        minutes_to=_minutes(to),
        roads_to=merged(road for leg in to for road in leg.roads),
        nodes=merged(node for leg in legs for node in leg.nodes),
    )


def _compared(advice: Advice, ranked: list[Advice]) -> Advice:
    """The advice with the reason for its rank, if nothing hinders and its way is known."""
    if advice.why is not Why.NO_WAY or advice.km is None:
        return advice
    if advice is not ranked[0]:
        first = ranked[0]
        longer = advice.km - (first.km or 0)
        why = Why.LONGER if longer >= 0 else Why.MINOR_ROADS
        return replace(advice, why=why, than=first.code, longer_km=longer)
    shorter = [other for other in ranked if other.km is not None and other.km < advice.km]
    if not shorter:
        return replace(advice, why=Why.SHORTEST)
    than = min(shorter, key=lambda other: (not other.selectable, not other.open, other.km))
    if than.selectable:
        why = Why.BETTER_ROADS if than.open else Why.SHORTEST_OPEN
    else:
        why = Why.SHORTEST_LEFT
    return replace(advice, why=why, than=than.code, longer_km=advice.km - (than.km or 0))


def _km(legs: Iterable[Leg]) -> int:
    return round(sum(leg.km for leg in legs))


def _minutes(legs: Iterable[Leg]) -> int:
    return round(sum(leg.minutes for leg in legs))
