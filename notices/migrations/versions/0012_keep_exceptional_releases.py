"""Keep until when a vehicle that is released exceptionally may be let out, and print its paper."""

import sqlalchemy as sa
from alembic import op

from notices.migrations.in_place import allow_instead, resize

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

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
    "dossier",
)
WITH_EXCEPTION = (*KINDS, "exceptional_exit_permit")
CHECK = "ck_stored_paper_kind_paper"


def upgrade() -> None:
    op.add_column("notice", sa.Column("exit_until", sa.DateTime()))
    resize("presentation", "decision", 20, 40)
    allow_instead("stored_paper", "kind", CHECK, KINDS, WITH_EXCEPTION)


def downgrade() -> None:
    op.execute("DELETE FROM stored_paper WHERE kind = 'exceptional_exit_permit'")
    allow_instead("stored_paper", "kind", CHECK, WITH_EXCEPTION, KINDS)
    op.execute("UPDATE presentation SET decision = 'withdraw' WHERE length(decision) > 20")
    resize("presentation", "decision", 40, 20)
    op.drop_column("notice", "exit_until")
