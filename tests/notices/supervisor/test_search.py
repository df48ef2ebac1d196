"""Any notice is found by what is known of it."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from notices import keyset, search
from notices.models import Notice, transaction
from tests.factories import a_draft, a_filing, a_notice, of_vehicle
from tests.pages import Page, Pages
from workflows.filing import FiledCarrier, FiledDriver
from workflows.vocabulary import Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_supervisor")
    return pages


def numbers(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.all(".rows a.number")]


def find(pages: Pages, **asked: str) -> list[str]:
    page = pages.get("/supervisor").submit(fields=asked)
    return numbers(page)


def test_a_notice_is_found_by_each_thing_that_is_known_of_it(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    other = of_vehicle(
        "X 1",
        carrier=FiledCarrier("ЗАО Рога", "RU"),
        driver=FiledDriver("Іваноў", "Ян", "BY", "MP2"),
    )
    a_notice(at=Status.CLEARED, filing=other)
    for asked in (
        {"number": (notice.number or "").lower().replace("-", " ")},
        {"plate": "ab1234-7"},
        {"plate": "А 5678 В-7"},
        {"vin": "wdb9634031l123456"},
        {"driver": "ёлк"},
        {"driver": "ЕЛКІН"},
        {"carrier": "ўсход транс"},
        {"status": "routed"},
        {"status": "Directed to a checkpoint", "driver": "Ёлкін", "plate": "АВ 1234-7"},
    ):
        assert find(pages, **asked) == [notice.number], asked


def test_a_misread_plate_finds_the_notice_and_says_so(pages: Pages) -> None:
    notice = a_notice(filing=of_vehicle("AO 1810-1"))
    page = pages.get("/supervisor/search", query={"plate": "A0 I8I0-1"})
    assert numbers(page) == [notice.number]
    assert "easily mistaken for it" in page.text
    page = pages.get("/supervisor/search", query={"plate": "AO 1810-1"})
    assert "easily mistaken for it" not in page.text


def test_every_condition_must_hold(pages: Pages) -> None:
    a_notice(at=Status.ROUTED)
    assert find(pages, plate="АВ 1234-7", status="cleared") == []
    assert find(pages, driver="лкин") == []


def test_the_days_of_issue_are_those_of_minsk_and_include_both_ends(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    with transaction():
        notice.issued_at = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)
    for asked, found in (
        ({"issued_from": "2026-03-02", "issued_until": "2026-03-02"}, True),
        ({"issued_from": "2026-03-03"}, False),
        ({"issued_until": "2026-03-01"}, False),
    ):
        assert bool(find(pages, **asked)) is found, asked


def test_a_search_that_cannot_be_made_says_what_to_type_instead(pages: Pages) -> None:
    for asked, refusal in (
        ({"number": "17"}, "Check the number."),
        ({"driver": "?!"}, "Enter letters or digits."),
        ({"carrier": "x" * 201}, "Shorten this to 200 characters."),
        ({"status": "gone"}, "Choose from the list."),
        ({"issued_from": "tomorrow"}, "Enter a date, for example 22.11.2026."),
        ({"issued_from": "0001-01-01"}, "Enter a day of this century."),
        ({"issued_until": "9999-12-31"}, "Enter a day of this century."),
        (
            {"issued_from": "2026-03-02", "issued_until": "2026-03-01"},
            "Choose a last day that is not before the first one.",
        ),
    ):
        page = pages.get("/supervisor/search", query=asked)
        assert len(page.errors) == 1 and page.errors[0].startswith(refusal)


def test_signs_that_stand_for_anything_elsewhere_mean_nothing_here(pages: Pages) -> None:
    a_notice(at=Status.ROUTED)
    assert find(pages, carrier="%сх_д%") == []
    assert find(pages, carrier="%сход%") != []


def test_pages_follow_one_another_without_gap_or_repetition(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "PAGE_SIZE", 2)
    made = [a_notice(filing=of_vehicle(f"AB {n}")).number for n in range(5)]
    day = datetime.now(UTC) - timedelta(days=1)
    named = {"driver": "ё", "carrier": "усход"}
    for query, broad in (
        ({"status": "routed"}, 9),
        ({"issued_from": f"{day:%Y-%m-%d}"}, 9),
        (named, 9),
        (named, 5),
        (named | {"issued_from": f"{day:%Y-%m-%d}"}, 5),
    ):
        monkeypatch.setattr(search, "BROAD", broad)
        page = pages.get("/supervisor/search", query=query)
        seen = numbers(page)
        while page.all("a[rel=next]"):
            page = page.click("Show the following ones")
            seen += numbers(page)
        assert seen == made[::-1]


def test_equal_deadlines_are_told_apart_by_the_order_of_issue(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "PAGE_SIZE", 1)
    past = datetime.now(UTC) - timedelta(days=1)
    made = [a_notice(filing=of_vehicle(f"AB {n}")) for n in range(3)]
    with transaction():
        for notice in made:
            notice.deadline = past
    page = pages.get("/supervisor/attention/overdue")
    seen = numbers(page)
    while page.all("a[rel=next]"):
        page = page.click("Show the following ones")
        seen += numbers(page)
    assert seen == [notice.number for notice in made]


def test_drafts_are_found_in_belarus_alone(pages: Pages) -> None:
    a_draft()
    assert find(pages, status="draft") == []
    pages.sign_in("by_supervisor")
    assert len(find(pages, status="draft")) == 1


def test_the_search_keys_follow_every_correction_of_a_name(app: Flask) -> None:
    notice = Notice(driver_surname="Ёлкін-Ў")
    assert notice.driver_key == "елкіну"
    notice.driver_surname = "Іваноў"
    assert notice.driver_key == "іваноу"
    assert a_filing().driver.surname == "Ёлкін"
