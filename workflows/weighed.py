"""A vehicle as it was weighed and measured, and why none can be as it was written down.

Masses and loads are whole kilograms, lengths whole millimetres. Axles and units count from the
front; the tractor, or the vehicle itself, is the first unit.
"""

from dataclasses import dataclass
from datetime import date, datetime
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
FEWEST_AXLES_OF_TRACTOR = 2


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
    each unit has. `trailer_length` is that of the longest trailer that is no semi-trailer.
    `gross_error` is the scales' error of the gross mass where it differs from that of an axle.
    `taken_at` is local time with its offset. `listed_road` and `hot` (asphalt, air above 25 °C)
    say where seasonal limits hold.
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

    @property
    def axles(self) -> int:
        """How many axles there are."""
        return sum(self.axles_of_unit)

    def road_class(self, country: Side) -> RoadClass:
        """The class of the road on which the vehicle goes on in a state."""
        return self.road_class_by if country is Side.BY else self.road_class_ru

    def unit_of(self, axle: int) -> int:
        """The position of the unit that an axle belongs to; both count from 0."""
        unit = 0
        while axle >= sum(self.axles_of_unit[: unit + 1]):
            unit += 1
        return unit

    def faults(self) -> tuple[FieldFault, ...]:
        """Everything that is impossible about this vehicle; nothing can be judged before."""
        raise NotImplementedError
