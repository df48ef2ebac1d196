"""Administrators who change or open the same account at once, or from an older page."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from notices import proof, steps
from notices.administrator import people, places
from notices.models import AgencyAccount, Authenticator, HeldRole, InterruptedForm, db, transaction
from notices.proof import person_with
from tests.factories import a_proposal
from tests.notices.administrator.test_people import (
    NEW,
    changed_last,
    one_time_password,
    opening,
    second_administrator,
)
from tests.pages import Fields, Page, Pages
from tests.people import PASSWORD, person, place
from workflows.vocabulary import ProposalState, Role

SUPERVISOR = "by_supervisor"
PROOF = {"proof": PASSWORD}


@pytest.fixture
def asked_for_proof(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every press is proven anew."""
    monkeypatch.setitem(app.config, "FRESH_MINUTES", {"account": 0})


def administrator(app: Flask) -> Pages:
    """A browser of the first administrator."""
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_administrator")
    return pages


def page_of(pages: Pages, login: str) -> Page:
    """The page of a person in the browser of an administrator."""
    return pages.get(f"/administrator/people/{person(login).id}/change-person")


def to_reset_an_app(app: Flask) -> tuple[Page, Page]:
    """What one administrator has in two windows when a colleague has asked for the reset: the page
    of a password, which stands beside the app, and that of the reset.
    """
    second_administrator(app)
    asked_by = person("second").id
    with transaction():
        person(SUPERVISOR).authenticator = Authenticator(secret="x", reset_asked_by=asked_by)
    pages = administrator(app), administrator(app)
    return opening(pages[0], SUPERVISOR, "password"), opening(pages[1], SUPERVISOR, "second-factor")


def just_before(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, page: Page, fields: Fields
) -> list[Page]:
    """Let a page be sent when another press is about to call a function; gives the answer."""
    answers = list[Page]()

    def send() -> None:
        with ThreadPoolExecutor() as pool:
            answers.append(pool.submit(sent, page, fields).result())

    first_of_all(monkeypatch, place, name, send)
    return answers


def first_of_all(
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, do: Callable[[], None]
) -> None:
    """Do something when a function is called the next time."""
    call, to_do = getattr(place, name), [do]

    def late(*given: object) -> object:
        while to_do:
            to_do.pop()()
        return call(*given)

    monkeypatch.setattr(place, name, late)


def meanwhile(
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    page: Page,
    fields: Fields,
    status: int = 200,
) -> list[Future[Page]]:
    """Send a page when another press is about to call a function, and let it wait for that one."""
    answers = list[Future[Page]]()

    def send() -> None:
        answers.append(ThreadPoolExecutor(1).submit(sent, page, fields, status))
        time.sleep(0.5)

    first_of_all(monkeypatch, place, name, send)
    return answers


def sent(page: Page, fields: Fields, status: int = 200) -> Page:
    """The answer to a page that another thread sends."""
    with page.pages.app.app_context():
        return page.submit(fields=fields, status=status)


