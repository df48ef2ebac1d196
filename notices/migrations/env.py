"""Runs the migrations on the application's own database, within one transaction.

People may be at work meanwhile: what they ask waits until it is over, or is refused, and they never
see half of it.
"""

import time
from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from notices.models.base import UtcDateTime

ATTEMPTS = 60
GIVES_WAY = "400ms"
"""Less than PostgreSQL takes (`deadlock_timeout`, one second) to end one of those who block one
another, so that this is never an officer's step.
"""


def render_item(_kind: str, column_type: Any, _context: Any) -> str | Literal[False]:
    """Write an instant as what it is in the database: migrations outlive Python classes."""
    return "sa.DateTime()" if isinstance(column_type, UtcDateTime) else False


def have_alone(connection: Connection) -> None:
    """Lock all tables of PostgreSQL before anything is changed: who waits with half of the locks
    would be waited for in turn. SQLite has one lock for everything.

    Raises OperationalError if people have been at work whenever it tried.
    """
    tables = inspect(connection).get_table_names()
    connection.rollback()
    if connection.dialect.name != "postgresql" or not tables:
        return
    quote = connection.dialect.identifier_preparer.quote
    lock = text(f"LOCK TABLE {', '.join(map(quote, sorted(tables)))}")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            connection.execute(text(f"SET LOCAL lock_timeout = '{GIVES_WAY}'"))
            connection.execute(lock)
            return
        except OperationalError:
            connection.rollback()
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.1)


database = current_app.extensions["migrate"].db

with database.engine.connect() as connection:
    have_alone(connection)
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
