"""The booth answers from its snapshot while the register is away, and hands in what it decided."""

import pytest
from flask import Flask
from playwright.sync_api import Browser
from notices.models import db, Event, ExitQuestion
from tests.browser.visitor import Visitor
from tests.factories import *
from tests.notices.exit_control.test_answers import LOOKALIKE_OF_TRACTOR


@pytest.fixture(params=["on_sqlite"])
def app(request):
    return request.getfixturevalue(request.param)


def test_x(app, browser, address, tmp_path):
    held = a_notice().number
    cleared = a_notice(at=Status.CLEARED, filing=of_vehicle("CC 1111-1")).number
    db.session.rollback()
    context = browser.new_context(viewport={"width": 390, "height": 900})
    v = Visitor(context.new_page(), address)
    v.page.on("console", lambda m: print("CONSOLE", m.text))
    v.sign_in("exit_officer")
    v.go("/exit")
    v.page.get_by_text("This booth can answer").wait_for()
    print(
        v.page.evaluate(
            "(async()=>[(await (await caches.open('booth')).keys()).map(r=>r.url), await booth_store.kept('snapshot'), navigator.serviceWorker.controller?.scriptURL])()"
        )
    )
    context.set_offline(True)
    v.page.screenshot(path="/tmp/b0.png", full_page=True)
    v.fill({"text": "AB 1234-7"})
    v.page.get_by_role("button", name="May it leave?").click()
    v.page.wait_for_timeout(1500)
    print(v.page.url)
    v.page.screenshot(path="/tmp/b1.png", full_page=True)
    for i, text in enumerate(["CC 1111-1", LOOKALIKE_OF_TRACTOR, "X 999 XX 77"]):
        v.page.fill("#text", text)
        v.page.get_by_role("button", name="May it leave?").click()
        v.page.wait_for_timeout(1000)
        if i == 0:
            v.page.get_by_role("button", name="Let the vehicle leave").click()
            v.page.wait_for_timeout(500)
        v.page.screenshot(path=f"/tmp/b{i + 2}.png", full_page=True)
    context.set_offline(False)
    v.go("/exit")
    v.page.wait_for_timeout(2000)
    v.page.screenshot(path="/tmp/b9.png", full_page=True)
    db.session.rollback()
    for e in db.session.query(Event).order_by(Event.id.desc()).limit(7):
        print(e.name, e.notice_id, e.data, e.key)
    context.close()
