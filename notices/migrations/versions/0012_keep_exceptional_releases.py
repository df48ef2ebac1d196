"""Keep until when a vehicle that is released exceptionally may be let out, and print its paper."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

PAPERS = (
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
KIND = "ck_stored_paper_kind_paper"


def upgrade() -> None:
    op.add_column("notice", sa.Column("exit_until", sa.DateTime()))
    with op.batch_alter_table("presentation") as table:
        table.alter_column("decision", type_=sa.String(40), existing_type=sa.String(20))
    allow(*PAPERS, "exceptional_exit_permit")


def downgrade() -> None:
    op.execute("DELETE FROM stored_paper WHERE kind = 'exceptional_exit_permit'")
    allow(*PAPERS)
    op.execute("UPDATE presentation SET decision = 'withdraw' WHERE length(decision) > 20")
    with op.batch_alter_table("presentation") as table:
        table.alter_column("decision", type_=sa.String(20), existing_type=sa.String(40))
    op.drop_column("notice", "exit_until")


def allow(*kinds: str) -> None:
    """Let the database take these kinds of paper."""
    with op.batch_alter_table("stored_paper") as table:
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), f"kind IN ({', '.join(map(repr, kinds))})")
