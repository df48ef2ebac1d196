"""At which migration the database is, and which ones this program knows."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from .models import db

MIGRATIONS = Path(__file__).parent / "migrations"


def config() -> Config:
    """Where the migrations lie; Alembic takes two per cent signs for one."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return found


def migration() -> str | None:
    """The last migration of the database; None where there is no register."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def migrations() -> list[str]:
    """All that this program knows, the newest first."""
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()]
