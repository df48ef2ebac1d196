"""The people of a story at their desks: what each of them does through the pages."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from flask import Flask

from notices.models import Notice, db
from notices.papers.codes import carrier_code
from tests.kept import kept
from tests.notices.inspector.walk import (
    JOURNEY,
    PARTIES,
    VEHICLES,
    WEIGHED,
    begin,
    find,
    the_notice,
)
from tests.pages import Page, Pages

PLATES = {"tractor": VEHICLES["unit0-plate"], "trailer": VEHICLES["unit1-plate"]}
WEIGHED_AGAIN = {
    "value": "39,5",
    "error": "0,1",
    "instrument": "ВА-20 № 7",
    "verified_until": f"{datetime.now(UTC) + timedelta(days=300):%Y-%m-%d}",
}


def desk(app: Flask, login: str) -> Pages:
    """The browser of a person, in English."""
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def issue_for_weight_and_permit(app: Flask) -> str:
    """The inspector weighs a lorry, misses its permit, issues and routes; gives the number."""
    return issued_for_weight_and_permit(app).number or ""


def issued_for_weight_and_permit(app: Flask) -> Notice:
    """The same; gives the notice."""
    return db.session.get_one(
        Notice, kept("issued through the pages", lambda: _issued_through_the_pages(app))
    )


def _issued_through_the_pages(app: Flask) -> int:
    page = begin(desk(app, "inspector")).submit(fields=VEHICLES).submit(fields=PARTIES)
    page = page.submit(fields=JOURNEY).submit().submit()
    page = find(find(page, "P01", **WEIGHED), "M01")
    page = page.submit().submit(fields={"checkpoint": "KGOR"}).submit(fields={"how": "on_paper"})
    page = page.submit(button="Issue and direct to the checkpoint")
    assert papers_offered(page) == ["Deficiency notice", "Routing advice"]
    return the_notice().id


def open_notice(app: Flask, login: str, number: str) -> Page:
    """An officer finds the notice by its number."""
    return desk(app, login).get("/checkpoint").submit(fields={"text": number})


def mark(page: Page, code: str, fields: Mapping[str, str]) -> Page:
    """An officer marks one deficiency of the notice that is open; a document shown has a date."""
    dated = {"document_date": "01.11.2026"} if "document_number" in fields else {}
    return page.click(f"Mark {code}").submit(fields=dated | dict(fields))


def ask_at_the_booth(app: Flask) -> Page:
    """The exit officer types both plates."""
    text = ", ".join(PLATES.values())
    return desk(app, "exit_officer").get("/exit").submit(fields={"text": text})


def answer(page: Page) -> str:
    """What the booth reads in large letters."""
    return page.one(".panel h2").get_text(strip=True)


def read_as_carrier(app: Flask, number: str) -> Page:
    """The driver opens the notice with number and code."""
    pages = Pages(app)
    pages.speak("en")
    code = carrier_code(the_notice().id)
    return pages.get("/carrier").submit(fields={"number": number, "code": code})


def papers_offered(page: Page) -> list[str]:
    """The papers that a page offers, as named on their links."""
    return [link.get_text(strip=True) for link in page.all("main .papers a")]
