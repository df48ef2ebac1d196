"""Take what booths decided off line, and find vehicles that were released exceptionally."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EXCEPTED = sa.text("exit_until IS NOT NULL")
ONCE = "ix_exit_question_offline_id"


def upgrade() -> None:
    op.add_column("exit_question", sa.Column("offline_id", sa.String(length=36)))
    op.add_column("exit_question", sa.Column("offline_at", sa.DateTime()))
    op.add_column("exit_question", sa.Column("snapshot_at", sa.DateTime()))
    op.create_index(ONCE, "exit_question", ["offline_id"], unique=True)
    op.create_index(
        "ix_notice_exit_until",
        "notice",
        ["exit_until"],
        sqlite_where=EXCEPTED,
        postgresql_where=EXCEPTED,
    )


def downgrade() -> None:
    op.drop_index("ix_notice_exit_until", table_name="notice")
    op.drop_index(ONCE, table_name="exit_question")
    op.drop_column("exit_question", "snapshot_at")
    op.drop_column("exit_question", "offline_at")
    op.drop_column("exit_question", "offline_id")
