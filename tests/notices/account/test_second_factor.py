"""The code of an app after the password: set-up, sign-in, recovery codes, reset."""

import random
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask

from notices import proof
from notices.models import (
    Authenticator,
    Event,
    HeldRole,
    LogEntry,
    RecoveryCode,
    db,
    transaction,
)
from notices.papers.codes import carrier_code
from notices.second_factor import enrol, enrolment, new_secret, totp
from notices.terminal import forget_app, new_password
from tests.factories import a_notice
from tests.filling import as_sent
from tests.notices.administrator.test_at_once import just_before
from tests.pages import Page, Pages
from tests.people import IDS, PASSWORD, person
from workflows.vocabulary import Role

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as stands:
        yield stands


@pytest.fixture
def pages(app: Flask, clock: time_machine.Traveller) -> Pages:
    """A browser before a register that insists on a second factor."""
    app.config["SECOND_FACTOR"] = "required"
    return english(app)


def english(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def enrolled(login: str) -> list[str]:
    """Give a person an app; gives the recovery codes."""
    secret = new_secret()
    with transaction():
        codes = enrol(person(login), secret, totp().from_source(secret).generate().counter)
    assert len(codes) == 10
    return codes


def app_shows(login: str) -> str:
    db.session.rollback()
    app = db.session.get_one(Authenticator, person(login).id)
    shown: str = totp().from_source(app.secret).generate().token
    return shown


def first_code(page: Page) -> str:
    """What an app shows that has read the key of a page of set-up."""
    key = re.sub(r"\W", "", page.one(".secret").get_text())
    shown: str = totp()(key=key, format="base32").generate().token
    return shown


def give_password(pages: Pages, login: str, address: str = "/sign-in") -> Page:
    return pages.get(address).submit(fields={"login": login, "password": PASSWORD})


def is_in(page: Page) -> bool:
    return bool(page.all(".person"))


def test_the_first_sign_in_sets_up_the_app_and_shows_ten_codes_once(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    page = give_password(pages, "officer", "/checkpoint?text=x")
    assert page.title.startswith("Set up the second step") and not is_in(page)
    assert page.one(".qr-frame svg") and page.one('a[href^="otpauth://totp/"]')
    key = re.sub(r"\W", "", page.one(".secret").get_text())
    assert page.submit(fields={"code": "000000"}).errors
    again = pages.get("/account/set-up")
    assert re.sub(r"\W", "", again.one(".secret").get_text()) == key
    code = totp()(key=key, format="base32").generate().token
    page = page.submit(fields={"code": f"{code[:3]} {code[3:]}"})
    assert len(page.all(".codes li")) == 10
    page = page.click("I have written them down")
    assert is_in(page) and page.address == "/checkpoint?text=x"
    stored = db.session.get_one(Authenticator, person("officer").id).secret
    assert key.upper() not in stored.upper()


def test_the_next_person_at_the_browser_is_shown_another_key_and_no_carriers_notice(
    app: Flask, clock: time_machine.Traveller
) -> None:
    pages, notice = english(app), a_notice()
    opening = {"number": notice.number, "code": carrier_code(notice.id)}
    pages.get("/carrier").submit(fields=opening)
    keys = []
    for login in ("inspector", "by_supervisor"):
        give_password(pages, login)
        keys.append(pages.get("/account/set-up").one(".secret").get_text())
        clock.shift(timedelta(minutes=61))
    assert keys[0] != keys[1]
    assert pages.get("/carrier/notice").address == "/carrier"


def test_nothing_opens_between_the_password_and_the_code(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    enrolled("officer")
    clock.shift(60)
    page = give_password(pages, "officer")
    assert page.title.startswith("Second step of the sign-in") and not is_in(page)
    for address in ("/checkpoint", "/home", "/account", "/password"):
        assert pages.get(address).title.startswith("Second step of the sign-in")
    pages.get("/account/set-up", status=403)
    page = page.submit(fields={"code": app_shows("officer")})
    assert is_in(page) and page.address == "/checkpoint"


def test_a_code_is_taken_once(pages: Pages, clock: time_machine.Traveller) -> None:
    enrolled("officer")
    assert not is_in(give_password(pages, "officer").submit(fields={"code": app_shows("officer")}))
    clock.shift(30)
    code = app_shows("officer")
    assert is_in(give_password(pages, "officer").submit(fields={"code": code}))
    other = english(pages.app)
    assert not is_in(give_password(other, "officer").submit(fields={"code": code}))


def twice(pages: Pages, page: Page, with_cookie_of: str, **fields: str) -> Page:
    """Press twice, the second time with the cookie from before the first answer or after it."""
    sent = as_sent(page.one("#form")) | fields
    with pages.client.session_transaction() as session:
        before = dict(session)
    pages.send(page.address, sent)
    if with_cookie_of == "before":
        put_back(pages, before)
    return pages.send(page.address, sent)


def put_back(pages: Pages, before: dict[str, Any]) -> None:
    """Have the cookie of before."""
    with pages.client.session_transaction() as session:
        session.clear()
        session.update(before)


@pytest.mark.parametrize("cookie", ["before", "after"])
def test_a_double_click_at_the_second_step_gets_in_and_is_no_wrong_code(
    pages: Pages, clock: time_machine.Traveller, cookie: str
) -> None:
    enrolled("officer")
    clock.shift(60)
    page = give_password(pages, "officer")
    assert is_in(twice(pages, page, cookie, code=app_shows("officer")))
    assert {name for name, _changed in logged()} == {"sign_in"}


@pytest.mark.parametrize("cookie", ["before", "after"])
def test_a_double_click_at_the_set_up_shows_codes_that_open(
    pages: Pages, clock: time_machine.Traveller, cookie: str
) -> None:
    page = give_password(pages, "officer", "/checkpoint?text=x")
    page = twice(pages, page, cookie, code=first_code(page))
    codes = [item.get_text() for item in page.all(".codes code")]
    assert len(codes) == 10 and db.session.query(RecoveryCode).count() == 10
    page = page.click("I have written them down")
    assert is_in(page) and page.address == "/checkpoint?text=x"
    assert [changed for _name, changed in logged() if changed] == ["app", "codes"]
    other = english(pages.app)
    assert is_in(give_password(other, "officer").submit(fields={"code": codes[0]}))


def test_another_press_sets_up_no_other_app_and_is_shown_no_codes(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    page = give_password(pages, "officer")
    sent = as_sent(page.one("#form")) | {"code": first_code(page)}
    with pages.client.session_transaction() as session:
        before = dict(session)
    pages.send(page.address, sent)
    for changed in ({"key": "another"}, {"key": ""}, {"code": "000000"}):
        put_back(pages, before)
        pages.send(page.address, sent | changed, status=403)
    clock.shift(timedelta(minutes=5))
    pages.send(page.address, sent, status=403)


def test_two_presses_at_one_instant_set_up_one_app(app: Flask) -> None:
    together, secret = Barrier(2), new_secret()

    def set_up(_number: int) -> list[str]:
        with app.app_context():
            officer = person("officer")
            db.session.rollback()
            together.wait(20)
            with transaction():
                codes = enrol(officer, secret, 1, "press")
                time.sleep(0.2)
            return codes

    db.session.remove()
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(set_up, range(2))
    assert len(one) == len(other) == db.session.query(RecoveryCode).count() == 10
    assert not set(one) & set(other)


def test_ten_wrong_codes_lock_the_second_step_and_the_password_alone_does_not_open_it(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    enrolled("officer")
    clock.shift(60)
    for _attempt in range(10):
        give_password(english(pages.app), "officer").submit(fields={"code": "123"})
    page = give_password(pages, "officer").submit(fields={"code": app_shows("officer")})
    assert not is_in(page)
    clock.shift(timedelta(minutes=16))
    page = give_password(pages, "officer").submit(fields={"code": app_shows("officer")})
    assert is_in(page)


def test_the_password_counts_for_ten_minutes(pages: Pages, clock: time_machine.Traveller) -> None:
    enrolled("officer")
    page = give_password(pages, "officer")
    clock.shift(timedelta(minutes=11))
    assert page.submit(fields={"code": app_shows("officer")}).one("#login")


def test_each_recovery_code_opens_once_and_is_kept_hashed(pages: Pages) -> None:
    codes = enrolled("officer")
    pages.app.config["SECURITY_PASSWORD_HASH"] = "argon2"
    assert is_in(give_password(pages, "officer").submit(fields={"code": codes[3].lower()}))
    other = english(pages.app)
    assert not is_in(give_password(other, "officer").submit(fields={"code": codes[3]}))
    assert is_in(give_password(other, "officer").submit(fields={"code": codes[4]}))
    assert db.session.query(RecoveryCode).count() == 8


def logged() -> list[tuple[str, str]]:
    """What was logged, in the order of writing, and what somebody changed."""
    db.session.rollback()
    entries = db.session.query(LogEntry).order_by(LogEntry.id)
    return [(entry.name, entry.data.get("changed", "")) for entry in entries]


def test_no_key_and_no_code_follows_from_a_seed(once: Flask) -> None:
    made = []
    for login in ("by_supervisor", "by_auditor"):
        random.seed(1)
        secret = new_secret()
        with transaction():
            made += [enrolment(secret, login)["key"], *enrol(person(login), secret, counter=0)]
    assert len(set(made)) == len(made) == 22


def test_new_codes_need_a_code_and_end_the_old_ones(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    old = enrolled("officer")
    pages.sign_in("officer")
    page = pages.get("/account").submit("codes", status=422)
    assert page.errors == ["Enter the code."]
    page = page.submit("codes", fields={"present": PASSWORD}, status=422)
    assert page.errors[0].startswith("This code is not right")
    page = page.submit("codes", fields={"present": old[1]})
    new = [item.get_text() for item in page.all(".codes code")]
    assert len(new) == 10 and not set(new) & set(old)
    other = english(pages.app)
    assert not is_in(give_password(other, "officer").submit(fields={"code": old[0]}))
    assert is_in(give_password(other, "officer").submit(fields={"code": new[0]}))


def test_another_app_takes_the_place_of_the_present_one_with_its_code_alone(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    codes = enrolled("officer")
    pages.sign_in("officer")
    clock.shift(60)
    page = pages.get("/account/set-up")
    assert not page.all("#proof")
    before = person("officer").authenticator.secret  # type: ignore[union-attr]
    key = re.sub(r"\W", "", page.one(".secret").get_text())
    shown = totp()(key=key, format="base32").generate().token
    for present in ("", "123456", PASSWORD, shown):
        page = page.submit(fields={"code": shown, "present": present})
        assert page.errors and db.session.get_one(Authenticator, IDS["officer"]).secret == before
    page = page.submit(fields={"code": "000000", "present": codes[3]})
    assert page.errors == ["This is not what the app shows for this key. Enter the code again."]
    for _click in range(2):
        told = page.submit(fields={"code": shown, "present": codes[3]})
        assert len(told.all(".codes li")) == 10
    assert logged() == [
        *[("fail_proof", "")] * 3,
        ("change_account", "app"),
        ("change_account", "codes"),
    ]


def test_the_code_of_the_present_app_lets_another_one_take_its_place(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    enrolled("officer")
    pages.sign_in("officer")
    clock.shift(60)
    page = pages.get("/account/set-up")
    shown = first_code(page)
    page.submit(fields={"code": shown, "present": app_shows("officer")})
    assert app_shows("officer") == shown


def two_browsers(app: Flask) -> tuple[Page, Page]:
    """The page of set-up in two browsers of one person: of who is late, and of who is first."""
    browsers = english(app), english(app)
    for browser in browsers:
        browser.sign_in("by_supervisor")
    late, first = (browser.get("/account/set-up") for browser in browsers)
    return late, first


def test_a_password_that_was_being_judged_replaces_no_app_that_was_set_up_meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FRESH_MINUTES", {"account": 0})
    late, first = two_browsers(app)
    code = first_code(first)
    just_before(monkeypatch, proof, "verify_password", first, {"code": code, "proof": PASSWORD})
    page = late.submit(fields={"code": first_code(late), "proof": PASSWORD})
    assert page.errors == ["Enter the code."] and page.one("#present")
    assert app_shows("by_supervisor") == code


def test_an_app_is_set_up_where_there_is_none_or_only_the_one_that_was_shown(app: Flask) -> None:
    officer, secret, other = person("officer"), new_secret(), new_secret()
    with transaction():
        assert not enrol(officer, other, 1, instead_of=secret)
        assert enrol(officer, secret, 1)
        assert not enrol(officer, other, 1)
        assert enrol(officer, other, 1, instead_of=secret)
    assert db.session.get_one(Authenticator, officer.id).secret == other


def test_what_is_tried_and_changed_at_an_account_is_logged(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    codes = enrolled("officer")
    page = give_password(pages, "officer")
    for _attempt in range(2):
        page = page.submit(fields={"code": "123456"})
    page.submit(fields={"code": codes[0]})
    pages.get("/account").submit("codes", fields={"present": codes[1]})
    new = {"new_password": "новы пароль, і доўгі", "new_password_confirm": "новы пароль, і доўгі"}
    page = pages.get("/password").submit(fields={"password": "wrong"} | new)
    page.submit(fields={"password": PASSWORD} | new)
    pages.app.config["FRESH_MINUTES"] = {"account": -1}
    page = pages.get("/account/delegate")
    days = {"first_day": "2026-11-23", "last_day": "2026-11-27"}
    colleague = {"colleague": str(IDS["other_officer"])}
    page.submit(fields={"proof": "wrong"} | days | colleague, status=422)
    assert logged() == [
        ("fail_second_factor", ""),
        ("fail_second_factor", ""),
        ("sign_in", ""),
        ("change_account", "codes"),
        ("fail_proof", ""),
        ("end_others", ""),
        ("change_account", "password"),
        ("fail_proof", ""),
    ]
    auditor = english(pages.app)
    auditor.sign_in("ru_auditor")
    assert "· New recovery codes" in auditor.get("/auditor/log").text


def test_who_wants_no_app_needs_none_where_it_is_only_offered(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    codes = enrolled("officer")
    pages.sign_in("officer")
    pages.post("/account/take-away", status=403)
    pages.app.config["SECOND_FACTOR"] = "offered"
    pages.post("/account/take-away", {"present": PASSWORD}, status=422)
    pages.post("/account/take-away", {"present": codes[0]})
    assert person("officer").authenticator is None
    assert is_in(give_password(english(pages.app), "officer"))
    page = pages.get("/account").click("Set up the second step")
    assert page.one(".qr-frame svg")
    assert logged()[1] == ("change_account", "no_app")
    pages.post("/account/take-away", status=403)


def second_administrator() -> None:
    with transaction():
        person("ru_supervisor").roles = [HeldRole(name=Role.ADMINISTRATOR)]


def test_two_administrators_reset_a_lost_app_and_the_history_tells_it(pages: Pages) -> None:
    second_administrator()
    enrolled("officer")
    address = f"/administrator/people/{person('officer').id}/second-factor"
    pages.sign_in("ru_administrator")
    assert "Reset asked for" in pages.get(address).submit().text
    page = pages.get(address)
    assert "you have asked for it yourself" in page.text and not page.all("#form")
    pages.post(address, {"shown": page.one("main").text}, status=409)
    assert person("officer").authenticator
    colleague = english(pages.app)
    colleague.sign_in("ru_supervisor")
    page = colleague.get(address).submit()
    assert "This person has no app yet." in page.text and "Reset asked for" in page.text
    assert db.session.query(RecoveryCode).count() == 0
    told = [event.data["values"] for event in db.session.query(Event).order_by(Event.id)]
    assert told == [[["second_factor", "app", "asked"]], [["second_factor", "asked", ""]]]
    assert give_password(english(pages.app), "officer").title.startswith("Set up the second step")


def test_a_sign_in_with_the_app_calls_a_reset_off(
    pages: Pages, clock: time_machine.Traveller
) -> None:
    enrolled("officer")
    pages.sign_in("ru_administrator")
    pages.get(f"/administrator/people/{person('officer').id}/second-factor").submit()
    clock.shift(60)
    give_password(english(pages.app), "officer").submit(fields={"code": app_shows("officer")})
    assert person("officer").authenticator.reset_asked_by is None  # type: ignore[union-attr]


@pytest.mark.parametrize("login", ["ru_administrator", "inspector"])
def test_nobody_resets_the_own_app_or_that_of_the_other_side(pages: Pages, login: str) -> None:
    enrolled(login)
    pages.sign_in("ru_administrator")
    status = 403 if login == "ru_administrator" else 404
    pages.post(f"/administrator/people/{person(login).id}/second-factor", status=status)


def test_the_command_line_forgets_an_app_and_gives_a_password(app: Flask) -> None:
    enrolled("officer")
    forget_app("officer")
    assert person("officer").authenticator is None
    assert db.session.query(Event).one().actor_name == "notices"
    enrolled("officer")
    new_password("officer")
    assert person("officer").authenticator is None
    assert not is_in(give_password(english(app), "officer"))
