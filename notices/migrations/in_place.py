"""Changes what a column takes without copying its table, however large it is."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from alembic import op


def allow_instead(
    table: str, column: str, name: str, before: Iterable[str], after: Iterable[str]
) -> None:
    """Let a column take other codes. `name` is that of its CHECK constraint."""
    old, new = (f"({', '.join(map(repr, codes))})" for codes in (before, after))
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, f"{column} IN {old}", f"{column} IN {new}")
        return
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, f"{column} IN {new}")


def resize(table: str, column: str, before: int, after: int) -> None:
    """Let a column of text take more or fewer letters."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, f"{column} VARCHAR({before})", f"{column} VARCHAR({after})")
        return
    op.alter_column(table, column, type_=sa.String(after))


def drop_default(table: str, column: str, kind: str, default: str) -> None:
    """Let every new row say what a column of a kind (`VARCHAR(20)`) holds."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(table, f"{column} {kind} DEFAULT {default}", f"{column} {kind}")
        return
    op.alter_column(table, column, server_default=None)


def _rewrite(table: str, before: str, after: str) -> None:
    """SQLite's own way: https://www.sqlite.org/lang_altertable.html, step 7."""
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = ?", (before, after, table)
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def rename_status(codes: Sequence[str], before: str, after: str) -> None:
    """Give a status another code (docs/decisions/0028); `codes` are all that there were before.

    Events keep the former one.
    """
    both, only = [*codes, after], [after if code == before else code for code in codes]
    renewed = _drop_indexes_of("notice", before)
    for table, column in (("notice", "status"), ("presentation", "status_before")):
        check = f"ck_{table}_{column}_status"
        allow_instead(table, column, check, codes, both)
        renames = sa.update(sa.table(table, sa.column(column)))
        op.execute(renames.where(sa.column(column) == before).values({column: after}))
        allow_instead(table, column, check, both, only)
    for column in ("status_from", "status_to"):
        allow_instead("event", column, f"ck_event_{column}_status", codes, [*only, before])
    for index in renewed:
        op.execute(index.replace(repr(before), repr(after)))


def _drop_indexes_of(table: str, code: str) -> list[str]:
    """Drop the indexes of the rows of a code, and say how they were made."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = :table"
    else:
        query = (
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = current_schema() AND tablename = :table"
        )
    made = {name: sql for name, sql in bind.execute(sa.text(query), {"table": table}) if sql}
    found = {name: sql for name, sql in made.items() if repr(code) in sql}
    for name in found:
        op.drop_index(name, table)
    return list(found.values())
