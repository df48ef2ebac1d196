"""Sign-in, sign-out and passwords."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from notices import proof
from notices.models import Person, db, transaction
from notices.security import hashed
from tests.conftest import app_on
from tests.pages import Page, Pages
from tests.people import PASSWORD, person

WRONG = "the wrong password"
GUESSED = (
    "Choose one that nobody guesses: not of a few repeated letters, without your login and usual"
    " words."
)
NEW = "новы пароль, і доўгі"


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


def enter(pages: Pages, login: str, password: str, address: str = "/sign-in") -> Page:
    return pages.get(address).submit(fields={"login": login, "password": password})


def is_in(page: Page) -> bool:
    return bool(page.all(".person"))


def change(pages: Pages, old: str, new: str, again: str | None = None) -> Page:
    fields = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return pages.get("/password").submit(fields=fields)


def edit(login: str, **values: Any) -> None:
    with transaction():
        for name, value in values.items():
            setattr(person(login), name, value)


@pytest.mark.parametrize("login", ["by_supervisor", "  BY_Supervisor "])
def test_login_and_password_lead_to_the_own_room(pages: Pages, login: str) -> None:
    page = enter(pages, login, PASSWORD)
    assert is_in(page) and page.address == "/supervisor"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_cyrillic_password_works_however_its_letters_are_composed(
    pages: Pages, form: Any
) -> None:
    edit("by_supervisor", password=hashed("Ёлкі й ўсё астатняе"))
    assert is_in(enter(pages, "by_supervisor", unicodedata.normalize(form, "Ёлкі й ўсё астатняе")))


def test_every_failure_gets_the_same_answer(app: Flask) -> None:
    edit("officer", active=False)
    edit("ru_auditor", locked_until=datetime.now(UTC) + timedelta(minutes=5))
    attempts = [
        ("nobody", PASSWORD), ("inspector", WRONG), ("officer", PASSWORD), ("ru_auditor", PASSWORD),
    ]  # fmt: skip
    answers = set()
    for login, password in attempts:
        pages = Pages(app)
        pages.speak("en")
        page = enter(pages, login, password)
        page.one("#login")["value"] = page.one('main [name="csrf_token"]')["value"] = ""
        answers.add(str(page.one("main")))
    assert len(answers) == 1


def test_a_hash_is_computed_whoever_asks_and_never_inside_a_transaction(
    app: Flask, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = []

    def compute(*_arguments: str) -> bool:
        computed.append(db.session().in_transaction())
        return False

    monkeypatch.setattr(proof, "verify_password", compute)
    monkeypatch.setattr(proof, "hash_password", compute)
    edit("officer", active=False)
    edit("ru_auditor", locked_until=datetime.now(UTC) + timedelta(minutes=5))
    for login in ("nobody", "inspector", "officer", "ru_auditor"):
        enter(pages, login, WRONG)
    assert computed == [False] * 4


def test_ten_wrong_passwords_lock_the_account_for_fifteen_minutes(pages: Pages) -> None:
    start = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with time_machine.travel(start) as clock:
        for _attempt in range(10):
            assert not is_in(enter(pages, "by_supervisor", WRONG))
        assert not is_in(enter(pages, "by_supervisor", PASSWORD))
        clock.shift(timedelta(minutes=14))
        assert not is_in(enter(pages, "by_supervisor", PASSWORD))
        clock.shift(timedelta(minutes=1))
        assert is_in(enter(pages, "by_supervisor", PASSWORD))


def test_a_right_password_before_the_tenth_wrong_one_starts_the_count_anew(pages: Pages) -> None:
    for _round in range(2):
        for _attempt in range(9):
            enter(pages, "by_supervisor", WRONG)
        assert is_in(enter(pages, "by_supervisor", PASSWORD))
        pages.get("/").submit("sign-out")


def test_the_passwords_of_a_register_are_kept_as_argon2id(once: Flask, tmp_path: Any) -> None:
    url = once.config["SQLALCHEMY_DATABASE_URI"]
    with app_on(url, tmp_path, SECURITY_PASSWORD_HASH="argon2").app_context():
        assert hashed(PASSWORD).startswith("$argon2id$")


@pytest.mark.parametrize(
    "next_",
    [
        "https://example.org/",
        "//example.org",
        r"/\example.org",
        r"\\example.org",
        "///x.org",
        "/\t///x.org",
        " ////x.org",
        "/\t/\\x.org",
        "/\n//x.org",
    ],
)
def test_sign_in_and_the_language_lead_nowhere_but_to_the_own_site(once: Flask, next_: str) -> None:
    client = once.test_client()
    assert client.get("/language/be", query_string={"next": next_}).location == "/"
    fields = {"login": "by_supervisor", "password": PASSWORD, "next": next_}
    answer = client.post("/sign-in", data=fields)
    assert not re.match(r"\w+:|[/\\]{2}", str(answer.location))


def test_only_who_is_signed_in_has_a_password_to_change(plain_pages: Pages) -> None:
    page = plain_pages.get("/password")
    assert page.one("#login")
    page = page.submit(fields={"Login": "by_supervisor", "Password": PASSWORD})
    assert page.address == "/password"


def test_signing_out_is_a_press_and_leaves_nothing_but_the_language(pages: Pages) -> None:
    pages.sign_in("by_supervisor")
    assert pages.get("/sign-out", status=405).response.headers["Allow"]
    page = pages.get("/").submit("sign-out")
    assert not is_in(page) and page.one("html")["lang"] == "en"
    with pages.client.session_transaction() as session:
        assert not {"_user_id", "identity.id", "fs_paa"} & set(session)
    assert not is_in(pages.get("/supervisor"))


@pytest.mark.parametrize(
    ("old", "new", "again", "error"),
    [
        (WRONG, NEW, NEW, "This is not your present password. Enter it again."),
        ("", NEW, NEW, "Enter your present password."),
        (PASSWORD, "кароткі", "кароткі", "Make the new password at least 12 characters long."),
        (PASSWORD, "й" * 11, "й" * 11, "Make the new password at least 12 characters long."),
        (PASSWORD, NEW, NEW + "!", "Enter the same new password twice."),
        (PASSWORD, PASSWORD, PASSWORD, "Choose a password that differs from the present one."),
        (PASSWORD, "абабабабабабабаб", "абабабабабабабаб", GUESSED),
        (PASSWORD, "By_Supervisor2026", "By_Supervisor2026", GUESSED),
        (PASSWORD, "йцукенгшщзхъ", "йцукенгшщзхъ", GUESSED),
        (PASSWORD, "x" * 201, "x" * 201, "Shorten the password to 200 characters."),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_with_the_reason(
    plain_pages: Pages, old: str, new: str, again: str, error: str
) -> None:
    plain_pages.sign_in("by_supervisor")
    assert change(plain_pages, old, new, again).errors == [error]
    plain_pages.get("/").submit("sign-out")
    assert is_in(enter(plain_pages, "by_supervisor", PASSWORD))


def test_a_changed_password_counts_at_once_and_ends_every_other_session(
    app: Flask, pages: Pages
) -> None:
    elsewhere = Pages(app)
    elsewhere.sign_in("by_supervisor")
    pages.sign_in("by_supervisor")
    page = change(pages, PASSWORD, NEW)
    assert is_in(page) and page.text.startswith("Your password is changed.")
    assert not is_in(elsewhere.get("/supervisor"))
    pages.get("/").submit("sign-out")
    assert not is_in(enter(pages, "by_supervisor", PASSWORD))
    assert is_in(enter(pages, "by_supervisor", NEW))


def test_guessing_the_present_password_locks_the_account_too(pages: Pages) -> None:
    pages.sign_in("by_supervisor")
    for _attempt in range(10):
        change(pages, WRONG, NEW)
    assert not is_in(enter(Pages(pages.app), "by_supervisor", PASSWORD))


def test_sign_in_gives_no_tokens_to_programs(once: Flask) -> None:
    once.config["WTF_CSRF_ENABLED"] = False
    login = {"login": "inspector", "password": PASSWORD}
    response = once.test_client().post("/sign-in?include_auth_token", json=login)
    assert response.mimetype == "text/html"


def test_a_person_of_the_register_is_never_an_empty_login(app: Flask) -> None:
    assert proof.person_with("", "") is None
    assert db.session.query(Person).filter(Person.login == "").count() == 0


def test_failed_sign_ins_are_logged_without_what_was_typed(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    enter(pages, "by_supervisor", WRONG)
    enter(pages, "my secret typed as a login", WRONG)
    logged = [record.getMessage() for record in caplog.records if "sign-in" in record.getMessage()]
    assert logged == [
        f"A sign-in of person {person('by_supervisor').id} from 127.0.0.1 failed",
        "A sign-in of person None from 127.0.0.1 failed",
    ]
