"""The limits of both states: rows of data, read and checked, each with the days it is in force.

A row never changes. A new value is a new version of its code with its own first day, so that the
verdict of an earlier day stays what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from .reference import FaultyData, Words
from .vocabulary import LimitSubject, Quantity, Side, Wheels


class FaultyLimits(FaultyData):
    """The limits cannot be used."""


class Span(NamedTuple):
    """Whole numbers from `least` to `most`, both included; None has no end."""

    least: int
    most: int | None

    def holds(self, number: int) -> bool:
        """Whether the number lies in the span."""
        return self.least <= number and (self.most is None or number <= self.most)


@dataclass(frozen=True, slots=True)
class Season:
    """When and where a seasonal limit holds: "03-25" to "04-20", both days included.

    `hours` are local ("11:00-20:00", the last minute not included); `listed_road` asks for a road
    on the seasonal list, `hot` for asphalt under air above 25 °C.
    """

    first: str
    last: str
    hours: str | None
    listed_road: bool
    hot: bool

    def holds_at(self, moment: datetime) -> bool:
        """Whether the local moment lies in the season and its hours."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit (kg or mm) and everything that it depends on; None means "whatever it is".

    `act` and `article` say where it stands. `axles` is the number of axles: of the whole for a
    gross mass, of the group in which the axle stands for a load. `road_class` is in kilograms per
    axle. `spacing` is the mean spacing of a group in millimetres. The limit of a row with
    `per_axle` is that of one axle of the group. `tolerance` is in thousandths of the limit.
    `valid_to` is the last day; `assumptions` names own fields.
    """

    code: str
    version: int
    country: Side
    act: Words
    article: Words
    quantity: Quantity
    subject: LimitSubject | None
    isothermal: bool | None
    axles: Span | None
    wheels: Wheels | None
    road_class: int | None
    spacing: Span | None
    per_axle: bool
    season: Season | None
    limit: int
    tolerance: int
    valid_from: date
    valid_to: date | None
    assumptions: tuple[str, ...]


def parse_limits(data: Mapping[str, Any]) -> tuple[LimitRow, ...]:
    """Read `limits-N.json`, given as parsed JSON. Raises FaultyLimits, which names every fault."""
    raise NotImplementedError


def rows_on(rows: Iterable[LimitRow], day: date) -> tuple[LimitRow, ...]:
    """The rows in force on a day: of each code the newest version whose first day has come."""
    raise NotImplementedError
