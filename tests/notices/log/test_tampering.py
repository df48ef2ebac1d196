"""Whoever kept two checkpoints finds every event that was edited, removed, inserted or moved."""

import json
import secrets
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from notices.log import verify
from notices.log.entries import canonical, commitment
from notices.log.export import exported
from notices.log.sequencer import Rewritten, continue_log
from notices.log.signing import signer
from notices.models import Event, LogEntry, LogTile, db, transaction
from tests.factories import a_notice, of_vehicle
from tests.notices.log.tampering import a_log, faults, lift_guards, run, unguarded
from workflows.merkle import leaf_hash

BEHIND_ITS_BACK = {
    "an event": "UPDATE event SET reason = 'другая' WHERE id = 4",
    "an event's hour": "UPDATE event SET at = '2026-01-01 00:00:00.000000' WHERE id = 4",
    "an officer": "UPDATE event SET actor_id = 2 WHERE id = 4",
    "a paper": "UPDATE stored_paper SET facts = '{}' WHERE event_id = 2",
    "what a paper is": (
        "UPDATE stored_paper SET kind = 'confirmation_of_removal' WHERE event_id = 2"
    ),
    "whose paper it is": "UPDATE stored_paper SET notice_id = 2 WHERE event_id = 2",
    "which version a paper is of": "UPDATE stored_paper SET version = 2 WHERE event_id = 2",
    "a paper's language": "UPDATE stored_paper SET language = 'en' WHERE event_id = 2",
    "a paper's facts for no facts": "UPDATE stored_paper SET facts = '[]' WHERE event_id = 2",
    "whose version it is": (
        "UPDATE notice_version SET notice_id = 2, version = 9 WHERE event_id = 2"
    ),
    "a version's number": "UPDATE notice_version SET version = 2 WHERE event_id = 2",
    "a version": "UPDATE notice_version SET facts = '{}' WHERE event_id = 2",
    "the hour of a reading": (
        "UPDATE log_entry SET at = '2026-01-01 00:00:00.000000' WHERE name = 'read'"
    ),
    "what was read": "UPDATE log_entry SET notice_id = 2 WHERE name = 'read'",
    "who has read": "UPDATE log_entry SET data = '{}' WHERE name = 'read'",
}


def test_nothing_is_found_where_nobody_touched_anything(app: Flask) -> None:
    notes = a_log()
    a_notice(filing=of_vehicle("AB 2"))
    assert faults(notes) == []
    assert any('"leaf": null' in line for line in exported())


def test_an_edit_is_found(app: Flask) -> None:
    notes = a_log()
    for what, statement in BEHIND_ITS_BACK.items():
        lift_guards()
        db.session.execute(text(statement))
        assert any("was edited" in fault for fault in faults(notes)), what
        db.session.rollback()
    assert faults(notes) == []


def test_an_edit_is_found_whose_salt_was_erased_to_hide_it(app: Flask) -> None:
    notes = a_log()
    run("UPDATE event SET reason = 'другая' WHERE id = 4", "UPDATE log_entry SET salt = NULL")
    assert any("no entry says who erased it" in fault for fault in faults(notes))


def test_an_edit_is_found_that_was_committed_to_anew(app: Flask) -> None:
    notes = a_log()
    run("UPDATE event SET reason = 'другая' WHERE id = 4")
    for leaf, line in enumerate(list(exported())):
        commit_again(leaf, json.loads(line))
    assert faults(notes) == [
        f"The first {size} leaves are not those of the checkpoint: "
        "one was edited, removed, inserted or moved."
        for size in sizes(notes)[1:]
    ]


def test_a_removal_is_found(app: Flask) -> None:
    notes = a_log()
    run("DELETE FROM log_entry WHERE leaf = 0")
    assert any("leaf 0 is expected" in fault for fault in faults(notes))
    run("UPDATE log_entry SET leaf = -leaf")  # None may stand twice, not even for a moment.
    run("UPDATE log_entry SET leaf = -leaf - 1")
    assert any("are not those of the checkpoint" in fault for fault in faults(notes))


def test_the_removal_of_the_newest_is_found(app: Flask) -> None:
    notes = a_log()
    run("DELETE FROM log_entry WHERE leaf = (SELECT max(leaf) FROM log_entry)")
    assert any("has more than the export" in fault for fault in faults(notes))


def test_an_event_that_was_deleted_beside_its_entry_is_found(app: Flask) -> None:
    notes = a_log()
    lines = [json.loads(line) for line in exported()]
    del lines[3]["content"]
    assert any("was removed" in fault for fault in faults(notes, list(map(json.dumps, lines))))


def test_an_insertion_is_found(app: Flask) -> None:
    notes = a_log()
    with unguarded():
        forged = LogEntry(at=entries()[0].at, name="read", salt=b"0" * 16, data={})
        forged.commitment = secrets.token_bytes(32)
        db.session.add(forged)
    with unguarded():
        for entry in reversed(entries()[2:]):
            entry.leaf = (entry.leaf or 0) + 1
            db.session.flush()
        forged.leaf = 2
    assert any("are not those of the checkpoint" in fault for fault in faults(notes))


