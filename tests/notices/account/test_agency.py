"""Sign-in and proof through the provider of an agency."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from notices.models import AgencyAccount, LogEntry, SignIn, db, transaction
from tests.factories import a_notice
from tests.notices.openid_provider import OpenIdProvider, openid_provider
from tests.pages import Page, Pages
from tests.people import PASSWORD, person
from workflows.vocabulary import Logged, Side, Status

NOT_COMPLETED = "The sign-in through your agency was not completed"
NOT_LET_IN = "Your agency's account does not open this register"


@pytest.fixture
def provider(app: Flask) -> Iterator[OpenIdProvider]:
    """The provider of the Belarusian side."""
    with openid_provider() as running:
        app.config["OIDC"] = running.settings(Side.BY)
        yield running


@pytest.fixture
def plain_provider(once: Flask) -> Iterator[OpenIdProvider]:
    """The same for what touches no data."""
    with openid_provider() as running:
        once.config["OIDC"] = running.settings(Side.BY)
        yield running


@pytest.fixture
def pages(app: Flask) -> Pages:
    return english(app)


def english(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def go(pages: Pages, address: str = "/account/agency/BY") -> str:
    """Press the link to the provider; gives the address to which it leads."""
    with pages.app.app_context():
        return str(pages.client.get(address).location)


def come_back(pages: Pages, answer: dict[str, str], status: int = 200) -> Page:
    return pages.get("/account/agency/BY/answer", status, query=answer)


def sign_in(
    provider: OpenIdProvider, pages: Pages, login: str, status: int = 200, **claims: Any
) -> Page:
    claims = {"preferred_username": login, **claims}
    return come_back(pages, provider.prove(go(pages), f"subject of {login}", **claims), status)


def edit(login: str, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(person(login), name, value)


def is_in(page: Page) -> bool:
    return bool(page.all(".person"))


def last_act() -> LogEntry:
    db.session.rollback()
    return db.session.query(LogEntry).order_by(LogEntry.id.desc()).limit(1).one()


def test_nothing_is_offered_where_nothing_is_configured(once: Flask) -> None:
    pages = english(once)
    page = pages.get("/sign-in")
    assert "agency" not in page.text
    pages.get("/account/agency/BY", status=404)
    pages.get("/account/agency/BY/answer", status=404)


def test_a_person_signs_in_and_is_known_by_the_subject_from_then_on(
    provider: OpenIdProvider, pages: Pages
) -> None:
    page = pages.get("/supervisor")
    link = page.one('a[href^="/account/agency/"]')
    assert link.get_text() == "Agency of Belarus"
    address = go(pages, str(link["href"]))
    page = come_back(pages, provider.prove(address, "7", preferred_username=" BY_supervisor"))
    assert is_in(page) and page.address == "/supervisor"
    assert provider.asked["redirect_uri"] == "http://localhost/account/agency/BY/answer"
    row = db.session.query(SignIn).order_by(SignIn.id.desc()).limit(1).one()
    assert (row.through, row.second_factor) == ("agency", "")
    leaf = last_act()
    assert leaf.name == Logged.SIGN_IN and leaf.data["through"] == "agency"
    bound = db.session.get_one(LogEntry, leaf.id - 1)
    assert (bound.name, bound.data["issuer"]) == (Logged.BIND_AGENCY, provider.url)
    assert "The agency" in pages.get("/account").text
    assert not is_in(pages.get("/").submit("sign-out"))
    page = come_back(pages, provider.prove(go(pages), "7", preferred_username="renamed"))
    assert is_in(page) and page.address == "/supervisor"
    pages.get("/").submit("sign-out")
    page = come_back(pages, provider.prove(go(pages), "8", preferred_username="by_supervisor"), 403)
    assert page.title.startswith(NOT_LET_IN)
    assert db.session.query(AgencyAccount).one().subject == "7"


def test_an_answer_counts_once_and_for_the_browser_that_has_asked(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    answer = provider.prove(go(pages), "7", preferred_username="by_supervisor")
    other = english(app)
    assert come_back(other, answer, 400).title.startswith(NOT_COMPLETED)
    go(other)
    assert come_back(other, answer, 400).title.startswith(NOT_COMPLETED)
    assert come_back(pages, {**answer, "state": "another"}, 400).title.startswith(NOT_COMPLETED)
    assert come_back(pages, answer, 400).title.startswith(NOT_COMPLETED)
    assert last_act().name == Logged.FAIL_SIGN_IN
    assert not is_in(pages.get("/supervisor"))


def test_whoever_is_not_let_in_is_told_the_same(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    locked = datetime.now(UTC) + timedelta(minutes=5)
    assert is_in(sign_in(provider, english(app), "exit_officer"))
    edit("inspector", active=False)
    edit("by_auditor", locked_until=locked)
    edit("exit_officer", active=False)
    told = set()
    for login in ("nobody", "", "inspector", "by_auditor", "exit_officer", "ru_supervisor"):
        page = sign_in(provider, pages, login, status=403)
        told.add(str(page.one("main")))
    assert len(told) == 1
    assert last_act().data["actor_name"] == person("ru_supervisor").name
    assert db.session.query(AgencyAccount).count() == 1


def test_the_provider_of_one_side_never_speaks_for_a_person_of_the_other(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    assert is_in(sign_in(provider, english(app), "by_supervisor"))
    app.config["OIDC"] = provider.settings(Side.RU)
    for login in ("by_supervisor", "by_auditor"):
        answer = provider.prove(
            go(pages, "/account/agency/RU"), f"subject of {login}", preferred_username=login
        )
        page = pages.get("/account/agency/RU/answer", 403, query=answer)
        assert page.title.startswith(NOT_LET_IN)


def test_the_second_factor_is_asked_for_unless_the_provider_says_that_it_was_given(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    app.config["SECOND_FACTOR"] = "required"
    assert sign_in(provider, pages, "by_supervisor", amr=["otp"]).title.startswith("Set up the")
    assert not is_in(pages.get("/supervisor"))
    app.config["OIDC"] = provider.settings(Side.BY, second_factor=frozenset({"otp"}))
    assert not is_in(sign_in(provider, english(app), "by_supervisor", amr=["pwd"]))
    assert is_in(sign_in(provider, english(app), "by_supervisor", amr=["pwd", "otp"]))
    row = db.session.query(SignIn).order_by(SignIn.id.desc()).limit(1).one()
    assert row.second_factor == "agency"


def test_a_provider_that_is_away_leaves_the_way_by_password(
    once: Flask, plain_provider: OpenIdProvider
) -> None:
    pages = english(once)
    plain_provider.url = "http://127.0.0.1:9"
    once.config["OIDC"] = plain_provider.settings(Side.BY)
    page = pages.get("/account/agency/BY", 503)
    assert page.title.startswith("The sign-in of your agency does not answer")
    page = page.click("Sign in with login and password")
    page = page.submit(fields={"login": "by_supervisor", "password": PASSWORD})
    assert is_in(page)


def test_whoever_comes_through_the_agency_needs_no_one_time_password(
    provider: OpenIdProvider, pages: Pages
) -> None:
    edit("by_supervisor", one_time_password=True)
    assert is_in(sign_in(provider, pages, "by_supervisor"))
    assert "have no password here" in pages.get("/account").text
    pages.get("/").submit("sign-out")
    for password in (PASSWORD, ""):
        page = pages.get("/sign-in").submit(fields={"login": "by_supervisor", "password": password})
        assert not is_in(page)


def test_a_grave_step_is_proven_through_the_agency_in_another_tab(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    notice = a_notice()
    edit("by_supervisor", one_time_password=True)
    sign_in(provider, pages, "by_supervisor")
    app.config["FRESH_MINUTES"] = {"annul": 0}
    page = pages.get(f"/supervisor/notices/{notice.id}/annul")
    assert not page.all('[name="proof"]')
    page = page.submit(fields={"Reason": "Подделка"}, status=422)
    assert page.errors == ["Show through your agency that it is you, then press again."]
    address = go(pages, str(page.one('a[target="_blank"]')["href"]))
    somebody = provider.prove(address, "subject of by_auditor")
    assert come_back(pages, somebody, 403).title.startswith(NOT_LET_IN)
    assert last_act().name == Logged.FAIL_PROOF
    address = go(pages, "/account/agency/proof")
    app.config["FRESH_MINUTES"] = {"annul": 10}
    told = come_back(pages, provider.prove(address, "subject of by_supervisor"))
    assert told.title.startswith("Your agency says that it is you")
    page.submit()
    db.session.expire_all()
    assert notice.status is Status.ANNULLED


def test_an_administrator_unbinds_an_account_and_the_history_tells_it(
    app: Flask, provider: OpenIdProvider, pages: Pages
) -> None:
    assert is_in(sign_in(provider, pages, "by_supervisor"))
    administrator = english(app)
    administrator.sign_in("by_administrator")
    address = f"/administrator/people/{person('by_supervisor').id}/change-person"
    page = administrator.get(address).click("Account with the agency").submit()
    assert "Account with the agency" in page.text and not page.all("main .choices [href$=agency]")
    assert not is_in(pages.get("/supervisor"))
    answer = provider.prove(go(pages), "8", preferred_username="by_supervisor")
    assert is_in(come_back(pages, answer))
