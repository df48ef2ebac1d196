"""Keep thumbnails of evidence, and let a dossier be a paper."""

import sqlalchemy as sa
from alembic import op

from notices.migrations.in_place import allow_instead

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("thumbnail", sa.String(64), nullable=False, server_default=""),
    sa.Column("width", sa.Integer, nullable=False, server_default="0"),
    sa.Column("height", sa.Integer, nullable=False, server_default="0"),
)
KINDS = (
    "deficiency_notice",
    "routing_advice",
    "record_of_presentation",
    "confirmation_of_removal",
    "refusal",
    "withdrawal_of_confirmation",
    "exit_permit",
    "corrected_notice",
    "annulment",
    "turn_back",
)
WITH_DOSSIER = (*KINDS, "dossier")
CHECK = "ck_stored_paper_kind_paper"


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("attachment", column)
    allow_instead("stored_paper", "kind", CHECK, KINDS, WITH_DOSSIER)


def downgrade() -> None:
    """Dossiers go: they can be compiled again, and their events stay."""
    op.execute("DELETE FROM stored_paper WHERE kind = 'dossier'")
    allow_instead("stored_paper", "kind", CHECK, WITH_DOSSIER, KINDS)
    for column in reversed(COLUMNS):
        op.drop_column("attachment", column.name)