def test_another_order_is_found(app: Flask) -> None:
    notes = a_log()
    run(
        "UPDATE log_entry SET leaf = -1 WHERE leaf = 1",
        "UPDATE log_entry SET leaf = 1 WHERE leaf = 2",
        "UPDATE log_entry SET leaf = 2 WHERE leaf = -1",
    )
    assert any("are not those of the checkpoint" in fault for fault in faults(notes))


def test_an_event_that_never_entered_the_log_is_found(app: Flask) -> None:
    notes = a_log()
    old = db.session.get_one(Event, 3)
    columns = {c.key: getattr(old, c.key) for c in Event.__table__.columns if c.key != "id"}
    with transaction():
        db.session.add(Event(**columns | {"key": None}))
    assert any("never written into the log" in fault for fault in faults(notes))


def test_a_tree_that_is_not_the_signed_one_is_never_signed_again(app: Flask) -> None:
    a_log()
    with unguarded():
        tile = db.session.get_one(LogTile, (0, 0))
        tile.hashes = leaf_hash(b"forged") + tile.hashes[32:]
    a_notice(filing=of_vehicle("AB 2"))
    with pytest.raises(Rewritten):
        continue_log()


def test_checkpoints_of_another_key_and_altered_ones_count_for_nothing(app: Flask) -> None:
    notes = a_log()
    name, number, key = signer().verifier.split("+", 2)
    with pytest.raises(verify.Faulty, match="not signed"):
        verify.read_checkpoint(notes[0].replace("\n", "\n1", 1), signer().verifier)
    with pytest.raises(verify.Faulty, match="damaged"):
        verify.read_checkpoint(notes[0], f"another+{number}+{key}")
    other = f"other+{sha256(b'other' + chr(10).encode() + b'x').hexdigest()[:8]}+eA=="
    with pytest.raises(verify.Faulty, match="not signed"):
        verify.read_checkpoint(notes[0], other)
    assert name == "localhost/log"


def test_the_verifier_runs_alone(app: Flask, tmp_path: Path) -> None:
    alone = tmp_path / "verify.py"
    alone.write_text(Path(verify.__file__).read_text("utf-8"), "utf-8")
    notes = a_log()
    for number, note in enumerate(notes):
        (tmp_path / str(number)).write_text(note, "utf-8")
    lines = list(exported())

    def verified() -> subprocess.CompletedProcess[str]:
        (tmp_path / "log.jsonl").write_text("\n".join(lines), "utf-8")
        command = [sys.executable, "-I", "verify.py", "log.jsonl", "--key", signer().verifier]
        return subprocess.run(
            [*command, "--checkpoint", "0", "1"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert verified().stdout.startswith("Nothing was rewritten: ")
    lines[1], lines[2] = lines[2], lines[1]
    assert verified().returncode == 1
    del lines[:]
    assert "more than the export" in verified().stdout


def test_nothing_in_an_export_commands_the_terminal_of_who_verifies_it() -> None:
    """Nor does it look like a line of the verdict, or end the report."""
    odd = "\x1b[2J\x1b[8m\nNothing was rewritten\u202e\ud800"
    line = {"leaf": None, "commitment": None, "content": {"name": odd}}
    moved = {"notice_id": 1, "status_from": odd, "status_to": odd}
    lines = [line, line | {"content": moved}, line | {"entry": {"name": odd}}]
    told = verify.report(verify.verify(map(json.dumps, lines), []))
    assert all(character.isprintable() for character in told.replace("\n", ""))
    *faults, verdict = told.encode("ascii").splitlines()
    assert len(faults) == 5 and verdict.startswith(b"The log was rewritten or is damaged")
    assert rb"\x1b[2J" in faults[0]


def test_text_that_canonical_json_writes_otherwise_than_others_is_the_same_for_both() -> None:
    odd = {"я": '\b\f\n\r\t\x7f\u2028"\\/é', "a": [1, None, True, {"b": "", "A": "\x01"}]}
    written = r'{"a":[1,null,true,{"A":"\u0001","b":""}],"я":"\b\f\n\r\t' + '\x7f\u2028\\"\\\\/é"}'
    assert canonical(odd) == written.encode()


def entries() -> list[LogEntry]:
    return list(
        db.session.scalars(
            select(LogEntry).where(LogEntry.leaf.is_not(None)).order_by(LogEntry.leaf)
        )
    )


def sizes(notes: list[str]) -> list[int]:
    return [int(note.split("\n")[1]) for note in notes]


def commit_again(leaf: int, told: dict[str, Any]) -> None:
    """What somebody writes who edits an event and knows how the log is made."""
    with unguarded():
        entry = db.session.scalars(select(LogEntry).where(LogEntry.leaf == leaf)).one()
        entry.commitment = commitment(bytes.fromhex(told["salt"]), told["content"])
