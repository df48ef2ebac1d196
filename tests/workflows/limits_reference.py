"""The limits of both states once more, from the published tables and in another way.

Tables are texts in tonnes and metres as a person reads them, arithmetic is in fractions, and
nothing of the limits' data or of the code that judges is used.
"""

import math
from dataclasses import replace
from datetime import date, time
from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st

from workflows.vocabulary import Quantity, RoadClass, Side, Verdict, Wheels
from workflows.weighed import Weighed

# One line for each spacing; the roads of 6, 10 and 11.5 t; single wheels (twin wheels).
RUSSIA = """
one    5.5 (6)    9 (10)      10.5 (11.5)
two    8 (9)      10 (11)     11.5 (12.5)
two    9 (10)     13 (14)     14 (16)
two    10 (11)    15 (16)     17 (18)
two    11 (12)    17 (18)     18 (20)
three  11 (12)    15 (16.5)   17 (18)
three  12 (13.5)  18 (19.5)   20 (21)
three  13.5 (15)  21 (22.5)   23.5 (24)
three  15 (16)    22 (23)     25 (26)
more   3.5 (4)    5 (5.5)     5.5 (6)
more   4 (4.5)    6 (6.5)     6.5 (7)
more   4.5 (5)    6.5 (7)     7.5 (8)
more   5 (5.5)    7 (7.5)     8.5 (9)
"""
BELARUS = """
one    5.5 (6)    9 (10)      10.5 (11.5)
two    8 (9)      11 (12)     11.5 (12.5)
two    9 (10)     13 (14)     14 (16)
two    10 (11)    15 (16)     17 (18)
two    11 (12)    17 (18)     18 (20)
three  11 (12)    15 (16.5)   17 (18)
three  12 (13.5)  18 (19.5)   20 (21)
three  13.5 (15)  21 (22.5)   23.5 (24)
three  15 (16.5)  24 (25.5)   25 (26)
more   3.5 (4)    5 (5.5)     5.5 (6)
more   4 (4.5)    6 (6.5)     6.5 (7)
more   4.5 (5)    7 (7.5)     7.5 (8)
more   5 (5.5)    7.5 (8)     8.5 (9)
"""
TABLES = {Side.RU: RUSSIA, Side.BY: BELARUS}
MASSES = {
    (Side.RU, False): {2: 18, 3: 25, 4: 32, 5: 35},
    (Side.RU, True): {3: 28, 4: 36, 5: 40, 6: 44},
    (Side.BY, False): {2: 20, 3: 26, 4: 32, 5: 35},
    (Side.BY, True): {3: 28, 4: 38, 5: 42, 6: 44},
}
SPRING = (date(2026, 3, 25), date(2026, 4, 20))
SUMMER = (date(2026, 5, 24), date(2026, 8, 31))


class Answer(NamedTuple):
    """A limit in kg or mm that applies, and what it says."""

    side: Side
    quantity: Quantity
    axles: str
    limit: Fraction | int
    verdict: Verdict


def answers(w: Weighed) -> list[Answer]:
    """All limits that apply to a vehicle without a special permit, in order."""
    found = []
    for side in Side:
        found += [_mass(w, side), *_lengths(w, side)]
        for group in groups(w):
            found += _loads(w, side, group)
    return sorted(found)


def groups(w: Weighed) -> list[list[int]]:
    """Axles from 0, those that are at most 2.5 m apart together."""
    together = [[0]]
    for axle, spacing in enumerate(w.axle_spacings, start=1):
        if spacing > 2500:
            together.append([])
        together[-1].append(axle)
    return together


def load_limit(w: Weighed, side: Side, group: list[int]) -> Fraction:
    """The limit of a single axle or of a whole group, in kilograms."""
    road = w.road_class_ru if side is Side.RU else w.road_class_by
    twin = all(w.wheels[axle] is Wheels.TWIN for axle in group)
    name = {1: "one", 2: "two", 3: "three"}.get(len(group), "more")
    lines = [line.split()[1:] for line in TABLES[side].split("\n") if line.startswith(name)]
    cells = lines[_band(w, side, group)]
    tonnes = cells[2 * list(RoadClass).index(road) + twin].strip("()")
    return Fraction(tonnes) * 1000 * (len(group) if name == "more" else 1)


def _band(w: Weighed, side: Side, group: list[int]) -> int:
    if len(group) == 1:
        return 0
    total = sum(w.axle_spacings[axle] for axle in group[:-1])
    metres = Fraction(math.ceil(Fraction(total, len(group) - 1)) + w.gauge.error, 1000)
    bounds = [Fraction("1.0"), Fraction("1.3"), Fraction("1.8")]
    return sum(metres > bound if side is Side.RU else metres >= bound for bound in bounds)


