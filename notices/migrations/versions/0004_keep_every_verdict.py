"""Keep every verdict, with what it rests on and the suggestions that were struck."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


COLUMNS = (
    ("measurement", sa.Column("axles", sa.String(8), nullable=False, server_default="")),
    ("measurement", sa.Column("limit_code", sa.String(40), nullable=False, server_default="")),
    ("measurement", sa.Column("limit_version", sa.Integer, nullable=False, server_default="0")),
    ("deficiency", sa.Column("suggestion", sa.String(80), nullable=False, server_default="")),
    ("notice", sa.Column("town", sa.String(40), nullable=False, server_default="")),
    ("notice", sa.Column("weighed", sa.JSON)),
    ("notice", sa.Column("struck", sa.JSON)),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    op.create_index("ix_measurement_notice", "measurement", ["notice_id", "deficiency_id"])
    op.drop_index("ix_measurement_notice_id", table_name="measurement")


def downgrade() -> None:
    op.create_index("ix_measurement_notice_id", "measurement", ["notice_id"])
    op.drop_index("ix_measurement_notice", table_name="measurement")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
