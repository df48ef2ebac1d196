"""The pages that belong to everybody: front, home, language and errors."""

import pytest
from flask import Flask

from tests.pages import Pages


@pytest.fixture
def pages(app: Flask) -> Pages:
    return Pages(app)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_page_without_a_form_switches_the_language_by_a_link(pages: Pages, language: str) -> None:
    other = "en" if language == "ru" else "ru"
    pages.speak(other)
    page = pages.get("/").switch_language(language)
    assert page.one("html")["lang"] == language
    assert page.address == "/"


def test_switching_the_language_keeps_what_was_typed_and_judges_nothing(pages: Pages) -> None:
    pages.speak("ru")
    page = pages.get("/sign-in")
    page = page.submit(fields={"login": "inspector"}, button="Беларуская")
    assert page.one("html")["lang"] == "be"
    assert page.one("#login")["value"] == "inspector"
    assert page.errors == []
