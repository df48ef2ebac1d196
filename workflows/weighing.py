"""Judging what was weighed and measured against every limit of both states that applies.

The order is that of `quantities`: the instrument's error goes to the carrier, then the corrected
value is held against the limit, then against the limit with its tolerance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from .filing import Measured
from .limits import LimitRow, rows_on
from .quantities import parse_thousandths
from .readings import Reading, readings
from .special_permit import SpecialPermit
from .vocabulary import Quantity, Side, Verdict
from .weighed import Weighed

HUNDREDTH = Decimal("0.01")
CODES = {
    Quantity.GROSS_MASS: "P01",
    Quantity.AXLE_LOAD: "P03",
    Quantity.AXLE_GROUP_LOAD: "P05",
    Quantity.LENGTH: "P06",
    Quantity.WIDTH: "P07",
    Quantity.HEIGHT: "P08",
    Quantity.REAR_OVERHANG: "P10",
}
CODE_OF_TANDEM = "P04"
CODES_OVER_PERMIT = {
    Quantity.GROSS_MASS: "P02",
    Quantity.LENGTH: "P09",
    Quantity.WIDTH: "P09",
    Quantity.HEIGHT: "P09",
}
"""What the catalogue calls an excess over a Russian limit, and over a special permit."""

FIGURE_OF = {Quantity.AXLE_LOAD: "axle_loads", Quantity.AXLE_GROUP_LOAD: "axle_loads"}
"""The figure of a special permit for a quantity, where the two have different names."""

PERMIT = "Специальное разрешение № "
"""How a special permit is cited as the source of its limit."""

TOLERATED_MISMATCH = Decimal(2)
"""Per cent by which the sum of the axle loads may differ from the gross mass unanswered."""


@dataclass(frozen=True)
class Judged:
    """One quantity against one row of the limits.

    `unit` is the position of the vehicle that bears it; `permit` says that a special permit
    raised the row's limit, and `measured.act` then cites the permit.
    """

    row: LimitRow
    unit: int
    measured: Measured
    permit: bool

    @property
    def country(self) -> Side:
        """The state whose limit it is."""
        return self.row.country

    @property
    def quantity(self) -> Quantity:
        """What was measured."""
        return self.row.quantity

    @property
    def axles(self) -> str:
        """The axles that bear the load ("2", "3-5"); empty for the whole vehicle."""
        return self.measured.axles

    @property
    def verdict(self) -> Verdict:
        """Whether the excess is established."""
        return self.measured.verdict

    @property
    def excess(self) -> int:
        """By how much the corrected value is over the limit, in kg or mm."""
        return self.measured.excess

    @property
    def excess_percent(self) -> Decimal:
        """The excess in per cent of the limit."""
        return self.measured.excess_percent

    @property
    def code(self) -> str:
        """The catalogue's code that the excess proposes; none unless it breaks a Russian limit."""
        if self.country is not Side.RU or self.verdict is not Verdict.OVER:
            return ""
        if self.permit and self.quantity in CODES_OVER_PERMIT:
            return CODES_OVER_PERMIT[self.quantity]
        if self.quantity is Quantity.AXLE_GROUP_LOAD and self.row.axles == (2, 2):
            return CODE_OF_TANDEM
        return CODES[self.quantity]


def judge(
    weighed: Weighed, rows: Iterable[LimitRow], plates: Sequence[str] = ()
) -> tuple[Judged, ...]:
    """Every limit of both states that applied when and where the vehicle was weighed.

    `rows` may hold every version; those of the day are chosen. `plates` are those of the units,
    tractor first; without them no special permit counts. Raises ValueError for an impossible
    vehicle: ask `weighed.faults()` before.
    """
    if faults := weighed.faults():
        raise ValueError(f"No vehicle is like this: {faults}")
    permit = weighed.permit
    if permit and not (permit.is_valid_on(weighed.taken_at.date()) and permit.names(plates)):
        permit = None
    in_force = rows_on(rows, weighed.taken_at.date())
    return tuple(
        _judged(reading, row, weighed, permit)
        for reading in readings(weighed, permit)
        for row in in_force
        if row.quantity is reading.quantity and _applies(row, reading, weighed)
    )


def _applies(row: LimitRow, reading: Reading, weighed: Weighed) -> bool:
    return (
        row.subject in (None, reading.subject)
        and row.isothermal in (None, weighed.isothermal)
        and row.wheels in (None, reading.wheels)
        and (row.axles is None or row.axles.holds(reading.axle_count))
        and (row.spacing is None or row.spacing.holds(reading.spacing))
        and row.road_class in (None, parse_thousandths(weighed.road_class(row.country)))
        and _in_season(row, weighed)
    )


def _in_season(row: LimitRow, weighed: Weighed) -> bool:
    season = row.season
    return season is None or (
        season.holds_at(weighed.taken_at)
        and (weighed.listed_road or not season.listed_road)
        and (weighed.hot or not season.hot)
    )


def _judged(
    reading: Reading, row: LimitRow, weighed: Weighed, permit: SpecialPermit | None
) -> Judged:
    """The act's tolerance holds for the value of a special permit too, which is Russian."""
    limit = row.limit * (reading.axle_count if row.per_axle else 1)
    raising = permit if row.country is Side.RU and reading.permitted > limit else None
    measured = Measured(
        quantity=reading.quantity,
        value=reading.value,
        limit=reading.permitted if raising else limit,
        error=reading.error,
        tolerance=row.tolerance,
        instrument=reading.instrument.name,
        verified_until=reading.instrument.verified_until,
        taken_on=weighed.taken_at.date(),
        act=_source(row, reading.quantity, raising),
        axles=reading.axles,
        limit_code=row.code,
        limit_version=row.version,
    )
    return Judged(row, reading.unit, measured, permit=raising is not None)


def _source(row: LimitRow, quantity: Quantity, raising: SpecialPermit | None) -> str:
    """Where the limit stands, in Russian, as the notice cites it."""
    if raising:
        return f"{PERMIT}{raising.number_for(FIGURE_OF.get(quantity, quantity))}"
    return f"{row.act.ru}, {row.article.ru}"


def axles_differ(weighed: Weighed) -> str:
    """The figure of the special permit that the axles do not bear out; empty where there is none.

    Axles are counted by eye; spacings differ by more than the error of a verified gauge.
    """
    permit = weighed.permit
    if permit is None:
        return ""
    loads, spacings = len(permit.axle_loads), permit.axle_spacings
    if loads and loads != weighed.axles:
        return "axle_loads"
    if spacings and len(spacings) + 1 != weighed.axles:
        return "axle_spacings"
    gauge = weighed.gauge
    if gauge is None or gauge.verified_until < weighed.taken_at.date():
        return ""
    apart = any(
        abs(measured - permitted) > gauge.error
        for measured, permitted in zip(weighed.axle_spacings, spacings, strict=False)
    )
    return "axle_spacings" if apart else ""


def sum_mismatch(weighed: Weighed) -> Decimal | None:
    """By how many per cent the sum of the axle loads differs from the gross mass; None if unknown.

    It is rounded up to two places, so that nothing above TOLERATED_MISMATCH passes for it.
    """
    if weighed.gross_mass is None or not weighed.axle_loads:
        return None
    difference = abs(sum(weighed.axle_loads) - weighed.gross_mass)
    return (Decimal(100 * difference) / weighed.gross_mass).quantize(HUNDREDTH, ROUND_UP)
