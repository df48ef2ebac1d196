"""Front page, home, the frame around every page, and the language."""

import pytest
from flask import Flask

from notices.models import HeldRole, transaction
from tests.pages import Pages
from tests.people import person
from workflows.vocabulary import Role

LANGUAGES = ("ru", "be", "en")


@pytest.fixture
def pages(app: Flask) -> Pages:
    """For what touches data: once on each database."""
    return english(app)


@pytest.fixture
def plain_pages(once: Flask) -> Pages:
    """For what touches no data."""
    return english(once)


def english(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_without_a_form_switches_the_language_by_a_link(
    plain_pages: Pages, language: str
) -> None:
    plain_pages.speak("en" if language == "ru" else "ru")
    page = plain_pages.get("/?from=paper").switch_language(language)
    assert page.one("html")["lang"] == language
    assert page.address == "/?from=paper"


def test_switching_the_language_keeps_what_was_typed_and_judges_nothing(plain_pages: Pages) -> None:
    page = plain_pages.get("/sign-in").submit(fields={"login": "inspector"}, button="Беларуская")
    assert page.one("html")["lang"] == "be"
    assert page.one("#login")["value"] == "inspector"
    assert page.errors == []


def test_a_form_that_asks_by_its_address_switches_the_language_too(plain_pages: Pages) -> None:
    page = plain_pages.get("/?what=AB&switch_language=be")
    assert page.one("html")["lang"] == "be"
    assert page.switch_language("en").address == "/?what=AB"


def test_a_language_that_is_none_is_not_found(plain_pages: Pages) -> None:
    plain_pages.get("/language/de", status=404)
    assert plain_pages.get("/?switch_language=de").one("html")["lang"] == "en"


def test_before_any_choice_pages_are_russian_and_then_in_the_language_of_the_account(
    app: Flask,
) -> None:
    pages = Pages(app)
    assert pages.get("/").one("html")["lang"] == "ru"
    with transaction():
        person("by_supervisor").language = "be"
    pages.sign_in("by_supervisor")
    assert pages.get("/").one("html")["lang"] == "be"


def test_enter_in_a_field_never_presses_a_language_button(plain_pages: Pages) -> None:
    page = plain_pages.get("/sign-in")
    first = page.all('button[form="form"], form#form button')[0]
    assert not first.has_attr("name")


def test_a_refused_form_says_so_in_its_title_and_its_summary_has_the_focus(
    plain_pages: Pages,
) -> None:
    page = plain_pages.get("/sign-in").submit(fields={"login": "inspector"})
    assert page.title.startswith("Error: Sign in")
    summary = page.one(".error-summary")
    assert summary["role"] == "alert" and summary.has_attr("autofocus")
    assert page.errors == ["Enter your password."]
    assert page.one(".error-summary a")["href"] == "#password"
    field = page.one("#password")
    assert field["aria-invalid"] == "true"
    assert page.one(f"#{field['aria-describedby']}").get_text(strip=True).endswith(page.errors[0])
    assert page.one("#login")["value"] == "inspector"


def test_a_text_that_is_too_long_is_refused_and_not_cut_off(plain_pages: Pages) -> None:
    page = plain_pages.get("/sign-in")
    assert not page.all("[maxlength]")
    page = page.submit(fields={"login": "я" * 61, "password": "x"})
    assert page.errors == ["Shorten the login to 60 characters."]


def test_who_has_one_room_goes_straight_to_it(plain_pages: Pages) -> None:
    plain_pages.sign_in("by_auditor")
    assert plain_pages.get("/home").address == "/auditor"


def test_who_has_several_rooms_chooses_and_sees_them_all_on_every_page(pages: Pages) -> None:
    with transaction():
        roles = (Role.SUPERVISOR, Role.AUDITOR)
        person("by_supervisor").roles = [HeldRole(name=role) for role in roles]
    pages.sign_in("by_supervisor")
    page = pages.get("/home")
    assert [link["href"] for link in page.all(".choices a")] == ["/supervisor", "/auditor"]
    page = pages.get("/auditor")
    assert page.one(".rooms [aria-current]")["href"] == "/auditor"
    assert len(page.all(".rooms a")) == 2


def test_home_without_rooms_says_whom_to_ask(pages: Pages) -> None:
    with transaction():
        person("by_auditor").roles = []
    pages.sign_in("by_auditor")
    assert "Ask the administrator" in pages.get("/home").text
