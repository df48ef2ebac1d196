"""What comes of an answer: a release, a turning back, and the list of the post's questions."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices import proof
from notices.exit_control import views
from notices.models import Event, ExitQuestion, Notice, StoredPaper, db
from notices.papers.codes import address_of
from notices.steps import take
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, an_act, found, step
from tests.notices.administrator.test_at_once import first_of_all
from tests.pages import Page, Pages
from tests.people import PASSWORD
from workflows.acts import Fined
from workflows.filing import FiledUnit
from workflows.vocabulary import Language, Paper, Status, UnitKind


def booth(app: Flask, login: str = "exit_officer") -> Pages:
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def ask(pages: Pages, text: str) -> Page:
    return pages.get("/exit").submit(fields={"text": text})


def papers(kind: Paper) -> list[StoredPaper]:
    query = select(StoredPaper).where(StoredPaper.kind == kind).order_by(StoredPaper.id)
    return list(db.session.scalars(query))


def events(name: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.name == name).order_by(Event.id)))


def status_of(notice: Notice) -> Status:
    db.session.refresh(notice)
    return notice.status


def two_cleared() -> tuple[Notice, Notice]:
    """A tractor with two notices, one of them on the trailer as well."""
    second = a_filing(
        found("M01"),
        found("I15"),
        units=(
            FiledUnit(UnitKind.TRACTOR, TRACTOR, "BY"),
            FiledUnit(UnitKind.SEMI_TRAILER, "EE 9999-9", "BY"),
        ),
    )
    return a_notice(at=Status.CLEARED), a_notice(at=Status.CLEARED, filing=second)


def test_all_cleared_notices_of_the_vehicle_leave_in_one_press(app: Flask) -> None:
    notices = two_cleared()
    pages = booth(app)
    answer = ask(pages, f"{TRACTOR}, {TRAILER}")
    left = answer.submit("release")
    assert [status_of(notice) for notice in notices] == [Status.EXITED] * 2
    assert len(left.all(".panel-done .papers a")) == len(papers(Paper.EXIT_PERMIT)) == 2
    for paper in papers(Paper.EXIT_PERMIT):
        assert paper.facts["plates"] == [TRACTOR, TRAILER]
    assert not left.all("form#release") and not left.all("form#turn-back")


def test_a_release_sent_twice_lets_out_once(app: Flask) -> None:
    two_cleared()
    answer = ask(booth(app), TRACTOR)
    answer.submit("release")
    again = answer.submit("release")
    assert again.one(".panel-done")
    assert len(events("release")) == len(papers(Paper.EXIT_PERMIT)) == 2


def test_the_question_keeps_what_came_of_it(app: Flask) -> None:
    two_cleared()
    ask(booth(app), TRACTOR).submit("release")
    question = db.session.scalars(select(ExitQuestion)).one()
    assert question.outcome == "release"
    assert question.outcome_event_id == events("release")[0].id


def test_a_vehicle_without_notices_has_nothing_to_release(app: Flask) -> None:
    answer = ask(booth(app), "X 999 XX 77")
    assert answer.one(".panel-may_leave")
    assert not answer.all("form#release")


@pytest.mark.parametrize("text", [TRACTOR, "А8 1234-7"])
def test_only_may_leave_can_be_released(app: Flask, text: str) -> None:
    notice = a_notice(at=Status.ROUTED)
    pages = booth(app)
    answer = ask(pages, text)
    assert not answer.all("form#release")
    page = pages.post(f"{answer.address}/release")
    assert page.address == answer.address
    assert status_of(notice) is Status.ROUTED


def test_a_notice_reopened_after_the_answer_stays(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    answer = ask(booth(app), TRACTOR)
    step("reopen", notice, "ru_supervisor")
    answer.submit("release", status=409)
    assert status_of(notice) is Status.OUTSTANDING


def test_a_notice_issued_after_the_answer_keeps_the_vehicle(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    answer = ask(booth(app), TRACTOR)
    a_notice(at=Status.ROUTED)
    page = answer.submit("release", status=422)
    assert "another notice on one of its units is still open" in page.text
    assert status_of(cleared) is Status.CLEARED


def test_of_two_notices_none_leaves_alone(app: Flask) -> None:
    first, second = two_cleared()
    answer = ask(booth(app), TRACTOR)
    step("reopen", second, "ru_supervisor")
    answer.submit("release", status=422)
    assert status_of(first) is Status.CLEARED
    assert papers(Paper.EXIT_PERMIT) == []


def test_an_old_answer_asks_to_be_asked_again(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    answer = ask(booth(app), TRACTOR)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        page = answer.pages.get(answer.address)
        assert page.one(".panel-warning")
        assert not page.all(".panel-may_leave") and not page.all("form#release")
        answer.submit("release")
        assert status_of(notice) is Status.CLEARED
        again = page.submit("ask")
        assert again.one(".panel-may_leave")
        assert again.address != answer.address


def test_an_answer_is_over_with_the_exceptional_release_that_it_names(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    assert notice.exit_until
    with time_machine.travel(notice.exit_until - timedelta(seconds=30), tick=False) as clock:
        answer = ask(booth(app), TRACTOR)
        assert answer.one(".panel-may_leave") and answer.one("form#release")
        clock.shift(timedelta(minutes=1))
        page = answer.pages.get(answer.address)
        assert page.one(".panel-warning")
        assert not page.all(".panel-may_leave, form#release")
        assert page.submit("ask").one(".panel-held")


@pytest.mark.parametrize("status", [Status.ROUTED, Status.CLEARED, Status.EXITED, Status.DRAFT])
def test_a_vehicle_is_turned_back_in_every_status(app: Flask, status: Status) -> None:
    notice = a_notice(at=status)
    page = ask(booth(app), TRACTOR).submit("turn-back", {"reason": "Тент порван"})
    [paper] = papers(Paper.TURN_BACK)
    assert paper.facts["reason"] == "Тент порван"
    assert page.one(".panel-warning a")["href"] == f"/papers/{paper.id}"
    assert status_of(notice) is status


def test_the_paper_says_what_is_left_and_where_to_go(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    ask(booth(app), TRACTOR).submit("turn-back")
    [paper] = papers(Paper.TURN_BACK)
    [held] = paper.facts["held"]
    assert held["number"] == notice.number
    assert [line["code"] for line in held["left"]] == ["M01"]
    assert held["place"]["code"] == "KGOR"
    assert paper.facts["answer"] == "held"
    assert paper.facts["officer"]["place"]["code"] == "KOZL"


def test_after_an_unused_exceptional_release_the_paper_sends_to_no_checkpoint(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FINE_BLOCKS_EXIT", True)
    notice = a_notice(at=Status.OUTSTANDING)
    take(an_act("officer", Fined("18810077", 500_000, "RUB", date(2026, 11, 2))), ("fine", notice))
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5), tick=True):
        ask(booth(app), TRACTOR).submit("turn-back")
        [paper] = papers(Paper.TURN_BACK)
    [held] = paper.facts["held"]
    assert held["status"] == "released_unused" and paper.facts["answer"] == "held"
    assert held["place"] is None and held["left"] == held["fines"] == []


@pytest.mark.parametrize(
    ("chosen", "printed"),
    [
        ([Language.BE], Language.BE),
        ([Language.BE, Language.BE], Language.BE),
        ([Language.BE, Language.EN], Language.EN),
        ([], Language.EN),
    ],
)
def test_the_paper_speaks_the_language_chosen_for_the_driver(
    app: Flask, chosen: list[Language], printed: Language
) -> None:
    codes = ("M01", "I15")
    for code, language in zip(codes, chosen, strict=False):
        a_notice(filing=a_filing(found(code), language=language))
    ask(booth(app), TRACTOR).submit("turn-back")
    [paper] = papers(Paper.TURN_BACK)
    assert paper.language == paper.facts["language"] == printed
    assert set(paper.facts["officer"]["place"]["name"]) == {"ru", printed}


def test_what_cannot_be_told_is_turned_back_with_a_paper(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    ask(booth(app), "А8 1234-7").submit("turn-back")
    [paper] = papers(Paper.TURN_BACK)
    assert paper.facts["answer"] == "cannot_tell"
    assert paper.facts["held"] == []


def test_turning_back_twice_changes_nothing(app: Flask) -> None:
    answer = ask(booth(app), "X 999 XX 77")
    answer.submit("turn-back")
    answer.submit("turn-back")
    answer.pages.post(f"{answer.address}/turn_back")
    assert len(papers(Paper.TURN_BACK)) == len(events("turn_back")) == 1


def test_who_was_turned_back_is_not_released_on_the_same_answer(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    answer = ask(booth(app), TRACTOR)
    answer.submit("turn-back")
    answer.submit("release")
    assert status_of(notice) is Status.CLEARED


def test_the_code_on_the_paper_leads_back_to_the_same_vehicle(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    pages = booth(app)
    ask(pages, TRACTOR).submit("turn-back")
    [paper] = papers(Paper.TURN_BACK)
    page = ask(pages, address_of(paper))
    assert page.one(".panel-held")
    assert page.one("h1").get_text() == TRACTOR


def test_a_remark_survives_the_switch_of_language(app: Flask) -> None:
    answer = ask(booth(app), TRACTOR)
    page = answer.submit("turn-back", {"reason": "Тент"}, button="Беларуская")
    assert page.one("#reason")["value"] == "Тент"
    assert page.one("html")["lang"] == "be"
    assert events("turn_back") == []


def test_questions_of_another_post_do_not_exist(app: Flask) -> None:
    answer = ask(booth(app), TRACTOR)
    other = booth(app, "ru_exit_officer")
    other.get(answer.address, status=404)
    other.post(f"{answer.address}/release", status=404)
    other.post(f"{answer.address}/turn_back", status=404)
    assert TRACTOR not in other.get("/exit/questions").text


def test_the_list_goes_on_page_by_page_and_shows_refused_exits(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    pages = booth(app)
    ask(pages, TRACTOR)
    form = pages.get("/exit")
    for number in range(51):
        form.submit(fields={"text": f"X {100 + number} XX 77"})
    first = pages.get("/exit/questions")
    assert len(first.all(".rows > li")) == 50
    second = first.click("Show the following ones")
    assert len(second.all(".rows > li")) == 2
    assert TRACTOR in second.text
    refused = first.click("Show refused exits only")
    assert len(refused.all(".rows > li")) == 1 and TRACTOR in refused.text


@pytest.mark.parametrize("login", ["inspector", "officer", "by_supervisor", "by_auditor"])
def test_nobody_else_enters_the_booth(app: Flask, login: str) -> None:
    pages = booth(app, login)
    pages.get("/exit", status=403)
    pages.post("/exit/ask_exit", {"text": TRACTOR}, status=403)


def turned_back_when(
    app: Flask, monkeypatch: pytest.MonkeyPatch, place: object, name: str
) -> tuple[Notice, Page]:
    """A notice and the answer about it, on which a colleague turns the vehicle back when the press
    of the first officer is about to call a function.
    """
    notice = a_notice(at=Status.CLEARED)
    answer = ask(booth(app), TRACTOR)
    colleague = booth(app).get(answer.address)

    def turn_back() -> None:
        with app.app_context():
            colleague.submit("turn-back")

    def meanwhile() -> None:
        thread = Thread(target=turn_back)
        thread.start()
        thread.join()

    first_of_all(monkeypatch, place, name, meanwhile)
    return notice, answer


def test_who_proves_it_while_a_colleague_turns_the_vehicle_back_reads_that_and_lets_nothing_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FRESH_MINUTES", {"release": 0})
    notice, answer = turned_back_when(app, monkeypatch, proof, "verify_password")
    told = answer.submit("release", fields={"proof": PASSWORD})
    assert "Vehicle turned back" in told.text
    assert status_of(notice) is Status.CLEARED
    assert len(papers(Paper.TURN_BACK)) == 1 and not papers(Paper.EXIT_PERMIT)


def test_of_two_officers_who_press_for_one_answer_the_second_reads_what_the_first_did(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice, answer = turned_back_when(on_postgresql, monkeypatch, views, "as_asked")
    answer.submit("release", status=409)
    assert status_of(notice) is Status.CLEARED
    assert len(papers(Paper.TURN_BACK)) == 1 and not papers(Paper.EXIT_PERMIT)
