"""The limits of both states: rows of data, read and checked, each with the days it is in force.

A row never changes. A new value is a new version of its code with its own first day, so that the
verdict of an earlier day stays what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from .places import HOURS
from .reference import FaultyData, Record, Words, assumptions_in
from .vocabulary import LimitSubject, Quantity, Side, Wheels

CODE = r"(BY|RU)(-[A-Z0-9.]+)+"
MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DEPENDS_ON = {
    Quantity.GROSS_MASS: {"subject", "axles"},
    Quantity.AXLE_LOAD: {"axles", "wheels", "road_class"},
    Quantity.AXLE_GROUP_LOAD: {"axles", "wheels", "road_class", "spacing"},
    Quantity.AXLE_SPACING: set(),
    Quantity.LENGTH: {"subject"},
    Quantity.WIDTH: {"isothermal"},
    Quantity.HEIGHT: set(),
    Quantity.REAR_OVERHANG: set(),
}
"""What the limit of each quantity depends on; a seasonal one may depend on less."""


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
        opens, closes = (self.hours or "00:00-24:00").split("-")
        in_season = self.first <= f"{moment:%m-%d}" <= self.last
        return in_season and opens <= f"{moment:%H:%M}" < closes


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


class _Act(NamedTuple):
    country: Side
    act: Words
    article: Words


FIELDS = set(LimitRow.__dataclass_fields__) - {"version", "country", "article"}
"""A row of the file names its act by a code; version and country stand where they are shared."""


def rows_on(rows: Iterable[LimitRow], day: date) -> tuple[LimitRow, ...]:
    """The rows in force on a day: of each code the newest version whose first day has come."""
    newest: dict[str, LimitRow] = {}
    for row in sorted(rows, key=lambda row: row.version):
        if row.valid_from <= day:
            newest[row.code] = row
    return tuple(row for row in newest.values() if row.valid_to is None or day <= row.valid_to)


def parse_limits(data: Mapping[str, Any]) -> tuple[LimitRow, ...]:
    """Read `limits-N.json`, given as parsed JSON. Raises FaultyLimits, which names every fault."""
    faults: list[str] = []
    head = Record("limits", data, faults)
    head.expect_fields(("version", "acts", "limits"))
    version = head.whole("version")
    acts = {record.name: _read_act(record) for record in head.records("acts")}
    rows = [_read_row(record, version, acts) for record in head.records("limits")]
    if faults:
        raise FaultyLimits(faults)
    return tuple(rows)


def _read_act(record: Record) -> _Act:
    record.expect_fields(("code", *_Act._fields))
    record.text("code", CODE)
    return _Act(record.choice("country", Side), record.words("act"), record.words("article"))


def _read_row(record: Record, version: int, acts: Mapping[str, _Act]) -> LimitRow:
    record.expect_fields(FIELDS)
    country, act, article = _act_of(record, acts)
    row = LimitRow(
        code=record.text("code", CODE),
        version=version,
        country=country,
        act=act,
        article=article,
        quantity=record.choice("quantity", Quantity),
        subject=record.choice("subject", LimitSubject) if record.holds("subject") else None,
        isothermal=record.flag("isothermal") if record.holds("isothermal") else None,
        axles=_read_span(record, "axles") if record.holds("axles") else None,
        wheels=record.choice("wheels", Wheels) if record.holds("wheels") else None,
        road_class=record.whole("road_class") if record.holds("road_class") else None,
        spacing=_read_span(record, "spacing") if record.holds("spacing") else None,
        per_axle=record.flag("per_axle"),
        season=_read_season(record) if record.holds("season") else None,
        limit=record.whole("limit"),
        tolerance=record.whole("tolerance", least=0),
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to") if record.holds("valid_to") else None,
        assumptions=assumptions_in(record),
    )
    if record.is_sound():
        _check_row(record, row)
    return row


def _act_of(record: Record, acts: Mapping[str, _Act]) -> _Act:
    code = record.text("act", CODE)
    if code and code not in acts:
        record.fault("act", f"is not among the acts of this file: {code}")
    nothing = Words("", "", "")
    return acts.get(code, _Act(Side.BY, nothing, nothing))


def _read_span(record: Record, field: str) -> Span:
    match record.fields[field]:
        case [int(least), int(most)] if 0 <= least <= most:
            return Span(least, most)
        case [int(least), None] if least >= 0:
            return Span(least, None)
    record.fault(field, "must be two whole numbers, the greater one last, or null for no end")
    return Span(0, None)


def _read_season(record: Record) -> Season:
    value = record.fields["season"]
    part = Record(f"{record.name}: season", value if isinstance(value, dict) else {}, record.faults)
    part.expect_fields(("from", "to", "hours", "listed_road", "hot"))
    season = Season(
        first=part.text("from", MONTH_DAY),
        last=part.text("to", MONTH_DAY),
        hours=part.text("hours", HOURS) if part.holds("hours") else None,
        listed_road=part.flag("listed_road"),
        hot=part.flag("hot"),
    )
    if part.is_sound() and season.first > season.last:
        part.fault("to", f"must not come before {season.first} in the year")
    return season


def _check_row(record: Record, row: LimitRow) -> None:
    """A row has what the limit of its quantity depends on, and nothing else."""
    if not row.code.startswith(row.country):
        record.fault("act", f"must be one of {row.code[:2]}, as the code says")
    if row.valid_to and row.valid_to < row.valid_from:
        record.fault("valid_to", f"must not come before {row.valid_from}")
    if row.per_axle and row.quantity is not Quantity.AXLE_GROUP_LOAD:
        record.fault("per_axle", f"must be false for {row.quantity}")
    for field in sorted(set.union(*DEPENDS_ON.values())):
        needed, filled = field in DEPENDS_ON[row.quantity], getattr(row, field) is not None
        if filled and not needed:
            record.fault(field, f"must be empty for {row.quantity}")
        if needed and not filled and row.season is None:
            record.fault(field, f"must be filled for {row.quantity}")
