"""Advice equals what plain counting finds, and never sends a vehicle where nothing can be done."""

from datetime import date, timedelta
from functools import cache
from itertools import cycle, islice, pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.road_network import (
    CHECKPOINTS,
    NOON,
    a_journey,
    a_point,
    advised,
    entries,
    the_drive,
    the_network,
    towns,
)
from workflows.driving import PENALTIES, SPEEDS
from workflows.network import NodeKind
from workflows.routing import Advice, Journey, Why, advise
from workflows.vocabulary import Capability

NODES = the_network().nodes
APPROVED = [code for code, node in NODES.items() if node.kind is not NodeKind.UNAPPROVED]
ROADS = {frozenset(road.ends): road for road in the_network().roads}
EXITS = [None, *(code for code, node in NODES.items() if node.kind is NodeKind.EXTERNAL_POST)]


@cache
def all_costs(inside_belarus: bool) -> dict[tuple[str, str], float]:
    """Penalised kilometres between each two nodes, by Floyd and Warshall."""
    codes = [code for code in APPROVED if not inside_belarus or NODES[code].country == "BY"]
    costs = {(one, other): 0 if one == other else inf for one in codes for other in codes}
    for ends, road in ROADS.items():
        one, other = ends
        if {one, other} <= set(codes):
            costs[one, other] = costs[other, one] = road.km * PENALTIES[road.kind]
    for middle in codes:
        for one in codes:
            to_middle = costs[one, middle]
            if to_middle < inf:
                for other in codes:
                    costs[one, other] = min(costs[one, other], to_middle + costs[middle, other])
    return costs


def cost(one: str, other: str) -> float:
    """Two points of Belarus are joined within Belarus."""
    inside = NODES[one].country == NODES[other].country == "BY"
    return all_costs(inside)[one, other]


def counted(checkpoint: str, journey: Journey) -> float:
    """The penalised kilometres of a journey over a checkpoint."""
    pair = the_network().pairs[checkpoint]
    return sum(cost(*ends) for ends in pairwise((journey.entry, *pair, *journey.onward)))


def test_every_way_is_the_cheapest_that_leads_there() -> None:
    for one in APPROVED:
        for other in APPROVED:
            legs = the_drive()((one, other))
            assert legs is not None
            assert legs[0].penalised_km == pytest.approx(cost(one, other)), (one, other)


def test_a_leg_is_the_sum_of_its_roads_and_crosses_nothing_unapproved() -> None:
    for one in entries():
        for other in APPROVED:
            (leg,) = the_drive()((one, other)) or ()
            roads = [ROADS[frozenset(step)] for step in pairwise(leg.nodes)]
            assert (leg.nodes[0], leg.nodes[-1]) == (one, other)
            assert set(leg.nodes) <= set(APPROVED)
            assert leg.km == sum(road.km for road in roads)
            assert leg.minutes == pytest.approx(sum(60 * r.km / SPEEDS[r.kind] for r in roads))
            assert all(number != following for number, following in pairwise(leg.roads))
            assert set(leg.roads) == {road.number for road in roads if road.number}


def test_within_belarus_nobody_leaves_it() -> None:
    belarusian = [code for code in APPROVED if NODES[code].country == "BY"]
    for one in entries():
        for other in belarusian:
            (leg,) = the_drive()((one, other)) or ()
            assert {NODES[code].country for code in leg.nodes} == {"BY"}


def test_no_way_leads_to_an_unapproved_crossing() -> None:
    assert the_drive()(("minsk", "hp_zaolsha")) is None
    assert the_drive()(("hp_baydakovo", "moscow")) is None


def test_advice_on_every_journey_is_what_plain_counting_finds() -> None:
    points = [a_point(code) for code in CHECKPOINTS]
    for entry in entries():
        for destination in (None, *towns()):
            journey = a_journey(entry=entry, destination=destination)
            advice = advise(the_drive(), the_network(), journey, points, frozenset())
            costs = {code: counted(code, journey) for code in CHECKPOINTS}
            assert {each.code: each.penalised_km for each in advice} == pytest.approx(costs)
            assert [costs[each.code] for each in advice] == pytest.approx(sorted(costs.values()))
            assert [each.rank for each in advice] == [1, 2, 3, 4, 5, 6]


