"""What an inspector finds and reads."""

import pytest
from flask import Flask

from notices import keyset
from tests.factories import a_filing, a_notice, found, of_vehicle
from tests.notices.inspector.walk import VEHICLES, begin, inspector
from workflows.vocabulary import Status


def test_own_drafts_and_the_notices_of_the_post_are_on_the_first_page(app: Flask) -> None:
    notice = a_notice()
    pages = inspector(app)
    begin(pages).submit(fields=VEHICLES)
    page = pages.get("/inspector")
    assert "АВ 1234-7" in page.one("[aria-labelledby=drafts]").get_text()
    assert notice.number is not None
    assert notice.number in page.one("[aria-labelledby=issued]").get_text()
    assert notice.number not in page.click("Annulled").text
    other = inspector(app, "other_inspector").get("/inspector")
    assert notice.number not in other.text and not other.all("[aria-labelledby=drafts]")


def test_lists_go_on_where_the_page_before_ended(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "PAGE_SIZE", 2)
    numbers = [a_notice(filing=of_vehicle(f"AB 000{n}-1")).number for n in range(5)]
    page, seen = inspector(app).get("/inspector"), []
    while True:
        seen += [link.get_text() for link in page.all(".rows .number")]
        if not page.all(".pager"):
            break
        page = page.click("Show the following ones")
    assert seen == numbers[::-1]


@pytest.mark.parametrize(
    "address", ["?status=draft", "?status=x", "?after=x", "?after=[1,2]", "?after=" + "[" * 9_000]
)
def test_lists_that_do_not_exist_are_not_found(once: Flask, address: str) -> None:
    inspector(once).get(f"/inspector{address}", status=404)


def test_any_notice_is_found_by_its_number_or_a_plate_in_either_alphabet(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    pages = inspector(app, "other_inspector")
    assert notice.number is not None
    for sought in (notice.number.lower(), "AB1234-7", "ав 1234 7", "A5678B7"):
        page = pages.get("/inspector").submit("search", fields={"sought": sought})
        assert page.one("h1").get_text() == notice.number
        assert "Nothing can be done with this notice at your post." in page.text


def test_several_notices_of_a_plate_are_listed_and_none_is_said(once: Flask) -> None:
    a_notice()
    a_notice(filing=a_filing(found("I15")))
    pages = inspector(once)
    page = pages.get("/inspector/find", query={"sought": "AB 1234-7"})
    assert len(page.all(".rows li")) == 2
    page = pages.get("/inspector/find", query={"sought": "AB 9999-9"})
    assert "No notice has this number or plate." in page.text


def test_drafts_are_not_found_by_their_plates(once: Flask) -> None:
    pages = inspector(once)
    begin(pages).submit(fields=VEHICLES)
    page = pages.get("/inspector/find", query={"sought": "AB 1234-7"})
    assert "No notice has this number or plate." in page.text


def test_what_does_not_exist_is_not_found(once: Flask) -> None:
    pages = inspector(once)
    for address in ("", "/vehicles", "/issue", "/correct", "/attach", "/done", "/evidence/1"):
        pages.get(f"/inspector/notices/99{address}", status=404)
    notice = a_notice()
    pages.get(f"/inspector/notices/{notice.id}/evidence/1", status=404)
    pages.get(f"/inspector/notices/{notice.id}/unknown", status=404)
    pages.post(f"/inspector/notices/{notice.id}", status=405)
