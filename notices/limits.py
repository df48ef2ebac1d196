"""The limits of both states as the register holds them."""

from functools import cache

from workflows.limits import LimitRow, parse_limits

from .reference import read_reference


@cache
def limit_rows() -> tuple[LimitRow, ...]:
    """Every version of every limit."""
    return parse_limits(read_reference("limits-1"))
