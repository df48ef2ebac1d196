"""Keep a log that cannot be rewritten; an event may be erased, and still not changed."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SAME_EVENT = (
    "id", "at", "name", "notice_id", "notice_version", "status_from", "status_to", "actor_id",
    "actor_role", "actor_side", "place_id",
)  # fmt: skip
ERASES_AN_EVENT = (
    " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in SAME_EVENT)
    + " AND NEW.actor_name = '' AND NEW.reason = '' AND NEW.key IS NULL"
    + " AND CAST(NEW.data AS TEXT) = '{}'"
)
SAME_ENTRY = ("id", "at", "name", "commitment", "event_id", "notice_id")
NUMBERS_OR_ERASES_AN_ENTRY = (
    " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in SAME_ENTRY)
    + " AND (OLD.leaf IS NULL OR NEW.leaf IS NOT DISTINCT FROM OLD.leaf)"
    + " AND ((NEW.salt IS NULL AND NEW.data IS NULL)"
    + " OR (NEW.salt IS NOT DISTINCT FROM OLD.salt"
    + " AND CAST(NEW.data AS TEXT) IS NOT DISTINCT FROM CAST(OLD.data AS TEXT)))"
)
EXTENDS_A_TILE = (
    "NEW.level = OLD.level AND NEW.number = OLD.number"
    " AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes"
)
ALLOWED = {
    "log_entry": NUMBERS_OR_ERASES_AN_ENTRY,
    "log_tile": EXTENDS_A_TILE,
    "log_checkpoint": "FALSE",
}
"""By table: what an UPDATE may do. Nothing may be deleted."""

EMPTIED = (*ALLOWED, "event", "notice_version")
SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table} WHEN NOT ({allowed})
BEGIN SELECT RAISE(ABORT, 'The history is never changed.'); END
"""
POSTGRESQL = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
FOR EACH ROW WHEN (NOT ({allowed})) EXECUTE FUNCTION refuse_change()
"""
TRUNCATE = """
CREATE TRIGGER {table}_TRUNCATE_refused BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
"""
AS_BEFORE = {
    "sqlite": """
CREATE TRIGGER event_UPDATE_refused BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'The history is never changed.'); END
""",
    "postgresql": """
CREATE TRIGGER event_UPDATE_refused BEFORE UPDATE ON event
FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
}


def upgrade() -> None:
    _make_tables()
    op.create_index("ix_notice_version_event", "notice_version", ["event_id"])
    op.create_index("ix_stored_paper_event", "stored_paper", ["event_id"])
    _drop_trigger("event", "UPDATE")
    _refuse("event", "UPDATE", ERASES_AN_EVENT)
    for table, allowed in ALLOWED.items():
        _refuse(table, "UPDATE", allowed)
        _refuse(table, "DELETE", "FALSE")
    if _dialect() == "postgresql":
        for table in EMPTIED:
            op.execute(TRUNCATE.format(table=table))


def downgrade() -> None:
    if _dialect() == "postgresql":
        for table in EMPTIED:
            _drop_trigger(table, "TRUNCATE")
    _drop_trigger("event", "UPDATE")
    op.execute(AS_BEFORE[_dialect()])
    op.drop_index("ix_stored_paper_event", table_name="stored_paper")
    op.drop_index("ix_notice_version_event", table_name="notice_version")
    for table in reversed(ALLOWED):
        op.drop_table(table)


def _make_tables() -> None:
    op.create_table(
        "log_checkpoint",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_log_checkpoint")),
    )
    op.create_table(
        "log_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(length=8192), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16)),
        sa.Column("event_id", sa.Integer()),
        sa.Column("notice_id", sa.Integer()),
        sa.Column("data", sa.JSON(none_as_null=True)),
        sa.Column("leaf", sa.Integer()),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_log_entry_event_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_log_entry_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_log_entry_event_id")),
        sa.UniqueConstraint("leaf", name=op.f("uq_log_entry_leaf")),
    )
    waiting = sa.text("leaf IS NULL")
    op.create_index("ix_log_entry_notice", "log_entry", ["notice_id", "id"])
    op.create_index(
        "ix_log_entry_waiting",
        "log_entry",
        ["id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def _refuse(table: str, verb: str, allowed: str) -> None:
    trigger = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[_dialect()]
    op.execute(trigger.format(table=table, verb=verb, allowed=allowed))


def _drop_trigger(table: str, verb: str) -> None:
    on_table = f" ON {table}" if _dialect() == "postgresql" else ""
    op.execute(f"DROP TRIGGER {table}_{verb}_refused{on_table}")


def _dialect() -> str:
    return op.get_bind().dialect.name
