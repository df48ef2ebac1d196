"""Writes anew what plates are known of each notice, as `notices.holds.note_plates` does."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from workflows.plates import known_plates

UNIT = sa.table("unit", *map(sa.column, ("id", "notice_id", "position", "plate")))
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
AT_ONCE = 1_000
"""Notices whose plates are known anew at a time."""


def know_plates() -> None:
    """Put the table's rows in the place of those that it has."""
    connection = op.get_bind()
    connection.execute(sa.delete(KNOWN))
    query = sa.select(UNIT.c.notice_id).distinct().order_by(UNIT.c.notice_id)
    notices = connection.execute(query).scalars().all()
    for begin in range(0, len(notices), AT_ONCE):
        rows = list(known_rows(connection, notices[begin : begin + AT_ONCE]))
        if rows:
            connection.execute(KNOWN.insert(), rows)


def known_rows(connection: sa.Connection, notices: Collection[int]) -> Iterator[dict[str, Any]]:
    """The rows of these notices as `notices.holds.note_plates` would write them."""
    earlier, seen = _earlier(connection, notices), _seen(connection, notices)
    bearing = UNIT.c.id.in_(sa.select(DEFICIENCY.c.unit_id))
    held = ((UNIT.c.position == 0) | bearing).label("held")
    query = sa.select(UNIT.c.notice_id, UNIT.c.plate, held).where(UNIT.c.notice_id.in_(notices))
    rows = connection.execute(query.order_by(UNIT.c.notice_id, UNIT.c.position)).all()
    for notice_id, own in groupby(rows, lambda row: row.notice_id):
        units = {row.plate: bool(row.held) for row in own}
        for plate, misreading, holds in known_plates(
            units, earlier.get(notice_id, ()), seen.get(notice_id, ())
        ):
            yield {
                "notice_id": notice_id,
                "plate": plate,
                "misreading": misreading,
                "holds": holds,
            }


def _earlier(connection: sa.Connection, notices: Collection[int]) -> dict[int, list[str]]:
    """The plates that the versions of each notice have held."""
    earlier: dict[int, list[str]] = {}
    versions = sa.select(VERSION).where(VERSION.c.notice_id.in_(notices))
    order = VERSION.c.notice_id, VERSION.c.version
    for notice_id, _version, facts in connection.execute(versions.order_by(*order)):
        plates = [unit["plate"] for unit in facts.get("units", ())[:1]]
        plates += [line["plate"] for line in facts.get("deficiencies", ())]
        earlier.setdefault(notice_id, []).extend(plates)
    return earlier


def _seen(connection: sa.Connection, notices: Collection[int]) -> dict[int, list[str]]:
    """The plates that were seen at the last presentation of each notice that stands."""
    stands = sa.or_(PRESENTATION.c.decision.is_(None), PRESENTATION.c.decision != "withdraw")
    own = PRESENTATION.c.notice_id.in_(notices)
    visits = sa.select(PRESENTATION.c.notice_id, PRESENTATION.c.plates_seen).where(stands, own)
    order = PRESENTATION.c.notice_id, PRESENTATION.c.ordinal
    return dict(connection.execute(visits.order_by(*order)).all())
