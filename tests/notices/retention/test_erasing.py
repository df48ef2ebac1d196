"""What is erased is gone everywhere, what is counted stays, and every proof holds.

`STAYS` names each column that stays; all others of these tables are written full with `MARK` before
a notice is erased, and then looked for in every row and file. So a column that joins a table is
either erased, or named here, or found.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, current_app
from sqlalchemy import JSON, Enum, String, Table, inspect, select

from notices.backup import lost_files
from notices.exit_control.answering import answer
from notices.files import DamagedFile, read
from notices.log.proofs import proof_of
from notices.models import (
    Attachment,
    Carrier,
    Draft,
    Event,
    Notice,
    StoredPaper,
    UnneededFile,
    db,
    transaction,
)
from notices.papers.queue import _deliver
from notices.papers.standing import Standing, verify
from notices.retention.content import DELETED, ERASED
from notices.steps import take
from notices.unneeded import keep, remove_unneeded_files
from tests.factories import TRACTOR, a_draft, a_filing, a_notice, an_act, found, of_vehicle
from tests.notices.log.tampering import faults, lift_guards, published
from tests.notices.retention.batches import (
    a_full_notice,
    age,
    an_old_notice,
    ask,
    attach,
    erase,
    erased,
    print_papers,
    propose,
    settle_messages,
    sign,
    turn_back,
)
from workflows.machine import Refused
from workflows.retention import FINAL
from workflows.vocabulary import ExitAnswer, Paper, Status

MARK = "Щ҂"
"""Two letters that stand side by side nowhere else, and fit into every column."""

STAYS = {
    "notice": """id revision status version number post_id issuer_id created_at issued_at deadline
        checkpoint_id language carriage origin_country destination_country town exit_post_id
        acknowledgement acknowledged_at severity remaining advice_version confirmed_by_id exit_until
        changed_at erased_at""",
    "unit": "id notice_id position kind country",
    "deficiency": """id notice_id unit_id position code wording_version deficiency_class
        document_kind suggestion mark""",
    "measurement": """id notice_id deficiency_id presentation_id position quantity value limit error
        tolerance verified_until taken_on axles limit_code limit_version""",
    "marking": "id presentation_id deficiency_id mark officer_id place_id at carried_over",
    "attachment": "id notice_id deficiency_id event_id media_type size width height",
    "permit": """id notice_id position kind valid_from valid_until trips countries carriage used
        gross_mass length width height axle_loads axle_spacings""",
    "presentation": """id notice_id ordinal place_id officer_id received_at status_before
        checkpoint_before_id decision decided_at decided_by_id""",
    "fine": "id notice_id amount currency imposed_on paid_on",
    "notice_version": "notice_id version event_id",
    "notice_link": "notice_id earlier_id answer",
    "message": "id due attempts notice_id deadline kind channel settled_at outcome",
    "event": """id at name notice_id notice_version status_from status_to actor_id actor_role
        actor_side place_id""",
    "exit_question": """id revision event_id asked_at place_id answer reasons notices outcome
        outcome_event_id offline_id offline_at snapshot_at erased_at""",
    "named_notice": "question_id number",
    "alert": "id due attempts question_id settled_at",
    "stored_paper": """id due attempts event_id notice_id kind version language sha256 size
        erased_at""",
    "paper_copy": "id paper_id at person_id",
    "log_entry": "id at name commitment event_id notice_id leaf",
    "legal_hold": "id notice_id side placed_by_id placed_at lifted_at",
    "interrupted_form": "owner files",
    "erasure_item": "batch_id notice_id struck_at",
    "erasure_batch": """id revision state side proposer_id proposed_at questions_before decider_id
        decided_at reason""",
}
"""The columns that stay of each table about notices: codes, figures, times, places, offices."""

BY_HAND = {"stored_paper": {"failure", "facts", "code"}, "unneeded_file": {"name", "due"}}
"""Columns that are not simply written over: digests and a number stay of papers."""

NAMES_OF_FILES = {"attachment": {"sha256", "thumbnail"}}
"""Columns that are erased and cannot be marked before: they lead to the files."""

WHOLE_ROWS = {"carrier", "draft", "interrupted_form", "known_plate"}
"""Tables whose rows are deleted."""

OTHERS = {
    *("agency_account", "authenticator", "catalogue_entry", "delegation", "document_kind"),
    *("held_role", "limit_row", "log_checkpoint", "log_clock", "log_tile", "number_series"),
    *("person", "place", "proposal", "recovery_code", "register", "sign_in", "wrong_codes"),
}
"""Tables that say nothing about notices."""


@pytest.fixture(autouse=True)
def own_store(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A store without what other tests have left."""
    for app in {"app", "once"} & set(request.fixturenames):
        request.getfixturevalue(app).config["STORAGE_URL"] = str(tmp_path / "store")


def stays(table: str) -> set[str]:
    return set(STAYS.get(table, "").split())


def about_notices() -> list[Table]:
    return [table for table in db.metadata.sorted_tables if table.name not in OTHERS]


