"""The command: it makes a register once, refuses with instructions, and serves."""

import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError

from notices import cli, create_app, seed, terminal
from notices.alone import alone
from notices.models import (
    CatalogueEntry,
    DocumentKind,
    Event,
    LogEntry,
    Person,
    Place,
    Register,
    db,
    transaction,
)
from notices.papers.authority import seals
from notices.people import is_weak
from tests.conftest import PROGRAMS, in_context
from tests.pages import Pages
from tests.people import person, place
from workflows.vocabulary import Role, Side

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
Run = Callable[..., Result]
GOOD = "берёзавы сок 7"
ON_ONE_DATABASE = pytest.mark.parametrize("empty_database", ["sqlite"], indirect=True)
"""For what the command says before it asks the database anything."""


@pytest.fixture
def run(empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a register of its own, by default away from any terminal."""
    monkeypatch.setenv("NOTICES_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.setattr(seed, "fill_demonstration", lambda _now: None)

    def invoke(*arguments: str, typed: str | None = None) -> Result:
        monkeypatch.setattr(terminal, "somebody_types", lambda: typed is not None)
        result = CliRunner().invoke(cli.commands, arguments, input=typed)
        assert isinstance(result.exception, SystemExit | None), result.exception
        return result

    return invoke


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a real register on SQLite that has just been made, to be copied."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOTICES_INSTANCE", str(folder))
        patch.delenv("DATABASE_URL", raising=False)
        assert CliRunner().invoke(cli.commands, ["init", "--empty"]).exit_code == 0
    return folder


@pytest.fixture
def register(run: Run, made: Path, empty_database: str, tmp_path: Path) -> Iterator[Flask]:
    """A real register that has just been made."""
    if empty_database.startswith("sqlite"):
        shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    else:
        assert run("init", "--empty").exit_code == 0
    app = create_app()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def count(table: type) -> int:
    return db.session.query(table).count()


def test_a_real_register_has_the_reference_data_and_nobody_in_it(register: Flask) -> None:
    assert [count(table) for table in (Place, CatalogueEntry, Person, Event)] == [50, 59, 0, 0]
    assert count(DocumentKind) > 20
    assert not db.session.get_one(Register, 1).demonstration
    assert "|КРАСНАЯГОРКА|".casefold() in place("KGOR").spelling_keys


def test_making_it_twice_changes_nothing(run: Run, register: Flask) -> None:
    made_at = db.session.get_one(Register, 1).made_at
    with transaction():
        place("KGOR").hours = "09:00-10:00"
    assert run("init", "--empty").exit_code == 0
    db.session.expire_all()
    assert db.session.get_one(Register, 1).made_at == made_at
    assert place("KGOR").hours == "09:00-10:00"
    assert count(Place) == 50


def test_an_administrator_made_by_the_command_signs_in(run: Run, register: Flask) -> None:
    made = run(
        "admin", "Savchenko", "--side", "BY", "--name", "Саўчанка К. І.", typed=f"{GOOD}\n" * 2
    )
    assert made.exit_code == 0, made.output
    home = Pages(register).get("/sign-in").submit(fields={"login": "savchenko", "password": GOOD})
    assert home.address.startswith("/account/set-up")  # A real register asks for a second factor.
    made_person = person("savchenko")
    assert (made_person.role_names, made_person.side) == ([Role.ADMINISTRATOR], Side.BY)
    [event] = db.session.query(Event)
    assert (event.name, event.data["subject"]) == ("add_person", "savchenko")
    assert GOOD not in str(event.data)


def test_where_nobody_types_a_password_is_made_and_shown_once(run: Run, register: Flask) -> None:
    made = run("admin", "savchenko", "--side", "RU")
    [password] = re.findall(r"shown only now: (\S+)", made.output)
    home = (
        Pages(register).get("/sign-in").submit(fields={"login": "savchenko", "password": password})
    )
    assert home.address.startswith("/account/set-up")  # A real register asks for a second factor.


@ON_ONE_DATABASE
def test_weak_passwords_are_refused(run: Run, register: Flask) -> None:
    for weak in ("short", "aaaaaaaaaaaaaa", "12Savchenko12", "demonstration"):
        refused = run("admin", "savchenko", "--side", "BY", typed=f"{weak}\n" * 2)
        assert refused.exit_code == 1 and "Choose a password of 12 characters" in refused.output
    assert count(Person) == 0
    assert not is_weak(GOOD, "savchenko")


@ON_ONE_DATABASE
def test_a_second_person_does_not_get_the_same_login(run: Run, register: Flask) -> None:
    run("admin", "savchenko", "--side", "BY")
    refused = run("admin", "savchenko", "--side", "RU")
    assert refused.exit_code == 1 and "Choose another login" in refused.output
    refused = run("admin", "Саўчанка", "--side", "RU")
    assert refused.exit_code == 1 and "small Latin letters" in refused.output
    assert count(Person) == 1


@ON_ONE_DATABASE
def test_a_name_obeys_the_rules_of_the_page(run: Run, register: Flask) -> None:
    for odd, why in (
        ("", "Enter the name."),
        (" \u200b\n", "Enter the name."),
        ("Я" * 1000, "Shorten this to 120 characters."),
        ("Сян 王", "Replace the character “王”"),
    ):
        refused = run("admin", "savchenko", "--side", "BY", "--name", odd)
        assert refused.exit_code == 1 and why in refused.output, refused.output
    run("admin", "savchenko", "--side", "BY", "--name", " Саўчанка\u202e\r\nКірыл ")
    assert person("savchenko").name == "Саўчанка Кірыл" and count(Person) == 1


def test_a_demonstration_never_passes_for_a_real_register(run: Run) -> None:
    assert run("init", "--demo").exit_code == 0
    for command in (["init", "--empty"], ["run", "--empty"]):
        refused = run(*command)
        assert refused.exit_code == 1
        assert "is a demonstration" in refused.output and "NOTICES_INSTANCE" in refused.output


@ON_ONE_DATABASE
def test_a_database_that_is_named_without_its_folder_lies_in_the_instance(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///own.sqlite")
    assert run("init", "--empty").exit_code == run("status").exit_code == 0
    assert (tmp_path / "own.sqlite").exists()


@ON_ONE_DATABASE
def test_whoever_makes_a_register_says_of_which_kind(run: Run, tmp_path: Path) -> None:
    refused = run("init")
    assert refused.exit_code == 2 and "Choose --demo or --empty." in refused.output
    assert not list(tmp_path.iterdir())


@ON_ONE_DATABASE
def test_whoever_starts_second_waits_and_joins(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as first:
        first.enter_context(alone(tmp_path / "being_made"))
        tell = cli.register.tell_waiting
        monkeypatch.setattr(cli.register, "tell_waiting", lambda: (tell(), first.close()))
        second = run("init", "--demo")
    assert second.exit_code == 0 and "Another process is making this register" in second.output
    assert run("status").exit_code == 0


def test_a_database_that_is_locked_is_not_one_that_is_away(tmp_path: Path) -> None:
    one, other = (sqlite3.connect(tmp_path / "file", timeout=0) for _connection in range(2))
    one.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError) as busy:
        other.execute("BEGIN EXCLUSIVE")
    one.close()
    other.close()
    for error in (busy.value, psycopg.errors.LockNotAvailable()):
        assert "has locked the register" in cli.remedy_for(OperationalError("", {}, error))
    gone = sqlite3.OperationalError("unable to open database file")
    assert "does not answer" in cli.remedy_for(OperationalError("", {}, gone))


def test_a_real_register_never_gets_demonstration_data(run: Run, register: Flask) -> None:
    refused = run("init", "--demo")
    assert refused.exit_code == 1 and "is a real one" in refused.output
    assert not db.session.get_one(Register, 1).demonstration


def test_without_a_register_the_way_to_make_one_is_told_and_no_key_is_made(
    run: Run, tmp_path: Path
) -> None:
    for command in (
        ["status"],
        ["serve"],
        ["admin", "somebody", "--side", "BY"],
        ["rotate-codes"],
        ["rotate-seal"],
        ["revoke-seal", "seal-0001", "--yes"],
        ["papers"],
        ["export-log"],
        ["backup", str(tmp_path.parent)],
    ):
        refused = run(*command)
        assert refused.exit_code == 1
        assert f"{sys.executable} -m notices init --empty" in refused.output
    assert not list(tmp_path.iterdir())


def test_the_way_to_the_first_administrator_is_told(
    run: Run, register: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli.register, "serve_pages", lambda _app: None)
    assert f"{sys.executable} -m notices admin LOGIN --side BY" in run("run", "--empty").output
    assert "no demonstration data" in run("run").output


def test_status_counts_what_there_is(run: Run, register: Flask) -> None:
    shown = run("status").output
    assert re.search(r"^draft +0$", shown, re.MULTILINE)
    assert re.search(r"^papers owed +0$", shown, re.MULTILINE)


@ON_ONE_DATABASE
def test_an_odd_port_is_refused(run: Run, register: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for port in ("none", "99999", "-1"):
        monkeypatch.setenv("PORT", port)
        refused = run("serve")
        assert refused.exit_code == 1 and "for example PORT=8001" in refused.output


@ON_ONE_DATABASE
def test_a_taken_port_is_told(run: Run, register: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        refused = run("serve")
    assert refused.exit_code == 1 and "Address already in use" in refused.output


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("DEADLINE_DAYS", "ten"),
        ("SECRET_KEY", "short"),
        ("LOG_KEY", "x" * 40),
        ("SMTP_URL", "host:25"),
        ("DATABASE_URL", "mysql://u:p@h/d"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/d?foo=bar"),
    ],
)
def test_a_mistyped_setting_is_told_by_its_name_and_makes_no_key(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: str
) -> None:
    monkeypatch.setenv(name, wrong)
    refused = run("init", "--empty")
    assert refused.exit_code == 1 and name in refused.output
    assert refused.output.startswith("Error: A setting cannot be used. ")
    assert not list(tmp_path.iterdir())


def test_a_register_of_another_version_is_told_and_an_older_one_is_backed_up(
    run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")
    for _app in in_context(create_app()):
        upgrade(revision="0008")
        with db.engine.begin() as connection:
            connection.execute(insert(Register).values(made_at=NOON, demonstration=False))
        assert "of an earlier version" in run("serve").output
        backups = tmp_path_factory.mktemp("backups")
        assert run("backup", str(backups)).exit_code == 0
        (manifest,) = backups.glob("*/manifest.json")
        assert json.loads(manifest.read_text())["migration"] == "0008"
        assert run("init", "--empty").exit_code == run("status").exit_code == 0
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        for ask in (["run"], ["init", "--empty"], ["status"], ["backup", str(backups)]):
            refused = run(*ask)
            assert refused.exit_code == 1 and "of a later version" in refused.output


@ON_ONE_DATABASE
def test_a_file_that_is_no_database_is_told(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'list.txt'}")
    (tmp_path / "list.txt").write_text("What is to be done today." * 100)
    for command in (["init", "--empty"], ["status"]):
        assert "DATABASE_URL: file is not a database" in run(*command).output
    assert [path.name for path in tmp_path.iterdir()] == ["list.txt"]


@pytest.mark.parametrize("asked", [["init", "--empty"], ["run"], ["status"]])
def test_a_database_that_does_not_answer_is_told_and_no_key_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    monkeypatch.setenv("NOTICES_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(sys, "argv", ["notices", *asked])
    monkeypatch.setattr(os, "umask", lambda _mask: None)  # That of all tests stays.
    with pytest.raises(SystemExit, match="Check DATABASE_URL"):
        cli.main()
    assert not list(tmp_path.iterdir())


def test_at_a_terminal_a_new_register_asks_for_its_first_administrator(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    shell = Terminal({"NOTICES_INSTANCE": str(tmp_path), "PORT": str(port)})
    for question, answered in (
        ("Side", "RU"),
        ("Surname", "Щербаков Илья"),
        ("Login", "shcherbakov"),
        ("Password", GOOD),
        ("Once more", GOOD),
    ):
        shell.wait_for(question)
        shell.write(answered)
    shell.wait_for("Serving on")
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as page:
        assert page.status == 200
    assert shell.stop() == 0
    assert GOOD not in shell.shown


class Terminal:
    """A command at a real terminal."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.end, other = pty.openpty()
        self.program = subprocess.Popen(
            [sys.executable, "-m", "notices", "run", "--empty"],
            stdin=other,
            stdout=other,
            stderr=other,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        os.close(other)
        self.shown = ""

    def wait_for(self, words: str) -> None:
        while words not in self.shown:
            ready, _, _ = select.select([self.end], [], [], 30)
            assert ready, f"No “{words}” in:\n{self.shown}"
            self.shown += os.read(self.end, 4096).decode(errors="replace")

    def write(self, line: str) -> None:
        os.write(self.end, f"{line}\n".encode())

    def stop(self) -> int:
        self.program.send_signal(signal.SIGINT)
        self.wait_for("has stopped")
        os.close(self.end)
        return self.program.wait(timeout=10)


def test_an_export_replaces_an_earlier_one_only_when_it_is_whole(
    run: Run, register: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("admin", "savchenko", "--side", "BY")
    file = tmp_path / "log.jsonl"
    file.write_text("of January")

    def breaks_off() -> Iterator[str]:
        yield "half"
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(cli.log, "exported", breaks_off)
        refused = run("export-log", str(file))
    assert refused.exit_code == 1 and "No space left" in refused.output
    assert file.read_text() == "of January"
    assert run("export-log", str(file)).exit_code == 0
    assert run("export-log").stdout.startswith(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(list(tmp_path.glob("tmp*"))) == 0


@ON_ONE_DATABASE
def test_a_new_seal_follows_the_first(run: Run, register: Flask, tmp_path: Path) -> None:
    assert [path.name for path in seals(tmp_path / "seal")] == ["seal-0001.pem"]
    assert "seal-0002.pem" in run("rotate-seal").output
    assert len(seals(tmp_path / "seal")) == 2
    assert "Choose one of: seal-0001, seal-0002" in run("revoke-seal", "seal", "--yes").output
    assert "/seal/ca.pem" in run("revoke-seal", "seal-0002", "--yes").output
    assert [path.stem for path in seals(tmp_path / "seal")] == ["seal-0001", "seal-0003"]


@ON_ONE_DATABASE
def test_what_a_command_does_with_keys_is_logged(
    run: Run, register: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run("rotate-seal")
    run("revoke-seal", "seal-0002", "--yes")
    run("rotate-codes")
    run("backup", str(tmp_path_factory.mktemp("backups")))
    named = [entry.name for entry in db.session.query(LogEntry).order_by(LogEntry.id)]
    db.session.rollback()
    assert named[-4:] == ["rotate_seal", "revoke_seal", "rotate_codes", "back_up"]
    assert "Nothing was rewritten" in run("verify-log").output


@ON_ONE_DATABASE
def test_a_seal_from_elsewhere_is_not_changed_here(
    run: Run, register: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL_PKCS12", os.devnull)
    refused = run("rotate-seal")
    assert refused.exit_code == 1 and "SEAL_PKCS12" in refused.output
