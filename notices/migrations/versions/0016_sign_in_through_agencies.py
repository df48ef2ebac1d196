"""Let people sign in through the provider of their agency."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("bound_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_agency_account_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "issuer", name=op.f("pk_agency_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_agency_account_issuer_subject")),
    )
    through = sa.Column("through", sa.String(length=8), nullable=False, server_default="password")
    op.add_column("sign_in", through)


def downgrade() -> None:
    op.drop_column("sign_in", "through")
    op.drop_table("agency_account")
