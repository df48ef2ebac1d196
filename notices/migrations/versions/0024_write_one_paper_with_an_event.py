"""Let an event write one paper and one version, and find the latest event without reading all."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WRITTEN = ("stored_paper", "notice_version")


def upgrade() -> None:
    for table in WRITTEN:
        op.drop_index(f"ix_{table}_event", table_name=table)
        op.create_index(f"ix_{table}_event", table, ["event_id"], unique=True)
    op.create_index("ix_event_at", "event", ["at"])


def downgrade() -> None:
    op.drop_index("ix_event_at", table_name="event")
    for table in WRITTEN:
        op.drop_index(f"ix_{table}_event", table_name=table)
        op.create_index(f"ix_{table}_event", table, ["event_id"])
