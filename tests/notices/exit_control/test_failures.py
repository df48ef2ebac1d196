"""Whatever fails at the booth, nobody leaves because of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from notices.exit_control import answering, facts
from notices.exit_control.answering import answer
from notices.exit_control.queries import still_holds
from notices.exit_control.snapshot import claims_for
from notices.log.sequencer import note_time
from notices.models import ExitQuestion, Notice, StoredPaper, db
from notices.steps import take
from tests.factories import TRACTOR, a_notice, act_of, an_act, step
from tests.pages import Page, Pages
from tests.people import actor
from workflows.machine import Impossible
from workflows.vocabulary import ExitAnswer, ExitReason, Status

UNKNOWN = "X 999 XX 77"


class Broken(Exception):
    """The fault that a test puts in."""


def fail(*_arguments: Any) -> Any:
    raise Broken


@contextmanager
def statements(away_from: int | None = None) -> Iterator[list[str]]:
    """Collect the statements sent to the database, which is away from one of them on."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("BEGIN"):
            return
        sent.append(statement)
        if away_from and len(sent) >= away_from:
            raise OperationalError(statement, {}, Exception("The database is away."))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def officer(app: Flask) -> Pages:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    pages.speak("en")
    return pages


def form_of(pages: Pages, text: str) -> dict[str, str]:
    """What the booth's form sends for a text."""
    form = pages.get("/exit").one("form#form")
    sent = {str(field["name"]): str(field.get("value", "")) for field in form.select("[name]")}
    return sent | {"text": text}


def press(pages: Pages, form: dict[str, str]) -> Page:
    """Ask, and take whatever page comes back."""
    with pages.app.app_context():
        response = pages.client.post("/exit/ask_exit", data=form, follow_redirects=True)
    return Page(pages, "/exit/ask_exit", response)


def ask(pages: Pages, text: str) -> Page:
    return press(pages, form_of(pages, text))


@pytest.mark.parametrize("text", [UNKNOWN, TRACTOR])
def test_a_database_that_goes_away_opens_no_exit(app: Flask, text: str) -> None:
    a_notice(at=Status.CLEARED)
    pages = officer(app)
    db.session.remove()
    form = form_of(pages, text)
    with statements() as all_of_them:
        assert press(pages, form).all(".panel-may_leave")
    for number in range(1, len(all_of_them) + 1):
        form = form_of(pages, text)
        with statements(away_from=number) as sent:
            page = press(pages, form)
        assert len(sent) >= number, "The fault was not reached."
        assert not page.all(".panel-may_leave")
        assert page.one(".panel-cannot_tell")
        assert page.one("h1")


@pytest.mark.parametrize("part", ["plates_in", "understand", "_ties", "held_lookalikes"])
def test_a_fault_while_asking_is_recorded_and_can_be_answered_with_a_paper(
    app: Flask, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(facts, part, fail)
    page = ask(officer(app), UNKNOWN)
    assert page.one(".panel-cannot_tell")
    question = db.session.scalars(select(ExitQuestion)).one()
    assert question.answer is ExitAnswer.CANNOT_TELL
    assert question.reasons == [ExitReason.FAILED]
    db.session.rollback()
    page.submit("turn-back")
    assert db.session.scalars(select(StoredPaper)).one().facts["answer"] == "cannot_tell"


def test_a_fault_in_the_rule_itself_opens_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "may_it_leave", fail)
    page = ask(officer(app), UNKNOWN)
    assert page.status == 503
    assert page.one(".panel-cannot_tell")


def released() -> tuple[Notice, str, datetime, datetime]:
    """An exceptional release with its plates, a minute before it runs out and a minute after."""
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor", reason="Вяртаецца")
    step("release_exceptionally", notice, "ru_supervisor", reason="Не въезжала")
    assert notice.exit_until
    plates = ", ".join(unit.plate for unit in notice.units)
    in_time, too_late = (notice.exit_until + timedelta(minutes=m) for m in (-1, 1))
    return notice, plates, in_time, too_late


