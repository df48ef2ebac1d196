"""An export tells one moment of a register that goes on working, with all that was ever forged."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from notices.cli import commands
from notices.log import export
from notices.log.entries import canonical, content_of
from notices.log.sequencer import continue_log
from notices.models import Event, LogEntry, Notice, Register, db, transaction
from tests.factories import a_notice, step
from tests.notices.log.tampering import faults, published, run
from workflows.vocabulary import Role, Status


@pytest.fixture
def register(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A register that commands find."""
    with transaction():
        db.session.add(Register(id=1, made_at=datetime.now(UTC), demonstration=False))
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_asked: app)
    return app


def ran(*command: str) -> str:
    """What a command says."""
    return CliRunner().invoke(commands, command).output


def meanwhile(app: Flask, work: Callable[[], None]) -> None:
    """Let another process of the register work."""

    def run() -> None:
        with app.app_context():
            work()

    other = Thread(target=run)
    other.start()
    other.join()


@pytest.fixture
def busy(register: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A register where an officer presses while an export is made, the server numbers that, and
    the officer presses again. Gives what was pressed.
    """
    notice_id, told, pressed = a_notice(Status.ROUTED).id, export._lines, []

    def press(name: str) -> None:
        continue_log()
        step(name, db.session.get_one(Notice, notice_id))
        pressed.append(name)

    def lines(*which: object) -> Iterator[str]:
        if not pressed:
            meanwhile(register, lambda: press("receive"))
            yield from told(*which)
            meanwhile(register, lambda: press("refuse"))
        else:
            yield from told(*which)

    monkeypatch.setattr(export, "_lines", lines)
    db.session.remove()  # Commands close all connections in the end.
    return pressed


def test_the_export_of_a_busy_register_is_of_one_moment(busy: list[str], tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    assert not ran("export-log", str(file))
    assert busy == ["receive", "refuse"]
    assert faults([], file.read_text("utf-8").splitlines()) == []


def test_a_busy_register_verifies_itself(busy: list[str]) -> None:
    assert ran("verify-log").startswith("Nothing was rewritten")
    assert busy == ["receive", "refuse"]


ODD: dict[str, dict[str, Any]] = {
    "lists nothing": {"name": "propose_erasure", "data": {}},
    "erases no leaf": {"name": "erase", "data": {"leaves": [1, "x"]}},
    "signs a list": {"name": "sign_erasure", "data": {"batch_id": []}},
    "moves nothing": {"name": "mark", "notice_id": None},
    "is no text": {"name": "mark", "data": {"x": "\ud800"}},
}


@pytest.mark.parametrize("forged", ODD.values(), ids=ODD)
def test_an_odd_leaf_blinds_nobody(register: Flask, tmp_path: Path, forged: dict[str, Any]) -> None:
    a_notice(Status.OUTSTANDING)
    a_forged_event(actor_role=Role.SUPERVISOR, **forged)
    notes = [published()]
    run("UPDATE event SET reason = 'другая' WHERE id = 2")
    file = tmp_path / "log.jsonl"
    assert not ran("export-log", str(file))
    told = "\n".join(faults(notes, file.read_text("utf-8").splitlines()))
    assert "it says what no act says" in told and "its content was edited" in told


def a_forged_event(**columns: Any) -> None:
    """What somebody writes who may write as the service: an event like the last, and its entry."""
    last = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    told = {c.key: getattr(last, c.key) for c in Event.__table__.columns}
    own = {"id": None, "key": None, "press": None, "status_from": last.status_to}
    with transaction():
        event = Event(**told | own | columns)
        db.session.add(event)
        db.session.flush()
        entry = LogEntry(event_id=event.id, at=event.at, name=event.name, data={})
        entry.salt = b"0" * 16
        content = content_of(LogEntry(event=event))
        committed = canonical(content, "backslashreplace")
        entry.commitment = sha256(entry.salt + committed).digest()
        db.session.add(entry)
