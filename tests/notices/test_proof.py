"""Before grave steps whoever signed in long ago shows anew who presses; nothing typed is lost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from notices import proof
from notices.models import Notice, db, transaction
from notices.proof import person_with
from notices.second_factor import enrol, new_secret, totp
from notices.security import hashed
from tests.factories import a_notice, mark_all, of_vehicle
from tests.notices.administrator.test_at_once import first_of_all
from tests.pages import Page, Pages
from tests.people import PASSWORD, person
from workflows.procedure import BY_NAME
from workflows.vocabulary import Mark, Status

EVENING = datetime(2026, 11, 22, 19, tzinfo=UTC)
ASKED = "Enter your password, or the code of your app."
WRONG = "This is neither your password nor the code of your app. Enter it again."
REASON = "Разрешение поддельное"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(EVENING, tick=False) as stands:
        yield stands


def at_desk(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in(login)
    return pages


def status_of(notice: Notice) -> Status:
    db.session.expire_all()
    return notice.status


def annul_page(pages: Pages, notice: Notice) -> Page:
    return pages.get(f"/supervisor/notices/{notice.id}/annul")


def test_every_grave_step_is_one_of_the_procedure(app: Flask) -> None:
    steps = set(app.config["FRESH_MINUTES"]) - {"account"}
    together = {"ask_annulment", "ask_release", "release_exceptionally"}
    alone = {"confirm", "release", "annul", "reopen", "lift_hold", "sign_erasure"}
    assert steps == alone | together <= set(BY_NAME)


@pytest.mark.parametrize(
    ("name", "login", "at"),
    [("annul", "by_supervisor", Status.ROUTED), ("reopen", "ru_supervisor", Status.CLEARED)],
)
def test_a_supervisor_proves_it_after_ten_minutes_and_loses_no_word(
    app: Flask, clock: time_machine.Traveller, name: str, login: str, at: Status
) -> None:
    notice = a_notice(at)
    pages = at_desk(app, login)
    page = pages.get(f"/supervisor/notices/{notice.id}/{name}")
    assert not page.all("#proof")
    clock.shift(timedelta(minutes=11))
    page = page.submit(fields={"Reason": REASON}, status=422)
    assert page.errors == [ASKED] and page.one("#reason").get_text().strip() == REASON
    page = page.submit(fields={"proof": "wrong"}, status=422)
    assert page.errors == [WRONG] and page.one("#reason").get_text().strip() == REASON
    assert status_of(notice) is at
    page.submit(fields={"proof": PASSWORD})
    assert status_of(notice) is not at


def test_a_wrong_proof_counts_as_a_wrong_password(
    app: Flask, clock: time_machine.Traveller
) -> None:
    notice = a_notice()
    pages = at_desk(app, "by_supervisor")
    clock.shift(timedelta(minutes=11))
    for _attempt in range(10):
        annul_page(pages, notice).submit(fields={"Reason": REASON, "proof": "wrong"}, status=422)
    page = annul_page(pages, notice).submit(
        fields={"Reason": REASON, "proof": PASSWORD}, status=422
    )
    assert page.errors == [WRONG] and status_of(notice) is Status.ROUTED


def test_the_code_of_the_app_is_a_proof_and_a_double_click_one_press(
    app: Flask, clock: time_machine.Traveller
) -> None:
    secret = new_secret()
    made = totp().from_source(secret)
    with transaction():
        enrol(person("by_supervisor"), secret, made.generate().counter)
    notice, other = a_notice(), a_notice(filing=of_vehicle("AB 7777-7"))
    pages = at_desk(app, "by_supervisor")
    clock.shift(timedelta(minutes=11))
    page = annul_page(pages, notice)
    proven = {"Reason": REASON, "proof": made.generate().token}
    cookie = pages.client.get_cookie("session")
    assert cookie
    first = page.submit(fields=proven)
    pages.client.set_cookie("session", cookie.value)
    assert page.submit(fields=proven).address == first.address
    pages.client.set_cookie("session", cookie.value)
    assert annul_page(pages, other).submit(fields=proven, status=422).errors == [WRONG]
    assert status_of(notice) is Status.ANNULLED and status_of(other) is Status.ROUTED


def test_the_booth_asks_once_an_hour_beside_the_button(
    app: Flask, clock: time_machine.Traveller
) -> None:
    pages = at_desk(app, "exit_officer")
    asked = 0
    for number in range(8):
        notice = a_notice(Status.CLEARED, of_vehicle(f"AB {number}000-7"))
        page = pages.get("/exit").submit(fields={"text": f"AB {number}000-7"})
        if page.all("#proof"):
            asked += 1
            page = page.submit("release", status=422)
            assert page.errors == [ASKED] and status_of(notice) is Status.CLEARED
            page = page.submit("release", fields={"proof": PASSWORD})
        else:
            page = page.submit("release")
        assert status_of(notice) is Status.EXITED
        clock.shift(timedelta(minutes=20))
    assert asked == 1  # After 60 minutes; the next time would be after another 60.


def test_an_officer_at_night_is_asked_rarely_and_never_twice_for_one_decision(
    app: Flask, clock: time_machine.Traveller
) -> None:
    pages = at_desk(app, "officer")
    asked = 0
    for number in range(6):
        notice = a_notice(Status.AT_CHECKPOINT, of_vehicle(f"AB {number}000-7"))
        mark_all(notice, Mark.REMOVED)
        page = pages.get(f"/checkpoint/notices/{notice.id}/confirm")
        if page.all("#proof"):
            asked += 1
            page.submit(fields={"proof": PASSWORD})
        else:
            page.submit()
        assert status_of(notice) is Status.CLEARED
        clock.shift(timedelta(minutes=12))
    assert asked == 1


def test_a_password_that_is_replaced_while_it_is_judged_opens_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace() -> None:
        with app.app_context(), transaction():
            person("by_supervisor").password = hashed("another password")

    first_of_all(monkeypatch, proof, "verify_password", replace)
    assert person_with("by_supervisor", PASSWORD) is None
    assert person_with("by_supervisor", "another password")


def test_a_right_proof_is_asked_for_no_more_where_something_else_is_wrong(
    app: Flask, clock: time_machine.Traveller
) -> None:
    pages = at_desk(app, "by_supervisor")
    clock.shift(timedelta(minutes=11))
    page = annul_page(pages, a_notice()).submit(fields={"proof": PASSWORD}, status=422)
    assert page.errors == ["Write the reason."] and not page.all("#proof")


def test_a_proof_where_none_is_asked_for_and_one_that_is_too_long_are_not_judged(
    app: Flask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    monkeypatch.setattr(proof, "person_with", lambda _login, typed, _address: judged.append(typed))
    pages = at_desk(app, "by_supervisor")
    pages.post("/account/sign-out-elsewhere", {"proof": "x"})
    clock.shift(timedelta(minutes=11))
    page = annul_page(pages, a_notice())
    page.submit(fields={"Reason": REASON, "proof": "x" * 201}, status=422)
    page.submit(fields={"Reason": REASON, "proof": "x"}, button="Беларуская")
    for address, method, status in (
        ("/no-such-page", "POST", 404),
        ("/supervisor", "POST", 405),
        (page.address, "GET", 200),
    ):
        with app.app_context():
            answer = pages.client.open(address, method=method, data={"proof": "x"})
        assert answer.status_code == status, address
    assert not judged
