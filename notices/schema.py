"""At which migration the database is, and which ones this program knows."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from .models import db

MIGRATIONS = Path(__file__).parent / "migrations"


def config() -> Config:
    """Where the migrations lie; Alembic takes two per cent signs for one."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return found


def is_made(database: str, instance: Path) -> bool:
    """Whether there is a register at an address. To ask makes no file where there is none.

    A file that is named without its folder lies in the instance, as Flask-SQLAlchemy has it.
    Raises ValueError where the address cannot be used, OperationalError where nobody answers.
    """
    url = make_url(database)
    if url.drivername == "sqlite":
        url = url.set(database=str(instance / (url.database or "")))
        if not Path(str(url.database)).is_file():
            return False
    try:
        with create_engine(url, poolclass=NullPool).connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() is not None
    except OperationalError:
        raise
    except DatabaseError as error:  # PostgreSQL knows no such option; SQLite, no such file.
        raise ValueError(f"DATABASE_URL: {error.orig}") from error


def migration() -> str | None:
    """The last migration of the database; None where there is no register."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def migrations() -> list[str]:
    """All that this program knows, the newest first."""
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()]