def test_every_column_about_notices_is_erased_or_stays_by_name(sqlite_app: Flask) -> None:
    erased_columns = {str(inspect(kind).local_table): set(ERASED[kind]) for kind in ERASED}
    assert {str(inspect(kind).local_table) for kind in DELETED} <= WHOLE_ROWS
    for table in about_notices():
        if table.name not in WHOLE_ROWS:
            gone = erased_columns.get(table.name, set()) | BY_HAND.get(table.name, set())
            assert gone | stays(table.name) == set(table.columns.keys()), table.name
            assert not gone & stays(table.name), table.name


def write_mark_everywhere() -> None:
    """Fill whatever does not stay with the mark, in every row of every table about notices."""
    with transaction():
        lift_guards()
        for table in about_notices():
            for row in db.session.execute(select(table)).mappings().all():
                values = dict(_marked(table, row))
                own = [column == row[column.key] for column in table.primary_key]
                if values:
                    db.session.execute(table.update().where(*own).values(**values))
    db.session.expire_all()


def _marked(table: Table, row: Any) -> Iterator[tuple[str, Any]]:
    unmarked = stays(table.name) | NAMES_OF_FILES.get(table.name, set())
    for column in table.columns:
        if column.key in unmarked or column.primary_key or column.foreign_keys:
            continue
        if isinstance(column.type, JSON):
            yield column.key, _in_json(row[column.key])
        elif isinstance(column.type, String) and not isinstance(column.type, Enum):
            yield column.key, f"{MARK}{row['id']}" if column.unique else MARK


def _in_json(value: Any) -> Any:
    """The value still has its shape: erasing reads a number here and there."""
    return {**value, "more": MARK} if isinstance(value, dict) else [MARK]


def places_of(*texts: str) -> set[str]:
    """Where one of the texts stands: tables and columns, and files of the store."""
    db.session.rollback()
    found = {
        f"{table.name}.{column}"
        for table in db.metadata.sorted_tables
        for row in db.session.execute(select(table)).mappings()
        for column, value in row.items()
        if any(text in json.dumps(value, default=str, ensure_ascii=False) for text in texts)
    }
    files = {path.name: path.read_bytes() for path in stored()}
    named = {n for n, content in files.items() if any(text.encode() in content for text in texts)}
    return found | named


def stored() -> list[Path]:
    root = Path(current_app.config["STORAGE_URL"])
    return [path for path in root.rglob("*") if path.is_file()]


def counted() -> dict[str, list[dict[str, Any]]]:
    """All that stays of the rows about notices, but what an erasing writes there itself."""
    written = {"revision", "erased_at"}
    kept = (table for table in about_notices() if table.name in STAYS.keys() - WHOLE_ROWS)
    return {
        table.name: [
            {name: row[name] for name in stays(table.name) - written}
            for row in db.session.execute(select(table).order_by(*table.primary_key)).mappings()
            if row.get("name") not in ("propose_erasure", "sign_erasure", "erase")
        ]
        for table in kept
        if table.name not in ("erasure_item", "erasure_batch", "log_entry")
    }


def test_nothing_personal_is_left_and_all_that_is_counted_stays(app: Flask) -> None:
    notice = a_full_notice()
    notes = [published()]
    proofs = [proof_of(leaf) for leaf in range(5)]
    files = set(db.session.scalars(select(Attachment.sha256)))
    age(notice)
    write_mark_everywhere()
    before = counted()
    assert {"event.data", "notice_version.facts", "unit.plate_key"} <= places_of(MARK)
    batch = propose(notice)
    sign(batch)
    assert erase(batch) == 1
    assert places_of(MARK, *files) == set()
    assert counted() == before
    assert stored() == [] and not db.session.scalars(select(UnneededFile)).all()
    assert all(proof.holds and proof.entry.salt is None for proof in proofs)
    assert faults([*notes, published()]) == [] and lost_files() == []
    assert overwritten()


def overwritten() -> bool:
    """Whether no byte of the mark is left in the file of SQLite, also where nothing stands."""
    db.session.remove()
    if db.engine.dialect.name != "sqlite":
        return True
    db.engine.dispose()
    raw = db.engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return MARK.encode() not in Path(str(db.engine.url.database)).read_bytes()


def test_what_another_notice_needs_stays(app: Flask) -> None:
    notice, other = an_old_notice(), a_notice(Status.ISSUED, a_filing(found("I15")))
    shared, own = attach(other, "green"), attach(other, "yellow")
    question = ask("AB 1234-7", ExitAnswer.MAY_LEAVE, notice, other)
    with transaction():
        db.session.add(
            Attachment(
                notice_id=notice.id,
                event_id=question.event_id,
                sha256=shared,
                media_type="image/jpeg",
                size=1,
                file_name="красный.jpg",
                thumbnail=own,
            )
        )
    batch = propose(notice)
    sign(batch)
    erase(batch)
    assert erased(notice, other) == [True, False]
    assert read(shared) and read(own)
    assert db.session.scalars(select(Carrier)).one() is other.carrier
    assert question.erased_at is None and question.plates == ["AB 1234-7"]
    assert db.session.get_one(Event, question.event_id).data["text"] == "AB 1234-7"


