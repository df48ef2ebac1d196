"""An erasure is believed where both states have agreed on it, and takes nothing but content."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from notices.log import entries, verify
from notices.log.entries import canonical, commitment, content_of
from notices.log.erasing import ERASED_ENTRY, ERASED_EVENT
from notices.models import Event, LogEntry, StoredPaper, db, transaction
from tests.factories import a_notice, of_vehicle
from tests.notices.log.tampering import faults, lift_guards, published, run, unguarded
from tests.notices.retention.batches import a_full_notice, age, erase, propose, sign
from workflows.vocabulary import Paper, Status

NOBODY_SAYS = "its content is gone, and no entry says who erased it."
NOT_AGREED = "it erased what the two states had not agreed to erase."
EDITED = "what was kept of the leaves that it erased was edited."
FINE = "Nothing was rewritten"
REWRITTEN = "The log was rewritten or is damaged"
UNSURE = "Not all of it is proven"


def a_line(leaf: int, name: str, side: str = "RU", **told: Any) -> dict[str, Any]:
    """A line of an export about an act of a supervisor, made without the register."""
    content = {"id": leaf, "name": name, "actor_role": "supervisor", "actor_side": side} | told
    salt = secrets.token_bytes(16)
    committed = commitment(salt, content).hex()
    return {"leaf": leaf, "commitment": committed, "salt": salt.hex(), "content": content}


def a_checkpoint(lines: list[dict[str, Any]]) -> verify.Checkpoint:
    tree = verify.Tree()
    for line in lines:
        tree.append(bytes.fromhex(line["commitment"]))
    return verify.Checkpoint(tree.size, tree.head())


def erased(line: dict[str, Any]) -> dict[str, Any]:
    stays = ("id", "at", "name", "notice_id")
    kept = {name: value for name, value in line["content"].items() if name in stays}
    return {"leaf": line["leaf"], "commitment": line["commitment"], "kept": kept}


BATCH = 2
"""A batch has the id of the event that proposes it."""

BEFORE = {"questions_before": "2024-01-01 00:00:00+00:00"}
PROPOSED = a_line(BATCH, "propose_erasure", "BY", data={"notices": [7]} | BEFORE)
SIGNED = a_line(3, "sign_erasure", data={"batch_id": BATCH})
OF_NOTICE = [a_line(leaf, "confirm", notice_id=7) for leaf in range(2)]
GONE = [erased(line) for line in OF_NOTICE]
DIGEST = sha256(b"".join(sha256(canonical(line["kept"])).digest() for line in GONE)).hexdigest()
DATA = {"batch_id": BATCH, "leaves": [0, 1], "kept": DIGEST}
ERASE = a_line(4, "erase", notice_id=7, data=DATA)
LINES = [*GONE, PROPOSED, SIGNED, ERASE]
LATER = a_line(5, "erase", notice_id=7, data=DATA)
OTHERWISE = a_line(5, "erase", notice_id=7, data=DATA | {"batch_id": 4})
SIGNED_LATER = a_line(4, "sign_erasure", data={"batch_id": BATCH})


def found(lines: list[dict[str, Any]], covered: list[dict[str, Any]] | None = None) -> str:
    """The verdict of the verifier on an export, with a checkpoint of some of its lines or all."""
    checkpoint = a_checkpoint(covered or lines)
    report = verify.report(verify.verify(map(json.dumps, lines), [checkpoint]))
    return report.splitlines()[-1].partition(":")[0]


def test_what_both_states_have_agreed_on_is_believed() -> None:
    assert found(LINES) == FINE


def a_batch_of_questions(asked: str, *late: dict[str, Any]) -> list[dict[str, Any]]:
    """A batch whose act erases a question of such a time, and what came of it after the batch."""
    question = a_line(0, "ask_exit", at=f"{asked}T10:00:00.000000+00:00")
    rest = [PROPOSED | {"leaf": 1}, SIGNED | {"leaf": 2}]
    gone = [erased(question), *map(erased, late)]
    digest = sha256(b"".join(sha256(canonical(each["kept"])).digest() for each in gone)).hexdigest()
    data = {"batch_id": BATCH, "leaves": [each["leaf"] for each in gone], "kept": digest}
    act = a_line(len(rest) + len(gone), "erase_questions", data=data)
    return [gone[0], *rest, *gone[1:], act]


def test_questions_are_erased_that_were_over_when_they_were_proposed() -> None:
    assert found(a_batch_of_questions("2023-12-31")) == FINE
    assert found(a_batch_of_questions("2024-01-02")) == REWRITTEN
    assert found(a_batch_of_questions("2023-12-31", a_line(3, "turn_back"))) == REWRITTEN


def test_of_what_a_notice_had_later_nothing_is_erased_but_dossiers_and_readings() -> None:
    for later, verdict in (("compile_dossier", FINE), ("confirm", REWRITTEN)):
        line = erased(a_line(4, later, notice_id=7))
        digests = (sha256(canonical(each["kept"])).digest() for each in (*GONE, line))
        data = {
            "batch_id": BATCH,
            "leaves": [0, 1, 4],
            "kept": sha256(b"".join(digests)).hexdigest(),
        }
        assert found([*LINES[:4], line, a_line(5, "erase", notice_id=7, data=data)]) == verdict


def test_an_erasure_is_told_by_what_a_checkpoint_covers_alone() -> None:
    for unanchored in (ERASE, ERASE | {"leaf": None}):
        assert found([*LINES[:4], unanchored], LINES[:4]) == UNSURE
    assert found(LINES[:4]) == REWRITTEN


@pytest.mark.parametrize(
    "lines",
    [
        [*GONE, a_line(2, "propose_erasure", data={"notices": [7]}), SIGNED, ERASE],
        [*GONE, a_line(2, "propose_erasure", "BY", data={"notices": [8]}), SIGNED, ERASE],
        [*GONE, PROPOSED, a_line(3, "sign_erasure", "BY", data={"batch_id": BATCH}), ERASE],
        [*GONE, PROPOSED, a_line(3, "sign_erasure", data={"batch_id": 1}), ERASE],
        [*GONE, PROPOSED, SIGNED | {"leaf": None}, ERASE | {"leaf": 3}],
        [*LINES[:4], a_line(4, "erase", notice_id=7, data=DATA, actor_role="inspector")],
        [*LINES[:4], a_line(4, "erase", "BY", notice_id=7, data=DATA)],
        [*LINES[:4], a_line(4, "erase", notice_id=7, data=DATA | {"leaves": [0, 1, 4]})],
        [erased(a_line(0, "confirm", notice_id=8)), *LINES[1:]],
        [erased(a_line(0, "sign_in", notice_id=None)), *LINES[1:]],
        [
            *LINES[:4],
            a_line(4, "strike_from_erasure", notice_id=7, data={"batch_id": BATCH}),
            LATER,
        ],
        [*LINES[:4], a_line(4, "put_on_hold", "BY", notice_id=7), LATER],
        [*LINES[:3], a_line(3, "decline_erasure", data={"batch_id": BATCH}), SIGNED_LATER, LATER],
        [*LINES[:4], a_line(4, "propose_erasure", "BY", data={"notices": [8]}), OTHERWISE],
        [*LINES, a_line(5, "erase", notice_id=7, data=DATA)],
    ],
    ids=[
        "proposed by the same state",
        "another list",
        "signed by the proposer",
        "another batch",
        "signed where nobody sees it",
        "no supervisor",
        "the other state",
        "itself",
        "another notice",
        "a sign-in",
        "struck",
        "on hold",
        "declined",
        "another batch, never signed",
        "erased before",
    ],
)
def test_anything_else_is_not(lines: list[dict[str, Any]]) -> None:
    leaves = [line for line in lines if line["leaf"] is not None]
    assert found(lines, leaves) == REWRITTEN


EARLIER_SIGNED = a_line(3, "sign_erasure", data={"batch_id": 1})
EARLIER = a_line(4, "erase", notice_id=7, data={"batch_id": 1, "leaves": [0, 1]})
OF_BEFORE = [*GONE, PROPOSED, EARLIER_SIGNED, EARLIER]


def test_an_erasing_of_an_earlier_version_is_told_and_no_doubt() -> None:
    report = verify.report(verify.verify(map(json.dumps, OF_BEFORE), [a_checkpoint(OF_BEFORE)]))
    assert report == (
        "Nothing was rewritten: 5 leaves, 2 erased, 0 waiting."
        " Erasings of an earlier form, which does not tell what was kept: 1."
    )
    assert found(OF_BEFORE, OF_BEFORE[:4]) == UNSURE


def test_nobody_erases_in_an_earlier_form_after_the_first_of_the_present_one() -> None:
    forged = [
        a_line(5, "propose_erasure", "BY", data={"notices": [7]}),
        a_line(6, "sign_erasure", data={"batch_id": 1}),
        a_line(7, "erase", notice_id=7, data={"batch_id": 1, "leaves": [0, 1]}),
    ]
    assert found([*LINES, *forged]) == REWRITTEN


def test_an_export_of_an_earlier_version_is_no_proof() -> None:
    silent = [{name: line[name] for name in ("leaf", "commitment")} for line in GONE]
    held = a_line(2, "put_on_hold", notice_id=7, status_from="exited", status_to="exited")
    assert found([*silent, *OF_BEFORE[2:]]) == UNSURE
    assert not began_wrongly([*silent, held]) and began_wrongly([*GONE, held])


def began_wrongly(lines: list[dict[str, Any]]) -> bool:
    """Whether an event is found that begins where the one before has not ended."""
    told = verify.verify(map(json.dumps, lines), [a_checkpoint(lines)])
    return any("began from" in fault for fault in told.faults)


def test_an_export_that_was_made_during_an_erasing_is_no_proof() -> None:
    half = [OF_NOTICE[0], *LINES[1:]]
    assert found(half) == UNSURE


def test_nobody_erases_by_writing_that_it_was_erased(app: Flask) -> None:
    a_notice(Status.OUTSTANDING)
    notes = [published()]
    refusal = db.session.scalars(select(Event.id).where(Event.name == "refuse")).one()
    entry = db.session.scalars(select(LogEntry).where(LogEntry.event_id == refusal)).one()
    forged = LogEntry(at=datetime.now(UTC), name="erase", salt=b"0" * 16)
    forged.data = {"leaves": [entry.leaf]}
    forged.commitment = commitment(b"0" * 16, content_of(forged))
    with transaction():
        db.session.add(forged)
    notes.append(published())
    with transaction():
        of_event = update(Event).where(Event.id == refusal)
        db.session.execute(of_event.values(**ERASED_EVENT))
        of_entry = update(LogEntry).where(LogEntry.event_id == refusal)
        db.session.execute(of_entry.values(**ERASED_ENTRY))
    db.session.expire_all()
    [unagreed, gone] = (fault for fault in faults(notes) if fault.startswith("Leaf"))
    assert unagreed.endswith(NOT_AGREED) and gone.endswith(NOBODY_SAYS)


@pytest.fixture
def agreed(app: Flask) -> list[str]:
    """The checkpoints of a register in which a notice was erased and another one was not."""
    notice = a_full_notice()
    age(notice)
    a_notice(Status.ROUTED, of_vehicle("AB 4444-7"))
    batch = propose(notice)
    sign(batch)
    assert erase(batch) == 1
    notes = [published()]
    assert faults(notes) == []
    return notes


@pytest.fixture
def lawfully_erased(agreed: list[str]) -> Iterator[list[str]]:
    """The same, where something that was kept is edited in the test."""
    yield agreed
    assert any(fault.endswith(EDITED) for fault in faults(agreed))


WRITTEN_AGAIN = {
    "a reason": "UPDATE event SET reason = 'взятка' WHERE notice_id = 1 AND name = 'confirm'",
    "a name": "UPDATE event SET actor_name = 'Иванов' WHERE notice_id = 1 AND name = 'confirm'",
    "a reader": """UPDATE log_entry SET data = '{"actor_id": 1}' WHERE salt IS NULL""",
    "a version": """UPDATE notice_version SET facts = '{"a": 1}' WHERE notice_id = 1""",
    "a version that is none": "UPDATE notice_version SET facts = '[]' WHERE notice_id = 1",
    "a paper": "UPDATE stored_paper SET facts = '{}' WHERE notice_id = 1",
}


def test_what_is_written_where_content_was_erased_is_found(agreed: list[str]) -> None:
    for what, statement in WRITTEN_AGAIN.items():
        lift_guards()
        db.session.execute(text(statement.replace(": ", "\\: ")))
        assert any("was erased and something stands there" in told for told in faults(agreed)), what
        db.session.rollback()
    assert faults(agreed) == []


@pytest.mark.parametrize("column", ["code", "sha256"])
def test_an_erased_paper_is_known_by_nothing_else(lawfully_erased: list[str], column: str) -> None:
    run(f"UPDATE stored_paper SET {column} = 'x' WHERE notice_id = 1 AND kind = 'exit_permit'")  # noqa: S608


def test_an_erased_paper_keeps_its_number(lawfully_erased: list[str]) -> None:
    paper = db.session.scalars(select(StoredPaper).where(StoredPaper.notice_id == 1)).first()
    assert paper
    with transaction():
        paper.facts = paper.facts | {"notice": {"number": "BY-X-2020-000001-K"}}


def test_acts_that_did_not_count_what_papers_are_known_by_stay_valid(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_before(entry: LogEntry, *written: entries.Written) -> entries.Content:
        kept = told(entry, *written)
        return {name: value for name, value in kept.items() if name != "known_by"}

    told = entries.kept_of
    notice = a_full_notice()
    age(notice)
    batch = propose(notice)
    sign(batch)
    with monkeypatch.context() as earlier:
        earlier.setattr(entries, "kept_of", as_before)
        assert erase(batch) == 1
    notes = [published()]
    assert faults(notes) == []
    run("UPDATE stored_paper SET kind = 'refusal' WHERE notice_id = 1 AND kind = 'exit_permit'")
    assert [fault for fault in faults(notes) if fault.endswith(EDITED)]


def test_an_act_that_erased_nothing_says_the_digest_of_nothing() -> None:
    assert set(verify._digests([])) == {sha256(b"").hexdigest()}


def test_what_is_kept_of_an_erased_event_is_not_edited(lawfully_erased: list[str]) -> None:
    run("UPDATE event SET actor_id = 2 WHERE name = 'confirm'")


def test_no_event_is_hung_on_an_erased_reading(lawfully_erased: list[str]) -> None:
    old = db.session.scalars(select(Event).where(Event.name == "sign_erasure")).one()
    columns = {c.key: getattr(old, c.key) for c in Event.__table__.columns if c.key != "id"}
    reading = select(LogEntry).where(LogEntry.salt.is_(None), LogEntry.event_id.is_(None))
    entry = db.session.scalars(reading.limit(1)).one()
    with unguarded():
        event = Event(**columns | {"key": None, "press": None, "at": entry.at, "name": entry.name})
        db.session.add(event)
        db.session.flush()
        entry.event_id, entry.notice_id = event.id, None
    db.session.expire_all()


def test_the_hour_of_an_erased_reading_is_not_edited(lawfully_erased: list[str]) -> None:
    hour = "'2026-01-01 00:00:00.000000'"
    run(f"UPDATE log_entry SET at = {hour} WHERE salt IS NULL AND name = 'read'")  # noqa: S608


def test_no_paper_is_hung_on_an_erased_event(lawfully_erased: list[str]) -> None:
    bare = select(Event.id).where(Event.name == "fine", Event.notice_id == 1)
    live = db.session.scalars(select(StoredPaper).where(StoredPaper.notice_id == 2).limit(1)).one()
    columns = {c.key: getattr(live, c.key) for c in StoredPaper.__table__.columns}
    event_id = db.session.scalars(bare).one()
    forged = {"id": event_id, "event_id": event_id, "kind": Paper.CONFIRMATION_OF_REMOVAL}
    with transaction():
        db.session.add(StoredPaper(**columns | forged | {"code": secrets.token_hex(9)}))


def test_no_paper_of_an_erased_event_becomes_one_of_another_kind(
    lawfully_erased: list[str],
) -> None:
    run("UPDATE stored_paper SET kind = 'refusal' WHERE notice_id = 1")
