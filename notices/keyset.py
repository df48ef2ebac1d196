"""Lists by pages, each of which begins after the last row of the one before.

Such pages stay quick and steady however deep they are and whatever is added meanwhile.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from flask import abort
from sqlalchemy import BindParameter, ColumnElement, Select, func, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from .models import db

PAGE_SIZE = 50
Row = TypeVar("Row")
Key = InstrumentedAttribute[Any]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list, and where the following page begins (None on the last one)."""

    rows: Sequence[Row]
    after: str | None


def page_of(
    query: Select[Row], *keys: Key, after: str | None, newest_first: bool = False
) -> Page[Row]:
    """The rows in the order of the keys, the last of which is unique and settles ties.

    `after` comes from a page's address: what is no place in this list gives 404.
    """
    rows = db.session.scalars(first_of(query, *keys, after=after, newest_first=newest_first)).all()
    shown = rows[:PAGE_SIZE]
    return Page(shown, place_of(shown[-1], *keys) if len(rows) > PAGE_SIZE else None)


def first_of(
    query: Select[Row], *keys: Key, after: str | None, newest_first: bool = False
) -> Select[Row]:
    """The query of a page's rows and of one more, which says whether another page follows."""
    if after:
        last = tuple_(*read_place(after, *keys))
        query = query.where(tuple_(*keys) < last if newest_first else tuple_(*keys) > last)
    order = [key.desc() if newest_first else key for key in keys]
    return query.order_by(None).order_by(*order).limit(PAGE_SIZE + 1)


def unindexed(key: Key) -> ColumnElement[Any]:
    """The column, by whose index the database is not to go: another one leads to fewer rows."""
    return func.coalesce(key, key)


def count_of(query: Select[Any]) -> int:
    """How many rows the whole list has."""
    counted = query.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    return db.session.scalars(counted).one()


def place_of(row: Row, *keys: Key) -> str:
    """Where a row stands in a list, for a page's address."""
    return json.dumps([getattr(row, key.key) for key in keys], default=datetime.isoformat)


def read_place(after: str, *keys: Key) -> list[BindParameter[Any]]:
    """What `place_of` has written; what is no place in such a list gives 404."""
    try:
        values = json.loads(after)
        return [_bound(value, key) for value, key in zip(values, keys, strict=True)]
    except (OverflowError, RecursionError, TypeError, ValueError):
        abort(404)


def _bound(value: Any, key: Key) -> BindParameter[Any]:
    kind = key.type.python_type
    typed = _in_utc(datetime.fromisoformat(value)) if kind is datetime else value
    if not isinstance(typed, kind) or not _storable(typed):
        raise TypeError(value)
    return literal(typed, key.type)


def _in_utc(at: datetime) -> datetime:
    """The instant as it is compared. Raises OverflowError beyond the calendar of UTC."""
    if at.tzinfo is None:
        raise ValueError(at)
    return at.astimezone(UTC)


def _storable(value: Any) -> bool:
    """Whether the database can compare the value with those that it holds."""
    if isinstance(value, str):
        return value.isprintable()
    return isinstance(value, datetime) or 0 <= value < 2**31
