"""What was found: one deficiency after another, with every step of a verdict."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.factories import a_filing, a_measurement, a_notice, found
from tests.notices.inspector.walk import (
    WEIGHED,
    at,
    drafted,
    find,
    inspector,
    the_notice,
)
from tests.pages import Page
from workflows.vocabulary import Quantity, Verdict

WEIGHING = {**WEIGHED, "code": "P01", "tolerance": "2"}


def findings(app: Flask) -> Page:
    """The list of what was found, in a draft that has nothing but its vehicles."""
    return at(inspector(app), drafted("vehicles"), "findings")


def weighed(app: Flask, **changed: Any) -> Page:
    """The check page of a draft with one weighing."""
    return at(inspector(app), drafted(findings={"1": {**WEIGHING, **changed}}), "issue")


def test_decimals_are_kept_as_whole_kilograms(app: Flask) -> None:
    weighed(app, value=" 11,50 ", limit="10").submit()
    measurement = the_notice().deficiencies[0].first_measurement
    assert measurement is not None and measurement.value == 11_500
    assert measurement.tolerance == 20 and measurement.measured.verdict is Verdict.OVER


@pytest.mark.parametrize("typed", ["11,5", "11.5", " 11,50 ", "11.500"])
def test_a_comma_and_a_point_mean_the_same(once: Flask, typed: str) -> None:
    assert "11.3 t" in weighed(once, value=typed, limit="10").text


def test_every_step_of_the_verdict_is_shown(once: Flask) -> None:
    page = weighed(once)
    shown = {dt.get_text(): dt.find_next("dd").get_text(" ", strip=True)
             for dt in page.all(".verdict dt")}  # fmt: skip
    assert shown == {
        "Instrument": "ВА-20 № 118, certificate valid until 1 January 2099",
        "Measured value": "44.2 t",
        "Error of the instrument": "0.2 t",
        "Value less the error": "44 t",
        "Limit": "40 t",
        "Limit with the tolerance": "40.8 t",
        "Excess over the limit": "4 t (10\N{NO-BREAK SPACE}%)",
        "Source of the limit": "Постановление Правительства РФ от 01.12.2023 № 2060",
        "Verdict": "Over the limit",
    }


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"value": "40,2"}, "The value is within the limit."),
        ({"value": "41"}, "The excess is within the tolerance, so it is not established."),
        ({"verified_until": "2020-01-01"}, "The instrument's certificate had expired"),
    ],
)
def test_what_is_not_over_is_shown_as_such_and_cannot_be_issued(
    app: Flask, changed: dict[str, str], why: str
) -> None:
    check = weighed(app, **changed)
    assert why in check.text and check.one("#form button").has_attr("disabled")
    refusal = check.submit(status=422)
    assert len(refusal.errors) == 1 and refusal.errors[0].startswith("Take out each measurement")
    assert the_notice().number is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"value": "сорок"}, "Enter a number with at most three decimals, for example 11.5."),
        ({"value": ""}, "Enter the measured value."),
        ({"value": "0"}, "Enter a number from 0.001 to 500."),
        ({"limit": "501"}, "Enter a number from 0.001 to 500."),
        ({"error": "44,2"}, "Enter an error that is smaller than the measured value."),
        ({"tolerance": "10,1"}, "Enter a number from 0 to 10."),
        ({"tolerance": "2,25"}, "Enter a number with at most one decimal, for example 2.5."),
        ({"taken_on": "2098-01-01"}, "Enter a day that is not in the future."),
        ({"verified_until": "31.02.2027"}, "Enter a date, for example 22.11.2026."),
        ({"unit": ""}, "Choose the vehicle."),
    ],
)
def test_a_measurement_that_makes_no_sense_is_refused(
    once: Flask, changed: dict[str, str], error: str
) -> None:
    page = at(inspector(once), drafted(findings={"1": {**WEIGHING, **changed}}), "findings/1")
    assert page.errors == [error]


def test_a_refused_measurement_comes_back_as_typed(once: Flask) -> None:
    details = findings(once).click("Add a deficiency").submit(fields={"code": "P01"})
    page = details.submit(fields={**WEIGHED, "value": "сорок"}, status=422)
    assert page.one("#value")["value"] == "сорок"
    assert page.one("#instrument")["value"] == "ВА-20 № 118"
    assert page.click("What was found").text.count("The details are not complete") == 1


def test_dimensions_have_no_tolerance_of_their_own(once: Flask) -> None:
    details = findings(once).click("Add a deficiency").submit(fields={"code": "P06"})
    assert details.one("#tolerance")["value"] == "0"
    assert "In metres." in details.text


def test_the_instrument_serves_the_next_measurement_of_its_kind(once: Flask) -> None:
    lines = {"1": WEIGHING, "2": {"code": "P03"}, "3": {"code": "P06"}}
    pages, notice = inspector(once), drafted(findings=lines)
    again = at(pages, notice, "findings/2")
    assert again.one("#instrument")["value"] == "ВА-20 № 118"
    assert again.one("#verified_until")["value"] == "2099-01-01"
    assert at(pages, notice, "findings/3").one("#instrument")["value"] == ""


def test_the_instrument_of_the_post_serves_the_next_notice(app: Flask) -> None:
    a_notice(filing=a_filing(found("P01")))
    page = at(inspector(app), drafted(findings={"1": {"code": "P03"}}), "findings/1")
    assert page.one("#instrument")["value"] == "ВА-20 № 118"
    assert page.one("#error")["value"] == "0.2" and page.one("#value")["value"] == ""
    expired = a_measurement(verified_until=date(2020, 1, 1), taken_on=date(2019, 1, 1))
    length = a_measurement(quantity=Quantity.LENGTH, instrument="РЛ 7")
    for code, measured in (("P03", expired), ("P06", length)):
        other = a_filing(found(code, measured=measured), units=a_filing().units[1:])
        a_notice(filing=other)
    assert page.pages.get(page.address).one("#instrument")["value"] == "ВА-20 № 118"


def test_what_concerns_the_journey_goes_to_the_tractor_without_asking(once: Flask) -> None:
    details = findings(once).click("Add a deficiency").submit(fields={"code": "M01"})
    assert not details.all('[name="unit"]')
    assert details.one("#document_kind option[selected]")["value"] == "RU-BILATERAL"


def test_a_deficiency_can_be_changed_and_taken_out(once: Flask) -> None:
    page = find(findings(once), "I04", document_number="77-1")
    page = page.click("Change I04").submit(fields={"document_number": "77-2"})
    assert "77-2" in page.text and "77-1" not in page.text
    assert "Nothing is written down yet." in page.submit("remove-1").text


def test_a_deficiency_that_is_not_there_is_not_found(once: Flask) -> None:
    page = findings(once)
    page.pages.get(f"{page.address}/7", status=404)
    page.pages.post(f"{page.address}/7", {"value": "1"}, status=404)
    page.pages.post(f"{page.address}/7/remove")
    page.pages.post(f"{page.address}/add", {"code": "X99"}, status=422)
