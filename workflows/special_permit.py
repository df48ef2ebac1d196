"""The Russian special permit for a heavy or oversize vehicle (Resolution No. 2060)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .plates import not_among


@dataclass(frozen=True)
class SpecialPermit:
    """What it permits, in kilograms and millimetres; None and () where it says nothing.

    `plates` are those of the vehicles that it names, the tractor's among them; `axle_loads` and
    `axle_spacings` count from the front. It is valid on its first and its last day too. `sources`
    names for each figure the permit that it comes from, where several hold together.
    """

    number: str
    valid_from: date
    valid_until: date
    plates: tuple[str, ...]
    gross_mass: int | None = None
    axle_loads: tuple[int, ...] = ()
    length: int | None = None
    width: int | None = None
    height: int | None = None
    axle_spacings: tuple[int, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    def number_for(self, figure: str) -> str:
        """The number of the permit that says the figure."""
        return dict(self.sources).get(figure, self.number)

    def is_valid_on(self, day: date) -> bool:
        """Whether the day lies within the permit's time."""
        return self.valid_from <= day <= self.valid_until

    def names(self, plates: Sequence[str]) -> bool:
        """Whether it is for these units, tractor first; one that names no trailer is for any.

        One of which no plates were written down is not doubted.
        """
        if not self.plates:
            return True
        bound = plates if len(self.plates) > 1 else plates[:1]
        return bool(bound) and not not_among(bound, self.plates)


FIGURES = ("gross_mass", "axle_loads", "length", "width", "height", "axle_spacings")


def in_force(
    permits: Iterable[SpecialPermit], plates: Sequence[str], day: date
) -> SpecialPermit | None:
    """What the permits that hold for the vehicle on a day allow together.

    A permit for the mass and one for the size may be shown side by side; of two that speak of one
    figure the first counts. The number is that of the first permit, which `sources` completes.
    """
    sound = [one for one in permits if one.is_valid_on(day) and one.names(plates)]
    if not sound:
        return None
    saying = {name: next((p for p in sound if getattr(p, name)), sound[0]) for name in FIGURES}
    return replace(
        sound[0],
        sources=tuple((name, permit.number) for name, permit in saying.items()),
        **{name: getattr(permit, name) for name, permit in saying.items()},
    )
