"""A vehicle as it was weighed and measured, and why none can be as it was written down.

Masses and loads are whole kilograms, lengths whole millimetres. Axles and units count from the
front; the tractor, or the vehicle itself, is the first unit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import NamedTuple

from .special_permit import SpecialPermit
from .vocabulary import RoadClass, Side, VehicleFault, Wheels

BOUNDS = {
    "axle_loads": (100, 50_000),
    "axle_spacings": (300, 20_000),
    "gross_mass": (500, 200_000),
    "length": (1_000, 30_000),
    "trailer_length": (1_000, 30_000),
    "width": (500, 6_000),
    "height": (500, 6_000),
    "rear_overhang": (0, 10_000),
}
"""Beyond these a figure was mistyped, for example in kilograms instead of tonnes."""

LENGTHS = ("length", "trailer_length", "width", "height", "rear_overhang")
MOST_AXLES_OF_UNIT = 10
FEWEST_AXLES_OF_FIRST_UNIT = 2


@dataclass(frozen=True)
class Instrument:
    """Scales (`error` in kg) or a gauge such as a tape (mm).

    `verified_until` is the last day of the certificate.
    """

    name: str
    verified_until: date
    error: int


class FieldFault(NamedTuple):
    """What is impossible, and the field of `Weighed` beside which a form shows it."""

    field: str
    fault: VehicleFault


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What the instruments showed of one vehicle or combination; None and () were not measured.

    `axle_spacings` has one figure fewer than there are axles. `axles_of_unit` says how many axles
    each unit has. `trailer_length` is that of the longest trailer that is no semi-trailer, and
    `trailer` the position of that unit. `gross_error` is the scales' error of the gross mass where
    it differs from that of an axle.
    `taken_at` is local time with its offset. `listed_road` and `hot` (asphalt, air above 25 °C)
    say where seasonal limits hold. `sum_answer` says why the sum of the axle loads differs from the
    gross mass, where it does.
    """

    axles_of_unit: tuple[int, ...]
    combination: bool
    taken_at: datetime
    axle_loads: tuple[int, ...] = ()
    axle_spacings: tuple[int, ...] = ()
    wheels: tuple[Wheels, ...] = ()
    gross_mass: int | None = None
    length: int | None = None
    trailer_length: int | None = None
    trailer: int | None = None
    width: int | None = None
    height: int | None = None
    rear_overhang: int | None = None
    isothermal: bool = False
    scales: Instrument | None = None
    gross_error: int | None = None
    gauge: Instrument | None = None
    road_class_by: RoadClass = RoadClass.T10
    road_class_ru: RoadClass = RoadClass.T10
    listed_road: bool = False
    hot: bool = False
    permit: SpecialPermit | None = None
    sum_answer: str = ""

    @property
    def axles(self) -> int:
        """How many axles there are."""
        return sum(self.axles_of_unit)

    def road_class(self, country: Side) -> RoadClass:
        """The class of the road on which the vehicle goes on in a state."""
        return self.road_class_by if country is Side.BY else self.road_class_ru

    def unit_of(self, axle: int) -> int:
        """The position of the unit that an axle belongs to; both count from 0."""
        ends = accumulate(self.axles_of_unit)
        return next(unit for unit, end in enumerate(ends) if axle < end)

    def faults(self) -> tuple[FieldFault, ...]:
        """Everything that is impossible about this vehicle; nothing can be judged before."""
        checks = (_units, _counts, _bounds, _parts, _instruments)
        return tuple(found for check in checks for found in check(self))


def _units(weighed: Weighed) -> Iterator[FieldFault]:
    units = weighed.axles_of_unit
    least = (FEWEST_AXLES_OF_FIRST_UNIT, *(1 for _ in units[1:]))
    if not units or any(
        not fewest <= axles <= MOST_AXLES_OF_UNIT
        for fewest, axles in zip(least, units, strict=True)
    ):
        yield FieldFault("axles_of_unit", VehicleFault.AXLES_OF_UNITS)
    if weighed.combination != (len(units) > 1):
        yield FieldFault("combination", VehicleFault.COUNT_OF_UNITS)


def _counts(weighed: Weighed) -> Iterator[FieldFault]:
    """Loads are judged with the spacings and wheels of every axle; without loads these may lack."""
    for field, wanted, fault in (
        ("axle_loads", weighed.axles, VehicleFault.COUNT_OF_LOADS),
        ("axle_spacings", weighed.axles - 1, VehicleFault.COUNT_OF_SPACINGS),
        ("wheels", weighed.axles, VehicleFault.COUNT_OF_WHEELS),
    ):
        count = len(getattr(weighed, field))
        if (count or weighed.axle_loads) and count != wanted:
            yield FieldFault(field, fault)


def _bounds(weighed: Weighed) -> Iterator[FieldFault]:
    for field, (least, most) in BOUNDS.items():
        value = getattr(weighed, field)
        values = value if isinstance(value, tuple) else (value,)
        if not all(each is None or least <= each <= most for each in values):
            yield FieldFault(field, VehicleFault.OUT_OF_BOUNDS)


def _parts(weighed: Weighed) -> Iterator[FieldFault]:
    """No part is as long as the whole."""
    if weighed.trailer_length is not None:
        if not weighed.combination:
            yield FieldFault("trailer_length", VehicleFault.NO_TRAILER)
        elif not weighed.trailer:
            yield FieldFault("trailer", VehicleFault.WHICH_TRAILER)
        elif 1 < len(weighed.axles_of_unit) <= weighed.trailer:
            yield FieldFault("axles_of_unit", VehicleFault.COUNT_OF_UNITS)
    for field, part in (
        ("axle_spacings", sum(weighed.axle_spacings)),
        ("trailer_length", weighed.trailer_length or 0),
        ("rear_overhang", weighed.rear_overhang or 0),
    ):
        if weighed.length is not None and part >= weighed.length:
            yield FieldFault(field, VehicleFault.LONGER_THAN_THE_WHOLE)


def _instruments(weighed: Weighed) -> Iterator[FieldFault]:
    """Nothing is measured without an instrument, none errs by less than nothing."""
    if weighed.scales is None and (weighed.axle_loads or weighed.gross_mass is not None):
        yield FieldFault("scales", VehicleFault.NO_SCALES)
    lengths = any(getattr(weighed, field) is not None for field in LENGTHS)
    if weighed.gauge is None and (weighed.axle_spacings or lengths):
        yield FieldFault("gauge", VehicleFault.NO_GAUGE)
    for field, error in (
        ("scales", weighed.scales.error if weighed.scales else 0),
        ("gross_error", weighed.gross_error or 0),
        ("gauge", weighed.gauge.error if weighed.gauge else 0),
    ):
        if error < 0:
            yield FieldFault(field, VehicleFault.OUT_OF_BOUNDS)
    if weighed.permit and weighed.permit.valid_until < weighed.permit.valid_from:
        yield FieldFault("permit", VehicleFault.PERMIT_ENDS_BEFORE_IT_BEGINS)
