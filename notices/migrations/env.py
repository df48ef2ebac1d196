"""Runs the migrations on the application's own database, within one transaction."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from notices.models.base import UtcDateTime


def render_item(_kind: str, column_type: Any, _context: Any) -> str | Literal[False]:
    """Write an instant as what it is in the database: migrations outlive Python classes."""
    return "sa.DateTime()" if isinstance(column_type, UtcDateTime) else False


database = current_app.extensions["migrate"].db

with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
