"""Copies a register that is in use into a folder, and makes a register of such a copy again.

A backup holds the database, every paper and file of evidence under its SHA-256, the keys, and a
manifest with the digest of all else. The database comes first: whatever it names was kept before
the row that names it, so it is there to be copied.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from flask import current_app
from sqlalchemy import CompoundSelect, inspect, make_url, select, union
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import InstrumentedAttribute

from workflows.vocabulary import Logged

from . import __version__, files
from .alone import alone
from .log.entries import log_command
from .models import Attachment, StoredPaper, db
from .schema import is_made, migration, migrations

MANIFEST = "manifest.json"
FILES, KEYS = "files", "keys"
IN_PROGRESS = "backup_in_progress"
"""The file of an instance that names the unfinished folder of a backup, which locks it."""

COPIES = {"sqlite": "register.sqlite", "postgresql": "register.dump"}
SHARED_KEYS = {
    "SECRET_KEY": "secret_key",
    "SECURITY_PASSWORD_SALT": "security_password_salt",
    "REGISTER_KEY": "register_key",
    "LOG_KEY": "log/log_key",
}
"""Where the keys lie that the environment may give instead."""

KEYS_OF_INSTANCE = ("secret_key", "security_password_salt", "register_key", "codes", "log", "seal")


class Impossible(Exception):
    """A backup or a restoring that cannot be done; the text says what to do."""


def back_up(folder: Path) -> Path:
    """Copy the register into a new folder within `folder`, whole or not at all, and give it.

    Files that the last backup there holds undamaged are linked, not copied. Raises Impossible.
    """
    now = datetime.now(UTC)
    instance = Path(current_app.instance_path)
    if folder.resolve().is_relative_to(instance.resolve()):
        raise Impossible(f"Name a folder outside of {instance}, best on another disk.")
    earlier = max(_backups(folder), default=None)
    made = folder / f"{now:%Y-%m-%dT%H%M%SZ}"
    with _unfinished(instance, folder / f".{made.name}") as unfinished:
        _log(made)
        _copy_database(unfinished / COPIES[_engine()])
        _copy_files(unfinished / FILES, earlier / FILES if earlier else None)
        _copy_keys(instance, unfinished / KEYS)
        digests = {name: _digest(unfinished / name) for name in _own_files(unfinished)}
        versions = {"version": __version__, "migration": migration()}
        told = versions | {"at": now.isoformat(), "sha256": digests}
        told |= {"keys": _keys_used(unfinished / KEYS)}
        (unfinished / MANIFEST).write_text(json.dumps(told, indent=1))
        unfinished.rename(made)
    return made


def remove_unfinished(instance: Path) -> None:
    """Remove what a killed backup of an instance has left, and nothing of one in progress."""
    if (instance / IN_PROGRESS).exists():
        with suppress(OSError), alone(instance / IN_PROGRESS) as note:
            _remove_noted(note)


def lay_keys(backup: Path, instance: Path, database: str) -> None:
    """Copy the keys of a sound backup into an instance, before an application makes its own there.

    Raises Impossible, and copies none, where the backup cannot be restored into the database at
    this address, where keys of another register are there, or where the environment does not give
    the keys that it gave when the backup was made.
    """
    told = check(backup)
    _check_database(backup, told, instance, database)
    kept = backup / KEYS
    used = _keys_used(kept)
    wrong = [name for name, digest in told["keys"].items() if used.get(name) != digest]
    if wrong:
        raise Impossible(
            f"The register had other keys: {', '.join(wrong)}. "
            "Set them in the environment as they were, or leave out what was not set."
        )
    other = [str(name) for name in _keys_in(kept) if _is_other(instance / name, kept / name)]
    if other:
        raise Impossible(
            f"{instance} holds other keys than the backup: {', '.join(other)}. "
            "Set NOTICES_INSTANCE to an empty folder."
        )
    _copy_keys(kept, instance)


def restore(backup: Path) -> None:
    """Make the register of a backup, after `lay_keys` has found that nothing stands in the way."""
    db.engine.dispose()
    for path in (backup / FILES).glob("*/*"):
        files.keep(path.read_bytes())
    _restore_database(backup / COPIES[_engine()])


def check(backup: Path) -> dict[str, Any]:
    """Compare all that a backup holds with the digests of the day, and give its manifest.

    Raises Impossible.
    """
    try:
        manifest: dict[str, Any] = json.loads((backup / MANIFEST).read_text())
        told = dict(manifest["sha256"])
        manifest["keys"] = dict(manifest.get("keys", {}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Impossible(f"{backup} is no backup: its {MANIFEST} cannot be read.") from error
    found = {name: _digest(backup / name) for name in _own_files(backup)}
    wrong = [name for name in told.keys() | found.keys() if told.get(name) != found.get(name)]
    wrong += [f"{FILES}/{p.name}" for p in (backup / FILES).glob("*/*") if p.name != _digest(p)]
    if wrong:
        raise Impossible(f"The backup is damaged. It differs in: {', '.join(sorted(wrong))}.")
    return manifest


def lost_files() -> list[str]:
    """The digests of papers and evidence that the register names and cannot read."""
    return [digest for digest in _named() if not _readable(digest)]


def _check_database(backup: Path, told: dict[str, Any], instance: Path, database: str) -> None:
    kind = make_url(database).get_backend_name()
    if told.get("migration", migrations()[0]) not in migrations():
        raise Impossible(f"The backup is one of a later version: {told['version']}. Install that.")
    if not (backup / COPIES[kind]).exists():
        raise Impossible(f"The backup is of another kind of database than {kind}.")
    if is_made(database, instance):
        raise Impossible("There is a register already. Name an empty place for the restored one.")


@contextmanager
def _unfinished(instance: Path, folder: Path) -> Iterator[Path]:
    """A new folder that its owner alone can read, until it gets its name or the backup fails.

    The instance notes it first, so that it is found where the backup was killed. Raises Impossible.
    """
    try:
        with alone(instance / IN_PROGRESS) as note:
            _remove_noted(note, folder)
            folder.mkdir(mode=0o700, parents=True)
            try:
                yield folder
            finally:
                _remove_noted(note)
    except BlockingIOError as error:
        raise Impossible("Another backup of this register is in progress. Let it end.") from error


def _remove_noted(note: TextIO, *wanted: Path) -> None:
    """Remove the folders that are noted; note those wanted, and those that are out of reach."""
    note.seek(0)
    with suppress(ValueError):  # Whoever was killed while noting has made no folder yet.
        for folder in map(Path, json.loads(note.read())):
            shutil.rmtree(folder, ignore_errors=True)
            if folder.exists() or not folder.parent.exists():
                wanted += (folder,)
    note.truncate(0)
    json.dump([str(folder.resolve()) for folder in wanted], note)
    note.flush()


def _log(made: Path) -> None:
    """Log that a backup is made, so that the copy tells it too.

    Where nothing can be written, for example on a full disk, a backup is needed all the more.
    """
    try:
        log_command(Logged.BACK_UP, folder=str(made.resolve()))
    except DatabaseError:
        current_app.logger.exception("The log could not take up that a backup is made.")


def _engine() -> str:
    return db.engine.dialect.name


def _copy_database(target: Path) -> None:
    if _engine() == "sqlite":
        source = Path(str(db.engine.url.database)).as_uri()
        with (
            closing(sqlite3.connect(f"{source}?mode=ro", uri=True)) as register,
            closing(sqlite3.connect(target)) as copy,
        ):
            register.backup(copy)
        target.chmod(0o600)
    else:
        _postgresql("pg_dump", "--format=custom", f"--file={target}")


def _restore_database(copy: Path) -> None:
    if _engine() == "sqlite":
        path = Path(str(db.engine.url.database))
        with copy.open("rb") as kept, files.replacing(path) as restored:
            shutil.copyfileobj(kept, restored)
    else:
        how = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _postgresql("pg_restore", *how, copy)


def _postgresql(program: str, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL on the database; the password is on no command line."""
    url = db.engine.url.set(drivername="postgresql", password=None)
    environment = os.environ | {"PGPASSWORD": db.engine.url.password or ""}
    command = [program, f"--dbname={url.render_as_string()}", *arguments]
    try:
        subprocess.run(  # noqa: S603 (the program is PostgreSQL's own)
            command, env=environment, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise Impossible(f"{program} is missing. Install the client of PostgreSQL.") from error
    except subprocess.CalledProcessError as error:
        raise Impossible(f"{program} failed: {error.stderr}") from error


def _copy_files(target: Path, earlier: Path | None) -> None:
    for digest in _named():
        path = target / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        if earlier:
            copy = earlier / digest[:2] / digest
            with suppress(OSError):  # Another file system, or not in the earlier backup.
                if _digest(copy) == digest:
                    os.link(copy, path)
                    continue
        with suppress(files.DamagedFile):  # `lost_files` tells of these.
            path.write_bytes(files.read(digest))


def _copy_keys(source: Path, target: Path) -> None:
    """Copy the keys of an instance, for the owner only."""
    for name in _keys_in(source):
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
        (target / name).chmod(0o600)


def _keys_in(folder: Path) -> list[Path]:
    """Where keys lie within an instance, or within its copy."""
    found = (
        path for key in KEYS_OF_INSTANCE for path in (folder / key, *folder.glob(f"{key}/**/*"))
    )
    return [path.relative_to(folder) for path in found if path.is_file()]


def _keys_used(folder: Path) -> dict[str, str]:
    """The digest of each shared key, from the environment or else from a folder of keys."""
    paths = {name: folder / file for name, file in SHARED_KEYS.items()}
    found = {name: path.read_bytes() for name, path in paths.items() if path.exists()}
    found |= {name: os.environ[name].encode() for name in SHARED_KEYS if os.environ.get(name)}
    return {name: hashlib.sha256(key).hexdigest() for name, key in found.items()}


def _is_other(path: Path, kept: Path) -> bool:
    return path.exists() and path.read_bytes() != kept.read_bytes()


def _named() -> Iterator[str]:
    """The digest of everything that the register keeps outside of its database.

    A register of an earlier version has no thumbnails, and nothing that was erased.
    """
    papers = select(StoredPaper.sha256)
    if _is_there(StoredPaper.erased_at):
        papers = papers.where(StoredPaper.erased_at.is_(None))
    columns = filter(_is_there, (Attachment.sha256, Attachment.thumbnail))
    evidence = (select(column) for column in columns)
    digests: CompoundSelect[str | None] = union(papers, *evidence)
    return iter([digest for digest in db.session.scalars(digests) if digest])


def _is_there(column: InstrumentedAttribute[Any]) -> bool:
    found = inspect(db.session.connection()).get_columns(column.class_.__tablename__)
    return column.key in {each["name"] for each in found}


def _readable(digest: str) -> bool:
    try:
        files.read(digest)
    except files.DamagedFile:
        return False
    return True


def _backups(folder: Path) -> list[Path]:
    return [path.parent for path in folder.glob(f"[!.]*/{MANIFEST}")]


def _own_files(backup: Path) -> list[str]:
    """All but the manifest and what has its digest for a name."""
    found = (path.relative_to(backup) for path in backup.rglob("*") if path.is_file())
    return sorted(str(name) for name in found if name.parts[0] not in (MANIFEST, FILES))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
