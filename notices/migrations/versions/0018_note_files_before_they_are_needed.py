"""Note files before a row needs them; let the years of annulled notices begin where they were."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LONG_DUE = "2026-01-01 00:00:00"
"""What was noted so far is to be removed at once."""

BEGIN_WITH_ANNULMENT = """
UPDATE notice SET changed_at = (
    SELECT max(event.at) FROM event WHERE event.notice_id = notice.id AND event.name = 'annul'
) WHERE status = 'annulled'
"""


def upgrade() -> None:
    due = sa.Column("due", sa.DateTime(), nullable=False, server_default=LONG_DUE)
    op.add_column("unneeded_file", due)
    op.create_index("ix_unneeded_file_due", "unneeded_file", ["due"])
    op.execute(BEGIN_WITH_ANNULMENT)


def downgrade() -> None:
    op.drop_index("ix_unneeded_file_due", table_name="unneeded_file")
    op.drop_column("unneeded_file", "due")
