"""Multiplies the notices of a register by copying rows: nobody took these steps.

Most copies are of notices whose vehicles have left, as in a register after some years; one round
in twenty copies those under way as well. Papers and versions are copied without their facts.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    Join,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
    true,
)

from notices.models import (
    Deficiency,
    Event,
    Fine,
    KnownPlate,
    Marking,
    Measurement,
    Notice,
    NoticeVersion,
    Permit,
    Presentation,
    StoredPaper,
    Unit,
    db,
    refresh_statistics,
    transaction,
)
from workflows.vocabulary import Status

MODELS: tuple[Any, ...] = (
    Notice,
    Unit,
    KnownPlate,
    Event,
    NoticeVersion,
    Permit,
    Deficiency,
    Presentation,
    Measurement,
    Marking,
    Fine,
    StoredPaper,
)
"""What belongs to a notice, each after what it refers to."""

COPIED: tuple[Table, ...] = tuple(model.__table__ for model in MODELS)
DONE = (Status.EXITED, Status.ANNULLED)
EVERY = 20
PLATES_FROM = 10_000
FIRST_YEAR = 3000
"""Copied numbers are told apart by a year that has not come yet."""


def multiply_to(notices: int) -> None:
    """Copy the notices of the register until there are at least so many."""
    rounds = _rounds(notices)
    if not rounds:
        return
    with transaction():
        strides = {table.name: _largest_id(table) for table in COPIED}
        for table in COPIED:
            _copy(table, strides, rounds)
        if db.engine.dialect.name == "postgresql":
            for name in strides:
                if name != "notice_version":
                    sequence = f"pg_get_serial_sequence('{name}', 'id')"
                    largest = f"SELECT setval({sequence}, max(id)) FROM {name}"  # noqa: S608
                    db.session.execute(text(largest))
    refresh_statistics()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _rounds(notices: int) -> int:
    present = db.session.query(Notice).count()
    done = db.session.query(Notice).filter(Notice.status.in_(DONE)).count()
    rounds = 0
    while present < notices:
        rounds += 1
        present += done
    return rounds


def _largest_id(table: Table) -> int:
    if "id" not in table.c:
        return 0
    return db.session.scalar(select(func.max(table.c.id))) or 0


def _copy(table: Table, strides: dict[str, int], rounds: int) -> None:
    numbers, notice = _numbers(rounds), Notice.__table__
    values = [_copied(column, numbers.c.k, strides) for column in table.c]
    query = (
        select(*values)
        .select_from(_with_notice(table).join(numbers, true()))
        .where(
            notice.c.status != Status.DRAFT,
            notice.c.id <= strides["notice"],
            or_(notice.c.status.in_(DONE), numbers.c.k % EVERY == 0),
        )
    )
    db.session.execute(insert(table).from_select(list(table.c.keys()), query))


def _with_notice(table: Table) -> Table | Join:
    """The table beside the notice to which each of its rows belongs."""
    notice, visit = Notice.__table__, Presentation.__table__
    if table is notice:
        return table
    if table is Marking.__table__:
        visited = table.join(visit, visit.c.id == table.c.presentation_id)
        return visited.join(notice, notice.c.id == visit.c.notice_id)
    return table.join(notice, notice.c.id == table.c.notice_id)


def _numbers(rounds: int) -> CTE:
    numbers = select(literal(1).label("k")).cte("numbers", recursive=True)
    return numbers.union_all(select(numbers.c.k + 1).where(numbers.c.k < rounds))


def _copied(column: Column[Any], k: Any, strides: dict[str, int]) -> Any:
    """The value of a column in copy number k."""
    told_apart = TOLD_APART.get(f"{column.table.name}.{column.name}")
    if told_apart:
        return told_apart(column, k)
    if column.name == "id":
        return column + k * strides[column.table.name]
    for key in column.foreign_keys:
        if key.column.table.name in strides and key.column.name == "id":
            return column + k * strides[key.column.table.name]
    return column


def _number(column: Column[Any], k: Any) -> Any:
    year = cast(k + FIRST_YEAR, String)
    return func.substr(column, 1, 8).concat(year).concat(func.substr(column, 13))


def _plate(column: Column[Any], k: Any) -> Any:
    """As long as a plate can be: KT, the number of the original's row and k."""
    return literal("KT").concat(cast(column.table.c.id * PLATES_FROM + k, String))


def _known_plate(column: Column[Any], k: Any) -> Any:
    """That of the copied unit, in which no letter can be misread."""
    known, unit = KnownPlate.__table__, Unit.__table__
    own = select(func.min(unit.c.id)).where(
        unit.c.notice_id == known.c.notice_id, unit.c.plate == known.c.plate
    )
    number = func.coalesce(own.scalar_subquery(), column.table.c.id)
    return literal("KT").concat(cast(number * PLATES_FROM + k, String))


def _no_facts(column: Column[Any], _k: Any) -> Any:
    return literal({}, column.type)


TOLD_APART: dict[str, Callable[[Column[Any], Any], Any]] = {
    "notice.number": _number,
    "unit.plate": _plate,
    "unit.plate_key": _plate,
    "known_plate.plate": _known_plate,
    "known_plate.misreading": _known_plate,
    "event.key": lambda _column, _k: null(),
    "notice_version.facts": _no_facts,
    "stored_paper.facts": _no_facts,
    "stored_paper.sha256": lambda _column, _k: literal("0" * 64),
}
"""Columns whose copies are no plain copies."""