def test_a_password_beside_an_app_is_not_given_when_the_app_has_been_reset_meanwhile(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, reset = to_reset_an_app(on_postgresql)
    just_before(monkeypatch, people, "hashed", reset, {})
    password.submit(status=409)
    assert changed_last() == [["second_factor", "asked", ""]]
    assert not person(SUPERVISOR).one_time_password


def test_a_password_that_was_given_while_the_app_is_being_reset_opens_nothing(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, reset = to_reset_an_app(on_postgresql)
    answers = just_before(monkeypatch, people, "admit", password, {})
    reset.submit()
    assert changed_last() == [["second_factor", "asked", ""]]
    assert not person_with(SUPERVISOR, one_time_password(answers[0]))


@pytest.mark.usefixtures("asked_for_proof")
def test_who_proves_it_while_the_app_is_reset_reads_that_somebody_was_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, reset = to_reset_an_app(app)
    just_before(monkeypatch, proof, "verify_password", reset, {"proof": PASSWORD})
    password.submit(fields={"proof": PASSWORD}, status=409)
    assert changed_last() == [["second_factor", "asked", ""]]


def test_an_account_with_the_agency_is_unbound_once(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        person(SUPERVISOR).agency_accounts = [
            AgencyAccount(issuer="https://id.by", subject="1", bound_at=datetime.now(UTC))
        ]
    late = opening(second_administrator(on_postgresql), SUPERVISOR, "agency")
    first = opening(administrator(on_postgresql), SUPERVISOR, "agency")
    just_before(monkeypatch, people, "admit", first, {})
    told = late.submit(status=409)
    assert "What you sent was not done. Open the page again" in told.text
    assert "notice" not in told.text
    assert not person(SUPERVISOR).agency_accounts


def test_of_two_who_change_the_same_at_once_one_reads_that_the_other_was_first(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = page_of(second_administrator(on_postgresql), SUPERVISOR)
    first = page_of(administrator(on_postgresql), SUPERVISOR)
    just_before(monkeypatch, people, "admit", first, {"stamp": "11"})
    late.submit(fields={"stamp": "22"}, status=409)
    assert changed_last() == [["stamp", "", "11"]]
    assert person(SUPERVISOR).stamp == "11"


@pytest.mark.usefixtures("asked_for_proof")
@pytest.mark.parametrize("taken", [{"active": []}, {"roles": ["supervisor"]}])
def test_what_a_colleague_takes_away_during_a_proof_does_not_come_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, taken: Fields
) -> None:
    with transaction():
        db.session.add(HeldRole(person_id=person(SUPERVISOR).id, name=Role.ADMINISTRATOR))
    late = page_of(second_administrator(app), SUPERVISOR)
    first = page_of(administrator(app), SUPERVISOR)
    just_before(monkeypatch, proof, "verify_password", first, PROOF | taken)
    late.submit(fields=PROOF | {"stamp": "77"})
    assert changed_last() == [["stamp", "", "77"]]
    assert person(SUPERVISOR).active is ("active" not in taken)
    assert (Role.ADMINISTRATOR in person(SUPERVISOR).role_names) is ("roles" not in taken)


@pytest.mark.usefixtures("asked_for_proof")
def test_who_is_closed_during_a_proof_closes_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = second_administrator(app)
    late = page_of(administrator(app), "second")
    first = page_of(theirs, "by_administrator")
    just_before(monkeypatch, proof, "verify_password", first, PROOF | {"active": []})
    late.submit(fields=PROOF | {"active": []}, status=401)
    assert person("second").active and not person("by_administrator").active


@pytest.mark.usefixtures("asked_for_proof")
@pytest.mark.parametrize(
    ("taken", "status"), [({"active": []}, 401), ({"roles": ["supervisor"]}, 403)]
)
def test_who_may_no_longer_sign_after_the_proof_signs_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, taken: Fields, status: int
) -> None:
    proposal = a_proposal("ru_administrator")
    late = administrator(app).get(f"/administrator/proposals/{proposal.id}/sign-wording")
    first = page_of(second_administrator(app), "by_administrator")
    just_before(monkeypatch, proof, "verify_password", first, PROOF | taken)
    late.submit(fields=PROOF, status=status)
    db.session.refresh(proposal)
    assert proposal.state is ProposalState.WAITING


def test_of_two_who_close_each_other_the_second_finds_that_nobody_else_is_left(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = second_administrator(on_postgresql)
    late = page_of(administrator(on_postgresql), "second")
    first = page_of(theirs, "by_administrator")
    answers = meanwhile(monkeypatch, steps, "was_overtaken", late, {"active": []}, status=422)
    first.submit(fields={"active": []})
    told = answers[0].result(20)
    assert told.errors == ["Make somebody else an administrator first: this is the last one."]


def test_of_two_who_change_a_place_at_once_the_second_is_shown_what_it_would_take_back(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/administrator/places/GRIG/change-place"
    first, late = (
        pages.get(address).submit(fields={name: "Новае"})
        for pages, name in (
            (administrator(on_postgresql), "name_en"),
            (second_administrator(on_postgresql), "name_ru"),
        )
    )
    answers = meanwhile(monkeypatch, places, "were_shown", late, {})
    first.submit()
    assert "Name in English" in answers[0].result(20).one("table").get_text()
    assert place("GRIG").name["en"] == "Новае" != place("GRIG").name["ru"]


def roles_taken_away(app: Flask) -> Page:
    """An older page on which a colleague ticks one of two roles, the one that was taken away."""
    with transaction():
        db.session.add(HeldRole(person_id=person(SUPERVISOR).id, name=Role.ADMINISTRATOR))
    old = page_of(second_administrator(app), SUPERVISOR)
    page_of(administrator(app), SUPERVISOR).submit(fields={"roles": ["supervisor"]})
    return old


def refused_once(page: Page) -> None:
    """The change is saved only after it was told what a colleague has changed."""
    page = page.submit(status=422)
    told = "A colleague has changed this meanwhile: Supervisor. Look at it, then save again."
    assert page.errors == [told]
    page.submit()
    assert changed_last() == [["roles", "supervisor", "administrator"]]


def test_a_role_that_was_taken_away_does_not_come_back_with_another_language(app: Flask) -> None:
    page = roles_taken_away(app)
    page = page.submit(fields={"roles": ["administrator"]}, button="Беларуская")
    refused_once(page.switch_language("en"))


def test_a_role_that_was_taken_away_does_not_come_back_after_a_new_sign_in(app: Flask) -> None:
    page = roles_taken_away(app)
    page.pages.client.delete_cookie("session")
    page.submit(fields={"roles": ["administrator"]}, status=400)
    page.pages.speak("en")
    page.pages.sign_in("second")
    kept = db.session.scalars(select(InterruptedForm.id)).one()
    refused_once(page.pages.get(f"/go-on/{kept}").submit())


@pytest.mark.parametrize("shown", ["[" * 100_000, "{", "[]", '{"roles": "administrator"}'])
def test_a_page_that_says_nothing_of_how_the_person_stood_was_made_now(
    app: Flask, shown: str
) -> None:
    page_of(administrator(app), SUPERVISOR).submit(fields={"shown": shown, "stamp": "77"})
    assert changed_last() == [["stamp", "", "77"]]


def test_of_two_who_give_the_same_login_at_once_one_reads_to_choose_another(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, late = (
        pages.get("/administrator/people/add-person")
        for pages in (second_administrator(on_postgresql), administrator(on_postgresql))
    )
    just_before(monkeypatch, people, "give_password", first, NEW)
    page = late.submit(fields=NEW | {"name": "Іншая"}, status=422)
    assert page.errors == ["Choose another login: somebody has this one."]
    assert person("new.person").name == NEW["name"]
    added = late.submit(fields=NEW | {"login": "other.person"})
    assert one_time_password(added) and person("other.person")
