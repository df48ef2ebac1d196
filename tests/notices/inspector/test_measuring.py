"""What was measured: the limits are looked up, and what is over them is suggested."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from notices.inspector.forms.measuring import MeasuringForm
from notices.inspector.forms.suggestions import slot_of
from tests.notices.inspector.walk import MEASURING, at, drafted, inspector, the_notice
from tests.pages import Page
from tests.workflows.vehicles import MOMENT
from workflows.vocabulary import Quantity, UnitKind, Verdict

DRIVING_AXLE = "P03 0 axle_load 2"


def measuring(app: Flask, **changed: Any) -> Page:
    """The page that follows on a draft whose measurements were typed."""
    draft = drafted("vehicles", "parties", "journey", "checkpoint")
    return at(inspector(app), draft, "measuring").submit(fields={**MEASURING, **changed})


def refused(app: Flask, **changed: Any) -> Page:
    """The page of measurements as it comes back."""
    page = at(inspector(app), drafted("vehicles"), "measuring")
    return page.submit(fields={**MEASURING, **changed}, status=422)


def test_what_is_over_a_limit_is_suggested_with_act_and_article(app: Flask) -> None:
    page = measuring(app)
    suggested = [title.get_text(" ", strip=True) for title in page.all(".found .code")]
    assert suggested == ["P01", "P03"]
    shown = page.text
    for said in ("11.8 t", "10.2 t", "1.8 t (18 %)", "axle 2", "ВА-20 № 118", "No. 2060"):
        assert said in shown, said


def test_the_driver_is_shown_what_was_measured_before_he_signs(once: Flask) -> None:
    page = measuring(once).submit().click("Driver's acknowledgement")
    assert "P03 Single-axle load over limit, axle 2: 11.9 t, limit 10 t" in page.text


def test_accepted_suggestions_are_filed_with_the_row_of_the_limit_they_used(app: Flask) -> None:
    issue(measuring(app).submit())
    notice = the_notice()
    gross, axle = notice.deficiencies
    assert (gross.code, gross.unit.position) == ("P01", 0)
    assert (axle.code, axle.suggestion) == ("P03", DRIVING_AXLE)
    measured = axle.first_measurement
    assert measured is not None
    assert (measured.value, measured.error, measured.limit) == (11_900, 100, 10_000)
    assert measured.measured.verdict is Verdict.OVER and measured.axles == "2"
    assert measured.limit_code.startswith("RU-") and measured.limit_version == 1
    assert notice.axles(Quantity.AXLE_LOAD) == (8_900, 11_900, 7_000, 7_000, 7_000)
    assert notice.axles(Quantity.AXLE_SPACING) == (3_600, 5_800, 1_310, 1_310)
    states = {row.limit_code[:2] for row in notice.judged}
    assert states == {"BY", "RU"}
    facts = notice.versions[0].facts
    assert len(facts["judged"]) == len(notice.judged)


def issue(page: Page) -> None:
    """Have the driver sign, and issue the notice."""
    page.click("Driver's acknowledgement").submit(fields={"how": "on_paper"}).submit()


def struck(page: Page, key: str, reason: str) -> dict[str, str]:
    """The fields that strike one of the suggestions."""
    return {f"{slot_of(key)}-decision": "strike", f"{slot_of(key)}-note": reason}


def test_a_suggestion_is_struck_only_with_a_reason_which_the_version_keeps(app: Flask) -> None:
    page = measuring(app)
    again = page.submit(fields=struck(page, DRIVING_AXLE, ""), status=422)
    assert again.errors == ["Write why the suggestion is struck."]
    after = again.submit(fields=struck(page, DRIVING_AXLE, "весы на уклоне"))
    check = after.click("Check and issue")
    assert "Struck: весы на уклоне" in check.text
    issue(check)
    notice = the_notice()
    assert [line.code for line in notice.deficiencies] == ["P01"]
    assert notice.struck == [
        {"suggestion": DRIVING_AXLE, "code": "P03", "reason": "весы на уклоне"}
    ]
    assert notice.versions[0].facts["struck"] == notice.struck


def test_a_measurement_set_right_changes_what_is_suggested(app: Flask) -> None:
    page = measuring(app).submit()
    lighter = page.click("What was measured").submit(fields={"loads": "7 9,9 7 7 7"})
    assert "No excess over a Russian limit is established." in lighter.text


def test_a_new_suggestion_must_be_looked_at_before_anything_is_issued(app: Flask) -> None:
    page = measuring(app).submit()
    heavier = page.click("What was measured")
    heavier.submit(fields={"loads": "9,9 11,9 7 7 7"})
    check = heavier.click("Check and issue")
    assert "Complete the page “What was found”." in check.text


def test_a_correction_starts_from_the_same_measurements_and_decisions(app: Flask) -> None:
    page = measuring(app)
    issue(page.submit(fields=struck(page, DRIVING_AXLE, "весы на уклоне")))
    notice = the_notice()
    correction = at(inspector(app), notice, "correct")
    assert not correction.all("#reasons") and "Struck: весы на уклоне" in correction.text
    correction.submit(fields={"reason": "опечатка"})
    first, second = (version.facts for version in notice.versions)
    assert first == second | {"version": 1, "checkpoint": None}


def test_instruments_that_expired_establish_nothing(app: Flask) -> None:
    page = measuring(app, scales_until="2026-11-19")
    assert "No excess over a Russian limit is established." in page.text
    assert "The certificate of ВА-20 № 118 had expired" in page.text


def test_the_instruments_of_the_post_are_known_to_the_next_notice(app: Flask) -> None:
    issue(measuring(app).submit())
    page = at(inspector(app), drafted("vehicles"), "measuring")
    assert page.one("#scales")["value"] == "ВА-20 № 118"
    assert page.one("#scales_error")["value"] == "0.1"


def test_a_trailer_can_be_taken_out_after_it_was_weighed(app: Flask) -> None:
    third = {
        "unit2-plate": "A 1111 B-7",
        "unit2-country": "BY",
        "unit2-vin": "WDB9634031L123456",
    }
    page = at(inspector(app), drafted("vehicles"), "vehicles").submit(
        button="Save and add a trailer"
    )
    page.submit(fields=third)
    draft = the_notice()
    heavy = {**MEASURING, "axles": "2 2 1", "loads": "8,9 11,9 7 7 12,9"}
    at(page.pages, draft, "measuring").submit(fields=heavy)
    emptied = dict.fromkeys(third, "")
    again = at(page.pages, draft, "vehicles").submit(fields=emptied)
    assert again.status == 200
    assert "incomplete" in again.one(".filing-steps .step-incomplete").get_text()


@pytest.mark.parametrize(
    ("kinds", "chosen", "trailer"),
    [
        ("tractor trailer", "", 1),
        ("tractor semi_trailer trailer", "", 2),
        ("tractor trailer semi_trailer", "2", 1),
        ("truck trailer trailer", "", None),
        ("truck trailer trailer", "2", 2),
        ("tractor semi_trailer", "", None),
        ("tractor semi_trailer", "1", 1),
        ("tractor semi_trailer", "2", None),
    ],
)
def test_the_trailer_that_was_measured_is_chosen_where_it_is_not_plain(
    once: Flask, kinds: str, chosen: str, trailer: int | None
) -> None:
    units = [UnitKind(kind) for kind in kinds.split()]
    plates = ["AB 1234-7", "A 5678 B-7", "A 1111 B-7"][: len(units)]
    typed = {
        "axles": "2 1 1"[: 2 * len(units) - 1],
        "trailer_length": "12,5",
        "trailer": chosen,
        "gauge": "Рулетка",
        "gauge_until": "2099-01-01",
        "gauge_error": "0,01",
        "taken_on": "2026-11-02",
        "taken_time": "12:00",
        "road_class_by": "10",
        "road_class_ru": "10",
    }
    with once.test_request_context():
        form = MeasuringForm(plates, MOMENT, ZoneInfo("Europe/Minsk"), None, typed, kinds=units)
        assert form.validate() is (trailer is not None)
        assert bool(form.trailer.errors) is (trailer is None)
        weighed = form.weighed()
    assert weighed and weighed.trailer == trailer


def test_a_page_asks_which_trailer_was_measured(app: Flask) -> None:
    page = at(inspector(app), drafted("vehicles", "parties", "journey", "checkpoint"), "measuring")
    lengths = {"gross_mass": "", "loads": "", "spacings": "", "trailer_length": "12,5"}
    page = page.submit(fields=MEASURING | lengths, status=422)
    assert page.errors == ["Choose the trailer whose length was measured."]
    issue(page.submit(fields={"trailer": "A 5678 B-7, Semi-trailer"}).submit())
    [line] = the_notice().deficiencies
    assert (line.code, line.unit.position) == ("P06", 1)


def test_what_was_struck_is_asked_again_when_it_has_grown(app: Flask) -> None:
    page = measuring(app)
    page.submit(fields=struck(page, DRIVING_AXLE, "весы на уклоне"))
    heavier = page.click("What was measured")
    heavier.submit(fields={"loads": "8,9 13,9 7 7 7"})
    check = heavier.click("Check and issue")
    assert "Complete the page “What was found”." in check.text


def test_an_empty_page_says_that_nothing_was_measured(app: Flask) -> None:
    page = at(inspector(app), drafted("vehicles"), "measuring").submit()
    assert page.address.endswith("/findings") and not page.all(".judged")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"spacings": "3,6 5,8 1,31"}, "spacings"),
        ({"loads": "7,1 много"}, "loads"),
        ({"loads": "7,1 0 8 8 8"}, "loads"),
        ({"loads": "8900 11900 7000 7000 7000"}, "loads"),
        ({"axles": "2"}, "axles"),
        ({"axles": "2 два"}, "axles"),
        ({"twin": "6"}, "twin"),
        ({"length": "40"}, "length"),
        ({"height": "0"}, "height"),
        ({"scales": ""}, "scales"),
        ({"scales_until": ""}, "scales_until"),
        ({"gauge": ""}, "gauge"),
        ({"taken_on": "2098-01-01"}, "taken_on"),
        ({"taken_time": "25:00"}, "taken_time"),
        ({"gross_mass": "48"}, "sum_answer"),
        ({"axles": "2 2 1"}, "axles"),
        ({"scales_error": "50"}, "scales_error"),
        ({"gauge_error": "1,4"}, "gauge_error"),
    ],
)
def test_what_no_vehicle_can_be_is_refused_at_its_field(
    once: Flask, changed: dict[str, str], field: str
) -> None:
    page = refused(once, **changed)
    assert f"#{field}" in [link["href"] for link in page.all(".error-summary a")]
    (name, typed), *_rest = changed.items()
    assert page.one(f"#{name}")["value"] == typed


def test_a_day_long_past_is_doubted_where_it_is_typed_and_where_it_is_judged(
    once: Flask,
) -> None:
    page = measuring(once, taken_on="1999-01-01")
    doubt = "Measured more than a week ago: check the day."
    assert doubt in page.text and "No limit of that day is known" in page.text
    assert doubt in page.click("What was measured").one("#taken_on-warning").text
    assert doubt in page.click("Check and issue").text


def test_a_number_out_of_its_bounds_is_named_as_the_reader_writes_numbers(once: Flask) -> None:
    browser = inspector(once)
    browser.speak("ru")
    loads = {**MEASURING, "loads": "7 0 7 7 7"}
    page = at(browser, drafted("vehicles"), "measuring").submit(fields=loads, status=422)
    assert page.errors[0].startswith("0 вне пределов от 0,1 до 50")


def test_a_sum_that_differs_from_the_gross_mass_is_answered(app: Flask) -> None:
    page = refused(app, gross_mass="44")
    assert "differs from the gross mass by" in page.errors[0]
    why = "взвешено по осям на уклоне"
    page = page.submit(fields={"sum_answer": why})
    assert why in page.click("Check and issue").text


def test_what_is_over_a_belarusian_limit_alone_stays_off_the_notice(app: Flask) -> None:
    page = measuring(app, loads="7 9,9 7 7 7", road_class_by="6")
    assert not page.all("ol.found") and "Over the limit" in page.text
