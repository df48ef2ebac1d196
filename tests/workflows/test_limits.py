"""The limits are complete, each case has one of them, and faulty ones are refused with reasons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workflows.limits import FaultyLimits, LimitRow, parse_limits, rows_on
from workflows.vocabulary import Quantity, Side

from .vehicles import shipped_limits, the_limit, the_limits

Json = dict[str, Any]
NEW_YEAR = date(2027, 1, 1)


def the_faults(change: Callable[[Json], object]) -> tuple[str, ...]:
    data = shipped_limits()
    change(data)
    with pytest.raises(FaultyLimits) as refusal:
        parse_limits(data)
    return refusal.value.faults


def limit_of(data: Json, code: str) -> Json:
    wanted: Json = next(row for row in data["limits"] if row["code"] == code)
    return wanted


def of_loads(side: Side) -> list[LimitRow]:
    return [row for row in the_limits() if row.road_class and row.country is side]


@pytest.mark.parametrize("side", Side)
def test_each_state_limits_everything_that_is_measured(side: Side) -> None:
    limited = {row.quantity for row in the_limits() if row.country is side}
    unlimited = {Quantity.AXLE_SPACING} | ({Quantity.REAR_OVERHANG} if side is Side.BY else set())
    assert limited == set(Quantity) - unlimited


@pytest.mark.parametrize("side", Side)
def test_a_wider_group_twin_wheels_and_a_better_road_never_bear_less(side: Side) -> None:
    """A mistyped figure of the tables would break the order in which they grow."""
    for one in of_loads(side):
        for other in of_loads(side):
            ordered = (
                one.axles == other.axles
                and one.road_class <= other.road_class
                and one.wheels <= other.wheels
                and (one.spacing or (0, 0)) <= (other.spacing or (0, 0))
            )
            assert not ordered or one.limit <= other.limit, (one.code, other.code)


def test_a_row_of_the_file_is_read_with_its_act() -> None:
    row = the_limit("RU-TANDEM-11.5-TWIN-2")
    assert (row.limit, row.tolerance, row.version) == (16_000, 20, 1)
    assert (row.axles, row.spacing, row.road_class) == ((2, 2), (1_001, 1_300), 11_500)
    assert row.article.en == "Appendix 2"


def test_what_is_cited_fits_into_the_register() -> None:
    assert all(len(f"{row.act.ru}, {row.article.ru}") <= 200 for row in the_limits())


@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2024, 2, 29), None),
        (date(2024, 3, 1), 1),
        (date(2026, 12, 31), 1),
        (NEW_YEAR, 2),
        (date(2027, 6, 30), 2),
        (date(2027, 7, 1), None),
    ],
)
def test_the_newest_version_whose_day_has_come_is_in_force(day: date, version: int | None) -> None:
    old = the_limit("RU-HEIGHT")
    new = replace(old, version=2, valid_from=NEW_YEAR, valid_to=date(2027, 6, 30))
    for rows in ([old, new], [new, old]):
        assert [row.version for row in rows_on(rows, day)] == ([version] if version else [])


def test_the_russian_limits_end_with_their_resolution() -> None:
    last, after = (rows_on(the_limits(), day) for day in (date(2030, 2, 28), date(2030, 3, 1)))
    assert {row.country for row in last} == set(Side)
    assert {row.country for row in after} == {Side.BY}


FAULTS: dict[str, tuple[str, Json]] = {
    "limits: limits has RU-HEIGHT more than once": ("RU-WIDTH", {"code": "RU-HEIGHT"}),
    "height: code must have the form (BY|RU)(-[A-Z0-9.]+)+, not 'height'": (
        "RU-HEIGHT",
        {"code": "height"},
    ),
    "RU-HEIGHT: limit must be a whole number from 1 on, not 0": ("RU-HEIGHT", {"limit": 0}),
    "RU-HEIGHT: limit must be a whole number from 1 on, not 4.0": ("RU-HEIGHT", {"limit": 4.0}),
    "RU-HEIGHT: tolerance must be a whole number from 0 on, not -1": (
        "RU-HEIGHT",
        {"tolerance": -1},
    ),
    "RU-HEIGHT: act is not among the acts of this file: RU-NONE": ("RU-HEIGHT", {"act": "RU-NONE"}),
    "RU-HEIGHT: act must be one of RU, as the code says": ("RU-HEIGHT", {"act": "BY-SIZE"}),
    "RU-HEIGHT: axles must be empty for height": ("RU-HEIGHT", {"axles": [2, 2]}),
    "RU-HEIGHT: per_axle must be false for height": ("RU-HEIGHT", {"per_axle": True}),
    "RU-HEIGHT: per_axle must be true or false, not None": ("RU-HEIGHT", {"per_axle": None}),
    "RU-HEIGHT: valid_to must not come before 2024-03-01": (
        "RU-HEIGHT",
        {"valid_to": "2024-02-29"},
    ),
    "RU-WIDTH: isothermal must be filled for width": ("RU-WIDTH", {"isothermal": None}),
    "RU-SINGLE-10-TWIN: wheels must be filled for axle_load": (
        "RU-SINGLE-10-TWIN",
        {"wheels": None},
    ),
    "RU-TANDEM-10-TWIN-1: spacing must be two whole numbers, the greater one last, or null for no"
    " end": ("RU-TANDEM-10-TWIN-1", {"spacing": [1_000, 0]}),
    "BY-SPRING: season: from must have the form (0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]), not"
    " '25.03'": ("BY-SPRING", {"season": {"from": "25.03"}}),
    "BY-SPRING: season: to must not come before 03-25 in the year": (
        "BY-SPRING",
        {"season": {"to": "02-01"}},
    ),
    "BY-SPRING: season: hot must be true or false, not 1": ("BY-SPRING", {"season": {"hot": 1}}),
    "BY-SPRING: season: rain is not a field of this file": ("BY-SPRING", {"season": {"rain": 1}}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_limit_is_named(fault: str) -> None:
    code, change = FAULTS[fault]

    def spoil(data: Json) -> None:
        row = limit_of(data, code)
        if "season" in change:
            row["season"] |= change["season"]
        else:
            row.update(change)

    assert the_faults(spoil) == (fault,)


@pytest.mark.parametrize("odd", [None, "", 7.5, -1, True, [], [7], {}, {"ru": 1}, "\n"])
def test_no_odd_value_of_any_field_gets_past_or_breaks_the_reading(odd: object) -> None:
    for field in limit_of(shipped_limits(), "RU-TANDEM-10-TWIN-1"):
        if (odd, field) in (([], "assumptions"), (True, "per_axle")):
            continue
        if odd is None and field in ("subject", "isothermal", "season", "valid_to"):
            continue

        def spoil(data: Json, field: str = field) -> None:
            data["limits"] = [limit_of(data, "RU-TANDEM-10-TWIN-1") | {field: odd}]

        assert the_faults(spoil), (field, odd)


def test_a_file_without_limits_or_acts_is_refused() -> None:
    assert "limits: limits must be a list that is not empty" in the_faults(
        lambda data: data.update(limits=[])
    )
    assert "limits: acts is missing" in the_faults(lambda data: data.pop("acts"))
