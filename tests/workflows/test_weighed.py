"""An impossible vehicle is refused beside the field that makes it one."""

from dataclasses import replace

import pytest

from workflows.vocabulary import RoadClass, Side, VehicleFault, Wheels
from workflows.weighed import BOUNDS

from .vehicles import GAUGE, MOMENT, SCALES, a_combination, a_permit, a_truck


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"axle_spacings": (3_600, 5_600, 1_310)}, "axle_spacings", "count_of_spacings"),
        (
            {"axle_spacings": (3_600, 5_600, 1_310, 1_310, 1_310)},
            "axle_spacings",
            "count_of_spacings",
        ),
        ({"axle_spacings": ()}, "axle_spacings", "count_of_spacings"),
        ({"axle_spacings": (0, 5_600, 1_310, 1_310)}, "axle_spacings", "out_of_bounds"),
        ({"axle_loads": (7_000, 9_500, 0, 7_000, 7_000)}, "axle_loads", "out_of_bounds"),
        ({"axle_loads": (7_000, 9_500, 7_000, 7_000)}, "axle_loads", "count_of_loads"),
        ({"wheels": (Wheels.SINGLE,) * 4}, "wheels", "count_of_wheels"),
        ({"wheels": ()}, "wheels", "count_of_wheels"),
        ({"gross_mass": 40}, "gross_mass", "out_of_bounds"),
        ({"length": 40_000}, "length", "out_of_bounds"),
        ({"width": 0}, "width", "out_of_bounds"),
        ({"height": -4_000}, "height", "out_of_bounds"),
        ({"length": 11_820}, "axle_spacings", "longer_than_the_whole"),
        ({"trailer_length": 16_500, "trailer": 1}, "trailer_length", "longer_than_the_whole"),
        ({"combination": False}, "combination", "count_of_units"),
        ({"scales": None}, "scales", "no_scales"),
        ({"gauge": None}, "gauge", "no_gauge"),
        ({"scales": replace(SCALES, error=-1)}, "scales", "out_of_bounds"),
        ({"gauge": replace(GAUGE, error=-1)}, "gauge", "out_of_bounds"),
        ({"gross_error": -1}, "gross_error", "out_of_bounds"),
        (
            {
                "permit": a_permit(
                    valid_from=MOMENT.date(), valid_until=MOMENT.date().replace(day=1)
                )
            },
            "permit",
            "permit_ends_before_it_begins",
        ),
    ],
)
def test_what_is_impossible_is_told_beside_its_field(
    changes: dict[str, object], field: str, fault: str
) -> None:
    assert a_combination(**changes).faults() == ((field, VehicleFault(fault)),)


@pytest.mark.parametrize("units", [(), (1,), (2, 0), (11,), (-2, 5)])
def test_every_vehicle_stands_on_axles(units: tuple[int, ...]) -> None:
    vehicle = a_truck(axles_of_unit=units, combination=len(units) > 1)
    assert vehicle.faults() == (("axles_of_unit", VehicleFault.AXLES_OF_UNITS),)


@pytest.mark.parametrize(
    ("trailer", "fault"),
    [
        (None, ("trailer", VehicleFault.WHICH_TRAILER)),
        (0, ("trailer", VehicleFault.WHICH_TRAILER)),
        (2, ("axles_of_unit", VehicleFault.COUNT_OF_UNITS)),
    ],
)
def test_a_trailer_that_was_measured_is_one_of_the_units(
    trailer: int | None, fault: tuple[str, VehicleFault]
) -> None:
    assert a_combination(trailer_length=8_000, trailer=trailer).faults() == (fault,)


def test_a_single_vehicle_has_no_trailer() -> None:
    faults = a_truck(trailer_length=8_000).faults()
    assert faults == (("trailer_length", VehicleFault.NO_TRAILER),)


def test_everything_that_is_impossible_is_told_at_once() -> None:
    faults = a_combination(wheels=(), width=1, gauge=None).faults()
    assert [field for field, _ in faults] == ["wheels", "width", "gauge"]


@pytest.mark.parametrize("field", BOUNDS)
def test_the_bounds_themselves_are_possible(field: str) -> None:
    for value, outside in zip(BOUNDS[field], (-1, 1), strict=True):
        for figure, possible in ((value, True), (value + outside, False)):
            plain = getattr(a_combination(), field)
            figures = (figure,) * len(plain) if isinstance(plain, tuple) else figure
            vehicle = a_combination(**{"length": None, field: figures})
            assert ((field, VehicleFault.OUT_OF_BOUNDS) not in vehicle.faults()) == possible


def test_what_was_not_measured_is_no_fault() -> None:
    assert a_truck(scales=None, gauge=None).faults() == ()
    assert a_truck(gross_mass=12_000, gauge=None).faults() == ()
    assert a_truck(width=2_500, rear_overhang=0, scales=None).faults() == ()


def test_an_axle_belongs_to_a_unit_and_a_road_to_a_state() -> None:
    train = a_combination(road_class_by=RoadClass.T6, road_class_ru=RoadClass.T11_5)
    assert [train.unit_of(axle) for axle in range(train.axles)] == [0, 0, 1, 1, 1]
    assert [train.road_class(side) for side in Side] == [RoadClass.T6, RoadClass.T11_5]
