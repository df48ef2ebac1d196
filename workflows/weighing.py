"""Judging what was weighed and measured against every limit of both states that applies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .filing import Measured
from .limits import LimitRow
from .vocabulary import Quantity, Side, Verdict
from .weighed import Weighed

TOLERATED_MISMATCH = Decimal(2)
"""Per cent by which the sum of the axle loads may differ from the gross mass unanswered."""


@dataclass(frozen=True)
class Judged:
    """One quantity against one row of the limits.

    `unit` is the position of the vehicle that bears it; `permit` says that a special permit
    raised the row's limit, and `measured.act` then cites the permit.
    """

    row: LimitRow
    unit: int
    measured: Measured
    permit: bool

    @property
    def country(self) -> Side:
        """The state whose limit it is."""
        return self.row.country

    @property
    def quantity(self) -> Quantity:
        """What was measured."""
        return self.row.quantity

    @property
    def axles(self) -> str:
        """The axles that bear the load ("2", "3-5"); empty for the whole vehicle."""
        return self.measured.axles

    @property
    def verdict(self) -> Verdict:
        """Whether the excess is established."""
        return self.measured.verdict

    @property
    def excess(self) -> int:
        """By how much the corrected value is over the limit, in kg or mm."""
        return self.measured.excess

    @property
    def excess_percent(self) -> Decimal:
        """The excess in per cent of the limit, cut to two places: never more than there is."""
        raise NotImplementedError

    @property
    def code(self) -> str:
        """The catalogue's code that the excess proposes; none unless a Russian limit is broken."""
        raise NotImplementedError


def judge(
    weighed: Weighed, rows: Iterable[LimitRow], plates: Sequence[str] = ()
) -> tuple[Judged, ...]:
    """Every limit of both states that applied when and where the vehicle was weighed.

    `rows` may hold every version; those of the day are chosen. `plates` are those of the units,
    tractor first; without them no special permit counts. Raises ValueError for an impossible
    vehicle: ask `weighed.faults()` before.
    """
    raise NotImplementedError


def permit_findings(weighed: Weighed, plates: Sequence[str]) -> tuple[str, ...]:
    """The catalogue's codes of what is wrong with the special permit itself: P11, I09, I10."""
    raise NotImplementedError


def sum_mismatch(weighed: Weighed) -> Decimal | None:
    """By how many per cent the sum of the axle loads differs from the gross mass; None if unknown.

    It is rounded up to two places, so that nothing above TOLERATED_MISMATCH passes for it.
    """
    raise NotImplementedError
