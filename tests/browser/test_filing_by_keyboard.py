"""A notice with three deficiencies is filed by keys alone, within a budget of keys and time."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from notices.models import db
from tests.browser.visitor import Visitor
from tests.notices.inspector.walk import the_notice
from workflows.vocabulary import Status

MOST_GROUPS, MOST_SECONDS = 45, 180
KEY, THOUGHT = 0.28, 1.35
"""Seconds for a key of an average typist and for the thought before a group of keys: Card, Moran
and Newell, "The Keystroke-Level Model", Communications of the ACM 23 (1980), operators K and M."""

MOST_TABS = 60
FOCUSED = "document.activeElement.name || document.activeElement.textContent.trim()"

VEHICLES = {
    "unit0-plate": "123 ABC 02",
    "unit0-country": "Kaz",
    "unit0-vin": "WDB9634031L123456",
    "unit1-plate": "45 BCA 02",
    "unit1-country": "Kaz",
    "unit1-vin": "WKESD000000123456",
}
PARTIES = {
    "carrier_name": "Alatau Zhol Trans",
    "carrier_country": "Kaz",
    "driver_surname": "Omarov",
    "driver_given_names": "Daniyar",
    "driver_citizenship": "Kaz",
    "driver_document": "N12345678",
}
JOURNEY = {
    "origin_country": "Kaz",
    "destination": "Moscow",
    "destination_country": "Rus",
    "exit_post": "Kam",
}


class Typist:
    """Counts keys and their groups: a group is one value typed, with the way to its field, or one
    press of a button.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.groups = 0

    @property
    def seconds(self) -> float:
        """What all of it takes."""
        return self.keys * KEY + self.groups * THOUGHT

    def type(self, fields: dict[str, str]) -> None:
        """Fill fields; a choice by the first letters of its words."""
        for name, text in fields.items():
            self._reach(name)
            self.page.keyboard.type(text)
            self.keys += len(text)
            self.groups += 1

    def press(self, what: str = "", key: str = "Enter") -> None:
        """Press a key where the cursor is, or on what carries a name or text."""
        if what:
            self._reach(what)
        self.keys += 1
        self.groups += 1
        if key == "Enter":
            with self.page.expect_navigation():
                self.page.keyboard.press(key)
        else:
            self.page.keyboard.press(key)

    def _reach(self, what: str) -> None:
        for _tab in range(MOST_TABS):
            if self.page.evaluate(FOCUSED) == what:
                return
            self.page.keyboard.press("Tab")
            self.keys += 1
        raise AssertionError(f"No key leads to {what} at {self.page.url}")


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_a_notice_with_three_deficiencies_takes_few_keys_and_little_time(
    visit: Callable[[int], Visitor],
) -> None:
    page = visit(1280).sign_in("inspector").page
    typist = Typist(page)
    typist.press("New notice")
    for fields in (VEHICLES, PARTIES):
        typist.type(fields)
        typist.press()
    typist.press("carriage", key="Space")  # The first kind: bilateral carriage.
    typist.type(JOURNEY)
    for _page in ("journey", "permits", "measuring"):  # No permit; nothing was measured.
        typist.press("Save and continue")
    for code in ("M14", "M09"):  # The missing permit is suggested.
        typist.press("Add a deficiency")
        typist.type({"code": code})
        typist.press("Continue")
        typist.press("Save and continue")
    for _page in ("findings", "checkpoint"):
        typist.press("Save and continue")
    typist.press("how", key="ArrowDown")  # The second way: signed on paper.
    typist.press("Save and continue")
    typist.press("Issue and direct to the checkpoint")
    db.session.rollback()
    notice = the_notice()
    assert notice.status is Status.ROUTED
    assert {line.code for line in notice.deficiencies} == {"M01", "M14", "M09"}
    assert typist.groups <= MOST_GROUPS, typist.groups
    assert typist.seconds <= MOST_SECONDS, typist.seconds
