"""The doors of the rooms and the headers of every answer."""

from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from notices import create_app
from notices.attempts import network_of
from notices.models import HeldRole, db, transaction
from notices.security import PUBLIC_BLUEPRINTS, PUBLIC_ENDPOINTS, ROOMS
from tests.conftest import app_on, dispose
from tests.factories import a_notice
from tests.pages import Page, Pages
from tests.people import PASSWORD, person, sign_in
from workflows.vocabulary import Role


@pytest.fixture
def pages(app: Flask) -> Pages:
    """For what touches data: once on each database."""
    return english(app)


@pytest.fixture
def plain_pages(once: Flask) -> Pages:
    """For what touches no data."""
    return english(once)


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


def test_every_address_has_a_door_or_is_public(once: Flask) -> None:
    hidden = [
        rule.endpoint
        for rule in once.url_map.iter_rules()
        if rule.endpoint not in PUBLIC_ENDPOINTS
        and rule.endpoint.rpartition(".")[0] not in ROOMS | PUBLIC_BLUEPRINTS | {"security"}
    ]
    assert not hidden, f"Call audience(room, …) for the blueprint of {hidden}."


def test_a_form_without_its_token_is_not_taken(plain_pages: Pages) -> None:
    page = plain_pages.send("/sign-in", {"login": "inspector", "password": PASSWORD}, status=400)
    assert not is_in(page)


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere", "/static/theme.css", "/home"])
def test_every_answer_has_the_strict_headers(once: Flask, address: str) -> None:
    with once.test_client().get(address) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in policy
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/sign-in", "text/html; charset=utf-8"),
        ("/nowhere", "text/html; charset=utf-8"),
        ("/static/theme.css", "text/css; charset=utf-8"),
        ("/static/icon.svg", "image/svg+xml; charset=utf-8"),
        ("/check/keys.json", "application/json"),
    ],
)
def test_every_answer_says_what_it_is_and_text_in_which_letters(
    once: Flask, address: str, kind: str
) -> None:
    with once.test_client().get(address) as response:
        assert response.headers["Content-Type"] == kind


def test_pages_are_not_kept_by_browsers_and_their_looks_are(once: Flask) -> None:
    client = once.test_client()
    notice_id = a_notice().id
    with client.session_transaction() as session:
        sign_in(session, "inspector")
    db.session.rollback()
    for address in ("/inspector", f"/inspector/notices/{notice_id}", "/account", "/carrier"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
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


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:7:1:2:3:4", "2001:db8:0:7::"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_attempts_are_counted_by_what_one_client_has(address: str, counted_as: str) -> None:
    assert network_of(address) == counted_as


def test_no_proxy_says_which_host_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://notices.example.org")
    client = create_app(INSTANCE=tmp_path, TRUSTED_PROXIES=1).test_client()
    told = {"Host": "evil.example.org", "X-Forwarded-Host": "notices.example.org"}
    assert client.get("/language/be", headers=told).status_code == 400


@pytest.mark.parametrize(("set_to", "warned"), [(None, True), ("0", False), ("1", False)])
def test_who_forgets_the_proxy_in_front_is_warned(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    set_to: str | None,
    warned: bool,
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://notices.example.org")
    if set_to:
        monkeypatch.setenv("TRUSTED_PROXIES", set_to)
    create_app(INSTANCE=tmp_path)
    assert ("TRUSTED_PROXIES" in caplog.text) == warned


@pytest.fixture
def in_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it stands behind HTTPS."""
    monkeypatch.setenv("PUBLIC_URL", "https://notices.example.org")
    return create_app(INSTANCE=tmp_path)


def test_behind_https_the_cookie_is_bound_to_the_host_and_https_is_kept_to(
    in_service: Flask,
) -> None:
    answer = in_service.test_client().get("/language/be", base_url="https://notices.example.org")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("notices.example.org", 302),
        ("127.0.0.1:8000", 302),
        ("evil.example.org", 400),
        ("notices.example.org.evil.org", 400),
    ],
)
def test_another_host_than_the_public_one_is_not_answered(
    in_service: Flask, host: str, status: int
) -> None:
    answer = in_service.test_client().get("/language/be", headers={"Host": host})
    assert answer.status_code == status


def test_who_tries_too_fast_waits(once: Flask, tmp_path: Path) -> None:
    url = once.config["SQLALCHEMY_DATABASE_URI"]
    app = app_on(url, tmp_path, RATELIMIT_ENABLED=True)
    client = app.test_client()
    answers = [client.get("/q/x") for _try in range(121)]
    assert {answer.status_code for answer in answers[:120]} == {404}
    assert answers[120].status_code == 429 and int(answers[120].headers["Retry-After"]) <= 60
    other = {"REMOTE_ADDR": "203.0.113.7"}
    assert client.get("/q/x", environ_base=other).status_code == 404
    dispose(app)


def test_what_a_failing_statement_was_to_write_is_not_logged(app: Flask) -> None:
    with pytest.raises(DBAPIError) as failure:
        db.session.execute(text("SELECT :secret FROM nowhere"), {"secret": "hunter2"})
    assert "hunter2" not in str(failure.value)
    db.session.rollback()
