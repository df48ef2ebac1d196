"""The pages of absence, and both names wherever what a stand-in did is told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.log.entries import commitment, content_of
from notices.models import Delegation, Event, HeldRole, LogEntry, StoredPaper, db, transaction
from notices.papers.render import filled_in
from notices.words.formats import MINSK
from tests.factories import TRACTOR, TRAILER, a_notice
from tests.pages import Page, Pages
from tests.people import actor, person
from workflows.vocabulary import Paper, Role, Status

TODAY = datetime.now(MINSK).date()
"""Both states have the same clock, which is three hours ahead of UTC."""

SEEN = {
    "Plate of the tractor, truck or bus": TRACTOR,
    "Plate of the trailer, if there is one": TRAILER,
}
HOLDER, STAND_IN = "Иванов Ўладзімір (officer)", "Иванов Ўладзімір (other_officer)"


def desk(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def name(pages: Pages, colleague: str, status: int = 200, **fields: str) -> Page:
    """Fill in the form of the own absence."""
    typed = {
        "colleague": str(person(colleague).id),
        "first_day": (TODAY + timedelta(days=1)).isoformat(),
        "last_day": (TODAY + timedelta(days=20)).isoformat(),
    }
    page = pages.get("/account").click("Absence").click("Name a stand-in")
    return page.submit(fields=typed | fields, status=status)


def waiting(pages: Pages) -> str:
    """Where the interrupted form waits."""
    return str(pages.get("/home").one('a[href^="/go-on/"]')["href"])


def tomorrow() -> time_machine.travel:
    """The working time of the first day."""
    return time_machine.travel(datetime.now(UTC) + timedelta(days=1))


def test_a_colleague_stands_in_and_everything_bears_both_names(app: Flask) -> None:
    notice = a_notice(Status.ROUTED)
    page = name(desk(app, "officer"), "other_officer", reason="Отпуск")
    assert STAND_IN in page.text and "Отпуск" in page.text
    colleague = desk(app, "other_officer")
    assert "Begins at" in colleague.get("/home").text
    with tomorrow():
        colleague = desk(app, "other_officer")
        assert colleague.get(f"/checkpoint/notices/{notice.id}/receive", status=403)
        page = colleague.get("/home").submit(f"stand-in-{delegation().id}")
        assert f"You stand in for {HOLDER}" in page.one(".instead").get_text()
        page = page.click("Checkpoint officer")
        assert page.one(".caption").get_text() != ""
        page = colleague.get(f"/checkpoint/notices/{notice.id}/receive")
        page = page.submit(fields=SEEN)
        both = f"{STAND_IN}, standing in for {HOLDER}"
        assert both in page.text
        assert both in desk(app, "ru_supervisor").get(f"/supervisor/notices/{notice.id}").text
        assert both in desk(app, "ru_auditor").get(f"/auditor/notices/{notice.id}").text
        page = colleague.get("/home").submit("own-name")
        assert not page.all(".instead")
        assert colleague.get(f"/checkpoint/notices/{notice.id}/withdraw", status=403)

    event = db.session.scalars(select(Event).where(Event.name == "receive")).one()
    assert (event.actor_id, event.holder_name) == (person("other_officer").id, HOLDER)
    entry = db.session.scalars(select(LogEntry).where(LogEntry.event_id == event.id)).one()
    paper = db.session.scalars(
        select(StoredPaper).where(StoredPaper.kind == Paper.RECORD_OF_PRESENTATION)
    ).one()
    content = content_of(entry, None, paper)
    assert content and content["data"]["instead"]["holder_id"] == person("officer").id
    assert commitment(entry.salt or b"", content) == entry.commitment
    officer = paper.facts["officer"]
    assert (officer["name"], officer["instead_of"]) == (STAND_IN, HOLDER)
    assert officer["place"]["code"] == "KGOR"
    printed, _told = filled_in(paper.facts, address="", code="", drawing={}, files=[])
    assert HOLDER in printed


def delegation() -> Delegation:
    return db.session.scalars(select(Delegation)).one()


def test_what_is_typed_wrongly_is_told_at_its_field(app: Flask) -> None:
    pages = desk(app, "officer")
    day = TODAY.isoformat()
    page = name(pages, "other_officer", first_day="", status=422)
    assert page.errors == ["Enter a date, for example 22.11.2026."]
    page = name(pages, "other_officer", last_day="9999-12-31", status=422)
    assert page.errors == ["Enter a day within a year from today."]
    page = name(pages, "other_officer", first_day="0001-01-01", status=422)
    assert page.errors == ["Enter a day within a year from today."]
    page = name(pages, "other_officer", last_day=day, status=422)
    assert page.errors == ["Choose a last day that is not before the first one."]
    assert page.one("#last_day-error")
    page = pages.get("/account/delegate")
    offered = {option.get_text() for option in page.all("#colleague option")}
    assert {one.partition(" (")[2].partition(")")[0] for one in offered} == {
        "",
        "second_officer",
        "other_officer",
    }


def test_a_page_that_was_opened_in_another_capacity_takes_no_step(app: Flask) -> None:
    notice = a_notice(Status.ROUTED, checkpoint="KGOR")
    name(desk(app, "officer"), "second_officer")
    with tomorrow():
        colleague = desk(app, "second_officer")
        page = colleague.get(f"/checkpoint/notices/{notice.id}/receive")
        colleague.get("/account/absence").submit(f"stand-in-{delegation().id}")
        assert page.submit(fields=SEEN, status=409)
    assert not db.session.scalars(select(Event).where(Event.name == "receive")).all()


def test_it_is_taken_back_and_nobody_else_s_is_found(app: Flask) -> None:
    name(desk(app, "officer"), "other_officer")
    address = f"/account/end-delegation/{delegation().id}"
    for login in ("other_officer", "second_officer", "by_administrator", "ru_supervisor"):
        assert desk(app, login).get(address, status=404)
    with tomorrow():
        colleague = desk(app, "other_officer")
        assert desk(app, "second_officer").post(f"/account/stand-in/{delegation().id}", status=404)
        colleague.get("/home").submit(f"stand-in-{delegation().id}")
        page = desk(app, "officer").get("/account/absence")
        page = page.click("Let nobody stand in any longer : " + STAND_IN)
        assert "Nobody stands in for you." in page.submit().text
        assert not colleague.get("/checkpoint").all(".instead")
    acts = desk(app, "ru_administrator").get("/administrator").text
    assert "Stand-in named: officer" in acts and "Standing in ended: officer" in acts


@pytest.fixture
def second_in_command(app: Flask) -> None:
    """A supervisor who stands in for the administrator from today on."""
    page = desk(app, "ru_administrator").get("/account/delegate")
    today = TODAY.isoformat()
    colleague = str(person("ru_supervisor").id)
    page.submit(fields={"colleague": colleague, "first_day": today, "last_day": today})


@pytest.mark.usefixtures("second_in_command")
def test_who_stands_in_for_an_administrator_gains_nothing_for_good(app: Flask) -> None:
    pages = desk(app, "ru_supervisor")
    assert pages.get("/administrator", status=403)
    pages.get("/home").submit(f"stand-in-{delegation().id}")
    assert pages.get("/administrator")
    for login in ("ru_supervisor", "ru_administrator"):
        assert pages.get(f"/administrator/people/{person(login).id}/change-person", status=403)
    officer = f"/administrator/people/{person('officer').id}"
    page = pages.get(f"{officer}/change-person").click("Name a stand-in")
    days = {"first_day": TODAY.isoformat(), "last_day": TODAY.isoformat(), "reason": "болен"}
    page.submit(fields={"colleague": str(person("other_officer").id)} | days, status=403)
    assert "Add a person" not in pages.get("/administrator/people").text
    assert pages.get("/administrator/people/add-person", status=403)
    more = {"roles": ["checkpoint_officer", "supervisor"]}
    page = pages.get(f"{officer}/change-person").submit(fields=more, status=422)
    assert page.errors[0].startswith("Leave it to an administrator who acts in their own name")
    page = pages.get(f"{officer}/password")
    assert "who stands in for somebody gives no roles" in page.text and not page.all("#form")
    page = pages.get(f"{officer}/change-person").submit(fields={"stamp": "ЛНП 99"})
    both = f"{actor('ru_supervisor').name}, standing in for {actor('ru_administrator').name}"
    assert both in page.text


def test_an_administrator_names_a_stand_in_for_who_is_already_away(app: Flask) -> None:
    pages = desk(app, "ru_administrator")
    address = f"/administrator/people/{person('officer').id}/delegate"
    days = {"first_day": TODAY.isoformat(), "last_day": TODAY.isoformat()}
    typed = {"colleague": str(person("other_officer").id)} | days
    page = pages.get(address).submit(fields=typed, status=422)
    assert page.errors == ["Write why the person who is away does not see to it."]
    supervisor = f"/administrator/people/{person('ru_supervisor').id}/delegate"
    oneself = {"colleague": str(person("ru_administrator").id), "reason": "болен"} | days
    refused = pages.get(supervisor).submit(fields=oneself, status=422)
    assert refused.errors[0].startswith("Choose somebody else: you cannot name yourself")
    page = page.submit(fields={"reason": "В больнице"})
    assert "Stand-in named: officer" in page.text and "В больнице" in page.text
    assert "stand-in-" in str(desk(app, "other_officer").get("/home").soup)


def test_inspectors_and_who_has_a_one_time_password_name_nobody(app: Flask) -> None:
    assert desk(app, "inspector").get("/account/delegate", status=403)
    assert "Name a stand-in" not in desk(app, "inspector").get("/account/absence").text
    with transaction():
        person("officer").one_time_password = True
    assert desk(app, "officer").get("/account/delegate").address.endswith("/password")
    assert Pages(app).get("/account/absence").address.startswith("/sign-in")


def test_a_supervisor_of_both_offices_chooses_which_role_is_stood_in_for(app: Flask) -> None:
    with transaction():
        supervisor = person("ru_supervisor")
        supervisor.roles.append(HeldRole(name=Role.ADMINISTRATOR))
    name(desk(app, "ru_supervisor"), "officer", role="Administrator")
    assert delegation().role is Role.ADMINISTRATOR


def test_an_interrupted_form_comes_back_in_the_capacity_in_which_it_was_filled_in(
    app: Flask,
) -> None:
    notice = a_notice(Status.ROUTED)
    name(desk(app, "officer"), "other_officer")
    with tomorrow():
        colleague = desk(app, "other_officer")
        colleague.get("/home").submit(f"stand-in-{delegation().id}")
        page = colleague.get(f"/checkpoint/notices/{notice.id}/receive")
        colleague.client.delete_cookie("session")
        page = page.submit(fields=SEEN, status=400)
        colleague.sign_in("other_officer")
        colleague.speak("en")
        page = colleague.get(waiting(colleague))
        assert HOLDER in page.text and not page.all("script[src*=go_on]")
        page = page.submit(f"stand-in-{delegation().id}").submit()
        assert page.one(".instead") and page.one("[name$=tractor]")["value"] == TRACTOR
        assert "waits for you" not in colleague.get("/home").text
        colleague.client.delete_cookie("session")
        page.submit(status=400)
        with transaction():
            delegation().ended_at = datetime.now(UTC)
        colleague.sign_in("other_officer")
        colleague.speak("en")
        page = colleague.get(waiting(colleague))
        assert HOLDER not in page.text and not page.all("[name=instead]")
