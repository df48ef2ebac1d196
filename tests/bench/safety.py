"""What safety costs: a sign-in and a life cycle with and without it; and how long a recovery takes.

With: the password kept as Argon2; every step a leaf of the log, every paper with a signed code.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import sqlalchemy
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import select, update

from notices import steps
from notices.backup import back_up, lay_keys, restore
from notices.files import keep
from notices.models import StoredPaper, db, transaction
from notices.papers import order
from tests.conftest import PROGRAMS, app_on, created
from tests.people import person

from .cycles import Cycles
from .timing import row, table, timed

PAPERS, PAPER_BYTES = 10_000, 50_000
PASSWORD = "birch sap for 7"


def measure(app: Flask) -> None:
    """Print the times with and without, and those of a backup and of restoring it."""
    table("", "with: least ms", "median", "95 %", "without: least ms", "median", "95 %")
    row("sign-in", *_sign_ins(app, "argon2"), *_sign_ins(app, "plaintext"))
    safe = timed(Cycles(seed=77).take_one)
    with (
        patch.object(steps, "log_event", _nothing),
        patch.object(order, "sign", _nothing),
    ):
        row("life cycle of eight steps and acts", *safe, *timed(Cycles(seed=78).take_one))
    _recover(app)


def _nothing(*_arguments: object, **_named: object) -> None:
    pass


def _sign_ins(app: Flask, scheme: str) -> tuple[float, float, float]:
    """Milliseconds of a sign-in, from the press to the own room."""
    folder, url = Path(app.instance_path), app.config["SQLALCHEMY_DATABASE_URI"]
    with _opened(app_on(url, folder, SECURITY_PASSWORD_HASH=scheme)) as own:
        with transaction():
            person("inspector").password = hash_password(PASSWORD)

        def sign_in() -> None:
            fields = {"login": "inspector", "password": PASSWORD}
            with own.app_context():  # In service each press has a context of its own, too.
                assert own.test_client().post("/sign-in", data=fields).status_code == 302

        return timed(sign_in)


def _recover(app: Flask) -> None:
    """A backup, its check, and a register of it elsewhere. PostgreSQL's own programs help."""
    _keep_papers()
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.dict(os.environ, PATH=f"{PROGRAMS}:{os.environ['PATH']}"),
        _empty_database(Path(folder)) as url,
    ):
        instance = Path(folder) / "elsewhere"
        first, beginning = _seconds(lambda: back_up(Path(folder) / "backups"))
        first.rename(first.parent / "2000-01-01T000000Z")
        made, going_on = _seconds(lambda: back_up(Path(folder) / "backups"))
        _, checking = _seconds(lambda: lay_keys(made, instance, url))
        with _opened(app_on(url, instance)):
            _, restoring = _seconds(lambda: restore(made))
        (copy,) = made.glob("register.*")
        size = copy.stat().st_size
    print()
    heads = ("MB of the database", "MB of papers", "first backup: seconds", "the next one")
    table(*heads, "check and restore")
    sizes = (size / 2**20, PAPERS * PAPER_BYTES / 2**20)
    row(*sizes, beginning, going_on, checking + restoring)


def _keep_papers() -> None:
    """Let the newest papers have bytes as long as a paper's."""
    newest = select(StoredPaper.id).order_by(StoredPaper.id.desc()).limit(PAPERS)
    kept = [
        {"id": paper_id, "sha256": keep(os.urandom(PAPER_BYTES))}
        for paper_id in db.session.scalars(newest).all()
    ]
    db.session.rollback()
    with transaction():
        db.session.execute(update(StoredPaper), kept)


def _seconds(do: Callable[[], Path | None]) -> tuple[Path, float]:
    began = time.perf_counter()
    made = do()
    return made or Path(), time.perf_counter() - began


@contextmanager
def _opened(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _empty_database(folder: Path) -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        yield f"sqlite:///{folder}/elsewhere/register.sqlite"
        return
    server = sqlalchemy.create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with created(server) as url:
        yield url
    server.dispose()
