"""Measures verdicts: milliseconds for one vehicle against every limit, and limits per vehicle.

python -m tests.bench.limits
"""

from itertools import count

from tests.workflows.vehicles import MOMENT, a_combination, the_limits
from workflows.weighing import judge

from .timing import row, table, timed

VEHICLES = 10_000
SUMMER = MOMENT.replace(month=7, hour=12)


def main() -> None:
    """Judge as many vehicles, each of another mass, against the limits as they are shipped."""
    masses, rows = count(30_000), the_limits()

    def one() -> int:
        weighed = a_combination(gross_mass=next(masses), hot=True, taken_at=SUMMER)
        return len(judge(weighed, rows))

    limits = one()
    taken = timed(one, VEHICLES)
    table("vehicles", "limits of each", "ms (least)", "ms (median)", "ms (95 of 100)")
    row(VEHICLES, limits, *taken)


if __name__ == "__main__":
    main()
