"""Marks, their evidence and new measurements, deficiency by deficiency."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Event, Notice, db
from tests.factories import a_filing, a_measurement, a_notice, found, mark_all, step
from tests.notices.checkpoint.desk import again, at_desk
from tests.pages import Page
from workflows.filing import Finding
from workflows.vocabulary import Mark, Quantity, Status, Verdict

NEXT_YEAR = f"{datetime.now(UTC) + timedelta(days=365):%Y-%m-%d}"
LAST_YEAR = f"{datetime.now(UTC) - timedelta(days=365):%Y-%m-%d}"
WEIGHED = {
    "value": "39,5",
    "error": "0.1",
    "instrument": "ВА-20 № 7",
    "verified_until": NEXT_YEAR,
}


SHOWN = {"mark": "1", "document_number": "7", "document_date": "01.11.2026"}
UNFIT_MARKS = [
    ({}, "Choose one of the three marks."),
    ({"mark": "9"}, "Choose among the answers offered."),
    (
        SHOWN | {"document_date": "31.12.2999"},
        "Enter a day that is not in the future.",
    ),
    (
        SHOWN | {"document_date": "вчера"},
        "Enter a date, for example 22.11.2026.",
    ),
    (SHOWN | {"document_number": "7" * 61}, "Shorten this to 60 characters."),
    ({"mark": "2", "reason": "x" * 1001}, "Shorten this to 1000 characters."),
    ({"mark": "3", "legal_ground": "x" * 301}, "Shorten this to 300 characters."),
]
UNPROVEN_MARKS = [
    (
        {"mark": "1"},
        "#document_number",
        "Enter the document that proves the removal, or measure again what was measured.",
    ),
    (
        {"mark": "2", "reason": " "},
        "#reason",
        "Write why the deficiency is not removed or need not be removed.",
    ),
    (
        {"mark": "3", "reason": "льгота", "legal_ground": " "},
        "#legal_ground",
        "Name the act and the article under which removal is not required.",
    ),
    (
        {"mark": "1", "document_number": "7"},
        "#document_date",
        "Enter the date of the document shown.",
    ),
]
NO_NUMBER = "Enter a number with at most three decimals, for example 11.5."
UNFIT_MEASUREMENTS = [
    ({"value": "39 тонн"}, NO_NUMBER),
    ({"value": "-5"}, NO_NUMBER),
    ({"value": "0"}, "Enter the value that you measured."),
    ({"value": "39000"}, "Enter a number from 0.001 to 500."),
    ({"error": "39,5"}, "Enter an error that is smaller than the measured value."),
    ({"error": ""}, "Enter the error of the instrument, or 0 if it has none."),
    ({"instrument": ""}, "Name the instrument."),
    ({"verified_until": ""}, "Enter the last day of the instrument's certificate."),
    ({"permit_number": "СР 7"}, "Enter the limit that the permit allows."),
    ({"permit_limit": "42"}, "Enter the number of the permit that allows this limit."),
]


def presented(*findings: Finding) -> Notice:
    return a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(*findings))


def mark_page(app: Flask, notice: Notice, line: int = 0, act: str = "mark") -> Page:
    address = f"/checkpoint/notices/{notice.id}/{act}/{notice.deficiencies[line].id}"
    return at_desk(app).get(address)


def test_a_mark_without_what_it_needs_is_refused_with_everything_typed(once: Flask) -> None:
    notice = presented(found("M01"))
    page = mark_page(once, notice)
    for fields, error in UNFIT_MARKS:
        refused = page.pages.post(page.address, fields, status=422)
        assert refused.errors == [error]
        assert refused.one("#document_number")["value"] == fields.get("document_number", "")
    assert again(notice).deficiencies[0].mark is None


def test_the_condition_of_each_mark_is_told_beside_the_field_that_it_asks_for(app: Flask) -> None:
    notice = presented(found("M01"))
    page = mark_page(app, notice)
    for fields, field, error in UNPROVEN_MARKS:
        refused = page.pages.post(page.address, fields, status=422)
        assert refused.errors == [error]
        assert refused.one(field)["aria-invalid"] == "true"
    assert again(notice).deficiencies[0].mark is None


@pytest.mark.parametrize(
    ("fields", "mark"),
    [
        ({"mark": "Removed", "document_number": "BY 77", "document_date": "01.11.2026"}, "1"),
        ({"mark": "Not removed", "reason": "нет разрешения"}, "2"),
        ({"mark": "Removal not required", "reason": "льгота", "legal_ground": "ст. 5"}, "3"),
    ],
)
def test_each_mark_keeps_its_officer_place_and_evidence(
    app: Flask, fields: dict[str, str], mark: str
) -> None:
    notice = presented(found("M01"), found("I15"))
    chosen = fields | {"mark": f"{mark} · {fields['mark']}"}
    page = mark_page(app, notice).submit(fields=chosen)
    assert "Go on to the deficiency I15, which has no mark yet" in page.text
    marking = again(notice).presentations[0].markings[0]
    assert marking.mark == mark == notice.deficiencies[0].mark
    assert marking.officer.login == "officer" and not marking.carried_over
    for evidence in (marking.document_number, marking.reason, marking.legal_ground):
        assert evidence == "" or evidence in fields.values()
        assert evidence in page.text


def test_a_mark_may_be_changed_until_the_decision(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_page(app, notice).submit(fields={"mark": "2", "reason": "нет"})
    page = mark_page(app, notice)
    assert page.one("textarea").text.strip() == "нет"
    page.submit(fields=SHOWN | {"reason": ""})
    (marking,) = again(notice).presentations[0].markings
    assert (marking.mark, marking.reason, notice.remaining) == (Mark.REMOVED, "", 0)
    step("confirm", notice)
    at_desk(app).get(f"/checkpoint/notices/{notice.id}/mark/{marking.deficiency_id}", status=409)


def test_measuring_and_marking_are_one_press_and_two_lines_of_history(app: Flask) -> None:
    notice = presented(found("P01"))
    page = mark_page(app, notice).submit(fields=WEIGHED | {"mark": "1"})
    assert "Value less the error 43.8 t 39.4 t" in page.text
    assert "Over the limit Within the limit" in page.text
    query = select(Event.name).where(Event.notice_id == notice.id).order_by(Event.id.desc())
    assert list(db.session.scalars(query.limit(2))) == ["mark", "measure"]


def test_a_mark_that_is_refused_takes_its_measurement_with_it(app: Flask) -> None:
    notice = presented(found("P01"))
    page = mark_page(app, notice).submit(fields=WEIGHED | {"mark": "2"}, status=422)
    assert page.one("#value")["value"] == "39,5"
    assert len(again(notice).deficiencies[0].measurements) == 1


@pytest.mark.parametrize("act", ["mark", "measure"])
def test_a_measurement_that_lacks_something_is_refused(once: Flask, act: str) -> None:
    notice = presented(found("P01"))
    page = mark_page(once, notice, act=act)
    marked = {"mark": "1"} if act == "mark" else {}
    for changed, error in UNFIT_MEASUREMENTS:
        fields = WEIGHED | changed | marked
        assert page.submit(fields=fields, status=422).errors == [error]
    assert len(again(notice).deficiencies[0].measurements) == 1


def test_switching_the_language_keeps_what_was_typed(once: Flask) -> None:
    notice = presented(found("P01"))
    typed = WEIGHED | {"mark": "3", "reason": "льгота"}
    page = mark_page(once, notice).submit(fields=typed, button="Беларуская")
    assert page.one("html")["lang"] == "be" and not page.errors
    assert page.one("#value")["value"] == "39,5"
    assert page.one("#reason").text.strip() == "льгота"
    assert page.one('[name="mark"][checked]')["value"] == "3"
    assert again(notice).deficiencies[0].mark is None


def test_a_special_permit_sets_its_own_limit(app: Flask) -> None:
    by_the_register = a_measurement(limit_code="RU-MASS-COMBINATION-5", limit_version=1)
    notice = presented(found("P01", measured=by_the_register))
    permit = {"value": "44", "permit_number": "СР 77-12", "permit_limit": "44,5"}
    page = mark_page(app, notice, act="measure").submit(fields=WEIGHED | permit)
    assert "Special permit No. СР 77-12" in page.text
    measured = again(notice).deficiencies[0].measurements[-1].measured
    assert (measured.limit, measured.verdict) == (44_500, Verdict.WITHIN)
    longest = permit | {"permit_number": "7" * 170}
    mark_page(app, notice, act="measure").submit(fields=WEIGHED | longest)


def test_an_instrument_whose_certificate_has_expired_proves_nothing(app: Flask) -> None:
    notice = presented(found("P01"))
    expired = WEIGHED | {"verified_until": LAST_YEAR}
    page = mark_page(app, notice, act="measure").submit(fields=expired)
    assert "Over the limit Excess not established" in page.text


def test_lengths_are_typed_in_metres(app: Flask) -> None:
    notice = presented(found("P06"))
    assert notice.deficiencies[0].entry.quantity not in (None, Quantity.GROSS_MASS)
    page = mark_page(app, notice, act="measure")
    assert "in metres" in page.text and "in tonnes" not in page.text


def test_what_was_not_measured_cannot_be_measured_again(app: Flask) -> None:
    notice = presented(found("M01"))
    address = f"/checkpoint/notices/{notice.id}/measure/{notice.deficiencies[0].id}"
    at_desk(app).get(address, status=404)


def test_a_deficiency_of_another_notice_is_not_found(app: Flask) -> None:
    notice = presented(found("M01"))
    at_desk(app).get(f"/checkpoint/notices/{notice.id}/mark/999", status=404)


def test_the_next_presentation_keeps_what_is_settled_and_opens_what_is_not(app: Flask) -> None:
    notice = presented(found("P01"), found("M01"), found("I15"))
    mark_page(app, notice, 0).submit(fields=WEIGHED | {"mark": "1"})
    mark_page(app, notice, 1).submit(fields={"mark": "2", "reason": "нет"})
    settled: dict[str, Any] = {"mark": "3", "reason": "льгота", "legal_ground": "ст. 5"}
    page = mark_page(app, notice, 2).submit(fields=settled)
    page.click("Refuse the confirmation").submit()
    step("receive", again(notice))
    assert [line.mark for line in again(notice).deficiencies] == [
        Mark.REMOVED,
        None,
        Mark.NOT_REQUIRED,
    ]
    page = mark_page(app, notice, 1).submit(fields=SHOWN)
    page = page.click("Confirm the removal")
    assert page.text.count("carried over") == 2 and "Within the limit" in page.text
    page.submit()
    assert again(notice).status is Status.CLEARED
    first, second = notice.presentations
    assert [marking.mark for marking in first.markings] == ["1", "2", "3"]
    assert [marking.mark for marking in second.markings] == ["1", "1", "3"]


def test_nothing_of_a_confirmation_that_was_taken_back_is_carried_over(app: Flask) -> None:
    notice = presented(found("M01"), found("I15"))
    mark_all(notice, Mark.NOT_REMOVED)
    step("refuse", notice)
    step("receive", notice)
    step("confirm", notice)
    step("reopen", notice, "ru_supervisor")
    step("receive", notice)
    assert [line.mark for line in again(notice).deficiencies] == [None, None]
    assert not notice.presentations[-1].markings
    step("withdraw", notice)
    assert [line.mark for line in again(notice).deficiencies] == [None, None]
    assert notice.remaining == 2
