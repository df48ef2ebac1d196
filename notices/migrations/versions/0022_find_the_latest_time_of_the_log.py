"""Find the latest time of the log without reading it."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_log_entry_at", "log_entry", ["at"])


def downgrade() -> None:
    op.drop_index("ix_log_entry_at", table_name="log_entry")
