"""Few vehicles are stopped because another one is held (docs/decisions/0022)."""

import random
from collections import defaultdict

from workflows.plates import (
    across,
    before_regions,
    known_readings,
    meant_by,
    misreadings,
    standing_in,
)

LETTERS = {"b": "ABCEHIKMOPTX", "r": "ABEKMHOPCTYX", "l": "ABCDEFGHJKLMNOPRSTUVZ"}
FORMATS = [
    *[("bb ####-%", "b #### b-%")] * 40,
    *[("r ### rr 7%", "rr #### 1%%")] * 35,
    *[("### lll 0%", "## lll 0%")] * 5,
    *[("lll ###", "ll ###")] * 5,
    *[("ll-####", "l-####")] * 3,
    *[("### lll", "### ll")] * 2,
    *[("lll #####", "lll ##ll")] * 5,
    *[("3# ll ####", "## ### lll")] * 5,
]
"""Lorries and trailers of Belarus, Russia and six other kinds, as often as they come."""


def plate(chance: random.Random, form: str) -> str:
    """A plate of this form: `#` is a digit, `%` one from 1 to 7."""
    signs = LETTERS | {"#": "0123456789", "%": "1234567"}
    return "".join(chance.choice(signs.get(sign, sign)) for sign in form)


def test_of_a_thousand_vehicles_few_are_like_one_of_a_thousand_held(long: bool) -> None:
    chance, known = random.Random(3), defaultdict(set)  # noqa: S311
    for _ in range(1_000):
        held = plate(chance, chance.choice(FORMATS)[chance.random() < 0.3])
        for reading in known_readings(held):
            known[reading].add(held)
    stopped, vehicles = 0, 50_000 if long else 3_000
    for _ in range(vehicles):
        parts = [plate(chance, form) for form in chance.choice(FORMATS)]
        meant = across(parts).union(*map(meant_by, parts), *map(standing_in, parts))
        begun = frozenset[str]().union(*map(before_regions, parts))
        stopped += any(
            reading in meant or reading in misreadings(held)
            for reading in meant | begun
            for held in known.get(reading, ())
        )
    assert stopped / vehicles < (0.003 if long else 0.005)