def test_the_last_notice_that_needs_it_takes_it_along(app: Flask) -> None:
    notices = [a_notice(Status.ISSUED, a_filing(found(code))) for code in ("M01", "I15")]
    digest = {attach(notice, "green") for notice in notices}.pop()
    question = ask("AB 1234-7", ExitAnswer.HELD, *notices)
    for notice in notices:
        make_final(notice)
        batch = propose(notice)
        sign(batch)
        assert question.erased_at is None and read(digest)
        erase(batch)
        db.session.expire_all()
    assert question.erased_at and question.plates == []
    assert not db.session.scalars(select(Carrier)).all()
    with pytest.raises(DamagedFile):
        read(digest)


def make_final(notice: Notice) -> None:
    """Annul a notice, and let years pass."""
    take(an_act("by_supervisor", reason="ошибка"), ("annul", notice))
    settle_messages()
    age(notice)


def test_a_question_that_names_no_notice_is_erased_with_its_turning_back(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=3 * 366)):
        old = ask("AB 5555-7", ExitAnswer.CANNOT_TELL)
        turn_back(old)
    young = ask("AB 6666-7", ExitAnswer.CANNOT_TELL)
    print_papers()
    batch = propose()
    with pytest.raises(Refused, match="list_is_due"):
        propose()
    sign(batch)
    notes = [published()]
    erase(batch)
    assert places_of("5555", "5555-7") == set() and places_of("AB 6666-7")
    assert (old.answer, young.erased_at) == (ExitAnswer.CANNOT_TELL, None)
    assert faults([*notes, published()]) == []


def test_the_booth_cannot_tell_by_an_erased_notice_whose_vehicle_is_held(app: Flask) -> None:
    notice = an_old_notice()
    number = notice.number or ""
    code = db.session.scalars(select(StoredPaper.code).where(StoredPaper.notice_id == notice.id))
    scanned = f"https://localhost/q/{code.first()}"
    held = a_notice(Status.ROUTED).number or ""
    batch = propose(notice)
    sign(batch)
    erase(batch)
    for said in (number, scanned):
        told = answer(said, datetime.now(UTC))
        assert (told.answer, told.plates) == (ExitAnswer.CANNOT_TELL, ())
    assert answer(f"{number}, {held}", datetime.now(UTC)).answer is ExitAnswer.HELD


def test_a_paper_that_is_being_printed_meanwhile_is_not_kept(once: Flask) -> None:
    notice = an_old_notice()
    paper_id = db.session.scalars(
        select(StoredPaper.id).where(StoredPaper.sha256.is_(None))
    ).first()
    batch = propose(notice)
    sign(batch)
    [digest] = keep("%PDF Ёлкін".encode())
    erase(batch)
    _deliver(paper_id or 0, digest, 9)
    remove_unneeded_files()
    assert stored() == []
    assert db.session.get_one(StoredPaper, paper_id).sha256 is None


def test_a_paper_that_held_no_longer_says_so_after_the_erasing_too(app: Flask) -> None:
    notices = {status: a_notice(status, of_vehicle(f"AB {status}")) for status in FINAL}
    settle_messages()
    age(*notices.values())
    batch = propose(*notices.values())
    sign(batch)
    erase(batch)
    notice_id = {status: notice.id for status, notice in notices.items()}
    query = select(StoredPaper).where(StoredPaper.kind == Paper.DEFICIENCY_NOTICE)
    told = {paper.notice_id: verify(paper).standing for paper in db.session.scalars(query)}
    assert told == {
        notice_id[Status.EXITED]: Standing.ERASED,
        notice_id[Status.ANNULLED]: Standing.ANNULLED,
    }
    annulment = select(StoredPaper).where(StoredPaper.kind == Paper.ANNULMENT)
    assert verify(db.session.scalars(annulment).one()).standing is Standing.ERASED


def test_a_draft_that_was_annulled_is_erased_too(once: Flask) -> None:
    notice = a_draft()
    with transaction():
        notice.draft = Draft(answers={"parties": {"surname": "Ёлкін"}}, saved_at=datetime.now(UTC))
    take(an_act("by_supervisor", reason="лишний"), ("annul", notice))
    age(notice, by=timedelta(days=400))
    batch = propose(notice)
    sign(batch)
    erase(batch)
    assert erased(notice) == [True] and places_of("Ёлкін", "лишний") == set()


def test_a_question_that_came_after_the_proposal_waits_for_another_batch(app: Flask) -> None:
    notice = an_old_notice()
    early, settled_late = (ask(TRACTOR, ExitAnswer.CANNOT_TELL, notice) for _ in range(2))
    batch = propose(notice)
    turn_back(settled_late)
    late = ask(TRACTOR, ExitAnswer.CANNOT_TELL, notice)
    sign(batch)
    assert erase(batch) == 1
    assert [bool(each.erased_at) for each in (early, settled_late, late)] == [True, False, False]
    assert faults([published()]) == []
