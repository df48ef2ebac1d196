"""Take what booths decided off line, alert supervisors, and find exceptional releases."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EXCEPTED = sa.text("exit_until IS NOT NULL")
UNSETTLED = sa.text("settled_at IS NULL")
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
    op.create_table(
        "alert",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["exit_question.id"], name=op.f("fk_alert_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(
        "ix_alert_owed",
        "alert",
        ["due", "id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )


def downgrade() -> None:
    op.drop_table("alert")
    op.drop_index("ix_notice_exit_until", table_name="notice")
    op.drop_index(ONCE, table_name="exit_question")
    op.drop_column("exit_question", "snapshot_at")
    op.drop_column("exit_question", "offline_at")
    op.drop_column("exit_question", "offline_id")