def _verdict(net: int, limit: Fraction | int, per_cent: int, verified: bool) -> Verdict:
    if not verified:
        return Verdict.NOT_ESTABLISHED
    if net > limit * Fraction(100 + per_cent, 100):
        return Verdict.OVER
    return Verdict.NOT_ESTABLISHED if net > limit else Verdict.WITHIN


def _mass(w: Weighed, side: Side) -> Answer:
    table = MASSES[side, w.combination]
    limit = table[min(w.axles, max(table))] * 1000
    error = w.scales.error if w.gross_error is None else w.gross_error
    verified = w.taken_at.date() <= w.scales.verified_until
    verdict = _verdict(w.gross_mass - error, limit, 2 * (side is Side.RU), verified)
    return Answer(side, Quantity.GROSS_MASS, "", limit, verdict)


def _lengths(w: Weighed, side: Side) -> list[Answer]:
    wanted = [
        (Quantity.LENGTH, w.length, 20_000 if w.combination else 12_000),
        (Quantity.LENGTH, w.trailer_length, 12_000),
        (Quantity.WIDTH, w.width, 2_600 if w.isothermal else 2_550),
        (Quantity.HEIGHT, w.height, 4_000),
    ]
    if side is Side.RU:
        wanted.append((Quantity.REAR_OVERHANG, w.rear_overhang, 2_000))
    verified = w.taken_at.date() <= w.gauge.verified_until
    return [
        Answer(side, quantity, "", limit, _verdict(value - w.gauge.error, limit, 0, verified))
        for quantity, value, limit in wanted
        if value is not None
    ]


def _loads(w: Weighed, side: Side, group: list[int]) -> list[Answer]:
    day, alone = w.taken_at.date(), len(group) == 1
    weighing = day <= w.scales.verified_until
    proven = weighing and (alone or day <= w.gauge.verified_until)
    net = {axle: w.axle_loads[axle] - w.scales.error for axle in group}
    limit = load_limit(w, side, group)
    permanent = Answer(
        side,
        Quantity.AXLE_LOAD if alone else Quantity.AXLE_GROUP_LOAD,
        f"{group[0] + 1}" if alone else f"{group[0] + 1}-{group[-1] + 1}",
        limit,
        _verdict(sum(net.values()), limit, 2 * (side is Side.RU), proven),
    )
    seasonal = [
        Answer(side, Quantity.AXLE_LOAD, f"{axle + 1}", kg, _verdict(net[axle], kg, 0, weighing))
        for axle in group
        for kg in _seasons(w, side)
    ]
    return [permanent, *seasonal]


def _seasons(w: Weighed, side: Side) -> list[int]:
    day, clock = w.taken_at.date(), w.taken_at.time()
    if side is Side.RU:
        return []
    if w.listed_road and SPRING[0] <= day <= SPRING[1]:
        return [9000]
    if w.hot and SUMMER[0] <= day <= SUMMER[1] and time(11) <= clock < time(20):
        return [6000]
    return []


def brinks(limit: Fraction | int, error: int) -> st.SearchStrategy[int]:
    """Measured values just under, at and just over a limit, and the same at a tolerance of 2 %."""
    tolerated = math.floor(limit * Fraction(102, 100))
    return st.sampled_from([limit - 1, limit, limit + 1, tolerated, tolerated + 1]).map(
        lambda corrected: int(corrected) + error
    )


@st.composite
def at_its_limits(draw: st.DrawFn, vehicles: st.SearchStrategy[Weighed]) -> Weighed:
    """A vehicle of which much stands at the brink of a limit of one state or the other."""
    w = draw(vehicles)
    loads = list(w.axle_loads)
    for group in groups(w):
        if draw(st.booleans()):
            limit = load_limit(w, draw(st.sampled_from(Side)), group)
            whole = draw(brinks(limit, w.scales.error * len(group)))
            for axle in group:
                loads[axle] = whole // len(group)
            loads[group[0]] += whole % len(group)
    mass = draw(st.sampled_from(list(MASSES[Side.RU, w.combination].values()))) * 1000
    error = w.scales.error if w.gross_error is None else w.gross_error
    return replace(
        w,
        axle_loads=tuple(loads),
        gross_mass=draw(brinks(mass, error)),
        width=draw(brinks(2_550, w.gauge.error) | brinks(2_600, w.gauge.error)),
        height=draw(brinks(4_000, w.gauge.error)),
        rear_overhang=draw(brinks(2_000, w.gauge.error)),
    )
