"""A row that says otherwise than the event which has written it is told with the log."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select, text

from notices.log import unlike
from notices.log.entries import is_logged
from notices.models import Notice, StoredPaper, db
from notices.papers.codes import address_of, paper_behind
from notices.papers.queue import drain
from tests.factories import TRACTOR, a_filing, a_notice, found, mark_all, of_vehicle, step
from tests.notices.log.tampering import copied, faults, lift_guards, published, run, run_unbound
from tests.notices.retention.batches import an_old_notice, ask, erase, print_papers, propose, sign
from tests.notices.verifier.test_checking import uploaded
from tests.pages import Pages
from tests.papers.conftest import Pretender
from workflows.acts import Fined, Paid, TakenBack
from workflows.vocabulary import ExitAnswer, Mark, Paper, Status

NOBODY = "999999"
"""An event that does not exist."""

NEVER = "it was never written into the log."


@pytest.fixture
def pages(app: Flask) -> Pages:
    made = Pages(app)
    made.speak("en")
    return made


def visited() -> Notice:
    """A notice of two visits, whose first mark was carried over to the second."""
    notice = a_notice(Status.AT_CHECKPOINT, a_filing(found("M01"), found("M03")))
    mark_all(notice, Mark.NOT_REMOVED)
    step("refuse", notice)
    step("receive", notice)
    mark_all(notice, Mark.REMOVED)
    step("withdraw", notice)
    return notice


OTHERWISE = {
    "UPDATE notice SET number = 'BY-X-2020-000001-K'": "its newest version: number",
    "UPDATE notice SET version = 7": "its newest version: version",
    "UPDATE notice SET driver_surname = 'X', cargo = 'X'": "its newest version: cargo, driver",
    "UPDATE presentation SET decision = 'confirm' WHERE ordinal = 2": "its events: decisions",
    "UPDATE presentation SET decision = 'withdraw'": "its events: decisions",
    "UPDATE marking SET mark = '3'": "its events: marks",
    "UPDATE deficiency SET mark = '3'": "its events: marks",
    "DELETE FROM marking": "its events: marks",
    "UPDATE notice SET erased_at = '2026-01-01 00:00:00.000000'": "its events: erased_at",
}


def test_what_a_notice_says_otherwise_than_its_events_is_found(app: Flask) -> None:
    notice_id = visited().id
    notes = [published()]
    assert faults(notes) == []
    for statement, differs in OTHERWISE.items():
        lift_guards()
        db.session.execute(text(statement))
        told = f"Without a leaf, notice {notice_id} differs from {differs}: {NEVER}"
        assert faults(notes) == [told], statement
        db.session.rollback()
    assert faults(notes) == []


@pytest.mark.parametrize("ended", ["withdraw", "reopen"])
def test_marks_that_are_carried_from_where_nothing_counts_are_found(app: Flask, ended: str) -> None:
    notice = a_notice(Status.AT_CHECKPOINT)
    mark_all(notice, Mark.REMOVED)
    if ended == "reopen":
        step("confirm", notice)
    step(ended, notice, "ru_supervisor" if ended == "reopen" else "officer")
    step("receive", notice)
    notes = [published()]
    assert faults(notes) == []
    visit = "(SELECT max(id) FROM presentation)"
    run(
        copied("marking", "1 = 1", id="id + 100", presentation_id=visit),
        "UPDATE deficiency SET mark = '1'",
    )
    assert [fault.partition("differs")[2] for fault in faults(notes)] == [
        f" from its events: marks: {NEVER}"
    ]


def test_what_is_written_into_an_erased_notice_is_found(app: Flask) -> None:
    batch = propose(an_old_notice())
    sign(batch)
    assert erase(batch) == 1
    notes = [published()]
    assert faults(notes) == []
    for written in ("driver_surname = 'X'", "cargo = 'X'"):
        run(f"UPDATE notice SET {written}")  # noqa: S608
        assert "differs from its newest version" in faults(notes)[0]
        run("UPDATE notice SET driver_surname = '', cargo = ''")
    run("UPDATE unit SET plate = 'AB 1', plate_key = 'AB1'")
    assert "differs from its newest version: plates" in faults(notes)[0]


RELEASED = "differs from its events: exit_until"
BINDS = {
    "UPDATE notice SET exit_until = '2036-01-01 00:00:00.000000'": RELEASED,
    "UPDATE notice SET exit_until = NULL": RELEASED,
    "UPDATE fine SET paid_on = '2026-11-20'": "differs from its events: fines",
    "DELETE FROM fine": "differs from its events: fines",
    "DELETE FROM known_plate": "is known by other plates",
    "UPDATE known_plate SET misreading = 'X'": "is known by other plates",
}


def test_what_binds_a_vehicle_otherwise_than_events_tell_is_found(app: Flask) -> None:
    notice = a_notice(Status.AT_CHECKPOINT)
    for number in ("18/2026", "19/2026", "20/2026"):
        step("fine", notice, details=Fined(number, 500_000, "RUB", date(2026, 11, 20)))
    paid, taken, _left = notice.fines
    step("fine_paid", notice, details=Paid(paid.id, "1", date(2026, 11, 21)))
    step("take_fine_back", notice, details=TakenBack(taken.id, taken.number))
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    notice_id, notes = notice.id, [published()]
    assert faults(notes) == []
    for statement, differs in BINDS.items():
        lift_guards()
        db.session.execute(text(statement))
        found = faults(notes)
        assert found == [f"Without a leaf, notice {notice_id} {differs}: {NEVER}"], statement
        db.session.rollback()
    step("let_out", db.session.get_one(Notice, notice_id))
    assert faults([*notes, published()]) == []


def test_notices_are_compared_part_by_part(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unlike, "CHUNK", 1)
    ids = [
        a_notice(Status.CLEARED, of_vehicle(f"AB {number}-7")).id for number in (1000, 2000, 3000)
    ]
    notes = [published()]
    assert faults(notes) == []
    run("UPDATE notice SET cargo = 'X'", "DELETE FROM marking", "DELETE FROM known_plate")
    found = faults(notes)
    assert len(found) == 3 * len(ids)
    assert {fault.split()[4] for fault in found} == set(map(str, ids))


def test_a_draft_has_no_number(app: Flask) -> None:
    a_notice(Status.DRAFT)
    notes = [published()]
    run("UPDATE notice SET number = 'BY-X-2020-000001-K'")
    assert "differs from its events: number" in faults(notes)[0]


OF_NO_EVENT: dict[str, Callable[[], str]] = {
    "notice_version": lambda: copied("notice_version", "1 = 1", version="99", event_id=NOBODY),
    "stored_paper": lambda: copied(
        "stored_paper", "kind = 'refusal'", id=NOBODY, event_id=NOBODY, code="'x'"
    ),
    "exit_question": lambda: copied(
        "exit_question", "1 = 1", id=NOBODY, event_id=NOBODY, offline_id="NULL"
    ),
}


@pytest.mark.parametrize("table", OF_NO_EVENT)
def test_a_row_of_no_event_is_found(app: Flask, table: str) -> None:
    ask(TRACTOR, ExitAnswer.HELD, a_notice(Status.OUTSTANDING))
    notes = [published()]
    run_unbound(OF_NO_EVENT[table]())
    found = [fault for fault in faults(notes) if table in fault]
    assert len(found) == 1 and found[0].endswith(f" of no event: {NEVER}")


def test_a_paper_of_no_event_is_neither_printed_nor_known(app: Flask, pages: Pages) -> None:
    a_notice(Status.OUTSTANDING)
    print_papers()
    forged = {"id": NOBODY, "event_id": NOBODY, "kind": "'confirmation_of_removal'", "code": "'x'"}
    forged["sha256"] = "NULL"
    run_unbound(copied("stored_paper", "kind = 'refusal'", **forged))
    drain(app, Pretender())
    db.session.rollback()
    failed = db.session.execute(
        select(StoredPaper.id, StoredPaper.failure).where(StoredPaper.sha256.is_(None))
    ).all()
    assert [tuple(row) for row in failed] == [
        (int(NOBODY), "The log does not tell of this paper, or tells otherwise.")
    ]
    file = b"%PDF-1.7"
    printed = f"UPDATE stored_paper SET sha256 = '{sha256(file).hexdigest()}'"  # noqa: S608
    run_unbound(printed + f" WHERE id = {NOBODY}")
    assert "Genuine" not in uploaded(pages, file).text


def test_a_paper_that_was_edited_is_not_printed(app: Flask) -> None:
    a_notice(Status.ISSUED)
    [event_id] = db.session.scalars(select(StoredPaper.event_id))
    assert is_logged(event_id)
    run("UPDATE stored_paper SET version = 2")
    assert not is_logged(event_id) and not is_logged(int(NOBODY))
    db.session.rollback()
    drain(app, Pretender())
    db.session.rollback()
    assert db.session.scalars(select(StoredPaper.sha256)).one() is None


def test_a_row_that_took_the_code_of_another_paper_is_found_and_is_not_genuine(app: Flask) -> None:
    withdrawn = a_notice(Status.CLEARED)
    a_notice(Status.CLEARED, of_vehicle("AB 1"))
    step("reopen", withdrawn, "ru_supervisor")
    notes = [published()]
    query = select(StoredPaper).where(StoredPaper.kind == Paper.CONFIRMATION_OF_REMOVAL)
    one, other = db.session.scalars(query.order_by(StoredPaper.id))
    first, second, address = (one.id, one.code), (other.id, other.code), address_of(one)
    assert paper_behind(address)
    run(
        f"UPDATE stored_paper SET id = -1, code = '{second[1]}' WHERE id = {first[0]}",  # noqa: S608
        f"UPDATE stored_paper SET id = {first[0]}, code = '{first[1]}' WHERE id = {second[0]}",  # noqa: S608
        f"UPDATE stored_paper SET id = {second[0]} WHERE id = -1",  # noqa: S608
    )
    assert paper_behind(address) is None
    told = {
        f"Without a leaf, paper {number} has the code of another one: {NEVER}"
        for number in (first[0], second[0])
    }
    assert set(faults(notes)) == told


def test_a_paper_that_only_says_that_it_was_erased_is_found(app: Flask) -> None:
    a_notice(Status.CLEARED)
    notes = [published()]
    run(
        "UPDATE stored_paper SET erased_at = '2026-01-01 00:00:00.000000'"
        " WHERE kind = 'confirmation_of_removal'"
    )
    [fault] = faults(notes)
    assert fault.startswith("Without a leaf, paper ") and fault.endswith(f" is erased: {NEVER}")
