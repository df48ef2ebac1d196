"""Vehicles as they are weighed in tests: plain ones, any that may come, and one for each limit."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import workflows
from workflows.limits import LimitRow, parse_limits
from workflows.quantities import parse_thousandths
from workflows.special_permit import SpecialPermit
from workflows.vocabulary import LimitSubject, Quantity, RoadClass, Wheels
from workflows.weighed import Instrument, Weighed
from workflows.weighing import Judged, judge

DATA = Path(workflows.__file__).parent / "data"
MINSK = timezone(timedelta(hours=3))
MOMENT = datetime(2026, 11, 2, 9, 30, tzinfo=MINSK)
LAST_DAY = date(2027, 3, 1)
SCALES = Instrument("Scales No. 104", LAST_DAY, error=50)
GAUGE = Instrument("Tape No. 7", LAST_DAY, error=20)
PLATES = ("AB 1234-7", "A 5678 B-7")
ROADS = {parse_thousandths(road): road for road in RoadClass}
SHORTEST_SPACING = 300


def shipped_limits() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((DATA / "limits-1.json").read_text(encoding="utf-8"))
    return content


@cache
def the_limits() -> tuple[LimitRow, ...]:
    return parse_limits(shipped_limits())


def the_limit(code: str) -> LimitRow:
    return next(row for row in the_limits() if row.code == code)


def a_truck(**changes: Any) -> Weighed:
    """Two axles, nothing measured yet."""
    plain = Weighed(
        axles_of_unit=(2,), combination=False, taken_at=MOMENT, scales=SCALES, gauge=GAUGE
    )
    return replace(plain, **changes)


def a_combination(**changes: Any) -> Weighed:
    """A tractor and a semi-trailer of three axles, within every limit."""
    plain = Weighed(
        axles_of_unit=(2, 3),
        combination=True,
        taken_at=MOMENT,
        axle_loads=(7_000, 9_500, 7_000, 7_000, 7_000),
        axle_spacings=(3_600, 5_600, 1_310, 1_310),
        wheels=(Wheels.SINGLE, Wheels.TWIN, *[Wheels.SINGLE] * 3),
        gross_mass=37_500,
        length=16_500,
        width=2_550,
        height=4_000,
        rear_overhang=0,
        scales=SCALES,
        gauge=GAUGE,
    )
    return replace(plain, **changes)


def a_permit(**changes: Any) -> SpecialPermit:
    plain = SpecialPermit(
        number="RU-77",
        valid_from=MOMENT.date() - timedelta(days=30),
        valid_until=MOMENT.date() + timedelta(days=30),
        plates=PLATES,
    )
    return replace(plain, **changes)


def judged(weighed: Weighed, code: str, axles: str = "") -> Judged:
    """The one verdict by a row, for these axles where it judges several."""
    (found,) = (
        verdict
        for verdict in judge(weighed, the_limits(), PLATES)
        if verdict.row.code == code and verdict.axles.startswith(axles)
    )
    return found


def a_vehicle_for(row: LimitRow, value: int, axles: int, spacing: int, error: int) -> Weighed:
    """A vehicle that a row concerns, whose quantity has the value; each instrument errs alike.

    A group of axles has the mean spacing, without an error that would choose another row.
    """
    made = BUILDERS[row.quantity](row, value, axles, spacing)
    gauge = replace(GAUGE, error=0 if row.spacing else error)
    road = ROADS[row.road_class or 10_000]
    return replace(
        made,
        scales=replace(SCALES, error=error),
        gauge=gauge,
        road_class_by=road,
        road_class_ru=road,
        isothermal=bool(row.isothermal),
    )


def _of_mass(row: LimitRow, value: int, axles: int, _spacing: int) -> Weighed:
    units = (2, axles - 2) if row.subject is LimitSubject.COMBINATION else (axles,)
    return a_truck(axles_of_unit=units, combination=len(units) > 1, gross_mass=value)


def _of_load(row: LimitRow, value: int, _axles: int, _spacing: int) -> Weighed:
    moment = MOMENT
    if row.season:
        month, day = map(int, row.season.first.split("-"))
        moment = MOMENT.replace(month=month, day=day, hour=12)
    return a_truck(
        axle_loads=(value, 1_000),
        axle_spacings=(4_000,),
        wheels=(row.wheels or Wheels.SINGLE,) * 2,
        taken_at=moment,
        listed_road=True,
        hot=True,
    )


def _of_group(row: LimitRow, value: int, axles: int, spacing: int) -> Weighed:
    each = value // axles
    return a_truck(
        axles_of_unit=(axles,),
        axle_loads=(value - each * (axles - 1), *[each] * (axles - 1)),
        axle_spacings=(spacing,) * (axles - 1),
        wheels=(row.wheels,) * axles,
    )


def _of_length(row: LimitRow, value: int, _axles: int, _spacing: int) -> Weighed:
    if row.subject is LimitSubject.VEHICLE:
        return a_truck(length=value)
    train = a_truck(axles_of_unit=(2, 2), combination=True)
    field = "trailer_length" if row.subject is LimitSubject.TRAILER else "length"
    return replace(train, trailer=1, **{field: value})


BUILDERS: dict[Quantity, Callable[[LimitRow, int, int, int], Weighed]] = {
    Quantity.GROSS_MASS: _of_mass,
    Quantity.AXLE_LOAD: _of_load,
    Quantity.AXLE_GROUP_LOAD: _of_group,
    Quantity.LENGTH: _of_length,
    Quantity.WIDTH: lambda _row, value, *_: a_truck(width=value),
    Quantity.HEIGHT: lambda _row, value, *_: a_truck(height=value),
    Quantity.REAR_OVERHANG: lambda _row, value, *_: a_truck(rear_overhang=value),
}

SPACINGS = st.one_of(
    st.sampled_from([999, 1_000, 1_001, 1_299, 1_300, 1_301, 1_799, 1_800, 1_801, 2_500, 2_501]),
    st.integers(SHORTEST_SPACING, 3_600),
)
MOMENTS = st.one_of(
    st.just(MOMENT),
    st.builds(
        datetime,
        st.just(2026),
        st.sampled_from([3, 4, 5, 8, 9]),
        st.sampled_from([1, 20, 21, 23, 24, 25, 30]),
        st.sampled_from([10, 11, 19, 20]),
        st.sampled_from([0, 59]),
        tzinfo=st.just(MINSK),
    ),
)


@st.composite
def instruments(draw: st.DrawFn, greatest_error: int) -> Instrument:
    """Mostly verified, some on their last day, a few no more."""
    left = draw(st.sampled_from([300, 300, 300, 0, -1]))
    day = MOMENT.date() + timedelta(days=left)
    return Instrument("Any", day, draw(st.integers(0, greatest_error)))


@st.composite
def vehicles(draw: st.DrawFn) -> Weighed:
    """Any vehicle that can be; `tests.workflows.limits_reference` brings it to its limits."""
    first = draw(st.integers(2, 5))
    units = draw(st.sampled_from([(first,), (first, 1), (first, 2), (first, 3), (2, 2, 2)]))
    axles = sum(units)
    spacings = draw(st.lists(SPACINGS, min_size=axles - 1, max_size=axles - 1))
    several = {"min_size": axles, "max_size": axles}
    return Weighed(
        axles_of_unit=units,
        combination=len(units) > 1,
        taken_at=draw(MOMENTS),
        axle_loads=tuple(draw(st.lists(st.integers(100, 14_000), **several))),
        axle_spacings=tuple(spacings),
        wheels=tuple(draw(st.lists(st.sampled_from(Wheels), **several))),
        gross_mass=draw(st.integers(10_000, 50_000)),
        length=draw(st.integers(max(sum(spacings) + 1, 11_900), 30_000)),
        trailer_length=draw(st.integers(11_000, 11_899)) if len(units) > 1 else None,
        trailer=len(units) - 1,
        width=draw(st.integers(2_500, 2_700)),
        height=draw(st.integers(3_900, 4_100)),
        rear_overhang=draw(st.integers(1_900, 2_100)),
        isothermal=draw(st.booleans()),
        scales=draw(instruments(200)),
        gross_error=draw(st.one_of(st.none(), st.integers(0, 900))),
        gauge=draw(instruments(60)),
        road_class_by=draw(st.sampled_from(RoadClass)),
        road_class_ru=draw(st.sampled_from(RoadClass)),
        listed_road=draw(st.booleans()),
        hot=draw(st.booleans()),
    )
