"""Advice: at which checkpoint a vehicle should be presented, given its whole journey.

The notice names the checkpoint "considering the carrier's route" (Procedure for transport control
at the external border of the EAEU, Appendix 1 to Annex 24 of the EAEU Treaty, paragraph 9). A
driver who is a citizen of neither state may cross the inner border at the approved pairs only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .driving import Drive, Leg
from .network import Network
from .vocabulary import Capability, Side


class Why(StrEnum):
    """Why a checkpoint stands where it stands in the advice."""

    SHORTEST = "shortest"
    SHORTEST_LEFT = "shortest_left"
    BETTER_ROADS = "better_roads"
    LONGER = "longer"
    MINOR_ROADS = "minor_roads"
    CLOSED_TO_TRUCKS = "closed_to_trucks"
    CLOSED_AT_ARRIVAL = "closed_at_arrival"
    UNABLE = "unable"
    NOT_APPROVED = "not_approved"
    NO_WAY = "no_way"


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
        day = at.astimezone(ZoneInfo(self.timezone)).date()
        started = self.closed_from is not None and self.closed_from <= day
        ended = self.closed_until is not None and self.closed_until < day
        return self.trucks_open and not (started and not ended)

    def works(self, at: datetime) -> bool:
        """Whether the instant lies within the opening hours."""
        opens, closes = self.hours.split("-")
        return opens <= f"{at.astimezone(ZoneInfo(self.timezone)):%H:%M}" < closes


@dataclass(frozen=True)
class Advice:
    """What is to be known of one checkpoint for one journey; `rank` 1 comes first.

    Distances are whole kilometres and times whole minutes of driving, to the checkpoint (`km_to`,
    `minutes_to`) and for the whole journey as far as `end`; they are None where there is no way.
    A driver's rests and the queue are not counted, in `arrival` neither. `detour_km` is what the
    journey is longer than the shortest one; `penalised_km` counts a kilometre of a local road as
    1.25 and decides the rank. `open` is the state at the arrival; `unable` is what is needed and
    cannot be done there; `selectable` is whether the vehicle can be sent there. `why` is said with
    `longer_km` (negative: shorter), compared with the checkpoint `than`.
    """

    code: str
    rank: int
    selectable: bool
    why: Why
    than: str | None
    longer_km: int
    km: int | None
    km_to: int | None
    detour_km: int | None
    penalised_km: float
    minutes: int | None
    minutes_to: int | None
    arrival: datetime | None
    roads_to: tuple[str, ...]
    roads_on: tuple[str, ...]
    end: End
    open: bool
    unable: tuple[Capability, ...]
    allowed: bool


def advise(
    drive: Drive,
    network: Network,
    journey: Journey,
    points: Iterable[Point],
    needs: frozenset[Capability],
) -> tuple[Advice, ...]:
    """Every checkpoint, ranked: those to which the vehicle can be sent, then the others.

    Within each group the way with the fewest penalised kilometres comes first.
    """
    raise NotImplementedError
