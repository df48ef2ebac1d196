"""Know plates also without the region that stands last on them."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from workflows.plates import known_readings, misreadings

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KNOWN = sa.table("known_plate", *map(sa.column, ("notice_id", "plate", "misreading", "holds")))
AT_ONCE = 10_000


def upgrade() -> None:
    _know_by(known_readings)


def downgrade() -> None:
    _know_by(misreadings)


def _know_by(readings: Callable[[str], frozenset[str]]) -> None:
    plates = sa.select(KNOWN.c.notice_id, KNOWN.c.plate, KNOWN.c.holds).distinct()
    known = op.get_bind().execute(plates.order_by(KNOWN.c.notice_id, KNOWN.c.plate)).all()
    rows = [
        {"notice_id": notice_id, "plate": plate, "misreading": reading, "holds": holds}
        for notice_id, plate, holds in known
        for reading in sorted(readings(plate))
    ]
    op.execute(sa.delete(KNOWN))
    for first in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(KNOWN.insert(), rows[first : first + AT_ONCE])
