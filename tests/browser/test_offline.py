"""The page that verifies codes without the register, in a browser that has no network."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from notices.models import StoredPaper, db
from notices.papers.codes import address_of
from notices.papers.keys import signing_key
from notices.words.formats import MINSK, at
from tests.browser.visitor import Visitor
from tests.factories import TRACTOR, TRAILER, a_notice, step
from tests.papers.test_payload import mutated, signed_otherwise
from workflows.vocabulary import Paper, Status

GENUINE, FOREIGN = "The code is genuine", "The code is not genuine"
FAKE_CAMERA = """
    window.BarcodeDetector = class { async detect() { return [{ rawValue: "%s" }]; } };
    navigator.mediaDevices.getUserMedia = async () =>
        document.createElement("canvas").captureStream();
    HTMLMediaElement.prototype.play = async () => {};
"""
"""A camera that sees a code at once. Debian's Chromium has no detector of its own."""


@pytest.fixture(params=["on_sqlite"])
def app(request: pytest.FixtureRequest) -> Flask:
    """A browser without a network knows no database."""
    made: Flask = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def paper(app: Flask) -> StoredPaper:
    """A notice that has been replaced, which nobody can know without the register."""
    step("correct", a_notice(at=Status.ROUTED))
    return db.session.query(StoredPaper).filter_by(kind=Paper.DEFICIENCY_NOTICE).one()


@pytest.fixture
def file(address: str, browser: Browser, tmp_path: Path) -> Path:
    """The page as somebody downloads it who reads English."""
    context = browser.new_context()
    visitor = Visitor(context.new_page(), address).go("/language/en?next=/check/offline")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download this page as one file").click()
    kept = tmp_path / "check.html"
    download.value.save_as(kept)
    context.close()
    return kept


@pytest.fixture
def offline(browser: Browser, file: Path) -> Iterator[Page]:
    """The file in a window without a network, in which any complaint fails the test."""
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    yield page
    assert not complaints, complaints
    context.close()


def answer(page: Page, text: str, plates: str = "") -> str:
    page.get_by_label("What the QR code says").fill(text)
    page.get_by_label("Plates of the vehicle").fill(plates)
    page.get_by_role("button", name="Check the code").click()
    return (
        page.locator("[data-show=genuine], [data-show=foreign]")
        .locator("visible=true")
        .inner_text()
    )


def test_a_genuine_code_says_how_things_stood_at_issue(paper: StoredPaper, offline: Page) -> None:
    told = answer(offline, address_of(paper))
    assert GENUINE in told and paper.facts["notice"]["number"] in told
    assert "Deficiency notice" in told and "Issued, no checkpoint yet, as of" in told
    assert f"{paper.event.at.astimezone(MINSK):%d.%m.%Y}" in told and "UTC+3" in told
    assert "current" not in told and "valid" not in told
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert offline.evaluate(wide)


def test_an_exceptional_release_ends_after_four_hours(app: Flask, offline: Page) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    permit = db.session.query(StoredPaper).filter_by(kind=Paper.EXCEPTIONAL_EXIT_PERMIT).one()
    told = answer(offline, address_of(permit))
    until = at(permit.event.at + timedelta(hours=4))
    assert f"Valid until\n{until}" in told and "State at issue" not in told
    expired = offline.get_by_role("heading", name="The permit has expired")
    assert expired.is_hidden()
    offline.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=5))
    answer(offline, address_of(permit))
    assert expired.is_visible()


def test_the_plates_of_the_vehicle_are_compared(paper: StoredPaper, offline: Page) -> None:
    own = answer(offline, address_of(paper), f"{TRAILER.lower()}, {TRACTOR}")
    assert "The plates are those of the paper." in own
    assert "The plates are" not in answer(offline, address_of(paper), TRACTOR)
    assert offline.get_by_role("heading", name="The plates are not those").is_visible()


def test_no_other_code_is_genuine(
    app: Flask, paper: StoredPaper, offline: Page, long: bool
) -> None:
    code = paper.code
    assert GENUINE in answer(offline, code)
    dice = random.Random(7)  # noqa: S311 (the mutations are no secret)
    others = {mutated(code, dice) for _time in range(2_000 if long else 40)} - {code}
    others |= set(signed_otherwise(signing_key(app.config["CODES"]), code))
    for other in (*others, "", "x", code + "=", f"{code[:9]} {code[9:]}", code * 3):
        assert FOREIGN in answer(offline, other), other


def test_the_camera_reads_and_checks(
    paper: StoredPaper, browser: Browser, file: Path, address: str
) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(FAKE_CAMERA % address_of(paper))
    page.goto(file.as_uri())
    page.get_by_role("button", name="Scan with the camera").click()
    page.get_by_role("heading", name=GENUINE).wait_for(timeout=5_000)
    assert page.locator("video").is_hidden()
    context.close()


def test_the_served_page_verifies_under_the_registers_own_policy(
    paper: StoredPaper, browser: Browser, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    visitor = Visitor(context.new_page(), address).go("/language/en?next=/check/offline")
    assert GENUINE in answer(visitor.page, address_of(paper))
    assert FOREIGN in answer(visitor.page, address_of(paper)[:-2])
    visitor.check()
    context.close()
