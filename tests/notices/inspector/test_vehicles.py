"""The page of the vehicles."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from notices.inspector.forms.vehicles import UnitForm
from tests.factories import a_notice
from tests.notices.inspector.walk import (
    FILLED,
    VEHICLES,
    at,
    begin,
    drafted,
    inspector,
)

GOOD = {"kind": "tractor", "plate": "AB 1234-7", "country": "BY", "vin": "WDB9634031L123456"}


NO_TRAILER = {
    "unit1-plate": "",
    "unit1-country": "",
    "unit1-vin_unreadable": False,
    "unit1-vin_unread": "",
}


def problems(app: Flask, **typed: str) -> dict[str, list[str]]:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        form = UnitForm(MultiDict({**GOOD, **typed}))
        form.validate()
        return {name: list(errors) for name, errors in form.errors.items() if name}


@pytest.mark.parametrize("vin", ["WDB9634031L12345", "WDB9634031L1234567", "WDB9634031I123456",
                                 "WDB9634031O123456", "WDЮ9634031L123456", "WDB 9634031L12345",
                                 "", "WDB9634031L12345\u0661"])  # fmt: skip
def test_a_vin_is_seventeen_latin_letters_and_digits_without_i_o_q(once: Flask, vin: str) -> None:
    assert list(problems(once, vin=vin)) == ["vin"]


def test_a_vin_that_cannot_be_read_needs_a_reason(once: Flask) -> None:
    unread = {"vin": "", "vin_unreadable": "y"}
    assert list(problems(once, **unread)) == ["vin_unread"]
    assert not problems(once, **unread, vin_unread="закрашен")


def test_why_a_vin_was_not_read_is_kept_in_the_version_that_nobody_changes(
    once: Flask,
) -> None:
    _tractor, trailer = a_notice().versions[0].facts["units"]
    assert (trailer["vin"], trailer["vin_unread"]) == ("", "закрашен")


@pytest.mark.parametrize(
    "plate",
    ["", "---", "A", "AB 1234-7, A 5678 B-7", "X" * 21, "АВ 12\u4eac", "А 123/ВС 77", "AB+123"],
)
def test_what_cannot_be_one_plate_is_refused(once: Flask, plate: str) -> None:
    assert list(problems(once, plate=plate)) == ["plate"]


@pytest.mark.parametrize(
    "plate", ["АВ 1234-7", "ab1234-7", "О 123 ОО 77", "01 KG 123 ABC", "10 ТД 1"]
)
def test_plates_of_any_country_are_taken_as_written(once: Flask, plate: str) -> None:
    assert not problems(once, plate=plate)


def test_cyrillic_letters_of_a_vin_are_read_as_the_latin_ones_of_their_shape(
    once: Flask,
) -> None:
    with once.test_request_context():
        form = UnitForm(MultiDict({**GOOD, "vin": "wdв 9634031-l123456"}))
        assert form.validate() and form.unit().vin == "WDB9634031L123456"


def test_an_unusual_plate_is_doubted_beside_its_field_and_before_issuing(app: Flask) -> None:
    pages = inspector(app)
    odd = {**VEHICLES, "unit0-plate": "AB 123-7", "unit0-vin": "1M8GDM9A0KP042788"}
    page = begin(pages).submit(fields=odd)
    assert page.title.startswith("Carrier and driver")
    again = page.click("Vehicles complete" if "Vehicles complete" in page.text else "Vehicles")
    assert "usually look like AB 1234-5" in again.one("#unit0-plate-warning").get_text()
    assert "should be X" in again.one("#unit0-vin-warning").get_text()
    assert not again.all("#unit1-plate-warning")
    check = again.click("Check and issue")
    assert [line.get_text().split(":")[0] for line in check.all(".answers .warning")] == [
        "AB 123-7",
        "1M8GDM9A0KP042788",
    ]


def test_a_doubt_never_stands_in_the_way(app: Flask) -> None:
    odd = {**FILLED["vehicles"], "unit0-plate": "AB 123-7"}
    check = at(inspector(app), drafted(vehicles=odd), "issue")
    assert not check.one("#form button").has_attr("disabled")


def test_a_country_that_is_not_offered_is_refused(once: Flask) -> None:
    assert list(problems(once, country="ZZ")) == ["country"]


def test_four_trailers_can_be_added_one_after_another(app: Flask) -> None:
    page = begin(inspector(app)).submit(fields=VEHICLES, button="Save and add a trailer")
    for slot in ("unit2", "unit3", "unit4"):
        trailer = {f"{slot}-plate": f"C 00{slot[-1]}1 C-7", f"{slot}-country": "LT",
                   f"{slot}-vin": "WDB9634031L123456"}  # fmt: skip
        page = page.submit(fields=trailer, button="Save and add a trailer")
    assert not page.all('[name="unit5-plate"]')
    assert "Trailer 4" in page.text


def test_a_deficiency_keeps_its_trailer_when_another_one_is_taken_out(app: Flask) -> None:
    second = {"unit2-plate": "C 1111 C-7", "unit2-country": "LT", "unit2-vin": GOOD["vin"]}
    pages, found = inspector(app), {"1": {"code": "P14", "unit": "unit2"}}
    draft = drafted(vehicles={**FILLED["vehicles"], **second}, findings=found)
    at(pages, draft, "vehicles").submit(fields=NO_TRAILER)
    assert "Trailer 2 C 1111 C-7" in at(pages, draft, "findings").text


def test_a_deficiency_of_a_trailer_that_is_gone_asks_for_its_vehicle_again(app: Flask) -> None:
    pages, draft = inspector(app), drafted(findings={"1": {"code": "P14", "unit": "unit1"}})
    at(pages, draft, "vehicles").submit(fields=NO_TRAILER)
    page = at(pages, draft, "findings")
    assert "The details are not complete: change them." in page.text
    assert page.click("Change P14").errors == ["Choose the vehicle."]
