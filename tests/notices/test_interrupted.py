"""A form that comes when its sign-in has ended waits for the person for whom its page was made."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from notices.files import Folder
from notices.interrupted import KEPT_AT_MOST, forget_overdue, owner_of
from notices.models import Attachment, Event, InterruptedForm, Notice, Person, db, transaction
from notices.papers.codes import carrier_code
from notices.second_factor import enrol, new_secret
from tests.factories import a_draft, a_notice, of_vehicle
from tests.filling import as_sent
from tests.notices.evidence.files import a_photo, a_scan
from tests.notices.inspector.walk import VEHICLES
from tests.pages import Page, Pages
from tests.people import PASSWORD, person, place
from workflows.vocabulary import Status

MORNING = datetime(2026, 11, 22, 5, tzinfo=UTC)
SIGN_IN = {"login": "inspector", "password": PASSWORD}
LONG_AFTER = timedelta(hours=13)
"""Neither the sign-in nor the token against forgery, which the cookie holds, is good any more."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(MORNING, tick=False) as stands:
        yield stands


@pytest.fixture
def pages(app: Flask) -> Pages:
    """The inspector's browser."""
    made = Pages(app)
    made.speak("en")
    made.get("/sign-in").submit(fields=SIGN_IN)
    return made


def come_back(page: Page, login: str = "inspector", status: int = 200) -> Page:
    """Sign in where the page of the expired form leads to."""
    page = page.click("Sign in and go on with the form")
    return page.submit(fields={"login": login, "password": PASSWORD}, status=status)


def signed(token: str) -> str:
    """A token as the register signs it into its pages."""
    return str(URLSafeTimedSerializer("test", salt="wtf-csrf-token").dumps(token))


def read(signed_token: str) -> str:
    return str(URLSafeTimedSerializer("test", salt="wtf-csrf-token").loads(signed_token))


def kept() -> list[InterruptedForm]:
    return list(db.session.scalars(select(InterruptedForm).order_by(InterruptedForm.id)))


def kept_files(app: Flask) -> list[Path]:
    return list(Path(app.config["STORAGE_URL"]).glob("interrupted/*"))


def send_evidence(pages: Pages, notice: Notice, clock: time_machine.Traveller) -> Page:
    """The inspector's evidence, sent long after the page was opened."""
    page = pages.get(f"/inspector/notices/{notice.id}/attach")
    files = [(BytesIO(a_photo()), "дефект.jpg"), (BytesIO(a_scan()), "скан.pdf")]
    clock.shift(LONG_AFTER)
    pages.speak("en")
    line = str(notice.deficiencies[0].id)
    return page.submit(fields={"deficiency": line, "files": files}, status=400)


@pytest.mark.parametrize("lost", ["sign-in", "token", "cookie"])
def test_a_full_form_is_in_the_form_again_after_the_sign_in(
    pages: Pages, clock: time_machine.Traveller, lost: str
) -> None:
    draft = a_draft()
    before = db.session.query(Event).count()
    page = pages.get(f"/inspector/notices/{draft.id}/vehicles")
    clock.shift(timedelta(minutes=61) if lost == "sign-in" else LONG_AFTER)
    if lost == "cookie":
        pages.client.delete_cookie("session")
    pages.speak("en")
    page = page.submit(fields=VEHICLES, status=401 if lost == "sign-in" else 400)
    assert str(VEHICLES["unit0-plate"]) not in str(page.soup)
    page = come_back(page).submit()
    assert page.address == f"/inspector/notices/{draft.id}/vehicles" and not page.errors
    back = {name: values[0].casefold() for name, values in as_sent(page.one("#form")).items()}
    for name, value in VEHICLES.items():
        assert back[name] == ("y" if value is True else value.casefold())
    notices = db.session.scalars(select(Notice)).all()
    assert [notice.status for notice in notices] == [Status.DRAFT]
    assert db.session.query(Event).count() == before and not kept()


