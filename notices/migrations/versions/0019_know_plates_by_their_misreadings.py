"""Know plates by all their misreadings, also those of earlier versions and those that were seen."""

import sqlalchemy as sa
from alembic import op

from notices.migrations.in_place import drop_default
from notices.migrations.plates import know_plates
from workflows.plates import loose_key

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNIT = sa.table("unit", *map(sa.column, ("id", "plate", "loose_key")))


def upgrade() -> None:
    op.create_table(
        "known_plate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=False),
        sa.Column("misreading", sa.String(length=40), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_known_plate_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_plate")),
    )
    know_plates()
    op.create_index("ix_known_plate_misreading", "known_plate", ["misreading", "notice_id"])
    op.create_index("ix_known_plate_notice_id", "known_plate", ["notice_id"])
    op.drop_index("ix_unit_loose_key", table_name="unit")
    op.drop_column("unit", "loose_key")


def downgrade() -> None:
    empty = sa.Column("loose_key", sa.String(length=20), nullable=False, server_default="")
    op.add_column("unit", empty)
    folded = sa.update(UNIT).where(UNIT.c.id == sa.bindparam("unit"))
    folded = folded.values(loose_key=sa.bindparam("key"))
    units = op.get_bind().execute(sa.select(UNIT.c.id, UNIT.c.plate)).all()
    keys = [{"unit": unit, "key": loose_key(plate)[:20]} for unit, plate in units]
    if keys:
        op.get_bind().execute(folded, keys)
    drop_default("unit", "loose_key", "VARCHAR(20)", "''")
    op.create_index("ix_unit_loose_key", "unit", ["loose_key"])
    op.drop_table("known_plate")
