"""Nowhere is a vehicle that was released by way of exception told to have left before it has."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.models import Notice, StoredPaper, db
from notices.words.formats import at
from tests.factories import TRACTOR, a_notice, step
from tests.notices.carrier.test_notice import opened
from tests.pages import Pages
from workflows.vocabulary import Paper, Status

RELEASED, HELD_AGAIN, LEFT = (
    "Released by way of exception",
    "Held again: exceptional release expired",
    "Has left the Union State",
)


@pytest.fixture
def released(app: Flask) -> Notice:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    return notice


@pytest.fixture
def after_its_end(released: Notice) -> Iterator[None]:
    assert released.exit_until
    with time_machine.travel(released.exit_until + timedelta(minutes=1), tick=True):
        yield


def told_to_officers(app: Flask, notice: Notice) -> set[str]:
    """What stands for the status on every page that shows the notice, in lists and by itself."""
    pages = {
        "inspector": ("/inspector?status=exited", f"/inspector/notices/{notice.id}"),
        "officer": (f"/checkpoint/find?text={notice.number}", f"/checkpoint/notices/{notice.id}"),
        "by_supervisor": (
            f"/supervisor/notices/{notice.id}",
            "/supervisor/search?status=exited",
        ),
        "ru_auditor": (f"/auditor/notices/{notice.id}", "/auditor?status=exited"),
    }
    return {
        tag
        for login, addresses in pages.items()
        for address in addresses
        for tag in tags(app, login, address)
    }


def tags(app: Flask, login: str, address: str) -> list[str]:
    """The statuses on a page: there must be one."""
    person = Pages(app)
    person.sign_in(login)
    person.speak("en")
    page = person.get(address)
    found = [tag.get_text() for tag in page.all(".tag-released, .tag-released-unused, .tag-exited")]
    assert found, address
    return found


def told_to_carrier(app: Flask, notice: Notice) -> tuple[str, str]:
    page = opened(app, notice)
    return page.one("h1").get_text(), page.one(".lead").get_text()


def status_in_dossier(notice: Notice) -> str:
    step("compile_dossier", notice, "ru_supervisor")
    query = select(StoredPaper).where(StoredPaper.kind == Paper.DOSSIER)
    paper = db.session.scalars(query.order_by(StoredPaper.id.desc()).limit(1)).one()
    return str(paper.facts["dossier"]["status"]["ru"])


def test_while_it_may_leave_the_end_of_the_release_is_told(app: Flask, released: Notice) -> None:
    assert told_to_officers(app, released) == {RELEASED}
    heading, lead = told_to_carrier(app, released)
    assert RELEASED in heading
    assert f"Until {at(released.exit_until)} the vehicle may leave" in lead
    assert "also looks for other notices on the vehicle" in lead
    assert status_in_dossier(released) == "Выпущено в порядке исключения"
    person = Pages(app)
    person.sign_in("ru_supervisor")
    person.speak("en")
    page = person.get(f"/supervisor/notices/{released.id}")
    assert f"until {at(released.exit_until)}" in page.one(".facts-summary").get_text()


@pytest.mark.usefixtures("after_its_end")
def test_after_its_end_the_vehicle_is_told_to_be_held_again(app: Flask, released: Notice) -> None:
    assert told_to_officers(app, released) == {HELD_AGAIN}
    heading, lead = told_to_carrier(app, released)
    assert HELD_AGAIN in heading
    assert "until supervisors of both states release it anew" in lead
    assert status_in_dossier(released) == "Выезд снова закрыт: исключительный выпуск истёк"


def test_once_it_was_let_out_it_has_left(app: Flask, released: Notice) -> None:
    step("let_out", released)
    assert told_to_officers(app, released) == {LEFT}
    heading, lead = told_to_carrier(app, released)
    assert LEFT in heading and "Nothing more is asked of you." in lead
    assert status_in_dossier(released) == "Выехало из Союзного государства"


@pytest.mark.usefixtures("after_its_end")
def test_the_booth_and_a_step_that_comes_too_late_tell_the_same(
    app: Flask, released: Notice
) -> None:
    person = Pages(app)
    person.speak("en")
    person.sign_in("exit_officer")
    answer = person.get("/exit").submit(fields={"text": TRACTOR})
    assert answer.one(".panel-held") and answer.one(".tag-released-unused")
    person.sign_in("officer")
    page = person.get(f"/checkpoint/notices/{released.id}/receive", status=409)
    assert page.one(".tag").get_text() == HELD_AGAIN


def test_a_list_by_status_claims_of_none_that_it_has_left(app: Flask, released: Notice) -> None:
    for login, address in (
        ("inspector", "/inspector?status=exited"),
        ("by_supervisor", "/supervisor/search?status=exited"),
    ):
        person = Pages(app)
        person.sign_in(login)
        person.speak("en")
        page = person.get(address)
        assert str(released.number) in page.text
        assert LEFT not in page.text and "Left, or released by way of exception" in page.text
