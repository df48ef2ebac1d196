"""What somebody does who rules the database and has neither the key nor the machine that signs."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask, current_app
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from notices.cli import commands
from notices.cli.backups import take_up_log
from notices.log import verify
from notices.log.entries import commitment, content_of, latest_at, of_events
from notices.log.export import exported
from notices.log.sequencer import Rewritten, continue_log, newest_checkpoint
from notices.log.signing import LAST, last_signed, signer
from notices.log.tiles import Tiles
from notices.log.unlogged import unlogged_statuses
from notices.models import (
    Event,
    LogCheckpoint,
    LogEntry,
    LogTile,
    Notice,
    NoticeVersion,
    Register,
    StoredPaper,
    db,
    transaction,
)
from tests.factories import a_notice, of_vehicle, step
from tests.notices.log.tampering import a_log, faults, kept, published, run, unguarded
from workflows.merkle import leaf_hash, tree_head
from workflows.vocabulary import FORMER_STATUSES, Paper, Status

LATER = 3
"""Leaves of a refusal: that the vehicle came, what was marked, what was decided."""


def flip(notice: Notice, status: Status) -> None:
    """Let a notice stand elsewhere, as the role of the service may."""
    with transaction():
        db.session.execute(update(Notice).where(Notice.id == notice.id).values(status=status))
    db.session.expire_all()


def test_an_event_begins_where_the_one_before_has_ended(app: Flask) -> None:
    notice = a_notice(Status.OUTSTANDING)
    flip(notice, Status.CLEARED)
    step("release", notice)
    [fault] = faults([published()])
    assert "release" in fault and fault.endswith("began from cleared, the notice was outstanding.")


def test_a_notice_that_no_event_has_moved_is_found(app: Flask) -> None:
    a_notice(Status.DRAFT, of_vehicle("AB 1"))
    notice = a_notice(Status.OUTSTANDING)
    flip(notice, Status.CLEARED)
    assert unlogged_statuses() == [(notice.id, "cleared")]
    told = f"Without a leaf, notice {notice.id} is cleared: it was never written into the log."
    assert faults([published()]) == [told]


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE unit SET plate_key = 'ZZ' WHERE notice_id = 1 AND position = 0",
        "UPDATE unit SET plate = 'KK 8888-1', plate_key = 'KK88881' WHERE notice_id = 1",
        "UPDATE unit SET notice_id = 2, position = position + 5 WHERE notice_id = 1",
    ],
    ids=["its key", "its plate", "its notice"],
)
def test_a_vehicle_that_no_version_has_changed_is_found(app: Flask, forged: str) -> None:
    for number in (1, 2):
        a_notice(Status.OUTSTANDING, of_vehicle(f"AB {number}"))
    notes = [published()]
    assert faults(notes) == []
    run(forged)
    assert "Without a leaf, notice 1 differs from its newest version: plates" in faults(notes)[0]


def test_the_verifier_knows_what_was_renamed() -> None:
    assert {former: str(now) for former, now in FORMER_STATUSES.items()} == verify.RENAMED


def rewrite_refusal() -> None:
    """Let a refusal have another reason, and its entry commit to that."""
    refusal = db.session.scalars(select(Event.id).where(Event.name == "refuse")).one()
    with unguarded():
        db.session.execute(update(Event).where(Event.id == refusal).values(reason="другая"))
        db.session.expire_all()
        entry = db.session.scalars(select(LogEntry).where(LogEntry.event_id == refusal)).one()
        content = content_of(entry, *of_events([refusal])[refusal])
        entry.commitment = commitment(entry.salt or b"", content)


def build_tree(size: int) -> bytes:
    """Build the tiles of so many leaves anew, and give their head."""
    with unguarded():
        db.session.execute(delete(LogTile))
        db.session.expunge_all()
        query = select(LogEntry.commitment).where(LogEntry.leaf < size).order_by(LogEntry.leaf)
        tiles = Tiles()
        tiles.append(0, [leaf_hash(leaf) for leaf in db.session.scalars(query)])
        head = tree_head(size, tiles.subtree)
    db.session.expire_all()
    return head


def take_back(size: int) -> None:
    """Let the log end with so many leaves, and all later entries wait again."""
    with unguarded():
        db.session.execute(delete(LogCheckpoint).where(LogCheckpoint.size > size))
        db.session.execute(update(LogEntry).where(LogEntry.leaf >= size).values(leaf=None))
    build_tree(size)


@pytest.fixture
def early(app: Flask) -> int:
    """So many leaves were signed before a refusal, more after it."""
    notice = a_notice(Status.ROUTED)
    published()
    size = newest_checkpoint().size  # type: ignore[union-attr]
    db.session.rollback()
    for name in ("receive", "refuse"):
        step(name, notice)
    published()
    return size


def test_what_was_signed_is_not_taken_back_and_signed_anew(early: int) -> None:
    take_back(early)
    rewrite_refusal()
    with pytest.raises(Rewritten, match=f"It has {early} leaves, and {early + LATER} were signed"):
        continue_log()


def test_nor_where_as_many_leaves_are_there_again(early: int) -> None:
    last = Path(current_app.instance_path) / LAST
    signed = last.read_bytes()
    take_back(early)
    rewrite_refusal()
    last.unlink()
    published()
    last.write_bytes(signed)
    a_notice(Status.ISSUED, of_vehicle("AB 1"))
    with pytest.raises(Rewritten, match=f"The tree of {early + LATER} leaves is not the one"):
        continue_log()


def test_a_head_that_was_written_over_is_not_believed(early: int) -> None:
    rewrite_refusal()
    head = build_tree(early + LATER)
    with unguarded():
        newest = update(LogCheckpoint).where(LogCheckpoint.size == early + LATER)
        db.session.execute(newest.values(head=head))
    (Path(current_app.instance_path) / LAST).unlink()
    a_notice(Status.ISSUED, of_vehicle("AB 1"))
    with pytest.raises(Rewritten, match="not what was signed"):
        continue_log()


def test_a_checkpoint_of_another_key_is_not_believed(early: int) -> None:
    with unguarded():
        newest = update(LogCheckpoint).where(LogCheckpoint.size == early + LATER)
        db.session.execute(newest.values(note="x" + LogCheckpoint.note))
    a_notice(Status.ISSUED, of_vehicle("AB 1"))
    with pytest.raises(Rewritten, match="not signed with the key"):
        continue_log()


def test_verify_log_reads_what_was_signed_last(
    early: int, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        db.session.add(Register(id=1, made_at=datetime.now(UTC), demonstration=False))
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: app)
    assert "Nothing was rewritten" in CliRunner().invoke(commands, ["verify-log"]).output
    run("DELETE FROM log_entry WHERE leaf = (SELECT max(leaf) FROM log_entry)")
    take_back(early + 1)
    run("UPDATE log_checkpoint SET note = 'x'")
    told = CliRunner().invoke(commands, ["verify-log"])
    assert told.exit_code == 1
    assert f"The checkpoint of {early + LATER} leaves has more than the export" in told.output
    assert "A checkpoint of the register counts for nothing" in told.output


def test_after_a_restoring_the_log_goes_on_and_says_so(early: int, tmp_path: Path) -> None:
    last = last_signed()
    take_back(early)
    take_up_log(tmp_path)
    continue_log()
    told = db.session.scalars(select(LogEntry).where(LogEntry.name == "restore")).one()
    assert told.data and told.data["last_checkpoint"] == last != last_signed()


def test_the_witness_of_time_is_not_set_back_unnoticed(app: Flask) -> None:
    a_notice(Status.ISSUED)
    notes, late = [published()], latest_at()
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        run(
            "UPDATE log_entry SET at = '2026-01-01 00:00:00.000000' WHERE event_id IS NOT NULL",
            "DELETE FROM log_clock",
        )
        assert latest_at() == late
    assert "its entry was edited" in faults(notes)[0]


def test_an_entry_has_the_name_of_its_event(app: Flask) -> None:
    notes = a_log()
    run("UPDATE log_entry SET name = 'read', notice_id = 1 WHERE leaf = 0")
    [fault] = faults(notes)
    assert fault.startswith("Leaf 0: its entry was edited")


def forged_paper() -> StoredPaper:
    """A confirmation of the removal, on the event that refused it."""
    refusal = db.session.scalars(select(StoredPaper).where(StoredPaper.kind == Paper.REFUSAL)).one()
    columns = {c.key: getattr(refusal, c.key) for c in StoredPaper.__table__.columns}
    forged = {"id": -7, "kind": Paper.CONFIRMATION_OF_REMOVAL, "code": secrets.token_hex(9)}
    return StoredPaper(**columns | forged)


def forged_version() -> NoticeVersion:
    """Another version, from the same event."""
    issued = db.session.scalars(select(NoticeVersion)).one()
    columns = {c.key: getattr(issued, c.key) for c in NoticeVersion.__table__.columns}
    return NoticeVersion(**columns | {"version": 0})


FORGED = {"stored_paper": forged_paper, "notice_version": forged_version}


@pytest.mark.parametrize("table", FORGED)
def test_an_event_writes_one_paper_and_one_version(app: Flask, table: str) -> None:
    a_notice(Status.OUTSTANDING)
    notes = [published()]
    with pytest.raises(DatabaseError), transaction():
        db.session.add(FORGED[table]())
    db.session.execute(text(f"DROP INDEX ix_{table}_event"))
    db.session.add(FORGED[table]())
    db.session.flush()
    assert "its content was edited" in faults(notes)[0]
    db.session.rollback()


def test_the_verdict_says_how_far_it_reaches(app: Flask) -> None:
    notes = a_log()
    a_notice(Status.ISSUED, of_vehicle("AB 2"))
    told = verify.report(verify.verify(exported(), kept(notes)))
    assert told.startswith("Nothing was rewritten: 5 leaves, 0 erased, 2 waiting.")
    newest = published()
    told = verify.report(verify.verify(exported(), kept(notes)))
    assert told == (
        "Nothing was rewritten: the first 5 of 7 leaves, 0 erased, 0 waiting."
        " Of the others only a newer checkpoint tells."
    )
    whole = verify.report(verify.verify(exported(), kept([*notes, newest])))
    assert whole == "Nothing was rewritten: 7 leaves, 0 erased, 0 waiting."
    assert signer().name in newest


def test_no_number_hides_an_entry(app: Flask) -> None:
    notice = a_notice(Status.ROUTED)
    published()
    step("receive", notice)
    with transaction():  # No guard is lifted: the number of a leaf may be given once.
        waiting = update(LogEntry).where(LogEntry.leaf.is_(None))
        db.session.execute(waiting.values(leaf=-9))
    db.session.expire_all()
    assert "Leaf -9: leaf 0 is expected in this place." in faults([published()])
