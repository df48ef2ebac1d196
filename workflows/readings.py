"""What is judged: each quantity as the instruments showed it, with what its limit depends on.

Neighbouring axles form a group while their spacing is at most 2.5 m, whatever unit they belong to
(rules of Resolution No. 2060). A group is judged by the sum of its loads and the mean of its
spacings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .special_permit import SpecialPermit
from .vocabulary import LimitSubject, Quantity, Wheels
from .weighed import Instrument, Weighed

GREATEST_SPACING = 2_500
"""The spacing (mm) up to which neighbouring axles form a group."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One quantity in kg or mm.

    `axles` names those that bear a load ("2", "3-5"); `axle_count` is the number of axles of the
    whole for a gross mass, of the group for a load. `spacing` is the group's mean spacing with
    the gauge's error. `permitted` is what a special permit allows, 0 where there is none.
    """

    quantity: Quantity
    value: int
    error: int
    instrument: Instrument
    permitted: int = 0
    subject: LimitSubject | None = None
    unit: int = 0
    axles: str = ""
    axle_count: int = 0
    wheels: Wheels | None = None
    spacing: int = 0


def readings(weighed: Weighed, permit: SpecialPermit | None) -> Iterator[Reading]:
    """Everything that was measured, the gross mass first, then axles from the front."""
    yield from _gross_mass(weighed, permit)
    for group in axle_groups(weighed):
        yield from _loads(weighed, group, permit)
    yield from _lengths(weighed, permit)


def axle_groups(weighed: Weighed) -> tuple[range, ...]:
    """The positions (from 0) of the axles that stand together; a single axle is a group of one."""
    spacings = weighed.axle_spacings
    ends = [axle for axle, spacing in enumerate(spacings, start=1) if spacing > GREATEST_SPACING]
    axles = len(weighed.axle_loads)
    return tuple(range(*span) for span in zip([0, *ends], [*ends, axles], strict=True) if axles)


def _gross_mass(weighed: Weighed, permit: SpecialPermit | None) -> Iterator[Reading]:
    if weighed.gross_mass is None or weighed.scales is None:
        return
    error = weighed.scales.error if weighed.gross_error is None else weighed.gross_error
    yield Reading(
        quantity=Quantity.GROSS_MASS,
        value=weighed.gross_mass,
        error=error,
        instrument=weighed.scales,
        permitted=(permit and permit.gross_mass) or 0,
        subject=LimitSubject.COMBINATION if weighed.combination else LimitSubject.VEHICLE,
        axle_count=weighed.axles,
    )


def _loads(weighed: Weighed, group: range, permit: SpecialPermit | None) -> Iterator[Reading]:
    """The load of a group, and that of each of its axles, which a season may limit on its own."""
    if weighed.scales is None:
        return
    if len(group) > 1:
        yield _group_load(weighed, weighed.scales, group, permit)
    for axle in group:
        yield Reading(
            quantity=Quantity.AXLE_LOAD,
            value=weighed.axle_loads[axle],
            error=weighed.scales.error,
            instrument=weighed.scales,
            permitted=_permitted_load(weighed, range(axle, axle + 1), permit),
            unit=weighed.unit_of(axle),
            axles=f"{axle + 1}",
            axle_count=len(group),
            wheels=weighed.wheels[axle],
        )


def _group_load(
    weighed: Weighed, scales: Instrument, group: range, permit: SpecialPermit | None
) -> Reading:
    """Each axle was weighed with the scales' error, so their sum bears it once for each."""
    twin = all(weighed.wheels[axle] is Wheels.TWIN for axle in group)
    return Reading(
        quantity=Quantity.AXLE_GROUP_LOAD,
        value=sum(weighed.axle_loads[axle] for axle in group),
        error=scales.error * len(group),
        instrument=_one_that_fails(scales, weighed.gauge, weighed.taken_at.date()),
        permitted=_permitted_load(weighed, group, permit),
        unit=weighed.unit_of(group.start),
        axles=f"{group.start + 1}-{group.stop}",
        axle_count=len(group),
        wheels=Wheels.TWIN if twin else Wheels.SINGLE,
        spacing=_spacing(weighed, group),
    )


def _one_that_fails(scales: Instrument, gauge: Instrument | None, day: date) -> Instrument:
    """The gauge where its verification has expired: without it no row is chosen; else the scales.

    Single axles rest on the scales alone: that nothing stands beside them is plain to see.
    """
    return gauge if gauge and gauge.verified_until < day else scales


def _spacing(weighed: Weighed, group: range) -> int:
    """The mean spacing, rounded up and with the gauge's error: wider groups may bear more."""
    spacings = weighed.axle_spacings[group.start : group.stop - 1]
    mean = -(-sum(spacings) // len(spacings))
    return min(mean + (weighed.gauge.error if weighed.gauge else 0), GREATEST_SPACING)


def _permitted_load(weighed: Weighed, axles: range, permit: SpecialPermit | None) -> int:
    """The permit's loads of these axles, unless it is for another number of axles (P11)."""
    if permit is None or len(permit.axle_loads) != weighed.axles:
        return 0
    return sum(permit.axle_loads[axle] for axle in axles)


def _lengths(weighed: Weighed, permit: SpecialPermit | None) -> Iterator[Reading]:
    """A trailer is as long as the permit lets the whole be; a load overhangs the last unit."""
    whole = LimitSubject.COMBINATION if weighed.combination else LimitSubject.VEHICLE
    trailer = weighed.trailer or 0
    length, width, height = (permit.length, permit.width, permit.height) if permit else (None,) * 3
    for quantity, value, permitted, subject, unit in (
        (Quantity.LENGTH, weighed.length, length, whole, 0),
        (Quantity.LENGTH, weighed.trailer_length, length, LimitSubject.TRAILER, trailer),
        (Quantity.WIDTH, weighed.width, width, None, 0),
        (Quantity.HEIGHT, weighed.height, height, None, 0),
        (Quantity.REAR_OVERHANG, weighed.rear_overhang, None, None, len(weighed.axles_of_unit) - 1),
    ):
        if value is not None and weighed.gauge is not None:
            yield Reading(
                quantity=quantity,
                value=value,
                error=weighed.gauge.error,
                instrument=weighed.gauge,
                permitted=permitted or 0,
                subject=subject,
                unit=unit,
            )
