"""Checkpoints and external posts, and the series that number their notices."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.acts import Destination
from workflows.routing import Point
from workflows.vocabulary import Capability, PlaceKind, Side

from .base import Json, Model


class Place(Model):
    """A place where officers work.

    The texts that a person reads (`name`, `counterpart`, `region`, `address`, `note`) are objects
    with the keys ru, be and en. `capabilities` are codes of `Capability`. `spelling_keys` holds
    every folded spelling between bars, so that any of them finds the place.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(4), unique=True)
    kind: Mapped[PlaceKind]
    side: Mapped[Side]
    name: Mapped[Json]
    counterpart: Mapped[Json | None]  # Checkpoints only: the Belarusian point of the pair.
    region: Mapped[Json]
    address: Mapped[Json]
    road: Mapped[str] = mapped_column(String(40), default="")
    neighbour: Mapped[str] = mapped_column(String(2), default="")
    latitude: Mapped[float]
    longitude: Mapped[float]
    timezone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(11), default="00:00-24:00")
    capabilities: Mapped[list[str]]
    spelling_keys: Mapped[str] = mapped_column(Text, default="")
    trucks_open: Mapped[bool]
    closed_from: Mapped[date | None]  # Set by an administrator's change_place.
    closed_until: Mapped[date | None]  # Set by an administrator's change_place.
    note: Mapped[Json | None]  # What a reader must know besides; most places have nothing.

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the place's clocks and papers run."""
        return ZoneInfo(self.timezone)

    def open_at(self, at: datetime) -> bool:
        """Whether trucks are taken on the day of the instant, by the place's own calendar."""
        return self.as_point().takes_trucks(at)

    def closed_at(self, at: datetime) -> bool:
        """Whether a closure has begun and not ended, by the place's own calendar."""
        return self.as_point().shut_on(at)

    def as_point(self) -> Point:
        """The checkpoint as the adviser sees it."""
        return Point(
            code=self.code,
            timezone=self.timezone,
            hours=self.hours,
            trucks_open=self.trucks_open,
            closed_from=self.closed_from,
            closed_until=self.closed_until,
            capabilities=frozenset(Capability(code) for code in self.capabilities),
        )

    def as_destination(self, at: datetime) -> Destination:
        """The checkpoint as the guards see it."""
        point = self.as_point()
        return Destination(self.id, point.takes_trucks(at), point.capabilities)


class NumberSeries(Model):
    """The last number given at a post in a year; the row is locked until the notice is issued."""

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)
