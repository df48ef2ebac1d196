"""Know plates by all their misreadings, also those of earlier versions and those that were seen."""

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from notices.migrations.in_place import drop_default
from workflows.plates import known_plates, loose_key

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

UNIT = sa.table("unit", *map(sa.column, ("id", "notice_id", "position", "plate", "loose_key")))
DEFICIENCY = sa.table("deficiency", sa.column("unit_id"))
VERSION = sa.table(
    "notice_version", sa.column("notice_id"), sa.column("version"), sa.column("facts", sa.JSON())
)
PRESENTATION = sa.table(
    "presentation",
    *map(sa.column, ("notice_id", "ordinal", "decision")),
    sa.column("plates_seen", sa.JSON()),
)
KNOWN = sa.table("known_plate", *map(sa.column, ("notice_id", "plate", "misreading", "holds")))
AT_ONCE = 10_000


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
    known = _known()
    while rows := list(islice(known, AT_ONCE)):
        op.get_bind().execute(KNOWN.insert(), rows)
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


def _known() -> Iterator[dict[str, Any]]:
    """The rows as `notices.holds.note_plates` would write them."""
    others = _others()
    bearing = UNIT.c.id.in_(sa.select(DEFICIENCY.c.unit_id))
    held = ((UNIT.c.position == 0) | bearing).label("held")
    query = sa.select(UNIT.c.notice_id, UNIT.c.plate, held)
    rows = op.get_bind().execute(query.order_by(UNIT.c.notice_id, UNIT.c.position)).all()
    for notice_id, own in groupby(rows, lambda row: row.notice_id):
        units = {row.plate: bool(row.held) for row in own}
        for plate, misreading, holds in known_plates(units, others.get(notice_id, ())):
            yield {
                "notice_id": notice_id,
                "plate": plate,
                "misreading": misreading,
                "holds": holds,
            }


def _others() -> dict[int, list[str]]:
    """The plates of the versions of each notice, and those seen at its presentation."""
    others: dict[int, list[str]] = {}
    versions = sa.select(VERSION).order_by(VERSION.c.notice_id, VERSION.c.version)
    for notice_id, _version, facts in op.get_bind().execute(versions):
        plates = [unit["plate"] for unit in facts.get("units", ())[:1]]
        plates += [line["plate"] for line in facts.get("deficiencies", ())]
        others.setdefault(notice_id, []).extend(plates)
    stands = sa.or_(PRESENTATION.c.decision.is_(None), PRESENTATION.c.decision != "withdraw")
    visits = sa.select(PRESENTATION.c.notice_id, PRESENTATION.c.plates_seen).where(stands)
    order = PRESENTATION.c.notice_id, PRESENTATION.c.ordinal
    seen: dict[int, list[str]] = dict(op.get_bind().execute(visits.order_by(*order)).all())
    for notice_id, plates in seen.items():
        others.setdefault(notice_id, []).extend(plates)
    return others
