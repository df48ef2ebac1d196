"""Administrators who change or open the same account at once, or from an older page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from notices import proof
from notices.administrator import people
from notices.models import AgencyAccount, Authenticator, HeldRole, InterruptedForm, db, transaction
from notices.proof import person_with
from tests.notices.administrator.test_people import (
    NEW,
    changed_last,
    one_time_password,
    opening,
    second_administrator,
)
from tests.pages import Fields, Page, Pages
from tests.people import PASSWORD, person
from workflows.vocabulary import Role

SUPERVISOR = "by_supervisor"


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
    call, pages, answers = getattr(place, name), [page], list[Page]()

    def send(page: Page) -> Page:
        with page.pages.app.app_context():
            return page.submit(fields=fields)

    def late(*given: object) -> object:
        while pages:
            with ThreadPoolExecutor() as pool:
                answers.append(pool.submit(send, pages.pop()).result())
        return call(*given)

    monkeypatch.setattr(place, name, late)
    return answers


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


@pytest.mark.usefixtures("asked_for_proof")
def test_an_account_with_the_agency_is_unbound_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        person(SUPERVISOR).agency_accounts = [
            AgencyAccount(issuer="https://id.by", subject="1", bound_at=datetime.now(UTC))
        ]
    late = opening(second_administrator(app), SUPERVISOR, "agency")
    first = opening(administrator(app), SUPERVISOR, "agency")
    just_before(monkeypatch, proof, "verify_password", first, {"proof": PASSWORD})
    late.submit(fields={"proof": PASSWORD}, status=409)
    assert not person(SUPERVISOR).agency_accounts


def roles_taken_away(app: Flask) -> Page:
    """An older page on which a colleague ticks one of two roles, the one that was taken away."""
    with transaction():
        db.session.add(HeldRole(person_id=person(SUPERVISOR).id, name=Role.ADMINISTRATOR))
    address = f"/administrator/people/{person(SUPERVISOR).id}/change-person"
    old = second_administrator(app).get(address)
    administrator(app).get(address).submit(fields={"roles": ["supervisor"]})
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
    page = administrator(app).get(f"/administrator/people/{person(SUPERVISOR).id}/change-person")
    page.submit(fields={"shown": shown, "stamp": "77"})
    assert changed_last() == [["stamp", "", "77"]]


@pytest.mark.usefixtures("asked_for_proof")
def test_of_two_who_give_the_same_login_at_once_one_reads_to_choose_another(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, fields = "/administrator/people/add-person", NEW | {"proof": PASSWORD}
    first, late = (pages.get(address) for pages in (second_administrator(app), administrator(app)))
    just_before(monkeypatch, proof, "verify_password", first, fields)
    page = late.submit(fields=fields | {"name": "Іншая"}, status=422)
    assert page.errors == ["Choose another login: somebody has this one."]
    assert person("new.person").name == NEW["name"]
    added = late.submit(fields=fields | {"login": "other.person"})
    assert one_time_password(added) and person("other.person")
