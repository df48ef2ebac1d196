"""What is already known of the vehicles and the carrier is shown while a notice is filed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from notices.models import Notice, transaction
from notices.steps import take
from tests.factories import a_filing, a_notice, an_act, found, of_vehicle, step
from tests.notices.inspector.walk import PARTIES, VEHICLES, at, begin, drafted, inspector
from tests.pages import Page
from workflows.acts import Fined, Paid
from workflows.filing import Filing
from workflows.vocabulary import Status


def known(page: Page) -> str:
    return " ".join(page.one("#known").get_text(" ").split())


def pressing(page: Page) -> bool:
    return not page.one("#pressing").has_attr("hidden")


def of_another_carrier(plate: str, **changed: str) -> Filing:
    """A vehicle that nobody knows, by default of a carrier that nobody knows."""
    stranger = replace(a_filing().carrier, name="Никто", tax_number="1", country="RU")
    return of_vehicle(plate, carrier=replace(stranger, **changed))


def fined(notice: Notice, number: str = "188-1") -> None:
    details = Fined(number, 150_000, "RUB", date(2026, 11, 20))
    take(an_act("officer", details), ("fine", notice))


def test_nothing_is_said_where_nothing_is_known(once: Flask) -> None:
    page = begin(inspector(once))
    assert known(page) == "" and not pressing(page)
    page = page.submit(fields=VEHICLES)
    assert known(page) == "" and not pressing(page)


def test_an_unpaid_fine_of_a_vehicle_is_shown_until_it_is_paid(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    fined(notice)
    step("confirm", notice)
    pages, draft = inspector(app), drafted("vehicles")
    page = at(pages, draft, "parties")
    assert "Fines not paid yet" in known(page) and "188-1" in known(page)
    assert notice.number in known(page) and pressing(page)
    receipt = Paid(notice.fines[0].id, "ПП 1", date(2026, 11, 21))
    take(an_act("officer", receipt), ("fine_paid", notice))
    assert "Fines not paid yet" not in known(at(pages, draft, "parties"))


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ({}, True),
        ({"carrier_name": "Как угодно"}, True),
        ({"carrier_tax_number": "19-123 45.67"}, True),
        ({"carrier_tax_number": ""}, True),
        ({"carrier_tax_number": "", "carrier_name": "ооо УСХОД транс"}, True),
        ({"carrier_tax_number": "", "carrier_name": "Другой"}, False),
        ({"carrier_tax_number": "2"}, False),
        ({"carrier_country": "RU"}, False),
    ],
)
def test_a_carrier_is_known_by_its_tax_number_or_else_by_its_name(
    app: Flask, typed: dict[str, str], same: bool
) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    fined(notice)
    page = at(inspector(app), drafted("parties", parties=PARTIES | typed), "journey")
    assert ("188-1" in known(page)) is same
    assert ("Carrier, with any vehicle" in known(page)) is same


def test_what_was_found_in_the_last_year_is_counted_by_vehicle_and_carrier(app: Flask) -> None:
    for _time in range(2):
        a_notice(at=Status.EXITED, filing=a_filing(found("M01"), found("I16", unit=1)))
    a_notice(at=Status.EXITED, filing=of_vehicle("AB 2222-7"))
    a_notice(at=Status.EXITED, filing=of_another_carrier("AB 3333-7"))
    today = f"{datetime.now(UTC) + timedelta(hours=3):%d.%m.%Y}"
    page = at(inspector(app), drafted("vehicles", "parties"), "journey")
    tractor, trailer, carrier = page.all("#known ul")
    assert f"× 2, last on {today}" in tractor.get_text() and "M01" in tractor.get_text()
    assert "I16" in trailer.get_text() and "M01" not in trailer.get_text()
    assert "× 3" in carrier.get_text()
    assert not pressing(page)


def test_findings_of_longer_ago_or_of_annulled_notices_are_not_counted(app: Flask) -> None:
    old = a_notice(at=Status.EXITED)
    with transaction():
        old.issued_at = datetime.now(UTC) - timedelta(days=366)
    a_notice(at=Status.ANNULLED)
    page = at(inspector(app), drafted("vehicles", "parties"), "journey")
    assert known(page) == ""


def test_a_correction_does_not_count_the_notice_itself(app: Flask) -> None:
    page = at(inspector(app), a_notice(), "journey")
    assert known(page) == ""


def test_the_answer_comes_while_the_page_is_being_filled_in(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    pages = inspector(app)
    page = begin(pages)
    sent = {"unit0-plate": "AB1234-7", "autosave": "1"}
    answer = pages.post(page.address, sent).response.get_json()
    assert notice.number in answer["known"] and "known-pressing" in answer["known"]
    plate = page.one("#unit0-plate")
    assert plate.has_attr("data-known"), "filing.js asks as soon as the field is left."
