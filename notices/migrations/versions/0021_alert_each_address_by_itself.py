"""Alert each address of the supervisors by a letter of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alert", sa.Column("address", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("alert", "address")
