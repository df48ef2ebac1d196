"""An inspector at the keyboard: begins a draft and fills its pages in, one after another."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from notices.models import Draft, Notice, db, transaction
from tests.factories import a_draft
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


MEASURING = {
    "axles": "2 3",
    "loads": "8,9 11,9; 7 / 7 7",
    "spacings": "3.6 5,8 1,31 1,31",
    "twin": "2",
    "scales": "ВА-20 № 118",
    "scales_until": "2099-01-01",
    "scales_error": "0,1",
    "taken_on": "2026-11-20",
    "taken_time": "02:15",
    "road_class_by": "10",
    "road_class_ru": "10",
    "gauge": "рулетка Р50 № 3",
    "gauge_until": "2099-01-01",
    "gauge_error": "0,01",
}
"""A tractor whose driving axle is over both states' limits, before a semi-trailer that is not."""

PERMIT = {"code": "M01", "document_kind": "RU-BILATERAL"}
FILLED: dict[str, dict[str, Any]] = {
    "vehicles": {name: "y" if typed is True else typed for name, typed in VEHICLES.items()},
    "parties": PARTIES,
    "journey": JOURNEY,
    "findings": {"1": PERMIT},
    "suggestions": {},
    "checkpoint": {"checkpoint": "KGOR"},
}
"""A whole draft as it is saved."""


def drafted(*pages: str, **changed: Any) -> Notice:
    """A draft that the driver has signed, with these pages filled in, by default all of them."""
    notice = a_draft()
    answers = {page: typed for page, typed in FILLED.items() if not pages or page in pages}
    with transaction():
        notice.draft = Draft(answers={**answers, **changed}, saved_at=datetime.now(UTC))
    return notice


def begin(pages: Pages) -> Page:
    """The first page of a new draft."""
    return pages.get("/inspector").submit("new")


def at(pages: Pages, notice: Notice, page: str) -> Page:
    """A page of a notice."""
    return pages.get(f"/inspector/notices/{notice.id}/{page}".rstrip("/"))


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
