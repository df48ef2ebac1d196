"""The limits of both states as the register holds them, and how their sources are cited."""

from functools import cache

from flask_babel import gettext as _

from workflows.filing import Measured
from workflows.limits import LimitRow, parse_limits
from workflows.weighing import PERMIT

from .reference import read_reference
from .words import in_language


@cache
def limit_rows() -> tuple[LimitRow, ...]:
    """Every version of every limit."""
    return parse_limits(read_reference("limits-1"))


def source_of(measured: Measured) -> str:
    """The act and article that set a limit, or the special permit that raised it.

    In the reader's language where the register chose the limit, else as it was typed.
    """
    if not measured.limit_code:
        return measured.act
    if measured.act.startswith(PERMIT):
        return str(_("Special permit No. %(number)s", number=measured.act.removeprefix(PERMIT)))
    used = measured.limit_code, measured.limit_version
    row = next(row for row in limit_rows() if (row.code, row.version) == used)
    return f"{in_language(row.act)}, {in_language(row.article)}"
