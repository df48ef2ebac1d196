"""One press is taken once, however often it comes, and every answer leads to the same notice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from notices import presses
from notices.models import (
    Event,
    ExitQuestion,
    LogEntry,
    Notice,
    NumberSeries,
    StoredPaper,
    db,
)
from tests.factories import a_notice, step
from tests.filling import as_sent
from tests.notices.checkpoint.test_expected import plans
from tests.notices.inspector.walk import drafted
from tests.notices.test_growth import statements
from tests.pages import Pages
from tests.people import sign_in
from workflows.vocabulary import Paper, Status

AT_ONCE = 20


def inspect(app: Flask) -> Pages:
    pages = Pages(app)
    pages.sign_in("inspector")
    return pages


def counted(what: object, **where: object) -> int:
    query = select(func.count()).select_from(what).filter_by(**where)  # type: ignore[call-overload]
    return int(db.session.scalar(query) or 0)


def test_an_issue_sent_twenty_times_at_once_and_a_day_later_makes_one_notice(app: Flask) -> None:
    notice = drafted()
    address = f"/inspector/notices/{notice.id}/issue"
    browsers = [app.test_client() for _ in range(AT_ONCE + 1)]
    for browser in browsers:
        with browser.session_transaction() as session:
            sign_in(session, "inspector")
    page = BeautifulSoup(browsers[0].get(address).text, "lxml")
    fields = as_sent(page.select_one("form#form"))  # type: ignore[arg-type]
    together = Barrier(AT_ONCE)

    def send(number: int) -> tuple[int, str | None]:
        with app.app_context():
            together.wait(20)
            answer = browsers[number].post(address, data=fields)
            return answer.status_code, answer.location

    db.session.remove()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send, range(AT_ONCE)))
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=24)):
        with browsers[-1].session_transaction() as session:
            sign_in(session, "inspector")
        late = browsers[-1].post(address, data=fields)
    answers.append((late.status_code, late.location))
    told = [place for code, place in answers if code in (302, 303) and place]
    assert len(told) == AT_ONCE + 1, answers
    assert all(place.startswith(f"/inspector/notices/{notice.id}") for place in told)
    db.session.rollback()
    assert db.session.scalars(select(NumberSeries.last)).one() == 1
    issued = db.session.scalars(select(Event).filter_by(name="issue")).one()
    assert counted(StoredPaper, kind=Paper.DEFICIENCY_NOTICE) == 1
    assert counted(LogEntry, event_id=issued.id) == counted(Notice, version=1) == 1


def test_a_press_that_is_refused_because_it_was_taken_leads_to_what_it_did(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    pages = inspect(app)
    page = pages.get(f"/inspector/notices/{notice.id}/reroute")
    fields = as_sent(page.one("#form")) | {"reason": "так надо"}
    fields["checkpoint"] = page.all('[name="checkpoint"]')[0]["value"]
    pages.send(page.address, fields)
    assert pages.send(page.address, fields).address == f"/inspector/notices/{notice.id}"
    pages.send(page.address, fields | {"reason": "иначе"}, status=422)
    step("annul", notice)
    assert pages.send(page.address, fields).address == f"/inspector/notices/{notice.id}"
    other = Pages(app)
    other.sign_in("ru_supervisor")
    other.send(page.address, fields, status=400)
    assert counted(Event, name="reroute") == 1


def test_what_was_pressed_at_the_exit_is_found_by_an_index(app: Flask) -> None:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    for _question in range(2):
        pages.get("/exit").submit(fields={"text": "AB 1234-7"}).submit("turn-back")
    question = db.session.scalars(select(ExitQuestion).order_by(ExitQuestion.id.desc())).first()
    assert question is not None
    address = f"/exit/questions/{question.id}"
    with app.test_request_context(f"{address}/turn_back", method="POST"):
        for event_id in (question.event_id, question.outcome_event_id):
            event = db.session.get_one(Event, event_id)
            with statements() as sent:
                assert presses._led_to(event) == address
            searched = [one for one in sent if "FROM exit_question" in one[0]]
            assert all("ix_exit_question_event_id" in plan for plan in plans(searched))
