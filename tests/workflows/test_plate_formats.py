"""The forms of plates only raise doubts."""

import pytest

from notices.demo.carriers import PLATES
from workflows.plate_formats import DRAWN, FORMS, example, has_more_beside, unusual
from workflows.plates import could_be_plate
from workflows.vocabulary import UnitKind


@pytest.mark.parametrize("country", FORMS)
@pytest.mark.parametrize("kind", [UnitKind.TRUCK, UnitKind.SEMI_TRAILER])
def test_the_example_of_a_form_is_a_plate_of_that_form(country: str, kind: UnitKind) -> None:
    plate = example(country, kind)
    assert not unusual(plate, country, kind)
    assert not plate or could_be_plate(plate)


@pytest.mark.parametrize("country", FORMS)
def test_the_distinguishing_sign_may_be_typed_along(country: str) -> None:
    plate, sign = example(country, UnitKind.BUS), FORMS[country].sign
    assert not unusual(f"{sign} {plate}", country, UnitKind.BUS)
    assert not unusual(f"{plate} {sign}", country, UnitKind.BUS)


@pytest.mark.parametrize(
    ("plate", "country", "kind"),
    [
        ("АВ 1234-7", "BY", UnitKind.TRACTOR),
        ("1234 ав-7", "BY", UnitKind.TRUCK),
        ("A 5678 B-7", "BY", UnitKind.SEMI_TRAILER),
        ("А 123 ВС 77|RUS", "RU", UnitKind.TRACTOR),
        ("АВ 1234 777", "RU", UnitKind.TRAILER),
        ("01 KG 123 ABC", "KG", UnitKind.TRUCK),
        ("1234 УБА", "MN", UnitKind.TRUCK),
    ],
)
def test_usual_plates_of_either_alphabet_raise_no_doubt(
    plate: str, country: str, kind: UnitKind
) -> None:
    assert not unusual(plate, country, kind)


@pytest.mark.parametrize(
    ("plate", "country", "kind"),
    [
        ("AB 123-7", "BY", UnitKind.TRACTOR),
        ("AB 1234-9", "BY", UnitKind.TRACTOR),
        ("AB 1234-7", "BY", UnitKind.SEMI_TRAILER),
        ("A 123 BC 77", "RU", UnitKind.TRAILER),
        ("АB 1234-7", "LT", UnitKind.TRUCK),
        ("AD 1234-7", "BY", UnitKind.TRUCK),
    ],
)
def test_a_plate_of_another_form_is_unusual(plate: str, country: str, kind: UnitKind) -> None:
    assert unusual(plate, country, kind)


def test_where_no_form_is_known_nothing_is_unusual() -> None:
    assert not unusual("???", "US", UnitKind.TRUCK)
    assert not unusual("X 1", "TJ", UnitKind.TRAILER)
    assert example("US", UnitKind.TRUCK) == example("TJ", UnitKind.TRAILER) == ""


@pytest.mark.parametrize("country", PLATES)
def test_the_vehicles_of_the_demonstration_raise_no_doubt(country: str) -> None:
    signs = str.maketrans({"@": "A", "#": "4", "%": "4"})
    for pattern, kind in ((PLATES[country].truck, UnitKind.TRACTOR),
                          (PLATES[country].trailer, DRAWN[1])):  # fmt: skip
        assert not unusual(pattern.translate(signs), country, kind)


@pytest.mark.parametrize("country", FORMS)
def test_words_beside_a_usual_plate_are_told_from_an_unusual_one(country: str) -> None:
    plate, sign = example(country, UnitKind.TRUCK), FORMS[country].sign
    for alone in (plate, f"{sign} {plate}", f"{plate} {sign}", "T 004 CD 1", "9Z-9"):
        assert not has_more_beside(alone, country, UnitKind.TRUCK), alone
    for more in (f"МАЗ {plate}", f"{plate} РБ", f"DAF {plate} РФ", f"прицеп МАЗ {plate}"):
        is_usual_as_well = not unusual(more, country, UnitKind.TRUCK)
        assert has_more_beside(more, country, UnitKind.TRUCK) or is_usual_as_well, more
