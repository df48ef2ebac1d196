"""A drill: what was backed up while in use is restored elsewhere, and nothing differs."""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from typing import IO

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from notices import create_app, files
from notices.backup import (
    IN_PROGRESS,
    Impossible,
    back_up,
    check,
    lay_keys,
    lost_files,
    remove_unfinished,
    restore,
)
from notices.cli import commands
from notices.config import database_url
from notices.models import LogEntry, Notice, StoredPaper, db, transaction
from notices.papers.codes import carrier_code
from notices.privileges import grant
from notices.schema import migration
from notices.seed import upgrade
from tests.conftest import PROGRAMS, app_on, in_context
from tests.factories import a_notice
from tests.notices.log.tampering import faults, published
from tests.notices.test_crashes import killed
from tests.notices.test_privileges import run
from workflows.vocabulary import Logged, Status


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{PROGRAMS}:{os.environ['PATH']}")


@pytest.fixture
def notice(app: Flask) -> int:
    """A notice that has left, with papers that are kept."""
    made = a_notice(at=Status.EXITED).id
    (Path(app.instance_path) / "register_key").write_text("of old")
    with transaction():
        for paper in db.session.scalars(select(StoredPaper)):
            paper.sha256 = files.keep(f"paper {paper.id}".encode())
    db.session.rollback()
    return made


SAME_KIND = pytest.mark.parametrize(
    ("app", "empty_database"),
    [("sqlite", "sqlite"), ("postgresql", "postgresql")],
    indirect=True,
    ids=["sqlite", "postgresql"],
)
EMBEDDED = "sqlite:///register.sqlite"
"""The address of the file in the instance."""

NO_KEYS = '{"sha256": {}, "keys": ["register_key"]}'
ON_SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def everything(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, and no transaction is left open."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in db.metadata.sorted_tables
        }


def told_of(backup: Path) -> dict[str, str]:
    """What the log says of a backup."""
    return {"actor_name": "command line", "folder": str(backup)}


@contextmanager
def a_granted_role() -> Iterator[None]:
    """A role that serves the register on PostgreSQL, and is gone afterwards, as on a new server."""
    if db.engine.dialect.name == "postgresql":
        run('CREATE ROLE "a service"')
        grant("a service")
        yield
        run('DROP OWNED BY "a service"', 'DROP ROLE "a service"')
    else:
        yield


@SAME_KIND
def test_a_restored_register_differs_in_nothing(
    app: Flask, notice: int, empty_database: str, tmp_path: Path
) -> None:
    note = published()
    with a_granted_role():
        made = back_up(tmp_path / "backups")
        db.session.rollback()
    before = everything(app)
    instance = tmp_path / "elsewhere"
    lay_keys(made, instance, empty_database)
    for elsewhere in in_context(app_on(empty_database, instance)):
        restore(made)
        assert everything(elsewhere) == before
        assert lost_files() == []
        papers = db.session.scalars(select(StoredPaper)).all()
        assert papers
        assert all(files.read(p.sha256 or "") == f"paper {p.id}".encode() for p in papers)
        assert db.session.get_one(Notice, notice).status is Status.EXITED
        assert carrier_code(notice)
        newest = db.session.scalars(select(LogEntry).order_by(LogEntry.id.desc())).first()
        assert newest and (newest.name, newest.data) == (Logged.BACK_UP, told_of(made))
        assert not faults([note, published()])
    key = instance / "register_key"
    assert key.read_text() == "of old"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@ON_SQLITE
