"""Keep forms that were interrupted, and know a press again by what was sent with it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interrupted_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interrupted_form")),
    )
    op.create_index("ix_interrupted_form_owner", "interrupted_form", ["owner", "id"])
    op.create_index(op.f("ix_interrupted_form_at"), "interrupted_form", ["at"])
    op.add_column("event", sa.Column("press", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_event_press"), "event", ["press"])


def downgrade() -> None:
    op.drop_index(op.f("ix_event_press"), "event")
    op.drop_column("event", "press")
    op.drop_table("interrupted_form")