def test_a_clock_that_was_set_back_makes_no_release_good_again(app: Flask) -> None:
    notice, plates, in_time, too_late = released()
    assert answer(plates, in_time).answer is ExitAnswer.MAY_LEAVE
    assert answer(plates, too_late).answer is ExitAnswer.HELD
    db.session.rollback()
    may_leave = answer(plates, in_time)
    take(an_act("exit_officer", answer(UNKNOWN, too_late), at=too_late), ("ask_exit", None))
    for _time in range(2):
        set_back = answer(plates, in_time)
        assert set_back.answer is ExitAnswer.CANNOT_TELL
        assert set_back.reasons == (ExitReason.CLOCK_SET_BACK,)
        take(an_act("exit_officer", set_back, at=in_time), ("ask_exit", None))
    with pytest.raises(Impossible) as refusal:
        take(act_of("let_out", notice, details=may_leave, at=in_time), ("let_out", notice))
    assert refusal.value.reasons == ["clock_not_set_back"]


def test_nor_does_one_that_was_set_back_while_nothing_happened(app: Flask) -> None:
    _notice, plates, in_time, too_late = released()
    for clock, right in (
        (in_time, ExitAnswer.MAY_LEAVE),
        (too_late, ExitAnswer.CANNOT_TELL),
        (in_time, ExitAnswer.CANNOT_TELL),
    ):
        with time_machine.travel(clock):
            note_time()
        assert answer(plates, in_time).answer is right


def test_an_answer_from_the_future_is_not_acted_upon(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        take(an_act("exit_officer", answer(UNKNOWN, datetime.now(UTC))), ("ask_exit", None))
        question = db.session.scalars(select(ExitQuestion)).one()
        assert still_holds(question)
    assert not still_holds(question)


def test_what_took_too_long_is_no_answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, answering.PATIENCE + 0.1])
    monkeypatch.setattr(answering, "monotonic", lambda: next(times))
    assert answer(UNKNOWN, datetime.now(UTC)).reasons == (ExitReason.FAILED,)


def test_postgresql_ends_what_takes_too_long(
    on_postgresql: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PATIENCE", 0.1)
    monkeypatch.setattr(facts, "understand", lambda _parts: run("SELECT pg_sleep(60)"))
    assert answer(UNKNOWN, datetime.now(UTC)).reasons == (ExitReason.FAILED,)


def test_a_status_that_nobody_knows_lets_nothing_go(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    with pytest.raises(IntegrityError):
        run("UPDATE notice SET status = 'gone'")
    db.session.rollback()
    without_check = {
        "sqlite": "PRAGMA ignore_check_constraints = ON",
        "postgresql": "ALTER TABLE notice DROP CONSTRAINT ck_notice_status_status",
    }
    run(without_check[db.engine.dialect.name])
    run("UPDATE notice SET status = 'gone'")
    with pytest.raises(LookupError):
        claims_for(actor("exit_officer"), datetime.now(UTC))
    assert answer(TRACTOR, datetime.now(UTC)).reasons == (ExitReason.FAILED,)


def run(statement: str) -> Any:
    return db.session.execute(text(statement))


def test_other_errors_of_the_room_keep_their_pages(app: Flask) -> None:
    pages = officer(app)
    assert pages.get("/exit/questions/999999", status=404).title.startswith("The page was not")
    pages.get("/exit/questions?after=nonsense", status=404)
    pages.post("/exit", status=405)


def test_a_question_takes_few_statements(app: Flask) -> None:
    """Seven for the press and three for the page behind it, besides those that know the officer and
    the one that limits PostgreSQL's time.
    """
    a_notice(at=Status.ROUTED)
    pages = officer(app)
    form = form_of(pages, TRACTOR)
    with statements() as sent:
        assert press(pages, form).one(".panel-held")
    known = ("FROM person", "FROM held_role", "statement_timeout")
    besides = [s for s in sent if not any(part in s for part in known)]
    assert sum("statement_timeout" in s for s in sent) == (db.engine.dialect.name == "postgresql")
    assert len(besides) <= 10
