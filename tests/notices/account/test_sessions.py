"""Sign-ins end: by themselves, by hand, and everywhere after a change of the password."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select

from notices.attempts import LOCKED_FOR
from notices.models import LogEntry, SignIn, db, transaction
from tests.pages import Page, Pages
from tests.people import PASSWORD, person
from workflows.vocabulary import Logged

MORNING = datetime(2026, 11, 22, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as stands:
        yield stands


@pytest.fixture
def pages(app: Flask) -> Pages:
    """A browser in English, where nobody has signed in before."""
    with transaction():
        db.session.execute(delete(SignIn))
    made = Pages(app)
    made.speak("en")
    return made


def enter(pages: Pages, login: str = "by_auditor", password: str = PASSWORD) -> Page:
    return pages.get("/sign-in").submit(fields={"login": login, "password": password})


def is_in(page: Page) -> bool:
    return bool(page.all(".person"))


def test_an_hour_without_a_page_ends_a_sign_in(pages: Pages, clock: time_machine.Traveller) -> None:
    enter(pages)
    for _page in range(3):
        clock.shift(timedelta(minutes=59))
        assert is_in(pages.get("/auditor"))
    clock.shift(timedelta(minutes=61))
    assert not is_in(pages.get("/auditor"))


def test_a_shift_of_twelve_hours_ends_every_sign_in(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    enter(pages)
    for _page in range(14):
        clock.shift(timedelta(minutes=50))
        assert is_in(pages.get("/auditor"))
    clock.shift(timedelta(minutes=50))
    assert not is_in(pages.get("/auditor"))


def test_a_copied_cookie_is_worth_nothing_after_signing_out(pages: Pages) -> None:
    enter(pages)
    cookie = pages.client.get_cookie("session")
    assert cookie
    pages.get("/").submit("sign-out")
    pages.client.set_cookie("session", cookie.value)
    assert not is_in(pages.get("/auditor"))


def test_everybody_sees_the_own_sign_ins_and_ends_the_others(app: Flask, pages: Pages) -> None:
    telephone = Pages(app)
    telephone.headers = {"User-Agent": "Telephone 7"}
    enter(telephone)
    enter(Pages(app), "ru_auditor")
    enter(pages)
    page = pages.get("/auditor").click("Account")
    assert len(page.all(".rows li")) == 2 and "Telephone 7" in page.text
    page = page.submit("elsewhere")
    assert is_in(page) and not is_in(telephone.get("/auditor"))
    assert page.all(".rows li")[1].find(string="May still be in use") is None
    ended = db.session.scalars(select(LogEntry).where(LogEntry.name == Logged.END_OTHERS)).one()
    assert ended.data and ended.data["ended"] == 1
    assert ended.data["actor_id"] == person("by_auditor").id


def test_a_new_password_ends_the_sign_ins_elsewhere(app: Flask, pages: Pages) -> None:
    elsewhere = Pages(app)
    enter(elsewhere)
    enter(pages)
    new = "новы пароль, і доўгі"
    fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert is_in(pages.get("/password").submit(fields=fields))
    assert not is_in(elsewhere.get("/auditor")) and is_in(pages.get("/auditor"))
    assert [row.ended_at is None for row in db.session.query(SignIn).order_by(SignIn.id)] == [
        False,
        True,
    ]


def test_guessing_many_logins_from_one_address_is_locked_and_its_neighbour_is_not(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    page = pages.get("/sign-in")
    for number in range(61):
        page.submit(fields={"login": f"nobody{number}", "password": PASSWORD})
    assert not is_in(enter(pages))
    other = Pages(app)
    app.config["SERVER_NAME"] = "localhost"
    other.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert is_in(enter(other))
    clock.shift(LOCKED_FOR)
    assert is_in(enter(pages))
