"""Every limit is judged at its boundaries, and both states' limits agree with a second reading."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.limits import LimitRow
from workflows.vocabulary import Quantity, Side, Verdict, Wheels
from workflows.weighed import Weighed
from workflows.weighing import judge, sum_mismatch

from .limits_reference import Answer, answers, at_its_limits
from .vehicles import (
    GAUGE,
    MINSK,
    MOMENT,
    PLATES,
    SCALES,
    SHORTEST_SPACING,
    a_combination,
    a_permit,
    a_truck,
    a_vehicle_for,
    judged,
    the_limit,
    the_limits,
    vehicles,
)

ERROR = 30
YESTERDAY = MOMENT.date() - timedelta(days=1)
ANY = at_its_limits(vehicles())


def settings_of(row: LimitRow) -> Iterator[tuple[int, int]]:
    """The fewest and a few more axles, the least and the greatest spacing of a row."""
    least, most = row.axles or (2, 2)
    for axles in {least, most or least + 2}:
        for spacing in (
            {max(row.spacing[0], SHORTEST_SPACING), row.spacing[1]} if row.spacing else {0}
        ):
            yield axles, spacing


@pytest.mark.parametrize("row", the_limits(), ids=lambda row: row.code)
def test_a_limit_holds_to_the_unit(row: LimitRow) -> None:
    loads = row.quantity in (Quantity.AXLE_LOAD, Quantity.AXLE_GROUP_LOAD)
    for axles, spacing in settings_of(row):
        error = ERROR * (axles if row.quantity is Quantity.AXLE_GROUP_LOAD else 1)
        limit = row.limit * (axles if row.per_axle else 1)
        tolerated = limit * (1000 + row.tolerance) // 1000
        beyond = Verdict.NOT_ESTABLISHED if row.tolerance else Verdict.OVER
        for value, verdict in (
            (limit, Verdict.WITHIN),
            (limit + 1, Verdict.WITHIN),
            (limit + error - 1, Verdict.WITHIN),
            (limit + error, Verdict.WITHIN),
            (limit + error + 1, beyond),
            (tolerated + error, beyond if row.tolerance else Verdict.WITHIN),
            (tolerated + error + 1, Verdict.OVER),
        ):
            vehicle = a_vehicle_for(row, value, axles, spacing, ERROR)
            found = judged(vehicle, row.code, "1" if loads else "")
            assert (found.verdict, found.measured.limit) == (verdict, limit), (
                axles,
                spacing,
                value,
            )
            assert found.excess == max(value - error - limit, 0)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(ANY)
def test_a_second_reading_of_the_tables_gives_the_same_verdicts(weighed: Weighed) -> None:
    found = judge(weighed, the_limits())
    assert answers(weighed) == sorted(
        Answer(each.country, each.quantity, each.axles, each.measured.limit, each.verdict)
        for each in found
    )


@settings(max_examples=60, deadline=None)
@given(ANY, st.data())
def test_a_greater_load_never_removes_an_excess(weighed: Weighed, data: st.DataObject) -> None:
    axle = data.draw(st.integers(0, weighed.axles - 1))
    loads = list(weighed.axle_loads)
    loads[axle] += data.draw(st.integers(0, 10_000))
    heavier = replace(weighed, axle_loads=tuple(loads))
    pairs = zip(judge(weighed, the_limits()), judge(heavier, the_limits()), strict=True)
    order = list(Verdict)
    for before, after in pairs:
        assert after.row is before.row
        assert order.index(after.verdict) >= order.index(before.verdict)
        assert after.excess >= before.excess


def test_expired_scales_and_an_expired_gauge_establish_nothing() -> None:
    heavy = a_combination(axle_loads=(13_000,) * 5, gross_mass=60_000, width=2_900)
    scales, gauge = (replace(each, verified_until=YESTERDAY) for each in (SCALES, GAUGE))
    last_day = replace(SCALES, verified_until=MOMENT.date())
    assert judged(replace(heavy, scales=last_day), "RU-MASS-COMBINATION-5").code == "P01"
    for found in judge(replace(heavy, scales=scales, gauge=gauge), the_limits()):
        assert (found.verdict, found.code) == (Verdict.NOT_ESTABLISHED, "")


def test_without_a_gauge_no_group_is_judged_but_single_axles_and_the_mass_are() -> None:
    heavy = a_combination(axle_loads=(13_000,) * 5, gross_mass=60_000)
    found = judge(
        replace(heavy, gauge=replace(GAUGE, verified_until=YESTERDAY)), the_limits(), PLATES
    )
    codes = {each.code for each in found if each.country is Side.RU}
    assert codes == {"P01", "P03", ""}
    group = next(each for each in found if each.quantity is Quantity.AXLE_GROUP_LOAD)
    assert group.measured.instrument == GAUGE.name


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"gross_mass": 41_500}, "P01"),
        ({"axle_loads": (7_000, 10_300, 7_000, 7_000, 7_000)}, "P03"),
        ({"axle_loads": (7_000, 9_500, 8_000, 8_000, 8_000)}, "P05"),
        ({"length": 20_021}, "P06"),
        ({"width": 2_571}, "P07"),
        ({"height": 4_021}, "P08"),
        ({"rear_overhang": 2_021}, "P10"),
        ({"width": 3_021, "permit": a_permit(width=3_000)}, "P09"),
        ({"axle_spacings": (1_310, 5_600, 1_310, 1_310)}, "P04"),
    ],
)
def test_a_russian_excess_proposes_the_code_of_the_catalogue(
    changes: dict[str, object], code: str
) -> None:
    proposed = {found.code for found in judge(a_combination(**changes), the_limits(), PLATES)}
    assert proposed == {code, ""}


def test_no_belarusian_excess_proposes_a_code() -> None:
    heavy = a_combination(axle_loads=(13_000,) * 5, gross_mass=60_000, width=2_900)
    found = [each for each in judge(heavy, the_limits()) if each.country is Side.BY]
    assert {each.verdict for each in found} == {Verdict.OVER, Verdict.WITHIN}
    assert {each.code for each in found} == {""}


def test_a_group_across_two_vehicles_is_borne_by_that_of_its_first_axle() -> None:
    spacings = (3_600, 2_500, 1_310, 2_501)
    found = judge(a_combination(axle_spacings=spacings), the_limits())
    bearers = {each.axles: each.unit for each in found if each.axles}
    assert bearers == {"1": 0, "2-4": 0, "5": 1}


def test_one_axle_with_single_wheels_makes_its_group_one_with_single_wheels() -> None:
    twin, mixed = (
        a_combination(wheels=(Wheels.SINGLE, *[Wheels.TWIN] * 3, last)) for last in reversed(Wheels)
    )
    assert judged(twin, "RU-TRIDEM-10-TWIN-3").measured.limit == 22_500
    assert judged(mixed, "RU-TRIDEM-10-SINGLE-3").measured.limit == 21_000


def test_the_error_of_the_gauge_chooses_the_wider_band_and_never_parts_a_group() -> None:
    loads, wheels = (9_000, 9_000), (Wheels.TWIN,) * 2
    at = [
        a_truck(axle_loads=loads, wheels=wheels, axle_spacings=(spacing,))
        for spacing in (1_280, 1_281, 2_500)
    ]
    found = [judge(each, the_limits()) for each in at]
    codes = [next(one.row.code for one in each if one.country is Side.RU) for each in found]
    assert codes == ["RU-TANDEM-10-TWIN-2", "RU-TANDEM-10-TWIN-3", "RU-TANDEM-10-TWIN-4"]


@pytest.mark.parametrize(
    ("month", "day", "hour", "minute", "codes"),
    [
        (3, 24, 12, 0, set()),
        (3, 25, 0, 0, {"BY-SPRING"}),
        (4, 20, 23, 59, {"BY-SPRING"}),
        (4, 21, 0, 0, set()),
        (5, 23, 12, 0, set()),
        (5, 24, 10, 59, set()),
        (5, 24, 11, 0, {"BY-SUMMER"}),
        (8, 31, 19, 59, {"BY-SUMMER"}),
        (8, 31, 20, 0, set()),
        (9, 1, 12, 0, set()),
    ],
)
def test_a_season_holds_on_its_days_and_in_its_hours(
    month: int, day: int, hour: int, minute: int, codes: set[str]
) -> None:
    moment = datetime(2026, month, day, hour, minute, tzinfo=MINSK)
    train = a_combination(taken_at=moment, listed_road=True, hot=True)
    found = [each for each in judge(train, the_limits()) if each.row.season]
    assert {each.row.code for each in found} == codes
    assert len(found) == 5 * len(codes)
    elsewhere = judge(replace(train, listed_road=False, hot=False), the_limits())
    assert not any(each.row.season for each in elsewhere)


def test_a_limit_that_changes_tomorrow_leaves_todays_verdict_as_it_is() -> None:
    today, train = MOMENT.date(), a_combination(gross_mass=39_000)
    old = the_limit("RU-MASS-COMBINATION-5")
    new = replace(old, version=2, limit=30_000, valid_from=today + timedelta(days=1))
    for rows in ([old, new], [new, old]):
        (now,) = (each for each in judge(train, rows) if each.quantity is Quantity.GROSS_MASS)
        later = replace(train, taken_at=MOMENT + timedelta(days=1))
        (then,) = (each for each in judge(later, rows) if each.quantity is Quantity.GROSS_MASS)
        assert (now.verdict, now.measured.limit_version) == (Verdict.WITHIN, 1)
        assert (then.verdict, then.measured.limit_version) == (Verdict.OVER, 2)
        assert then.measured.limit_code == "RU-MASS-COMBINATION-5"


def test_a_measurement_keeps_everything_that_its_verdict_rests_on() -> None:
    measured = judged(a_combination(), "RU-TRIDEM-10-SINGLE-3").measured
    assert measured.figures == (21_000, 21_000, 150, 20)
    assert (measured.instrument, measured.taken_on) == (SCALES.name, MOMENT.date())
    assert measured.axles == "3-5"
    assert measured.act.endswith("от 01.12.2023 № 2060, приложение № 2")


def test_per_cents_are_exact_and_cut_to_two_places() -> None:
    train = a_combination(gross_mass=40_850 + 50)
    found = judged(train, "RU-MASS-COMBINATION-5")
    assert (found.excess, found.excess_percent) == (850, Decimal("2.12"))


@pytest.mark.parametrize(
    ("gross_mass", "per_cent"),
    [(37_500, "0.00"), (36_764, "2.01"), (36_765, "2.00"), (38_265, "2.00"), (38_266, "2.01")],
)
def test_the_sum_of_the_axle_loads_is_compared_with_the_gross_mass(
    gross_mass: int, per_cent: str
) -> None:
    mismatch = sum_mismatch(a_combination(gross_mass=gross_mass))
    assert mismatch == Decimal(per_cent)
    assert (mismatch > 2) == (abs(37_500 - gross_mass) * 100 > 2 * gross_mass)


def test_there_is_no_mismatch_where_one_of_both_was_not_weighed() -> None:
    assert sum_mismatch(a_combination(gross_mass=None)) is None
    assert sum_mismatch(a_truck(gross_mass=12_000)) is None


def test_an_impossible_vehicle_is_not_judged() -> None:
    with pytest.raises(ValueError, match="out_of_bounds"):
        judge(a_combination(length=40_000), the_limits())


def test_the_length_of_a_trailer_is_borne_by_the_trailer_wherever_it_stands() -> None:
    train = a_truck(axles_of_unit=(2, 3, 3), combination=True, trailer_length=13_000, trailer=2)
    [over] = [one for one in judge(train, the_limits(), PLATES) if one.code]
    assert (over.code, over.unit) == ("P06", 2)
