"""An export tells one moment of a register that goes on working, and says what the verifier asks."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner
from flask import Flask

from notices.cli import commands
from notices.log import export
from notices.log.sequencer import continue_log
from notices.models import Notice, Register, db, transaction
from tests.factories import a_notice, step
from tests.notices.log.tampering import faults
from workflows.vocabulary import Status


@pytest.fixture
def register(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """A register that commands find."""
    with transaction():
        db.session.add(Register(id=1, made_at=datetime.now(UTC), demonstration=False))
    monkeypatch.setattr("notices.cli.opened.made_app", lambda **_: app)
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
