"""At which migration the database is, and which ones this program knows."""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from .models import db


def config() -> Config:
    """Where the migrations lie."""
    found: Config = current_app.extensions["migrate"].migrate.get_config()
    return found


def migration() -> str | None:
    """The last migration of the database; None where there is no register."""
    return MigrationContext.configure(db.session.connection()).get_current_revision()


def migrations() -> list[str]:
    """All that this program knows, the newest first."""
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()]
