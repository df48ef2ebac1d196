"""What went wrong, in the reader's words, with the way back; and forms that have expired."""

from io import BytesIO
from typing import Any, NoReturn

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from notices.models import db
from notices.steps import Overtaken
from tests.factories import a_notice, step
from tests.pages import Page, Pages
from tests.people import person
from workflows.machine import NotAllowed, NotNow, Refused
from workflows.procedure import BY_NAME
from workflows.vocabulary import Status


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


def trouble(pages: Pages, error: Exception, page: str = "pages.front") -> None:
    """Let something go wrong on a page."""

    def fail(**_arguments: Any) -> NoReturn:
        raise error

    pages.app.view_functions[page] = fail


def page_says(page: Page, text: str) -> bool:
    return text in page.title + page.text


def test_a_page_that_is_not_there_shows_the_way_back(plain_pages: Pages) -> None:
    assert plain_pages.get("/nowhere", status=404).click("Go to the front page").address == "/"
    plain_pages.sign_in("by_auditor")
    assert plain_pages.get("/nowhere", status=404).click("Back to my room").address == "/auditor"


@pytest.mark.parametrize(
    "address", ["/static/none.css", "/static/bootstrap/none.css", "/static/..%2f..%2fREADME.md"]
)
def test_a_file_that_is_not_there_shows_the_way_back(plain_pages: Pages, address: str) -> None:
    assert plain_pages.get(address, status=404).click("Go to the front page").address == "/"


def test_fields_and_files_without_a_name_are_left_out(pages: Pages) -> None:
    pages.sign_in("inspector")
    parts = ("", '; filename="a.png"', '; name="key"')
    body = "".join(f"--b\r\nContent-Disposition: form-data{part}\r\n\r\n1\r\n" for part in parts)
    sent = {"data": f"{body}--b--\r\n", "content_type": "multipart/form-data; boundary=b"}
    pages.app.config["WTF_CSRF_ENABLED"] = False
    assert pages.client.post("/inspector/notices/9/sign", **sent).status_code == 404


def test_a_number_larger_than_any_row_is_not_found(pages: Pages) -> None:
    pages.sign_in("by_auditor")
    for number in (2**31, 2**63, 10**40):
        pages.get(f"/auditor/notices/{number}", status=404)


def test_a_wrong_method_names_the_right_ones(plain_pages: Pages) -> None:
    allowed = plain_pages.post("/", status=405).response.headers["Allow"]
    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_refused_step_names_every_reason_as_an_instruction(plain_pages: Pages) -> None:
    reasons = ["everything_marked", "not_own_notice"]
    trouble(plain_pages, Refused(BY_NAME["confirm"], reasons))
    page = plain_pages.get("/", status=422)
    assert [item.get_text() for item in page.all(".reasons li")] == [
        "Mark every deficiency first.",
        "Leave the decision to a colleague: you issued this notice yourself.",
    ]


def test_a_step_out_of_turn_shows_the_status_that_forbids_it(pages: Pages) -> None:
    notice = a_notice(at=Status.CLEARED)
    trouble(pages, NotNow(BY_NAME["confirm"], notice.id))
    page = pages.get("/", status=409)
    assert page.one(".tag").get_text() == "Removal confirmed"


def test_a_step_of_others_says_whose_it_is(plain_pages: Pages) -> None:
    trouble(plain_pages, NotAllowed(BY_NAME["annul"]))
    assert page_says(plain_pages.get("/", status=403), "Supervisor, Belarus")


def test_a_refusal_is_logged(plain_pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    plain_pages.sign_in("inspector")
    plain_pages.get("/supervisor", status=403)
    who = person("inspector").id
    assert f"Person {who} was refused GET '/supervisor'" in caplog.messages


def test_who_was_overtaken_reads_what_happened_and_goes_back_to_the_notice(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("receive", notice)
    trouble(pages, Overtaken(notice.id), "checkpoint.withdraw")
    pages.sign_in("officer")
    page = pages.post(f"/checkpoint/notices/{notice.id}/withdraw", status=409)
    assert page.one(".number").get_text() == notice.number
    assert page.all(".timeline-what")[0].get_text() == "Vehicle presented at the checkpoint"
    assert page.click("Back to the notice").address == f"/checkpoint/notices/{notice.id}"


def test_too_many_bytes_and_too_many_fields_are_refused(plain_pages: Pages) -> None:
    huge = "x" * (plain_pages.app.config["MAX_CONTENT_LENGTH"] + 1)
    assert page_says(plain_pages.send("/sign-in", {"login": huge}, status=413), "too large")
    many = {f"field{number}": "x" for number in range(1001)}
    plain_pages.send("/sign-in", many | {"file": (BytesIO(b""), "x.txt")}, status=413)


@pytest.mark.parametrize(
    ("error", "status"), [(RequestEntityTooLarge(), 413), (TooManyRequests(retry_after=900), 429)]
)
def test_every_error_says_what_to_do(plain_pages: Pages, error: Exception, status: int) -> None:
    trouble(plain_pages, error)
    page = plain_pages.get("/", status=status)
    assert page.all("main p")[0].get_text().endswith(".")
    if status == 429:
        assert page.response.headers["Retry-After"] == "900"


def test_an_unforeseen_error_tells_no_secrets_and_needs_no_database(
    plain_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(plain_pages, ZeroDivisionError("secret"), "auditor.find")
    plain_pages.app.config["PROPAGATE_EXCEPTIONS"] = False
    plain_pages.sign_in("by_auditor")

    def roll_back_and_lose_the_database() -> None:
        roll_back()
        monkeypatch.setattr(db.session, "execute", lambda *_a, **_k: pytest.fail("asked"))

    roll_back = db.session.rollback
    with monkeypatch.context() as patch:
        patch.setattr(db.session, "rollback", roll_back_and_lose_the_database)
        response = plain_pages.client.get("/auditor")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "secret" not in response.text and "Traceback" not in response.text


def test_who_waits_in_vain_is_told_that_nothing_has_changed(pages: Pages) -> None:
    short = {"sqlite": "PRAGMA busy_timeout = 50", "postgresql": "SET LOCAL lock_timeout = 50"}
    write = text("UPDATE place SET address = address")

    def write_as_well(**_arguments: Any) -> str:
        db.session.execute(text(short[db.engine.dialect.name]))
        db.session.execute(write)
        return "written"

    pages.app.view_functions["pages.front"] = write_as_well
    with db.engine.connect() as other, other.begin():
        other.execute(write)
        answer = pages.client.get("/")
    assert answer.status_code == 503
    assert "The register is busy" in answer.text and "Nothing has changed." in answer.text


def test_an_expired_form_comes_back_with_everything_typed_but_passwords(
    plain_pages: Pages,
) -> None:
    page = plain_pages.get("/sign-in")
    plain_pages.client.delete_cookie("session")
    plain_pages.speak("en")
    plain_pages.headers = {"Origin": "http://localhost"}
    page = page.submit(fields={"login": "inspector", "password": "x"}, status=400)
    page = page.submit(button="Go on with the form")
    assert page.one("#login")["value"] == "inspector"
    assert not page.errors and not page.one("#password").get("value")


def test_what_another_site_has_sent_is_not_offered_again(plain_pages: Pages) -> None:
    plain_pages.headers = {"Origin": "https://example.org"}
    page = plain_pages.send("/sign-in", {"login": "inspector"}, status=400)
    assert not page.all("form")
