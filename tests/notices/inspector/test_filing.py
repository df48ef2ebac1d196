"""A notice is filed page by page, checked, and issued with one press."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from notices.models import Event, Notice, NumberSeries, Place, StoredPaper, db, transaction
from tests.notices.inspector.walk import (
    JOURNEY,
    PARTIES,
    PERMIT,
    VEHICLES,
    WEIGHED,
    at,
    begin,
    drafted,
    find,
    inspector,
    the_notice,
)
from tests.people import place, sign_in
from workflows.vocabulary import PlaceKind, Status

PRESS = "Issue and direct to the checkpoint"


def count(table: type) -> int:
    return db.session.scalars(select(func.count()).select_from(table)).one()


def test_a_notice_is_filed_page_by_page_and_issued_with_one_press(app: Flask) -> None:
    page = begin(inspector(app)).submit(fields=VEHICLES).submit(fields=PARTIES)
    page = find(
        page.submit(fields=JOURNEY).submit().submit(), "M01", document_number=" RU  77-1 "
    ).submit()
    page = page.submit(fields={"checkpoint": "KGOR"}).submit(fields={"how": "on_paper"})
    done = page.submit(button=PRESS)
    offered = [link.get_text() for link in done.all("main .papers a")]
    assert offered == ["Deficiency notice", "Routing advice"]
    notice = the_notice()
    assert notice.status is Status.ROUTED and notice.draft is None
    assert notice.checkpoint is not None and notice.checkpoint.code == "KGOR"
    tractor, trailer = notice.units
    assert (tractor.plate, tractor.vin, tractor.make) == ("АВ 1234-7", "WDB9634031L123456", "MAN")
    assert (trailer.plate, trailer.vin, trailer.vin_unread) == ("A 5678 B-7", "", "закрашен")
    assert notice.carrier is not None and notice.carrier.name == "ООО «Ўсход-Транс»"
    assert notice.driver_surname == "Ёлкін" and notice.language == "be"
    assert notice.exit_post is not None and notice.exit_post.code == "OZIN"
    line = notice.deficiencies[0]
    assert (line.document_kind, line.document_number) == ("RU-BILATERAL", "RU 77-1")


def test_three_classes_on_one_notice_are_lines_of_their_own(app: Flask) -> None:
    expired = {"code": "I15", "unit": "unit0", "document_kind": "TECHNICAL-INSPECTION"}
    sign = {"code": "P14", "unit": "unit1", "remark": ""}
    notice = drafted(findings={"1": sign, "2": PERMIT, "3": expired})
    at(inspector(app), notice, "issue").submit(button=PRESS)
    lines = the_notice().deficiencies
    assert [(line.code, line.deficiency_class, line.unit.position) for line in lines] == [
        ("P14", "P", 1),
        ("M01", "M", 0),
        ("I15", "I", 0),
    ]


def test_a_page_with_errors_keeps_everything_and_says_so_again_later(app: Flask) -> None:
    pages = inspector(app)
    wrong = {**VEHICLES, "unit0-plate": "", "unit0-vin": "TOO SHORT"}
    page = begin(pages).submit(fields=wrong, status=422)
    assert len(page.errors) == 2 and page.title.startswith("Error:")
    again = inspector(app).get(page.address)
    assert again.one("#unit0-vin")["value"] == "TOO SHORT"
    assert again.one("#unit1-vin_unread")["value"] == "закрашен"
    assert again.errors == page.errors
    assert "incomplete" in again.one(".filing-steps .step-incomplete").get_text()


@pytest.mark.parametrize("plate", ["AE 5555-7 РБ", "МАЗ AE 5555-7 РБ", "AE 5555-7, AB 1234-7"])
def test_a_plate_is_filed_alone(once: Flask, plate: str) -> None:
    fields = {"unit0-plate": plate, "unit0-country": "BY"}
    errors = begin(inspector(once)).submit(fields=fields, status=422).errors
    assert any(error.startswith("Write the plate ") for error in errors), errors


def test_an_incomplete_draft_cannot_be_issued_and_the_check_page_says_where(app: Flask) -> None:
    check = at(inspector(app), drafted("vehicles"), "issue")
    assert "Complete the page “Journey”." in check.text
    assert check.one("#form button").has_attr("disabled")
    check.submit(status=422)
    assert the_notice().status is Status.DRAFT and count(NumberSeries) == 0


def test_the_check_page_names_every_unmet_condition(app: Flask) -> None:
    draft = drafted("vehicles", "parties", "journey", "suggestions")
    pages = inspector(app)
    check = at(pages, draft, "journey").submit(fields={"cargo": ""}).click("Check and issue")
    reasons = [reason.get_text() for reason in check.all("#reasons li")]
    assert reasons == [
        "Add at least one deficiency.",
        "Choose the checkpoint to which the vehicle goes.",
        "Have the driver sign, or record the refusal to sign and name a witness.",
    ]
    assert check.submit(status=422).errors == reasons


def test_a_change_link_of_the_check_page_leads_back_to_it(app: Flask) -> None:
    check = at(inspector(app), drafted(), "issue")
    again = check.click("Change Journey").submit(fields={"cargo": "дрова"})
    assert "/issue" in again.address and "дрова" in again.text


def test_a_page_comes_back_in_another_language_with_everything_typed(app: Flask) -> None:
    page = begin(inspector(app)).submit(fields={"unit0-plate": "АВ 1234-7"}, button="Беларуская")
    assert page.one("html")["lang"] == "be"
    assert page.one("#unit0-plate")["value"] == "АВ 1234-7" and not page.errors


def test_what_is_typed_is_kept_before_the_page_is_sent(app: Flask) -> None:
    pages = inspector(app)
    page = begin(pages)
    pages.post(page.address, {"unit0-plate": "AB 12", "autosave": "1"})
    assert pages.get(page.address).one("#unit0-plate")["value"] == "AB 12"


def test_a_repeated_press_gives_one_notice_and_the_same_answer(app: Flask) -> None:
    check = at(inspector(app), drafted(), "issue")
    first = check.submit(button=PRESS)
    second = check.submit(button=PRESS)
    assert first.address == second.address
    assert count(Notice) == 1 and db.session.scalars(select(NumberSeries.last)).one() == 1
    names = db.session.scalars(select(Event.name).order_by(Event.id)).all()
    assert names == ["sign", "issue", "route"] and count(StoredPaper) == 2


def test_drafts_take_no_number_and_an_untouched_one_serves_again(app: Flask) -> None:
    pages = inspector(app)
    assert begin(pages).address == begin(pages).address
    begin(pages).submit(fields=VEHICLES)
    begin(pages)
    assert count(Notice) == 2 and count(NumberSeries) == 0


def test_a_draft_is_its_authors_alone(app: Flask) -> None:
    draft = drafted("vehicles")
    other = inspector(app, "other_inspector")
    for page in ("", "/vehicles", "/findings", "/findings/add", "/sign", "/issue", "/done"):
        other.get(f"/inspector/notices/{draft.id}{page}", status=404)
    other.post(f"/inspector/notices/{draft.id}/vehicles", {"unit0-plate": "X"}, status=404)
    officer = inspector(app, "officer")
    officer.get(f"/inspector/notices/{draft.id}/vehicles", status=403)


def test_without_an_able_checkpoint_that_is_open_the_notice_is_issued_alone(app: Flask) -> None:
    pages = inspector(app)
    with transaction():
        for checkpoint in db.session.scalars(select(Place)):
            checkpoint.trucks_open = checkpoint.kind is not PlaceKind.CHECKPOINT
    page = at(pages, drafted(checkpoint={}), "checkpoint")
    assert "No checkpoint can take this vehicle now" in page.text
    page.click("Check and issue").submit(button="Issue the notice")
    assert the_notice().status is Status.ISSUED and the_notice().checkpoint is None


def test_a_checkpoint_that_has_closed_since_must_be_chosen_anew(app: Flask) -> None:
    pages = inspector(app)
    check = at(pages, drafted(), "issue")
    with transaction():
        place("KGOR").closed_from = datetime.now(UTC).date()
    again = pages.get(check.address)
    assert "Choose the checkpoint to which the vehicle goes." in again.text
    assert again.one("#form button").has_attr("disabled")


def test_a_checkpoint_that_cannot_check_the_deficiency_is_not_offered(app: Flask) -> None:
    pages = inspector(app)
    page = at(pages, drafted(findings={"1": {**WEIGHED, "code": "P06"}}), "checkpoint")
    assert "KRUG" not in {option["value"] for option in page.all('[name="checkpoint"]')}
    assert "Cannot check: P06." in page.text
    refused = pages.post(page.address, {"checkpoint": "KRUG"}, status=422)
    assert refused.errors == [
        "Choose a checkpoint that is open and able to check every deficiency."
    ]


def test_the_same_press_sent_many_times_at_once_gives_one_notice(app: Flask) -> None:
    check = at(inspector(app), drafted(), "issue")
    sent = {str(field["name"]): str(field["value"]) for field in check.all("#form input")}
    app.config["WTF_CSRF_ENABLED"] = False

    browsers = [app.test_client() for _time in range(12)]
    for browser in browsers:
        with browser.session_transaction() as session:
            sign_in(session, "inspector")

    def press(browser: FlaskClient) -> str | None:
        return browser.post(check.address, data=sent).location

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(press, browsers))
    assert answers == {f"/inspector/notices/{the_notice().id}/done"}
    assert count(Notice) == 1 and count(StoredPaper) == 2
    assert db.session.scalars(select(NumberSeries.last)).one() == 1
