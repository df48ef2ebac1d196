"""A client that walks the pages as a person does and checks each one that it fetches.

    pages = Pages(app)
    pages.sign_in("inspector")
    page = pages.get("/inspector")
    page = page.click("New notice")
    page = page.submit(fields={"Plate": "AB 1234-7", "kind": "tractor"})
    assert page.errors == ["Enter the country."]

Fields are named by their label or their name, choices by their label or their value. CSRF
protection is on, as in service. Every request has a context of its own, so nothing that one
request left in memory helps the next one; rows that a test holds are read again afterwards.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from notices.models import db
from tests.filling import as_sent, fill, pressed
from tests.missing_words import note_missing_words
from tests.page_checks import check_page, check_session
from tests.people import sign_in

MOST_REDIRECTS = 5
Fields = Mapping[str, Any]


class Page:
    """One answer. Pages of HTML can be read, clicked and submitted."""

    def __init__(self, pages: "Pages", address: str, response: TestResponse) -> None:
        self.pages = pages
        self.address = address
        self.response = response
        self.status = response.status_code
        self.is_html = response.mimetype == "text/html"

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The elements. To make them takes long, and not every page is read."""
        return BeautifulSoup(self.response.text if self.is_html else "", "lxml")

    @property
    def title(self) -> str:
        """The page's title, as the browser's tab shows it."""
        return self.one("title").get_text(strip=True)

    @property
    def text(self) -> str:
        """What can be read in the main part, with single spaces."""
        return " ".join(self.one("main").get_text(" ").split())

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [found.get_text(strip=True) for found in self.all(".error-summary li")]

    def all(self, selector: str) -> list[Tag]:
        """The elements that a CSS selector finds."""
        return list(self.soup.select(selector))

    def one(self, selector: str) -> Tag:
        """The only element that a CSS selector finds."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} × {selector} at {self.address}:\n{self.soup}"
        return found[0]

    def click(self, text: str, status: int = 200) -> "Page":
        """Follow the link with this text."""
        links = {" ".join(link.get_text(" ").split()): link for link in self.all("a[href]")}
        assert text in links, f"No link “{text}” at {self.address}, only {list(links)}."
        return self.pages.get(self._absolute(str(links[text]["href"])), status)

    def submit(
        self,
        form: str = "form",
        fields: Fields | None = None,
        button: str | None = None,
        status: int = 200,
    ) -> "Page":
        """Fill the form with this id, press one of its buttons (by text), follow the answer."""
        tag = self.one(f"form#{form}")
        data = as_sent(tag)
        for name, value in (fields or {}).items():
            fill(self.soup, tag, data, name, value)
        if button is not None:
            data.update(pressed(self.soup, tag, button))
        address = self._absolute(str(tag.get("action") or self.address))
        if tag.get("method") == "post":
            return self.pages.send(address, data, status)
        return self.pages.get(address, status, query=data)

    def switch_language(self, language: str) -> "Page":
        """Press a language button, or follow its link on a page without a form."""
        found = self.one(f'.languages [lang="{language}"]')
        if found.name == "a":
            return self.pages.get(str(found["href"]), status=self.status)
        return self.submit(str(found["form"]), button=found.get_text(strip=True))

    def _absolute(self, address: str) -> str:
        return urljoin(self.address, address)


class Pages:
    """A browser of one person: keeps the session, checks every page."""

    def __init__(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        self.app = app
        self.missing = note_missing_words(app)
        self.headers: dict[str, str] = {}
        self.client = app.test_client()
        self.on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")

    def sign_in(self, login: str) -> None:
        """Be signed in as a person, without the sign-in page."""
        with self.client.session_transaction() as session:
            sign_in(session, login)

    def speak(self, language: str) -> None:
        """Read the pages in a language."""
        with self.client.session_transaction() as session:
            session["language"] = language

    def get(self, address: str, status: int = 200, query: Fields | None = None) -> Page:
        """Open an address and follow redirects to the page, whose status is checked."""
        return self._open(address, status, method="GET", query_string=query)

    def post(self, address: str, fields: Fields | None = None, status: int = 200) -> Page:
        """Send fields that no page offers; the token against forgery is added."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", "test")
        signer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        return self.send(address, {"csrf_token": signer.dumps(raw), **(fields or {})}, status)

    def send(self, address: str, data: Fields, status: int = 200) -> Page:
        """Send exactly these fields."""
        return self._open(address, status, method="POST", data=data)

    def _open(self, address: str, status: int, **request: Any) -> Page:
        response = self._answer(address, **request)
        for _redirect in range(MOST_REDIRECTS):
            if response.location is None:
                break
            address = urljoin(address, response.location)
            assert urlsplit(address).netloc in ("", "localhost"), f"Led away to {address}."
            response = self._answer(address, method="GET")
        page = Page(self, address, response)
        assert page.status == status, f"{page.status} at {address}:\n{page.soup.get_text()}"
        if page.is_html:
            if self.on_sqlite:  # A page is the same on both databases, and this takes long.
                check_page(self.app, response.text, address)
            self._check_words(address)
        return page

    def _check_words(self, address: str) -> None:
        unknown, self.missing[:] = set(self.missing), []
        assert not unknown, f"Translate what {address} says: {sorted(unknown)}"

    def _answer(self, address: str, **request: Any) -> TestResponse:
        check_session(f"the test, before {address}")
        db.session.rollback()
        with self.app.app_context():
            response = self.client.open(address, headers=self.headers, **request)
            check_session(address)
        return response
