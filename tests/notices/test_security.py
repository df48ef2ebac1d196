"""The doors of the rooms and the headers of every answer."""

from pathlib import Path

import pytest
from flask import Flask, request

from notices import create_app
from notices.models import HeldRole, transaction
from notices.security import PUBLIC_BLUEPRINTS, PUBLIC_ENDPOINTS, ROOMS
from tests.pages import Page, Pages
from tests.people import PASSWORD, person
from workflows.vocabulary import Role


@pytest.fixture
def pages(app: Flask) -> Pages:
    """For what touches data: once on each database."""
    return english(app)


@pytest.fixture
def plain_pages(on_sqlite: Flask) -> Pages:
    """For what touches no data."""
    return english(on_sqlite)


def english(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def is_in(page: Page) -> bool:
    return bool(page.all(".person"))


def test_a_stranger_signs_in_and_comes_to_the_page_that_was_asked_for(pages: Pages) -> None:
    page = pages.get("/auditor?status=routed")
    assert not is_in(page) and page.one("#login")
    page = page.submit(fields={"Login": "by_auditor", "Password": PASSWORD})
    assert page.address == "/auditor?status=routed"


def test_another_role_is_shown_out(pages: Pages) -> None:
    pages.sign_in("inspector")
    pages.get("/supervisor", status=403)


def test_rights_taken_away_act_at_once(pages: Pages) -> None:
    pages.sign_in("by_supervisor")
    assert is_in(pages.get("/supervisor"))
    with transaction():
        person("by_supervisor").roles = [HeldRole(name=Role.AUDITOR)]
    pages.get("/supervisor", status=403)
    with transaction():
        person("by_supervisor").active = False
    assert not is_in(pages.get("/auditor"))


def test_what_flask_security_brings_and_the_register_does_not_use_is_not_there(
    plain_pages: Pages,
) -> None:
    rules = plain_pages.app.url_map.iter_rules()
    unused = [r for r in rules if r.endpoint.startswith("security.")]
    unused = [rule for rule in unused if rule.endpoint not in PUBLIC_ENDPOINTS]
    assert {rule.endpoint for rule in unused} >= {"security.verify", "security.static"}
    for rule in unused:
        plain_pages.get(str(rule).replace("<path:filename>", "js/webauthn.js"), status=404)


def test_every_address_has_a_door_or_is_public(on_sqlite: Flask) -> None:
    hidden = [
        rule.endpoint
        for rule in on_sqlite.url_map.iter_rules()
        if rule.endpoint not in PUBLIC_ENDPOINTS
        and rule.endpoint.rpartition(".")[0] not in ROOMS | PUBLIC_BLUEPRINTS | {"security"}
    ]
    assert not hidden, f"Call audience(room, …) for the blueprint of {hidden}."


def test_a_form_without_its_token_is_not_taken(plain_pages: Pages) -> None:
    page = plain_pages.send("/sign-in", {"login": "inspector", "password": PASSWORD}, status=400)
    assert not is_in(page)


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere", "/static/theme.css", "/home"])
def test_every_answer_has_the_strict_headers(on_sqlite: Flask, address: str) -> None:
    with on_sqlite.test_client().get(address) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_browsers_and_their_looks_are(on_sqlite: Flask) -> None:
    client = on_sqlite.test_client()
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    with client.get("/static/theme.css") as response:
        assert "no-store" not in response.headers["Cache-Control"]


def test_an_address_with_a_character_that_no_database_takes_is_not_found(pages: Pages) -> None:
    pages.sign_in("by_auditor")
    for address in ("/language/%00", "/auditor?plate=%00", "/nowhere?%00=1"):
        pages.get(address, status=404)


@pytest.mark.parametrize(("trusted", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_a_client_s_own_word_about_its_address_counts_behind_a_trusted_proxy_only(
    tmp_path: Path, trusted: int, seen: str
) -> None:
    app = create_app(INSTANCE=tmp_path, TRUSTED_PROXIES=trusted)
    told = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    with app.test_client() as client:
        client.get("/static/icon.svg", headers=told).close()
        assert request.remote_addr == seen
