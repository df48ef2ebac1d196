"""The administrator's room: posts and checkpoints of the own side."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Event, db
from tests.factories import a_notice
from tests.pages import Page, Pages
from tests.people import place
from workflows.vocabulary import Status

ADDRESS = "/administrator/places/KGOR/change-place"


@pytest.fixture
def pages(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_administrator")
    return pages


def check(pages: Pages, status: int = 200, **changed: object) -> Page:
    """Type a change and ask what it changes."""
    return pages.get(ADDRESS).submit(fields=changed, button="Show what changes", status=status)


def rows(page: Page) -> list[list[str]]:
    table = page.all("table")[0]
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in table.select("tbody tr")
    ]


def events() -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.name == "change_place")))


def test_what_changes_is_shown_before_it_is_saved(pages: Pages) -> None:
    page = check(pages, closed_from="2027-01-10", hours="08:00-20:00")
    assert rows(page) == [
        ["First day of the closure", "–", "10 January 2027"],
        ["Opening hours", "00:00-24:00", "08:00-20:00"],
    ]
    assert place("KGOR").hours == "00:00-24:00" and events() == []
    page.submit(button="Save the changes")
    assert place("KGOR").closed_from == date(2027, 1, 10)
    assert events()[0].data["values"] == [
        ["closed_from", "", "2027-01-10"],
        ["hours", "00:00-24:00", "08:00-20:00"],
    ]


def test_closing_a_checkpoint_says_how_many_open_notices_name_it(pages: Pages) -> None:
    a_notice(at=Status.ROUTED, checkpoint="KGOR")
    page = check(pages, trucks_open=False)
    assert "1 open notice names this checkpoint." in page.text
    assert "open notice" not in check(pages, name_en="Krasnaya Gorka 2").text


def test_going_back_from_what_changes_keeps_what_was_typed(pages: Pages) -> None:
    page = check(pages, hours="08:00-20:00").submit(button="Change something else")
    assert page.one("#hours")["value"] == "08:00-20:00"
    assert events() == []


def test_what_somebody_else_changed_meanwhile_is_shown_again(pages: Pages) -> None:
    page = check(pages, hours="08:00-20:00")
    check(pages, hours="09:00-21:00").submit(button="Save the changes")
    page = page.submit(button="Save the changes")
    assert rows(page) == [["Opening hours", "09:00-21:00", "08:00-20:00"]]
    assert place("KGOR").hours == "09:00-21:00"
    page.submit(button="Save the changes")
    assert place("KGOR").hours == "08:00-20:00"


def test_a_change_of_nothing_is_refused(pages: Pages) -> None:
    page = check(pages, status=422)
    assert page.errors == ["Change something first: everything is as it was."]


def test_the_form_says_what_to_type_instead(pages: Pages) -> None:
    refusals: list[tuple[dict[str, object], str]] = [
        ({"hours": "8-20"}, "Enter the hours as 08:00-20:00."),
        ({"hours": "20:00-08:00"}, "Enter the hours as 08:00-20:00."),
        ({"closed_until": "2027-01-01"}, "Enter the first day of the closure as well."),
        (
            {"closed_from": "2027-02-01", "closed_until": "2027-01-01"},
            "Choose a last day that is not before the first one.",
        ),
        ({"closed_from": "31.02.2027"}, "Enter a date, for example 22.11.2026."),
        ({"name_be": " "}, "Enter the name in Belarusian."),
        ({"note_be": ""}, "Write the note in all three languages, or in none."),
        ({"capabilities": []}, "Choose at least one."),
    ]
    for changed, refusal in refusals:
        page = check(pages, status=422, **changed)
        assert len(page.errors) == 1 and page.errors[0].startswith(refusal)


def test_places_of_the_other_side_do_not_exist(pages: Pages) -> None:
    for code in ("KOZL", "XXXX"):
        pages.get(f"/administrator/places/{code}/change-place", status=404)
    assert "KOZL" not in pages.get("/administrator/places").text


def test_an_external_post_has_nothing_to_check_with(pages: Pages) -> None:
    page = pages.get("/administrator/places/BURA/change-place")
    assert page.all('[name="capabilities"]') == []
    page = page.submit(fields={"trucks_open": False}, button="Show what changes")
    page.submit(button="Save the changes")
    assert not place("BURA").trucks_open and place("BURA").capabilities == []


def test_a_new_name_finds_the_place_and_so_does_the_old_one(pages: Pages) -> None:
    check(pages, name_en="Red Hill").submit(button="Save the changes")
    assert "|redhill|" in place("KGOR").spelling_keys
    assert "|kgor|" in place("KGOR").spelling_keys
