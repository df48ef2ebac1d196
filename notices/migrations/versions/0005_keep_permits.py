"""Keep the permits shown, and find what is known of a carrier."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = (
    "RU-BILATERAL",
    "RU-TRANSIT",
    "RU-THIRD-COUNTRY",
    "ECMT",
    "SPECIAL-HEAVY",
    "SPECIAL-OVERSIZE",
    "SPECIAL-DANGEROUS",
)
CARRIAGES = ("bilateral", "transit", "third_country", "empty", "passengers")


def code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "permit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", code("permitkind", *KINDS), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("trips", code("trips", "one", "several"), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("carriage", code("carriage", *CARRIAGES), nullable=True),
        sa.Column("plates", sa.JSON(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("gross_mass", sa.Integer(), nullable=True),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("axle_loads", sa.JSON(), nullable=False),
        sa.Column("axle_spacings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_permit_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit")),
    )
    op.create_index(op.f("ix_permit_notice_id"), "permit", ["notice_id"])
    op.create_index(op.f("ix_carrier_name_key"), "carrier", ["name_key"])
    op.create_index("ix_carrier_tax_number", "carrier", ["country", "tax_number"])
    op.create_index("ix_notice_carrier", "notice", ["carrier_id", "issued_at"])
    op.drop_index(op.f("ix_notice_carrier_id"), table_name="notice")


def downgrade() -> None:
    op.create_index(op.f("ix_notice_carrier_id"), "notice", ["carrier_id"])
    op.drop_index("ix_notice_carrier", table_name="notice")
    op.drop_index("ix_carrier_tax_number", table_name="carrier")
    op.drop_index(op.f("ix_carrier_name_key"), table_name="carrier")
    op.drop_table("permit")
