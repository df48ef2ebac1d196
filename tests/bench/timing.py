"""Times calls and prints the times as a table."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

WARM_UP = 3


class Times(NamedTuple):
    """Milliseconds of one call repeated."""

    least: float
    median: float
    ninety_fifth: float


def timed(call: Callable[[], object], times: int = 40) -> Times:
    """Repeat a call, after a few calls that do not count."""
    for _ in range(WARM_UP):
        call()
    gc.collect()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return Times(taken[0], statistics.median(taken), taken[int(times * 0.95) - 1])


def table(*heads: str) -> None:
    """The head of a Markdown table."""
    row(*heads)
    row("---", *("---:" for _ in heads[1:]))


def row(*cells: object) -> None:
    """A row of it; numbers are rounded to what can be believed."""
    shown = (f"{cell:.1f}" if isinstance(cell, float) else f"{cell}" for cell in cells)
    print(f"| {' | '.join(shown)} |", flush=True)
