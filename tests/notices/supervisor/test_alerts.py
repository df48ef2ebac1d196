"""Supervisors learn within a minute of a vehicle that tries to leave though it is held."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from notices.messages.queue import drain
from notices.models import Alert, ExitQuestion, db
from notices.owed import LOOKS_EVERY
from notices.steps import take
from tests.factories import TRACTOR, a_notice, an_act
from tests.notices.messages.mail_server import mail_server
from tests.pages import Pages
from workflows.acts import Asked
from workflows.vocabulary import ExitAnswer, ExitReason

DUTY = ("duty@by.example", "duty@ru.example")


def attempt(answer: ExitAnswer = ExitAnswer.HELD) -> None:
    """A booth asks about a vehicle."""
    reasons = (ExitReason.DEFICIENCIES_LEFT,)
    asked = Asked(TRACTOR, (TRACTOR,), answer, ("BY-KOZL-2026-000001-M",), reasons=reasons)
    take(an_act("exit_officer", asked), ("ask_exit", None))


def look(app: Flask) -> int:
    db.session.rollback()
    return drain(app)


def test_every_page_tells_how_many_until_the_list_is_opened(app: Flask) -> None:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("ru_supervisor")
    assert pages.get("/supervisor").one("#attempts").has_attr("hidden")
    attempt()
    attempt(ExitAnswer.CANNOT_TELL)
    attempt(ExitAnswer.MAY_LEAVE)
    assert pages.get("/supervisor/alerts").response.json == {"attempts": 1}
    page = pages.get("/supervisor/search")
    assert not page.one("#attempts").has_attr("hidden")
    assert int(page.one("#attempts")["data-every"]) < 60
    assert page.one("#attempts strong").get_text() == "1"
    seen = page.click("Look at them")
    assert TRACTOR in seen.text and seen.one("#attempts").has_attr("hidden")
    attempt()
    assert pages.get("/supervisor/alerts").response.json == {"attempts": 1}
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert pages.get("/supervisor/alerts").address.startswith("/sign-in")
    stranger = Pages(app)
    stranger.sign_in("inspector")
    assert not stranger.get("/inspector").all("#attempts")


def test_a_letter_goes_out_at_once_and_once(app: Flask) -> None:
    assert LOOKS_EVERY < 60
    with mail_server() as server:
        app.config.update(SMTP_URL=server.url, MAIL_FROM="n@example.org", ALERTS_TO=DUTY)
        number = a_notice().number
        attempt()
        attempt(ExitAnswer.CANNOT_TELL)
        assert look(app) == 2 and look(app) == 0
        letter, other = server.letters
        assert (letter["To"], other["To"]) == DUTY and len(set(server.ids)) == 2
        assert TRACTOR in letter["Subject"]
        body = letter.get_content()
        assert str(number) in body and "Козловичи" in body and "Казловічы" in body
        assert "http://localhost/supervisor" in body

        for refusal in ("550 nobody", "450 later"):
            server.letters.clear()
            server.answers[DUTY[0]] = refusal
            attempt()
            look(app)
            first, second = db.session.scalars(select(Alert).order_by(Alert.id.desc()).limit(2))
            assert first.settled_at and not first.failure and refusal[:3] in second.failure
            assert [letter["To"] for letter in server.letters] == [DUTY[1]]
            server.answers.clear()
            with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
                assert look(app) == (refusal == "450 later")
        assert [letter["To"] for letter in server.letters] == [DUTY[1], DUTY[0]]


def test_without_addresses_nothing_is_owed(app: Flask) -> None:
    attempt()
    assert (
        db.session.scalars(select(ExitQuestion)).one()
        and not db.session.scalars(select(Alert)).all()
    )
