"""What is known of a vehicle shows while its page is still being filled in."""

from flask import Flask
from playwright.sync_api import Browser

from notices.models import db
from tests.browser.visitor import Visitor
from tests.factories import a_notice

ONE_SECOND = 1_000


def test_an_open_notice_shows_within_a_second_of_its_plate_being_typed(
    app: Flask, browser: Browser, address: str
) -> None:
    number = a_notice().number or ""
    db.session.rollback()  # An open transaction would hold the register against the browser.
    context = browser.new_context()
    visitor = Visitor(context.new_page(), address).sign_in("inspector").press("New notice")
    plate = visitor.page.locator('[name="unit0-plate"]')
    plate.fill("AB1234-7")
    plate.press("Tab")
    known = visitor.page.locator("#known")
    known.get_by_text(number).wait_for(timeout=ONE_SECOND)
    assert "Krasnaya Gorka" in known.inner_text() and "M01" in known.inner_text()
    assert visitor.page.locator("#pressing").is_visible()
    visitor.check()
    context.close()
