"""Weighs and measures combinations that break the limits which a story asks for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from notices.limits import limits_on
from workflows.filing import Measured
from workflows.suggestions import Suggestion, suggestions_from
from workflows.vocabulary import Wheels
from workflows.weighed import Instrument, Weighed
from workflows.weighing import Judged, judge

SPACINGS = (3_600, 5_700, 1_310, 1_310)
TANDEM = (3_600, 6_500, 1_310)
LOADS: dict[frozenset[str], tuple[int, ...]] = {
    frozenset({"P01"}): (8_900, 9_950, 7_470, 7_470, 7_470),
    frozenset({"P01", "P03"}): (8_600, 11_500, 7_300, 7_300, 7_300),
    frozenset({"P01", "P05"}): (7_400, 9_900, 8_100, 8_100, 8_100),
    frozenset({"P04"}): (7_000, 9_500, 9_300, 9_300),
}
"""Kilograms on the axles, by the codes that follow."""

DIMENSIONS = {
    "P06": ("length", 20_400, 21_300),
    "P07": ("width", 2_680, 2_950),
    "P08": ("height", 4_080, 4_250),
}
HEAVIER = 1.015
"""So much heavier than `LOADS` a combination may be without breaking another limit."""

WEIGHED = tuple(LOADS)
MEASURED = tuple(frozenset({code}) for code in DIMENSIONS)


class Scales:
    """The scales and the gauge of a control."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def weigh(
        self, codes: frozenset[str], plates: Sequence[str], at: datetime
    ) -> tuple[Weighed | None, tuple[Judged, ...], tuple[Suggestion, ...]]:
        """What was measured, held against every limit, and what follows from it."""
        if not codes:
            return None, (), ()
        weighed = self._weighed(codes, at)
        judged = judge(weighed, limits_on(at.date()), plates)
        return weighed, judged, suggestions_from(judged, weighed)

    def again(self, first: Measured, at: datetime, least: float, most: float) -> Measured:
        """A new measurement at a checkpoint, between two parts of the limit."""
        value = int(round(first.limit * self.random.uniform(least, most), -1))
        scales = self._instrument("ВА-20П" if first.is_mass else "лазерный дальномер X3", at, 0)
        return replace(
            first,
            value=value,
            error=value // 200 if first.is_mass else 10,
            instrument=scales.name,
            verified_until=scales.verified_until,
            taken_on=at.date(),
        )

    def _weighed(self, codes: frozenset[str], at: datetime) -> Weighed:
        chosen = max((key for key in LOADS if key <= codes), key=len, default=None)
        part = self.random.uniform(1, HEAVIER)
        loads = tuple(int(round(load * part, -1)) for load in LOADS[chosen]) if chosen else ()
        axles = (2, 2) if chosen and "P04" in chosen else (2, 3)
        lengths = {
            name: self.random.randrange(least, most, 10)
            for code, (name, least, most) in DIMENSIONS.items()
            if code in codes
        }
        weighed = Weighed(
            axles_of_unit=axles,
            combination=True,
            taken_at=at,
            axle_loads=loads,
            axle_spacings=(TANDEM if axles == (2, 2) else SPACINGS) if loads else (),
            wheels=(Wheels.SINGLE, *(Wheels.TWIN,) * (sum(axles) - 1)),
            gross_mass=sum(loads) if loads else None,
            scales=self._instrument("ВА-20П", at, 40) if loads else None,
            gross_error=100 if loads else None,
            gauge=self._instrument("рулетка Р50УЗК", at, 10),
        )
        return replace(weighed, **lengths)  # type: ignore[arg-type]

    def _instrument(self, name: str, at: datetime, error: int) -> Instrument:
        valid = timedelta(days=self.random.randint(40, 320))
        return Instrument(f"{name} № {self.random.randint(104, 987)}", (at + valid).date(), error)
