"""What the service may do in PostgreSQL as a role that owns nothing: work, and not rewrite.

Such a role can neither alter nor empty a table, nor take the triggers away that keep the history.
"""

from collections.abc import Iterator

from sqlalchemy import text

from .models import db, transaction

ONLY_ADDED_TO = frozenset(
    {
        *("event", "notice_version", "paper_copy", "log_entry", "log_tile", "log_checkpoint"),
        *("catalogue_entry", "document_kind", "limit_row"),
    }
)
"""The history, and the versions of what two people sign. Some columns of the history are written
later, in the one way that triggers let pass: where the log grows, and where content is erased.
"""

WRITTEN_LATER = {
    "event": "actor_name, reason, data, key, press",
    "log_entry": "leaf, salt, data",
    "log_tile": "hashes",
    "notice_version": "facts",
}
NEVER_WRITTEN = frozenset({"alembic_version"})
DELETED_FROM = (
    *("agency_account", "authenticator", "carrier", "deficiency", "draft", "fine", "held_role"),
    *("interrupted_form", "known_plate", "measurement", "notice_link", "permit", "recovery_code"),
    *("sign_in", "unit", "unneeded_file", "wrong_codes"),
)
"""What is replaced, taken back or erased, or runs out. All other rows stay for ever."""


def grant(role: str) -> None:
    """Give a role that exists all that the service needs, and nothing else.

    To be done again after each migration, by the role that owns the tables. Raises
    sqlalchemy.exc.ProgrammingError where there is no such role.
    """
    with transaction():
        for statement in _statements(db.engine.dialect.identifier_preparer.quote(role)):
            db.session.execute(text(statement))


def _statements(role: str) -> Iterator[str]:
    everything = set(db.metadata.tables) | NEVER_WRITTEN
    written = everything - NEVER_WRITTEN
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"GRANT SELECT ON {_listed(everything)} TO {role}"
    yield f"GRANT INSERT ON {_listed(written)} TO {role}"
    yield f"GRANT UPDATE ON {_listed(written - ONLY_ADDED_TO)} TO {role}"
    yield f"GRANT DELETE ON {_listed(set(DELETED_FROM))} TO {role}"
    for table, columns in WRITTEN_LATER.items():
        yield f"GRANT UPDATE ({columns}) ON {table} TO {role}"


def _listed(tables: set[str]) -> str:
    return ", ".join(sorted(tables))
