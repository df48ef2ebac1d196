"""A special permit raises its own limits for its own vehicle on its own days, and is cited."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.special_permit import in_force
from workflows.suggestions import suggestions_from
from workflows.vocabulary import Side, Verdict
from workflows.weighed import Weighed
from workflows.weighing import Judged, axles_differ, judge

from .limits_reference import at_its_limits
from .vehicles import (
    GAUGE,
    MOMENT,
    PLATES,
    SCALES,
    a_combination,
    a_permit,
    judged,
    the_limit,
    the_limits,
    vehicles,
)

ANY = at_its_limits(vehicles())
YESTERDAY = MOMENT.date() - timedelta(days=1)


@settings(max_examples=60, deadline=None)
@given(ANY, st.data())
def test_a_special_permit_never_lowers_a_limit(weighed: Weighed, data: st.DataObject) -> None:
    any_load = st.integers(1, 20_000)
    permit = a_permit(
        valid_until=date(2026, 12, 31),
        valid_from=date(2026, 1, 1),
        gross_mass=data.draw(st.integers(1, 90_000)),
        axle_loads=tuple(data.draw(any_load) for _ in range(weighed.axles)),
        length=data.draw(st.integers(1, 30_000)),
        width=data.draw(st.integers(1, 4_000)),
        height=data.draw(st.integers(1, 5_000)),
    )
    without = judge(weighed, the_limits(), PLATES)
    having = judge(replace(weighed, permit=permit), the_limits(), PLATES)
    for before, after in zip(without, having, strict=True):
        assert after.measured.limit >= before.measured.limit
        assert after.permit == (after.measured.limit > before.measured.limit)
        assert not after.permit or (after.country is Side.RU and "RU-77" in after.measured.act)


def test_a_permit_for_44_tonnes_lets_pass_what_is_lighter_and_is_cited() -> None:
    exact = replace(SCALES, error=0)
    permit = a_permit(gross_mass=44_000)
    strict = replace(the_limit("RU-MASS-COMBINATION-5"), tolerance=0)

    def under_permit(mass: int) -> Judged:
        train = a_combination(gross_mass=mass, scales=exact, permit=permit)
        return next(one for one in judge(train, [strict], PLATES) if one.row is strict)

    assert under_permit(43_900).verdict is Verdict.WITHIN
    too_heavy = under_permit(44_100)
    assert (too_heavy.verdict, too_heavy.code) == (Verdict.OVER, "P02")
    assert too_heavy.measured.act == "Специальное разрешение № RU-77"


def test_the_tolerance_of_the_act_holds_over_a_permit_too() -> None:
    train = a_combination(gross_mass=44_100, permit=a_permit(gross_mass=44_000))
    assert judged(train, "RU-MASS-COMBINATION-5").verdict is Verdict.NOT_ESTABLISHED
    assert judged(train, "BY-MASS-COMBINATION-5").verdict is Verdict.OVER


@pytest.mark.parametrize(
    "permit",
    [
        a_permit(gross_mass=60_000, valid_until=YESTERDAY),
        a_permit(gross_mass=60_000, valid_from=MOMENT.date() + timedelta(days=1)),
        a_permit(gross_mass=60_000, plates=("XX 0000-1", PLATES[1])),
        a_permit(gross_mass=60_000, plates=(PLATES[0], "X 0000 X-1")),
    ],
)
def test_a_permit_of_another_day_or_vehicle_raises_nothing(permit: object) -> None:
    train = a_combination(gross_mass=50_000, permit=permit)
    found = judged(train, "RU-MASS-COMBINATION-5")
    assert (found.measured.limit, found.permit, found.code) == (40_000, False, "P01")


@pytest.mark.parametrize("plates", [PLATES, ("АВ1234-7", "а5678в7"), PLATES[:1]])
def test_a_permit_is_for_plates_of_the_same_shape_and_one_without_trailers_for_any(
    plates: tuple[str, ...],
) -> None:
    train = a_combination(gross_mass=50_000, permit=a_permit(gross_mass=60_000, plates=plates))
    assert judged(train, "RU-MASS-COMBINATION-5").permit
    assert not axles_differ(train)


def test_without_plates_no_permit_counts() -> None:
    train = a_combination(gross_mass=50_000, permit=a_permit(gross_mass=60_000))
    assert not any(found.permit for found in judge(train, the_limits()))


def test_a_permit_for_other_axles_raises_no_axle_load() -> None:
    train = a_combination(permit=a_permit(axle_loads=(20_000,) * 4))
    assert not any(found.permit for found in judge(train, the_limits(), PLATES))
    assert axles_differ(train)


@pytest.mark.parametrize(
    ("changes", "differ"),
    [
        ({}, False),
        ({"axle_spacings": (3_620, 5_580, 1_310, 1_310)}, False),
        ({"axle_spacings": (3_621, 5_600, 1_310, 1_310)}, True),
        ({"axle_spacings": (3_600, 5_600, 1_310)}, True),
        ({"axle_loads": (9_000,) * 6}, True),
    ],
)
def test_axles_differ_by_their_number_or_by_more_than_the_error(
    changes: dict[str, object], differ: bool
) -> None:
    assert bool(axles_differ(a_combination(permit=a_permit(**changes)))) is differ


def test_an_expired_gauge_does_not_prove_other_spacings_but_axles_are_counted_by_eye() -> None:
    expired = replace(GAUGE, verified_until=YESTERDAY)
    others = a_permit(axle_spacings=(3_000, 5_600, 1_310, 1_310))
    assert not axles_differ(a_combination(permit=others, gauge=expired))
    fewer = a_permit(axle_spacings=(3_600, 5_600, 1_310))
    assert axles_differ(a_combination(permit=fewer, gauge=expired))


def test_permits_for_mass_and_size_count_together_and_one_that_ended_not_at_all() -> None:
    one, two = "1" * 60, "2" * 60
    heavy = a_permit(number=one, gross_mass=60_000, width=None)
    wide = a_permit(number=two, gross_mass=None, width=3_000, axle_spacings=(3_600,))
    ended = a_permit(number="3", gross_mass=90_000, valid_until=YESTERDAY)
    both = in_force([ended, heavy, wide], PLATES, MOMENT.date())
    assert both is not None
    assert (both.gross_mass, both.width) == (60_000, 3_000)
    train = a_combination(gross_mass=50_000, width=2_900, permit=both)
    mass = judged(train, "RU-MASS-COMBINATION-5").measured.act
    width = judged(train, "RU-WIDTH").measured.act
    assert mass.endswith(f" {one}") and width.endswith(f" {two}") and len(width) <= 200
    assert [s.document_number for s in suggestions_from([], train)] == [two]
    assert in_force([ended], PLATES, MOMENT.date()) is None


def test_a_permit_without_plates_written_down_is_not_doubted() -> None:
    assert a_permit(plates=()).names(PLATES)
