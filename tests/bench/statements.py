"""SQL statements of a life cycle: the figure that no busy machine changes."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import event

from notices.models import db

from .cycles import WORDS, Cycles
from .timing import row, table

KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def measure(_app: Flask) -> None:
    """Print the statements of each part of a cycle."""
    cycles = Cycles(seed=1)
    cycles.take_one()
    story = cycles.story()
    counts: Counter[str] = Counter()

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counts[statement.split(maxsplit=1)[0]] += 1

    event.listen(db.engine, "before_cursor_execute", count)
    total: Counter[str] = Counter()
    table("part", *(kind.lower() for kind in KINDS), "all")
    for word in WORDS:
        counts.clear()
        story.tell(word, datetime.now(UTC))
        row(word, *_shown(counts))
        total += counts
    row("life cycle", *_shown(total))
    event.remove(db.engine, "before_cursor_execute", count)
    db.session.remove()


def _shown(counts: Counter[str]) -> list[int]:
    """By kind and together. BEGIN, COMMIT and savepoints are none of them."""
    numbers = [counts[kind] for kind in KINDS]
    return [*numbers, sum(numbers)]
