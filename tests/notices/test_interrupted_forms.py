"""Each form of the register comes back complete when its sign-in has ended meanwhile."""

import time_machine
from flask import Flask
from sqlalchemy import select

from notices.interrupted import NEVER_KEPT, PUT_BY_PAGES
from notices.models import InterruptedForm, db
from tests.filling import as_sent
from tests.rules.test_presses import (
    KEYED,
    NOW,
    Sent,
    filled,
    form_of,
    hire_second_administrator,
)

PRESSED_BELOW_AN_ANSWER = {"exit_control.let_out", "exit_control.release", "exit_control.turn_back"}
"""What has no page of its own, and into which nothing is typed."""

WITH_FILES = {"files"}
"""Tested in test_interrupted.py."""

NEWEST = select(InterruptedForm.id).order_by(InterruptedForm.id.desc()).limit(1)


def interrupt(app: Flask, endpoint: str, sent: Sent) -> str:
    """Send a form without a session, sign in and go on with it; says what is missing."""
    notice, address, desk, form = form_of(app, endpoint, sent)
    assert form, endpoint
    fields = filled(form, sent, notice)
    sends_again = {*NEVER_KEPT, *WITH_FILES, "instead"}
    typed = {name: told(value) for name, value in fields.items() if name not in sends_again}
    last = db.session.scalar(NEWEST) or 0
    desk.client.delete_cookie("session")
    assert desk.ask("POST", address, fields).status_code == 400, endpoint
    db.session.rollback()
    kept = db.session.scalar(NEWEST) or 0
    if not any(typed[name] != [""] for name in typed.keys() - {*PUT_BY_PAGES}):
        return f"{endpoint} was kept, though empty" if kept != last else ""
    desk.client = desk.browser()
    again = desk.page("GET", f"/go-on/{kept}").select_one("main form")
    if kept == last or again is None:
        return f"{endpoint} was not kept"
    back = desk.page("POST", address, as_sent(again)).select_one("form#form")
    shown = as_sent(back) if back else {}
    missing = {name for name, values in typed.items() if shown.get(name) != values}
    return f"{endpoint} came back without {sorted(missing)}" if missing else ""


def told(value: object) -> list[str]:
    """The values of a field, as a page shows them."""
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def test_every_form_comes_back_as_it_was_typed(once: Flask, long: bool) -> None:
    once.config["WTF_CSRF_ENABLED"] = True
    hire_second_administrator()
    forms = [one for one in KEYED.items() if one[0] not in PRESSED_BELOW_AN_ANSWER]
    with time_machine.travel(NOW):
        wrong = [interrupt(once, *one) for one in forms[:: 1 if long else 4]]
    assert not any(wrong), "\n".join(filter(None, wrong))
