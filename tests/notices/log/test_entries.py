"""Everything that must be in the log enters it, whole or not at all, and nothing leaves it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Executable, Table, delete, null, select, text, update
from sqlalchemy.exc import DatabaseError

from notices.log.beginning import take_in_history
from notices.log.entries import log_act
from notices.log.erasing import NotYetALeaf, erase, leaves_of
from notices.log.export import exported
from notices.log.proofs import proof_of, waiting
from notices.log.sequencer import continue_log, newest_checkpoint
from notices.log.unlogged import unlogged_events
from notices.models import (
    Event,
    LogCheckpoint,
    LogEntry,
    LogTile,
    NoticeVersion,
    db,
    transaction,
)
from notices.papers.codes import carrier_code
from tests.factories import a_notice, of_vehicle, step
from tests.notices.log.tampering import a_log, faults, published, run
from tests.pages import Pages
from tests.people import PASSWORD
from workflows.machine import Refused
from workflows.vocabulary import Logged, Role, Status


def names() -> list[str]:
    """What was logged, in the order of writing."""
    found = list(db.session.scalars(select(LogEntry.name).order_by(LogEntry.id)))
    db.session.rollback()
    return found


def test_every_step_and_act_is_an_entry_in_its_own_transaction(app: Flask) -> None:
    notice = a_notice(Status.EXITED)
    events = select(Event.name).where(Event.notice_id == notice.id).order_by(Event.id)
    assert names() == list(db.session.scalars(events))
    assert not unlogged_events()


def test_a_step_that_is_refused_leaves_no_entry(app: Flask) -> None:
    notice = a_notice()
    before = names()
    with pytest.raises(Refused):
        step("annul", notice, reason="")
    db.session.rollback()
    assert names() == before


def test_sign_in_failure_and_sign_out_are_logged_without_what_was_typed(app: Flask) -> None:
    pages = Pages(app)
    form = {"login": "inspector", "password": "неверный пароль"}
    pages.get("/sign-in").submit(fields=form, status=200)
    pages.get("/sign-in").submit(fields=form | {"login": "my secret"}, status=200)
    pages.get("/sign-in").submit(fields=form | {"password": PASSWORD})
    pages.get("/inspector").submit(form="sign-out")
    assert names() == ["fail_sign_in", "fail_sign_in", "sign_in", "sign_out"]
    contents = [json.loads(line)["content"] for line in exported()]
    assert contents[2]["data"]["actor_name"] == "Иванов Ўладзімір (inspector)"
    assert "actor_id" in contents[0]["data"] and "actor_id" not in contents[1]["data"]
    assert "secret" not in json.dumps(contents)


def test_right_and_wrong_codes_of_carriers_are_logged(app: Flask) -> None:
    notice = a_notice()
    number, code, before = notice.number, carrier_code(notice.id), names()
    page = Pages(app).get("/carrier")
    page.submit(fields={"number": "BY-1", "code": "23456"}, status=200)
    page.submit(fields={"number": number, "code": code})
    assert names()[len(before) :] == ["fail_code", "open_notice"]
    opened = db.session.scalars(select(LogEntry).where(LogEntry.name == Logged.OPEN_NOTICE)).one()
    assert (opened.notice_id, opened.data) == (notice.id, {"address": "127.0.0.1"})


def test_leaves_are_numbered_without_gaps_in_the_order_of_writing(app: Flask) -> None:
    for plate in ("AB 1", "AB 2"):
        a_notice(Status.CLEARED, of_vehicle(plate))
        assert waiting() > 0
        published()
    rows = db.session.execute(select(LogEntry.id, LogEntry.leaf).order_by(LogEntry.leaf)).all()
    assert [leaf for _id, leaf in rows] == list(range(len(rows)))
    assert [entry_id for entry_id, _leaf in rows] == sorted(entry_id for entry_id, _leaf in rows)
    assert waiting() == 0 and continue_log() == 0


def test_several_processes_continue_one_log(app: Flask) -> None:
    with transaction():
        for number in range(40):
            log_act(Logged.SIGN_IN, actor_id=number)

    def work() -> None:
        with app.app_context():
            for number in range(5):
                with transaction():
                    log_act(Logged.SIGN_OUT, actor_id=number)
                continue_log()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work) for _each in range(4)]:
            done.result()
    notes = list(db.session.scalars(select(LogCheckpoint.note).order_by(LogCheckpoint.size)))
    assert faults(notes) == []
    newest = newest_checkpoint()
    assert newest and newest.size == 60


def test_a_register_older_than_its_log_takes_its_history_in(app: Flask) -> None:
    a_notice(Status.CLEARED)
    count = len(names())
    run("DELETE FROM log_entry")
    take_in_history()
    take_in_history()
    assert len(names()) == count
    assert faults([published()]) == []


def test_the_database_refuses_to_change_or_delete_the_log(app: Flask) -> None:
    a_log()
    for model in (LogEntry, LogTile, LogCheckpoint, Event, NoticeVersion):
        table = model.__table__
        assert isinstance(table, Table)
        for column in table.columns:
            refused(update(table).values({column: null()}))
        refused(delete(table))
        if db.engine.dialect.name == "postgresql":
            refused(text(f"TRUNCATE {table.name} CASCADE"))
    refused(update(LogEntry).values(leaf=LogEntry.leaf + 100))
    refused(update(Event).values(actor_name="", reason="", key=None))
    refused(update(Event).values(reason="другая"))


def refused(statement: Executable) -> None:
    """The database says no."""
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(statement)


def test_erasure_takes_the_data_and_keeps_every_proof(app: Flask) -> None:
    notes = a_log()
    entry = db.session.scalars(select(LogEntry).where(LogEntry.name == "issue").limit(1)).one()
    reading = db.session.scalars(select(LogEntry).where(LogEntry.name == "read")).one()
    before = [proof_of(leaf).text() for leaf in range(5)]
    with transaction():
        erase(leaves_of((entry, reading)))
    db.session.expire_all()
    assert [proof_of(leaf).text() for leaf in range(5)] == before
    assert all(proof_of(leaf).holds for leaf in range(5))
    assert [fault for fault in faults(notes) if fault.startswith("Leaf")] == [
        f"Leaf {leaf}: its content is gone, and no entry says who erased it."
        for leaf in sorted((entry.leaf or 0, reading.leaf or 0))
    ]
    event = db.session.get_one(Event, entry.event_id)
    assert (event.actor_name, event.reason, event.data, event.key) == ("", "", {}, None)
    assert event.actor_role is Role.INSPECTOR and event.status_to is Status.ISSUED
    assert (entry.salt, entry.data, reading.data) == (None, None, None)


def test_only_what_is_a_leaf_is_erased(app: Flask) -> None:
    a_notice(Status.ISSUED)
    with pytest.raises(NotYetALeaf):
        leaves_of(db.session.scalars(select(LogEntry)))
