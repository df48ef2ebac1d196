"""From the first check to the exit in real browsers, each person before an own screen."""

from collections.abc import Callable

from tests.browser.visitor import Visitor
from tests.notices.inspector.walk import JOURNEY, PARTIES, VEHICLES, WEIGHED
from tests.stories.desks import PLATES, WEIGHED_AGAIN

PHONE, TABLET, DESK = 390, 820, 1280
NO_PERMIT: dict[str, str] = {}
WITHOUT_SCRIPTS_IF_LONG = True
"""The stories go the same way each time, without JavaScript, if not in a browser."""


def test_the_whole_way(visit: Callable[[int], Visitor]) -> None:
    # Given a lorry that is too heavy and has no permit, whose notice the inspector issues,
    inspector = visit(DESK).sign_in("inspector").press("New notice")
    for fields in (VEHICLES, PARTIES, JOURNEY, NO_PERMIT, {}):
        inspector.fill(fields).press("Save and continue")
    for code, details in (("P01", WEIGHED), ("M01", {})):
        inspector.press("Add a deficiency").fill({"code": code}).press("Continue")
        inspector.fill(details).press("Save and continue")
    inspector.press("Save and continue")
    inspector.fill({"checkpoint": "KGOR"}).press("Save and continue")
    inspector.fill({"how": "on_paper"}).press("Save and continue")
    inspector.press("Issue and direct to the checkpoint")
    number = "BY-KOZL-" + inspector.text().split("BY-KOZL-")[1].split()[0]

    # when an officer receives it and refuses, because the permit is still missing,
    officer = visit(TABLET).sign_in("officer").fill({"text": number}).press("Find the notice")
    officer.press("Receive the vehicle").fill(PLATES).press("Receive the vehicle")
    mark(officer, "P01", {"mark": "1", **WEIGHED_AGAIN})
    mark(officer, "M01", {"mark": "2", "reason": "Разрешение не предъявлено"})
    officer.press("Refuse the confirmation").press("Refuse the confirmation")

    # then the booth holds it,
    booth = visit(PHONE).sign_in("exit_officer")
    assert ask(booth) == "Held"

    # and once the officer has seen the permit and confirmed,
    officer.go("/checkpoint").fill({"text": number}).press("Find the notice")
    officer.press("Receive the vehicle").fill(PLATES).press("Receive the vehicle")
    shown = {"document_number": "RU 77-1", "document_date": "2026-11-01"}
    mark(officer, "M01", {"mark": "1", **shown})
    officer.press("Confirm the removal").press("Confirm the removal")

    # it may leave.
    assert ask(booth) == "May leave"
    booth.press("Let the vehicle leave")
    assert booth.text(".panel h2") == "Vehicle let out of the Union State"


def mark(officer: Visitor, code: str, fields: dict[str, str]) -> None:
    officer.press(f"Mark {code}").fill(fields).press("Mark the deficiency")


def ask(booth: Visitor) -> str:
    booth.go("/exit").fill({"text": ", ".join(PLATES.values())}).press("May it leave?")
    return booth.text(".panel h2")
