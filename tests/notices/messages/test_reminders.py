"""Carriers are reminded of the deadline once, whatever dies on the way, and then told it passed."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from notices import steps
from notices.messages import queue
from notices.messages.queue import drain
from notices.models import Message, Notice, db
from notices.papers.codes import carrier_code
from notices.supervisor.queries import MATTERS
from tests.factories import a_filing, a_notice, of_vehicle, step
from tests.notices.carrier.test_notice import opened
from tests.notices.messages.mail_server import MailServer, mail_server
from tests.pages import Pages
from workflows.filing import Filing
from workflows.vocabulary import Channel, Language, MessageKind, MessageOutcome, Status

ADDRESS = "dispatch@usxod.example.by"
BEFORE = (timedelta(hours=24), timedelta(hours=2), timedelta(0))
SECOND = timedelta(seconds=1)


@pytest.fixture
def mail(app: Flask) -> Iterator[MailServer]:
    """A mail server that the program knows."""
    with mail_server() as server:
        app.config.update(SMTP_URL=server.url, MAIL_FROM="Notices <notices@example.org>")
        yield server


def look(app: Flask) -> int:
    """Do what is due. SQLite lets nobody write while the test itself is reading."""
    db.session.rollback()
    return drain(app)


def a_reachable_notice(
    at: Status = Status.ROUTED, email: str = ADDRESS, filing: Filing | None = None
) -> Notice:
    """A notice whose carrier has an e-mail address."""
    filing = filing or a_filing()
    return a_notice(at, replace(filing, carrier=replace(filing.carrier, email=email)))


def deadline_of(notice: Notice) -> datetime:
    assert notice.deadline is not None
    return notice.deadline


def at_each(app: Flask, deadline: datetime, *more: timedelta) -> None:
    """Look for what is due a second before each message and at its instant."""
    for before in (*BEFORE, *more):
        for moment in (deadline - before - SECOND, deadline - before):
            with time_machine.travel(moment, tick=False):
                look(app)


def messages(outcome: MessageOutcome | None = MessageOutcome.SENT) -> list[Message]:
    db.session.rollback()
    db.session.expire_all()
    query = select(Message).where(Message.outcome == outcome)
    return list(db.session.scalars(query.order_by(Message.settled_at, Message.id)))


def test_each_reminder_goes_out_at_its_time_and_once(app: Flask, mail: MailServer) -> None:
    notice = a_reachable_notice()
    deadline = deadline_of(notice)
    at_each(app, deadline)
    with time_machine.travel(deadline + timedelta(days=3)):
        assert look(app) == 0
    shown = [message for message in messages() if message.channel is Channel.PAGE]
    assert [message.kind for message in shown] == list(MessageKind)
    assert [message.settled_at for message in shown] == [deadline - before for before in BEFORE]
    assert [message.meant_for for message in shown] == [message.settled_at for message in shown]
    assert len(set(mail.ids)) == len(mail.letters) == 3


def test_without_an_address_or_a_mail_server_the_page_tells_it_alone(app: Flask) -> None:
    for notice in (a_notice(), a_reachable_notice(filing=of_vehicle("AB 2222-7"))):
        at_each(app, deadline_of(notice))
    assert {message.channel for message in messages()} == {Channel.PAGE}
    assert len(messages()) == 6


def test_at_the_deadline_the_notice_is_overdue_held_and_on_the_list(app: Flask) -> None:
    notice = a_notice()
    deadline = deadline_of(notice)
    assert not notice.overdue_at(deadline)
    later = deadline + timedelta(seconds=60)
    assert notice.overdue_at(later) and notice.is_open
    assert [row.id for row in MATTERS["overdue"].page(later, None).rows] == [notice.id]


@pytest.mark.parametrize("language", [Language.BE, Language.EN])
def test_a_letter_says_in_both_languages_what_to_do_and_nothing_personal(
    app: Flask, mail: MailServer, language: Language
) -> None:
    filing = a_filing(language=language)
    carrier = replace(filing.carrier, email=ADDRESS)
    notice = a_notice(filing=replace(filing, carrier=carrier))
    at_each(app, deadline_of(notice))
    for letter in mail.letters:
        text = letter.get_content()
        place = notice.checkpoint
        assert place is not None and notice.number is not None
        assert notice.number in letter["Subject"] and letter["To"] == ADDRESS
        for words in (place.name["ru"], place.name[language], place.address[language]):
            assert words in text
        assert text.count(f"http://localhost/carrier?number={notice.number}") == 2
        for secret in (notice.driver_surname, carrier.name, carrier_code(notice.id)):
            assert secret not in text
        assert not any(unit.plate in text for unit in notice.units)
        assert not re.search("[іў]", letter["Subject"]) or language is Language.BE


@pytest.mark.parametrize(
    ("name", "login"),
    [("refuse", "officer"), ("reroute", "inspector"), ("reopen", "ru_supervisor")],
)
def test_a_new_deadline_has_reminders_of_its_own_and_the_old_ones_lapse(
    app: Flask, name: str, login: str
) -> None:
    start = {"refuse": Status.AT_CHECKPOINT, "reopen": Status.CLEARED}
    notice = a_notice(start.get(name, Status.ROUTED))
    old = deadline_of(notice)
    with time_machine.travel(old - timedelta(days=2), tick=False):
        step(name, notice, login, checkpoint="DUBO")
    new = deadline_of(notice)
    assert new > old
    at_each(app, old)
    assert not messages()
    assert len(messages(MessageOutcome.LAPSED)) == 3
    at_each(app, new)
    assert [message.deadline for message in messages()] == [new] * 3


@pytest.mark.parametrize("name", ["confirm", "annul"])
def test_who_need_not_present_anything_any_more_is_not_reminded(
    app: Flask, mail: MailServer, name: str
) -> None:
    notice = a_reachable_notice(Status.AT_CHECKPOINT if name == "confirm" else Status.ROUTED)
    step(name, notice)
    at_each(app, deadline_of(notice))
    assert not messages() and not mail.letters


def test_a_vehicle_that_is_being_checked_is_not_reminded_unless_it_is_withdrawn(
    app: Flask,
) -> None:
    notice = a_notice(Status.AT_CHECKPOINT)
    deadline = deadline_of(notice)
    at_each(app, deadline)
    assert not messages() and MessageKind.OVERDUE in {message.kind for message in messages(None)}
    with time_machine.travel(deadline + timedelta(minutes=30), tick=False):
        step("withdraw", notice)
        look(app)
        assert [message.kind for message in messages()] == [MessageKind.OVERDUE]


def test_of_what_fell_due_while_the_program_was_down_the_last_goes_out_and_once(
    app: Flask, mail: MailServer
) -> None:
    deadline = deadline_of(a_reachable_notice())
    day_left, *_hours_left, overdue = MessageKind
    for moment in (deadline - timedelta(hours=3), deadline + timedelta(hours=5)):
        with time_machine.travel(moment):
            look(app)
            look(app)
    kinds = [message.kind for message in messages() if message.channel is Channel.PAGE]
    assert kinds == [day_left, overdue]
    assert [re.findall(r"([a-z_]+)@", identity)[0] for identity in mail.ids] == kinds


def test_a_mail_server_that_is_down_loses_nothing_and_doubles_nothing(
    app: Flask, mail: MailServer
) -> None:
    deadline = deadline_of(a_reachable_notice())
    mail.recipient_answer = "451 later"
    moment = deadline - BEFORE[0]
    with time_machine.travel(moment, tick=False) as clock:
        while moment < deadline - BEFORE[0] + timedelta(hours=2):
            look(app)
            moment += timedelta(minutes=5)
            clock.move_to(moment)
        assert not mail.letters
        [owed] = [m for m in messages(None) if m.channel is Channel.EMAIL]
        assert owed.attempts > 20 and "451" in owed.failure
        mail.recipient_answer = "250 fine"
        look(app)
        look(app)
    assert len(mail.letters) == 1


@pytest.mark.parametrize("farewell", ["250 bye", "421 too late"])
def test_a_letter_that_was_taken_is_not_sent_again_for_a_strange_farewell(
    app: Flask, mail: MailServer, farewell: str
) -> None:
    mail.farewell = farewell
    deadline = deadline_of(a_reachable_notice())
    for minutes in (0, 6):
        with time_machine.travel(deadline - BEFORE[0] + timedelta(minutes=minutes)):
            look(app)
    assert len(mail.letters) == 1 and len(messages()) == 2


def test_an_address_that_takes_no_letters_is_tried_once_and_named(
    app: Flask, mail: MailServer
) -> None:
    deadline = deadline_of(a_reachable_notice())
    mail.recipient_answer = "550 no such person"
    with time_machine.travel(deadline - BEFORE[0]):
        look(app)
    [refused] = messages(MessageOutcome.UNDELIVERABLE)
    assert refused.failure == "550 no such person" and not mail.letters


def test_what_no_mail_server_can_reach_holds_nothing_up(app: Flask, mail: MailServer) -> None:
    deadline = deadline_of(a_reachable_notice(email="инфо@пошта.бел"))
    with time_machine.travel(deadline - BEFORE[0]):
        assert look(app) == 2
    assert len(messages(MessageOutcome.UNDELIVERABLE)) == 1 and not mail.letters


def test_a_domain_in_cyrillic_letters_is_written_for_mail_servers(
    app: Flask, mail: MailServer
) -> None:
    deadline = deadline_of(a_reachable_notice(email="info@пошта.бел"))
    with time_machine.travel(deadline - BEFORE[0]):
        look(app)
    assert mail.letters[0]["To"] == "info@xn--80a1acn3a.xn--90ais"


def test_several_workers_at_once_send_each_message_once(app: Flask, mail: MailServer) -> None:
    vehicles = [of_vehicle(f"AB {number}-7") for number in range(1111, 1115)]
    deadline = max(deadline_of(a_reachable_notice(filing=vehicle)) for vehicle in vehicles)
    with time_machine.travel(deadline):
        db.session.rollback()
        threads = [threading.Thread(target=drain, args=[app]) for _worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(mail.ids) == len(set(mail.ids)) == 4
    assert len(messages()) == 8


def test_a_worker_killed_before_it_sends_leaves_the_letter_to_another(
    app: Flask, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(app, monkeypatch, "send")
    assert not mail.letters
    drain_after_lease(app)
    assert len(mail.letters) == 1


def test_a_worker_killed_after_it_sent_makes_the_same_letter_go_out_twice_at_most(
    app: Flask, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(app, monkeypatch, "_note")
    assert len(mail.letters) == 1
    drain_after_lease(app)
    drain_after_lease(app)
    assert len(mail.letters) == 2 and len(set(mail.ids)) == 1
    assert {message.channel for message in messages()} == set(Channel)


class Killed(BaseException):
    """What no program catches."""


def killed_at(app: Flask, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the worker that has a letter in hand die where it calls a function."""
    deadline = deadline_of(a_reachable_notice())

    def die(*_arguments: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, time_machine.travel(deadline - BEFORE[0], tick=False):
        patched.setattr(queue, name, die)
        with pytest.raises(Killed):
            look(app)


def drain_after_lease(app: Flask) -> None:
    """Look again when the lease of whoever died has run out."""
    [notice] = db.session.scalars(select(Notice))
    with time_machine.travel(deadline_of(notice) - BEFORE[0] + queue.LEASE + SECOND):
        look(app)


def test_a_step_that_is_rolled_back_owes_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = a_notice()

    def fail(*_arguments: object) -> None:
        raise Killed

    monkeypatch.setattr(steps, "order_paper", fail)
    with pytest.raises(Killed):
        step("reroute", notice, "inspector", checkpoint="DUBO")
    assert {message.deadline for message in messages(None)} == {deadline_of(notice)}


def test_what_is_due_is_found_without_a_walk_through_the_messages(on_sqlite: Flask) -> None:
    sent: list[tuple[str, object]] = []
    deadline = deadline_of(a_notice())

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    with time_machine.travel(deadline):
        look(on_sqlite)
    event.remove(db.engine, "before_cursor_execute", note)
    for statement, parameters in sent:
        if statement.startswith(("SELECT", "UPDATE")):
            query = f"EXPLAIN QUERY PLAN {statement}"
            plan = [r.detail for r in db.session.connection().exec_driver_sql(query, parameters)]
            assert not [line for line in plan if line.startswith("SCAN")], statement
            if "due <=" in statement:
                assert any("_owed" in line for line in plan), plan


def test_the_carriers_page_shows_the_reminder_and_the_history_keeps_it(
    app: Flask, mail: MailServer
) -> None:
    notice = a_reachable_notice()
    reminded = "Reminder: present the vehicle within 24 hours"
    with time_machine.travel(deadline_of(notice) - BEFORE[0] + timedelta(minutes=1)):
        look(app)
        page = opened(app, notice)
        assert reminded in page.one(".panel-warning").get_text()
        assert page.one(".timeline").get_text().count(reminded) == 2
        assert "By e-mail" in page.text and ADDRESS not in page.text
    with time_machine.travel(deadline_of(notice) + SECOND):
        look(app)
        page = opened(app, notice)
        assert "The deadline has passed" in page.one(".panel-warning").get_text()
        for login, address in (
            ("by_supervisor", f"/supervisor/notices/{notice.id}"),
            ("officer", f"/checkpoint/notices/{notice.id}"),
            ("inspector", f"/inspector/notices/{notice.id}"),
        ):
            pages = Pages(app)
            pages.sign_in(login)
            pages.speak("en")
            page = pages.get(address)
            assert page.text.count("By e-mail to the carrier") == 2
            assert (ADDRESS in page.text) is (login == "by_supervisor")


def test_lists_mark_deadlines_that_come_near(app: Flask) -> None:
    deadline = deadline_of(a_notice())
    for before, tag in ((25, ""), (23, "Less than 24 hours left"), (-1, "Overdue")):
        with time_machine.travel(deadline - timedelta(hours=before)):
            for login, address in (("officer", "/checkpoint"), ("inspector", "/inspector")):
                pages = Pages(app)
                pages.sign_in(login)
                pages.speak("en")
                query = {"status": "routed"} if login == "inspector" else None
                tags = [t.get_text() for t in pages.get(address, query=query).all(".rows .tag")]
                assert tags[1:] == ([tag] if tag else [])
