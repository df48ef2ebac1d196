"""A driver follows the notice on a telephone, from the border to the exit, without an account."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from flask import Flask
from PIL import Image

from notices.papers.codes import carrier_code
from tests.notices.inspector.walk import the_notice
from tests.pages import Page, Pages
from tests.stories.desks import (
    PLATES,
    WEIGHED_AGAIN,
    ask_at_the_booth,
    issue_for_weight_and_permit,
    mark,
    open_notice,
    papers_offered,
)


def a_photo_of_the_permit() -> tuple[BytesIO, str]:
    photo = BytesIO()
    Image.new("RGB", (60, 40), "white").save(photo, "JPEG")
    photo.seek(0)
    return photo, "permit.jpg"


def choose(page: Page, act: str) -> Page:
    """The driver follows the link to something that can be done."""
    return page.pages.get(str(page.one(f'.choices a[href$="/{act}"]')["href"]))


def next_step(page: Page) -> str:
    """What the page says in large letters comes next."""
    return page.one(".lead").get_text(strip=True)


def test_carrier_follows(app: Flask) -> None:
    # Given a driver with a notice in hand,
    number = issue_for_weight_and_permit(app)
    telephone = Pages(app)
    telephone.speak("en")

    # when the code is mistyped, nothing is told; when it is right, everything.
    door = telephone.get("/carrier")
    assert door.submit(fields={"number": number, "code": "0000"}).errors
    page = door.submit(fields={"number": number, "code": carrier_code(the_notice().id)})
    assert "present the vehicle with its documents at the checkpoint" in next_step(page)
    assert len(page.all(".deficiencies li")) == 2
    assert papers_offered(page) == ["Deficiency notice", "Routing advice"]

    # The driver says when the lorry comes, sends the permit ahead, and asks for another place.
    arrival = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    page = choose(page, "announce_arrival").submit(fields={"expected": arrival})
    page = choose(page, "attach").submit(fields={"files": a_photo_of_the_permit()})
    page = choose(page, "ask_other_checkpoint").submit(fields={"reason": "Ремонт моста"})
    assert "You announced your arrival" in page.text and "permit.jpg" in page.text

    # At the checkpoint the officer sees what came ahead.
    officer = open_notice(app, "officer", number)
    assert "permit.jpg" in officer.text and "Ремонт моста" in officer.text

    # While it is checked, the driver reads so;
    officer = officer.click("Receive the vehicle").submit(fields=PLATES)
    assert "is being checked" in next_step(telephone.get("/carrier/notice"))

    # when the permit is still missing, only that is left to bring,
    officer = mark(officer, "P01", WEIGHED_AGAIN | {"mark": "1"})
    officer = mark(officer, "M01", {"mark": "2", "reason": "Разрешение не предъявлено"})
    officer.click("Refuse the confirmation").submit()
    page = telephone.get("/carrier/notice")
    assert "Something is not removed yet" in next_step(page)
    assert len(page.all(".deficiencies li")) == 1
    assert "Refusal of confirmation" in papers_offered(page)

    # and when all is removed, the lorry may leave, and leaves.
    officer = open_notice(app, "officer", number).click("Receive the vehicle").submit(fields=PLATES)
    mark(officer, "M01", {"mark": "1", "document_number": "RU 77-1"}).click(
        "Confirm the removal"
    ).submit()
    assert "no longer keeps the vehicle" in next_step(telephone.get("/carrier/notice"))
    ask_at_the_booth(app).submit("release")
    page = telephone.get("/carrier/notice")
    assert "Nothing more is asked of you" in next_step(page)
    assert papers_offered(page)[-1] == "Exit permit"

    # On the way home the driver closes the notice, and the telephone forgets it.
    page.submit("leave")
    assert telephone.get("/carrier/notice").one("form#form [name=code]")
