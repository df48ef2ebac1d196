"""Invents the permits that carriers of other states show."""

from collections.abc import Collection
from datetime import date

from workflows.filing import FiledPermit
from workflows.permits import FREE_OF_PERMITS, NEEDED

from .hauls import Haul


def permits_of(
    haul: Haul, codes: Collection[str], day: date, number: int
) -> tuple[FiledPermit, ...]:
    """The permit of this year for the carriage, unless one of the codes says that it is missing."""
    missing = {code for code, _kind in NEEDED.values()}
    if haul.carrier.country in FREE_OF_PERMITS or missing & set(codes):
        return ()
    permit = FiledPermit(
        kind=NEEDED[haul.journey.carriage][1],
        number=f"{day:%y}-{number + 1200:06d}",
        valid_from=date(day.year, 1, 1),
        valid_until=date(day.year, 12, 31),
        countries=(haul.carrier.country, "RU"),
        plates=(haul.units[0].plate,),
    )
    return (permit,)
