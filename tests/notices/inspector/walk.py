"""An inspector at the keyboard: begins a draft and fills its pages in, one after another."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from notices.models import Notice, db
from tests.pages import Page, Pages
from workflows.vocabulary import Status

VEHICLES = {
    "unit0-plate": "АВ 1234-7",
    "unit0-country": "BY",
    "unit0-make": "MAN",
    "unit0-vin": "wdb9634031l123456",
    "unit1-plate": "A 5678 B-7",
    "unit1-country": "BY",
    "unit1-vin_unreadable": True,
    "unit1-vin_unread": "закрашен",
}
PARTIES = {
    "carrier_name": "ООО «Ўсход-Транс»",
    "carrier_country": "BY",
    "carrier_tax_number": "191234567",
    "driver_surname": "Ёлкін",
    "driver_given_names": "Пётр Іванавіч",
    "driver_citizenship": "BY",
    "driver_document": "MP1234567",
}
JOURNEY = {
    "carriage": "transit",
    "origin_country": "TR",
    "destination": "Казань",
    "destination_country": "RU",
    "exit_post": "OZIN",
    "cargo": "металл",
}
WEIGHED = {
    "unit": "unit0",
    "value": "44,2",
    "error": "0,2",
    "limit": "40",
    "instrument": "ВА-20 № 118",
    "verified_until": "2099-01-01",
}


def inspector(app: Flask, login: str = "inspector") -> Pages:
    """A browser with an inspector signed in, who reads English."""
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def begin(pages: Pages) -> Page:
    """The first page of a new draft."""
    return pages.get("/inspector").submit("new")


def at(pages: Pages, notice: Notice, page: str) -> Page:
    """A page of a notice."""
    return pages.get(f"/inspector/notices/{notice.id}/{page}")


def the_notice() -> Notice:
    """The only notice of the register."""
    return db.session.scalars(select(Notice)).one()


def notices(*statuses: Status) -> list[Notice]:
    """The notices in one of the statuses, the oldest first."""
    query = select(Notice).where(Notice.status.in_(statuses)).order_by(Notice.id)
    return list(db.session.scalars(query))


def find(page: Page, code: str, **details: Any) -> Page:
    """Add a deficiency with its details; gives the list of what was found."""
    page = page.click("Add a deficiency").submit(fields={"code": code})
    return page.submit(fields=details)


def filed_to_the_end(pages: Pages, code: str = "M01", **details: Any) -> Page:
    """Fill in a whole draft with one deficiency; gives the check page."""
    page = begin(pages).submit(fields=VEHICLES).submit(fields=PARTIES).submit(fields=JOURNEY)
    page = find(page, code, **details).submit()
    page = page.submit(fields={"checkpoint": "KGOR"})
    return page.submit(fields={"how": "on_paper"})
