"""Administrators who change or open the same account at once, or from an older page."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask

from notices import proof
from notices.administrator import people
from notices.models import AgencyAccount, Authenticator, transaction
from notices.proof import person_with
from tests.notices.administrator.test_people import (
    changed_last,
    one_time_password,
    opening,
    second_administrator,
)
from tests.pages import Page, Pages
from tests.people import PASSWORD, person

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
    monkeypatch: pytest.MonkeyPatch, place: object, name: str, page: Page, **fields: str
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
    just_before(monkeypatch, people, "hashed", reset)
    password.submit(status=409)
    assert changed_last() == [["second_factor", "asked", ""]]
    assert not person(SUPERVISOR).one_time_password


def test_a_password_that_was_given_while_the_app_is_being_reset_opens_nothing(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, reset = to_reset_an_app(on_postgresql)
    answers = just_before(monkeypatch, people, "admit", password)
    reset.submit()
    assert changed_last() == [["second_factor", "asked", ""]]
    assert not person_with(SUPERVISOR, one_time_password(answers[0]))


@pytest.mark.usefixtures("asked_for_proof")
def test_who_proves_it_while_the_app_is_reset_reads_that_somebody_was_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    password, reset = to_reset_an_app(app)
    just_before(monkeypatch, proof, "verify_password", reset, proof=PASSWORD)
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
    just_before(monkeypatch, proof, "verify_password", first, proof=PASSWORD)
    late.submit(fields={"proof": PASSWORD}, status=409)
    assert not person(SUPERVISOR).agency_accounts
