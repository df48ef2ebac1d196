"""Keep the history: the database itself refuses to change or delete an event."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("event", "notice_version")
SQLITE = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'The history is never changed.'); END
"""
POSTGRESQL = """
CREATE TRIGGER {table}_{verb}_refused BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'The history is never changed.'; END $$
"""


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(REFUSE)
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            op.execute((POSTGRESQL if postgresql else SQLITE).format(table=table, verb=verb))


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            on_table = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER {table}_{verb}_refused{on_table}")
    if postgresql:
        op.execute("DROP FUNCTION refuse_change")