def test_advice_on_a_hundred_journeys_with_an_exit_is_what_plain_counting_finds() -> None:
    destinations = [None, *towns()]
    for turn in range(100):
        journey = a_journey(
            entry=entries()[turn % len(entries())],
            destination=destinations[turn * 7 % len(destinations)],
            exit=EXITS[turn * 11 % len(EXITS)],
            at=NOON + timedelta(hours=turn),
        )
        advice = advised(journey, *islice(cycle(Capability), turn, turn + turn % 4))
        costs = {each.code: counted(each.code, journey) for each in advice}
        able = [costs[each.code] for each in advice if each.selectable and each.open]
        assert set(costs) == set(CHECKPOINTS)
        assert costs[advice[0].code] == pytest.approx(min(able))


def test_the_best_way_to_russia_is_no_detour_for_want_of_another_crossing() -> None:
    points = [a_point(code) for code in CHECKPOINTS]
    for entry in entries():
        for destination in towns():
            journey = a_journey(entry=entry, destination=destination)
            best, *_ = advise(the_drive(), the_network(), journey, points, frozenset())
            if NODES[destination].country == "RU":
                assert best.penalised_km == pytest.approx(cost(entry, destination))
            else:
                assert best.detour_km


hours = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(1, 24)).map(
    lambda parts: f"{parts[0]:02}:{parts[1]:02}-{max(parts[0] + 1, parts[2]):02}:00"
)
days = st.none() | st.dates(date(2026, 11, 26), date(2026, 11, 30))


@st.composite
def points(draw: st.DrawFn) -> dict[str, object]:
    """Checkpoints with any hours, closures and capabilities."""
    return {
        code: a_point(
            code,
            hours=draw(hours),
            trucks_open=draw(st.booleans()),
            closed_from=draw(days),
            closed_until=draw(days),
            capabilities=frozenset(draw(st.sets(st.sampled_from(Capability)))),
        )
        for code in draw(st.permutations(CHECKPOINTS))
    }


@given(
    points=points(),
    needs=st.sets(st.sampled_from(Capability)),
    entry=st.sampled_from(entries()),
    destination=st.sampled_from([None, *APPROVED]),
    leaving=st.sampled_from(EXITS),
    at=st.integers(-1440, 2880).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
def test_what_is_closed_at_the_arrival_or_unable_is_never_first(
    points, needs, entry, destination, leaving, at
) -> None:
    journey = Journey(entry, destination, leaving, at, "PL")
    advice = advise(the_drive(), the_network(), journey, points.values(), frozenset(needs))
    assert {each.code for each in advice} == set(CHECKPOINTS)
    can = [each for each in advice if each.selectable]
    assert list(advice[: len(can)]) == can
    for each in advice:
        point = points[each.code]
        assert each.arrival == at + timedelta(minutes=each.minutes_to)
        open_then = point.takes_trucks(each.arrival) and point.works(each.arrival)
        assert each.open is open_then
        assert each.selectable is (point.takes_trucks(each.let_in) and needs <= point.capabilities)
    if can:
        best = [each for each in can if each.open] or can
        assert can[0] in best
        assert can[0].penalised_km == min(each.penalised_km for each in best)
    for each in advice:
        other = next((other for other in advice if other.code == each.than), None)
        assert is_true(each, other, advice), (each.why, each, other)


def is_true(said: Advice, other: Advice | None, advice: tuple[Advice, ...]) -> bool:
    """Whether the reason that is given, compared with another checkpoint, is so."""
    if other is None:
        return said.why is not Why.SHORTEST or said.km == min(each.km or 0 for each in advice)
    ways = [each for each in advice if (each.km or 0) < (said.km or 0)]
    is_open = other.selectable and other.open
    return (
        said.longer_km == (said.km or 0) - (other.km or 0)
        and {
            Why.BETTER_ROADS: is_open and said.penalised_km <= other.penalised_km,
            Why.SHORTEST_OPEN: not is_open and not any(way.selectable and way.open for way in ways),
            Why.SHORTEST_LEFT: not any(way.selectable for way in ways),
            Why.LONGER: said.longer_km >= 0,
            Why.MINOR_ROADS: said.longer_km < 0 and said.penalised_km >= other.penalised_km,
        }[said.why]
    )