def test_files_come_back_too_and_are_then_forgotten(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    notice = a_notice()
    page = send_evidence(pages, notice, clock)
    assert len(kept_files(app)) == 2
    page = come_back(page).submit()
    line = notice.deficiencies[0].id
    assert page.one("#deficiency [selected]")["value"] == str(line)
    assert not kept() and not kept_files(app)
    page.submit()
    files = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [(file.file_name, file.deficiency_id) for file in files] == [
        ("дефект.jpg", line),
        ("скан.pdf", line),
    ]


def test_files_survive_a_second_interruption_and_lost_ones_are_named(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    page = come_back(send_evidence(pages, a_notice(), clock))
    clock.shift(LONG_AFTER)
    pages.speak("en")
    page = page.submit(status=400)
    [form] = kept()
    assert [file["name"] for file in form.files] == ["дефект.jpg", "скан.pdf"]
    assert "interrupted" not in {one["name"] for one in form.typed}
    lost, _other = kept_files(app)
    lost.unlink()
    [missing] = [file["name"] for file in form.files if file["stored"].endswith(lost.name)]
    page = come_back(page).submit()
    assert f"Choose these files once more: {missing}" in page.text and not kept_files(app)


def test_no_file_stays_without_a_row_that_names_it(
    app: Flask, pages: Pages, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = pages.get(f"/inspector/notices/{a_notice().id}/attach")
    clock.shift(LONG_AFTER)
    written: list[str] = []

    def write(_store: object, name: str, _content: bytes) -> None:
        db.session.rollback()
        assert name in {file["stored"] for form in kept() for file in form.files}
        written.append(name)
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(Folder, "write", write)
        page.submit(fields={"files": [(BytesIO(a_photo()), "дефект.jpg")]}, status=500)
    assert written and kept()
    clock.shift(timedelta(hours=24))
    with monkeypatch.context() as broken:
        broken.setattr(Folder, "remove", write)
        forget_overdue()
    assert kept()
    forget_overdue()
    assert not kept()


def test_a_press_into_which_nothing_was_typed_is_not_kept(pages: Pages) -> None:
    page = pages.get("/inspector")
    pages.client.delete_cookie("session")
    told = page.submit("sign-out", status=400)
    door = pages.get(str(told.one("main a[href^='/sign-in']")["href"]))
    assert door.submit(fields=SIGN_IN).address == "/inspector"
    page = pages.get(f"/inspector/notices/{a_draft().id}/vehicles")
    key = {
        "csrf_token": page.one("#form [name=csrf_token]")["value"],
        "key": "x",
        "seen": "1",
        "a": " ",
    }
    pages.client.delete_cookie("session")
    told = pages.send(page.address, key, status=400)
    assert not kept() and not told.all("main form")
    door = pages.get(str(told.one("main a[href^='/sign-in']")["href"]))
    assert door.submit(fields=SIGN_IN).address == page.address


def test_a_form_waits_for_who_has_to_choose_a_password_first(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    page = send_evidence(pages, a_notice(), clock)
    with transaction():
        person("inspector").one_time_password = True
    page = come_back(page)
    assert page.submit().address == "/password" and kept()
    with transaction():
        person("inspector").one_time_password = False
    page.submit()
    assert not kept() and not kept_files(app)


def test_nobody_else_at_the_browser_is_given_what_was_typed(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    page = send_evidence(pages, a_notice(), clock)
    with transaction():
        person("other_inspector").place_id = place("KOZL").id
    assert come_back(page, "other_inspector", status=404)
    [form] = kept()
    sent = {"interrupted": str(form.id), "switch_language": "en"}
    again = pages.post(form.address, sent)
    assert "дефект.jpg" not in str(again.soup) and kept() and len(kept_files(app)) == 2
    told = pages.send(
        form.address, {"csrf_token": signed(f"{form.owner}:x"), "reason": "x"}, status=400
    )
    assert "Somebody else is signed in" in told.text
    pages.get("/").submit("sign-out")
    assert pages.get(f"/go-on/{kept()[0].id}").one("#login")


def test_a_carrier_finds_everything_again_with_number_and_code(
    app: Flask, clock: time_machine.Traveller
) -> None:
    notice, other = a_notice(), a_notice(filing=of_vehicle("AB 9999-7"))
    pages = Pages(app)
    pages.speak("en")
    opening = {n.id: {"number": n.number, "code": carrier_code(n.id)} for n in (notice, other)}
    pages.get("/carrier").submit(fields=opening[notice.id])
    page = pages.get("/carrier/notice/object")
    clock.shift(LONG_AFTER)
    pages.speak("en")
    page = page.submit(fields={"reason": "Не согласен"}, status=400)
    door = page.click("Sign in and go on with the form")
    door.submit(fields=opening[other.id], status=404)
    assert kept()
    page = pages.get(door.address).submit(fields=opening[notice.id]).submit()
    assert page.one("#reason").get_text().strip() == "Не согласен" and not kept()


def test_only_pages_of_people_that_are_known_are_kept_few_of_each_and_for_a_day(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    clock.shift(LONG_AFTER)
    owner = owner_of(Person, person("inspector").id)
    for token in ("", "forged", signed("no owner"), signed(f"{owner_of(Person, 10**6)}:x")):
        pages.send("/inspector/notices/1/attach", {"csrf_token": token, "a": "b"}, status=400)
    assert not kept()
    for number in (1, 1, 2, 3, 4, 5):
        fields = {"csrf_token": signed(f"{owner}:x"), "a": "b"}
        files = {"files": (BytesIO(b"x"), "x")}
        pages.send(f"/inspector/notices/{number}/attach", fields | files, status=400)
    assert [form.address[-8:-7] for form in kept()] == ["3", "4", "5"]
    assert len(kept_files(app)) == KEPT_AT_MOST
    with transaction():
        person("inspector").active = False
    pages.send("/inspector/notices/1/attach", {"csrf_token": signed(f"{owner}:x")}, status=400)
    assert len(kept()) == KEPT_AT_MOST
    clock.shift(timedelta(hours=24))
    forget_overdue()
    assert not kept() and not kept_files(app)


def test_what_opens_a_door_is_never_kept(
    app: Flask, pages: Pages, clock: time_machine.Traveller
) -> None:
    """Neither a carrier's code nor that of a second factor, and whose page it was is known."""
    with transaction():
        codes = enrol(person("by_supervisor"), new_secret(), counter=1)
    clock.shift(timedelta(minutes=61))
    page = pages.get("/sign-in").submit(fields={"login": "by_supervisor", "password": PASSWORD})
    opened = [(page, "form"), (pages.get("/carrier"), "form"), (pages.get("/check"), "number-form")]
    page.submit(fields={"code": codes[0]})
    opened += [(pages.get("/account/set-up"), "form"), (pages.get("/account"), "codes")]
    for page, form in opened:
        token = page.one(f"#{form} [name=csrf_token]")["value"]
        assert read(str(token)).startswith(f"{owner_of(Person, person('by_supervisor').id)}:")
        for field in page.all(f"#{form} [type=text]"):
            pages.client.delete_cookie("session")
            told = page.submit(form, fields={str(field["name"]): "7GQ2M0XE4T9WK"}, status=400)
            assert not kept() and "7GQ2M0XE4T9WK" not in str(told.soup)