def test_a_backup_that_cannot_be_logged_is_made_all_the_same(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object, **_more: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("notices.log.entries._entry", full)
    assert (back_up(tmp_path / "backups") / "register.sqlite").exists()


def test_where_a_register_is_nothing_is_restored(app: Flask, notice: int, tmp_path: Path) -> None:
    made, elsewhere = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    db.session.rollback()
    address = db.engine.url.render_as_string(hide_password=False)
    with pytest.raises(Impossible, match="There is a register already"):
        lay_keys(made, elsewhere, address)
    assert not elsewhere.exists()


@ON_SQLITE
def test_a_backup_of_another_kind_of_database_lays_no_keys(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, elsewhere = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    monkeypatch.setenv("NOTICES_INSTANCE", str(elsewhere))
    for address, told in (
        ("postgresql://nobody@127.0.0.1:1/nothing", "another kind of database than postgresql"),
        ("", "A setting cannot be used. DATABASE_URL"),
    ):
        monkeypatch.setenv("DATABASE_URL", address)
        refused = CliRunner().invoke(commands, ["restore", str(made)])
        assert refused.exit_code == 1 and told in refused.output
        assert not elsewhere.exists()


@ON_SQLITE
def test_the_next_backup_links_what_the_last_one_holds_undamaged(
    app: Flask, notice: int, tmp_path: Path
) -> None:
    first = back_up(tmp_path)
    first = first.rename(tmp_path / "2026-01-01T000000Z")
    damaged, *whole = (first / "files").glob("*/*")
    damaged.write_bytes(b"spoilt")
    second = back_up(tmp_path)
    assert whole and all(path.samefile(second / path.relative_to(first)) for path in whole)
    check(second)
    with pytest.raises(Impossible, match=damaged.name):
        check(first)


@ON_SQLITE
@pytest.mark.parametrize("spoilt", ["register.sqlite", "keys/register_key", "files"])
def test_one_changed_byte_is_found_before_anything_is_restored(
    app: Flask, notice: int, tmp_path: Path, spoilt: str
) -> None:
    made = back_up(tmp_path)
    path = made / spoilt if spoilt != "files" else next((made / "files").glob("*/*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(Impossible, match="damaged"):
        check(made)


@ON_SQLITE
@pytest.mark.parametrize("manifest", ["", "[]", '{"sha256": null}', NO_KEYS])
def test_what_is_no_backup_is_told(app: Flask, tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(Impossible, match="is no backup"):
        lay_keys(tmp_path, tmp_path / "elsewhere", EMBEDDED)


@pytest.mark.parametrize(
    ("app", "address"),
    [("sqlite", "sqlite://"), ("postgresql", "postgresql://127.0.0.1:1/d?foo=bar")],
    indirect=["app"],
)
def test_nothing_is_restored_to_an_address_that_cannot_be_used(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    made, elsewhere = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    monkeypatch.setenv("NOTICES_INSTANCE", str(elsewhere))
    monkeypatch.setenv("DATABASE_URL", address)
    told = CliRunner().invoke(commands, ["restore", str(made)])
    assert told.output.startswith("Error: A setting cannot be used. DATABASE_URL: ")
    assert not elsewhere.exists()


@ON_SQLITE
def test_of_the_instance_only_keys_are_copied_and_never_into_itself(
    app: Flask, notice: int, tmp_path: Path
) -> None:
    instance = Path(app.instance_path)
    (instance / "store").mkdir()
    (instance / "store" / "photo").write_bytes(b"photo")
    with pytest.raises(Impossible, match="Name a folder outside of"):
        back_up(instance / "backups")
    kept = back_up(tmp_path) / "keys"
    assert (kept / "register_key").exists() and list(kept.glob("codes/*"))
    assert not (kept / "store").exists() and not (instance / "backups").exists()


@ON_SQLITE
def test_keys_from_the_environment_have_to_be_there_again(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_KEY", "a key of the log" * 2)
    made, elsewhere = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    for name, value in (("LOG_KEY", ""), ("LOG_KEY", "x" * 32), ("REGISTER_KEY", "x" * 32)):
        with monkeypatch.context() as changed:
            changed.setenv(name, value)
            with pytest.raises(Impossible, match=f"keys: {name}"):
                lay_keys(made, elsewhere, EMBEDDED)
    assert not elsewhere.exists()
    lay_keys(made, elsewhere, EMBEDDED)
    assert (elsewhere / "register_key").read_text() == "of old"


@ON_SQLITE
def test_a_restoring_that_breaks_off_leaves_no_register_and_can_be_repeated(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_source: object, target: IO[bytes]) -> None:
        target.write(b"half")
        raise OSError("No space left on device")

    made, instance = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    lay_keys(made, instance, EMBEDDED)
    for _elsewhere in in_context(app_on(f"sqlite:///{instance}/register.sqlite", instance)):
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "copyfileobj", full)
            with pytest.raises(OSError, match="No space"):
                restore(made)
        assert not list(instance.glob("tmp*"))
        lay_keys(made, instance, EMBEDDED)
        restore(made)
        assert db.session.get_one(Notice, notice).status is Status.EXITED


def test_an_instance_of_any_name_is_made_backed_up_and_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    one, other = tmp_path / "50%25 why?#1", tmp_path / "other%"
    for app in in_context(create_app(INSTANCE=one)):
        upgrade()
        made = back_up(tmp_path / "back%ups?")
        db.session.rollback()
        before = everything(app)
    lay_keys(made, other, database_url(other))
    for app in in_context(create_app(INSTANCE=other)):
        restore(made)
        assert everything(app) == before
    assert {path.name for path in tmp_path.iterdir()} == {one.name, other.name, "back%ups?"}


@ON_SQLITE
def test_a_backup_of_a_later_version_is_refused(app: Flask, notice: int, tmp_path: Path) -> None:
    made, elsewhere = back_up(tmp_path / "backups"), tmp_path / "elsewhere"
    told = json.loads((made / "manifest.json").read_text())
    (made / "manifest.json").write_text(json.dumps(told | {"migration": "9999"}))
    with pytest.raises(Impossible, match="a later version"):
        lay_keys(made, elsewhere, EMBEDDED)
    assert not elsewhere.exists()


@ON_SQLITE
def test_the_keys_of_another_register_are_not_overwritten(
    app: Flask, notice: int, tmp_path: Path
) -> None:
    made, other = back_up(tmp_path / "backups"), tmp_path / "other"
    other.mkdir()
    (other / "register_key").write_text("of another register")
    with pytest.raises(Impossible, match="other keys than the backup: register_key"):
        lay_keys(made, other, EMBEDDED)
    assert [path.read_text() for path in other.iterdir()] == ["of another register"]


@ON_SQLITE
def test_a_damaged_paper_is_told_and_the_rest_is_backed_up(
    app: Flask, notice: int, tmp_path: Path
) -> None:
    broken = db.session.scalars(select(StoredPaper.sha256)).first() or ""
    kept = Path(app.config["STORAGE_URL"]) / broken[:2] / broken
    kept.write_bytes(b"spoilt")
    made = back_up(tmp_path)
    assert lost_files() == [broken]
    assert not (made / "files" / broken[:2] / broken).exists()
    others = db.session.scalars(select(StoredPaper.sha256).where(StoredPaper.sha256 != broken))
    assert all((made / "files" / digest[:2] / digest).exists() for digest in others if digest)


@ON_SQLITE
def test_a_backup_that_breaks_off_leaves_none(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr("notices.backup.migration", full)
    with pytest.raises(OSError, match="No space"):
        back_up(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


@ON_SQLITE
def test_what_a_killed_backup_leaves_is_removed_and_nothing_of_one_in_progress(
    app: Flask, notice: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, folder = Path(app.instance_path), tmp_path / "backups"

    def be_killed() -> None:
        with monkeypatch.context() as patch:
            patch.setattr("notices.backup.migration", lambda: os.kill(os.getpid(), SIGKILL))
            killed(lambda: back_up(folder))

    be_killed()
    [left] = folder.iterdir()
    assert (left / "keys" / "register_key").exists() and stat.S_IMODE(left.stat().st_mode) == 0o700
    remove_unfinished(instance)
    assert not left.exists()

    def meanwhile() -> str | None:
        remove_unfinished(instance)
        with pytest.raises(Impossible, match="Another backup of this register is in progress"):
            back_up(tmp_path / "others")
        return migration()

    be_killed()
    monkeypatch.setattr("notices.backup.migration", meanwhile)
    made = back_up(folder)
    check(made)
    assert list(folder.iterdir()) == [made]


@ON_SQLITE
def test_a_killed_backup_on_a_disk_that_is_away_is_not_forgotten(
    app: Flask, notice: int, tmp_path: Path
) -> None:
    instance, left = Path(app.instance_path), tmp_path / "disk" / ".2026-11-28T000000Z"
    (instance / IN_PROGRESS).write_text(json.dumps([str(left)]))
    back_up(tmp_path / "another")
    left.mkdir(parents=True)
    remove_unfinished(instance)
    assert not left.exists()
    (instance / IN_PROGRESS).write_text('["/etc/')
    remove_unfinished(instance)
    assert (instance / IN_PROGRESS).read_text() == "[]"
