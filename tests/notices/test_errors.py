"""What went wrong, in the reader's words, with the way back; and forms that have expired."""

from io import BytesIO
from typing import Any, NoReturn

import pytest
from flask import Flask
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from notices.models import db
from notices.steps import Overtaken
from tests.factories import a_notice, step
from tests.pages import Page, Pages
from workflows.machine import NotAllowed, NotNow, Refused
from workflows.procedure import BY_NAME
from workflows.vocabulary import Status


@pytest.fixture
def pages(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def trouble(pages: Pages, error: Exception, room: str = "pages", rule: str = "/trouble") -> None:
    """Add a page on which something goes wrong."""

    def fail(**_arguments: Any) -> NoReturn:
        raise error

    pages.app.add_url_rule(rule, f"{room}.trouble", fail, methods=["GET", "POST"])


def page_says(page: Page, text: str) -> bool:
    return text in page.title + page.text


def test_a_page_that_is_not_there_shows_the_way_back(pages: Pages) -> None:
    assert pages.get("/nowhere", status=404).click("Go to the front page").address == "/"
    pages.sign_in("by_auditor")
    assert pages.get("/nowhere", status=404).click("Back to my room").address == "/auditor"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_larger_than_any_row_is_not_found(pages: Pages, number: int) -> None:
    pages.sign_in("by_auditor")
    pages.get(f"/auditor/notices/{number}", status=404)


def test_a_wrong_method_names_the_right_ones(pages: Pages) -> None:
    assert pages.post("/", status=405).response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_refused_step_names_every_reason_as_an_instruction(pages: Pages) -> None:
    reasons = ["everything_marked", "not_own_notice"]
    trouble(pages, Refused(BY_NAME["confirm"], reasons))
    page = pages.get("/trouble", status=422)
    assert [item.get_text() for item in page.all(".reasons li")] == [
        "Mark every deficiency first.",
        "Leave the decision to a colleague: you issued this notice yourself.",
    ]


def test_a_step_out_of_turn_shows_the_status_that_forbids_it(pages: Pages) -> None:
    trouble(pages, NotNow(BY_NAME["confirm"], Status.CLEARED))
    page = pages.get("/trouble", status=409)
    assert page.one(".tag").get_text() == "Cleared, may leave"


def test_a_step_of_others_says_whose_it_is(pages: Pages) -> None:
    trouble(pages, NotAllowed(BY_NAME["annul"]))
    assert page_says(pages.get("/trouble", status=403), "Supervisor, Belarus")


def test_who_was_overtaken_reads_what_happened_and_goes_back_to_the_notice(pages: Pages) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("receive", notice)
    rule = "/checkpoint/notices/<int:notice_id>/trouble"
    trouble(pages, Overtaken(notice.id), "checkpoint", rule)
    pages.sign_in("officer")
    page = pages.post(f"/checkpoint/notices/{notice.id}/trouble", status=409)
    assert page.one(".number").get_text() == notice.number
    assert page.all(".timeline-what")[0].get_text() == "Vehicle presented at the checkpoint"
    assert page.click("Back to the notice").address == f"/checkpoint/notices/{notice.id}"


def test_too_many_bytes_and_too_many_fields_are_refused(pages: Pages) -> None:
    huge = "x" * (pages.app.config["MAX_CONTENT_LENGTH"] + 1)
    assert page_says(pages.send("/sign-in", {"login": huge}, status=413), "too large")
    many = {f"field{number}": "x" for number in range(1001)}
    pages.send("/sign-in", many | {"file": (BytesIO(b""), "x.txt")}, status=413)


@pytest.mark.parametrize(
    ("error", "status"), [(RequestEntityTooLarge(), 413), (TooManyRequests(retry_after=900), 429)]
)
def test_every_error_says_what_to_do(pages: Pages, error: Exception, status: int) -> None:
    trouble(pages, error)
    page = pages.get("/trouble", status=status)
    assert page.all("main p")[0].get_text().endswith(".")
    if status == 429:
        assert page.response.headers["Retry-After"] == "900"


def test_an_unforeseen_error_tells_no_secrets_and_needs_no_database(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    trouble(pages, ZeroDivisionError("secret"), "auditor", "/auditor/trouble")
    pages.app.config["PROPAGATE_EXCEPTIONS"] = False
    pages.sign_in("by_auditor")

    def roll_back_and_lose_the_database() -> None:
        roll_back()
        monkeypatch.setattr(db.session, "execute", lambda *_a, **_k: pytest.fail("asked"))

    roll_back = db.session.rollback
    with monkeypatch.context() as patch:
        patch.setattr(db.session, "rollback", roll_back_and_lose_the_database)
        response = pages.client.get("/auditor/trouble")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    assert "secret" not in response.text and "Traceback" not in response.text


def test_an_expired_form_is_sent_again_with_everything_typed_but_passwords(pages: Pages) -> None:
    page = pages.get("/sign-in")
    pages.client.delete_cookie("session")
    pages.speak("en")
    pages.headers = {"Origin": "http://localhost"}
    page = page.submit(fields={"login": "inspector", "password": "x"}, status=400)
    page = page.submit(button="Send it again")
    assert page.one("#login")["value"] == "inspector"
    assert page.errors == ["Enter your password."]


def test_what_another_site_has_sent_is_not_offered_again(pages: Pages) -> None:
    pages.headers = {"Origin": "https://example.org"}
    page = pages.send("/sign-in", {"login": "inspector"}, status=400)
    assert not page.all("form")
