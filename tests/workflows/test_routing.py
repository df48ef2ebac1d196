"""What is advised in a case that somebody can check by hand, and the reason that is given."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tests.workflows.road_network import a_journey, a_point, advised
from workflows.routing import Advice, End, Why
from workflows.vocabulary import Capability


def best_of(advice: tuple[Advice, ...]) -> Advice:
    return advice[0]


def of(code: str, advice: tuple[Advice, ...]) -> Advice:
    return next(each for each in advice if each.code == code)


def test_who_cannot_weigh_stands_behind_when_a_mass_is_in_question() -> None:
    journey = a_journey(entry="xp_grigorovshchina", destination="pskov")
    assert best_of(advised(journey)).code == "DOLO"
    best, *_, last = advised(journey, Capability.WEIGH)
    assert (best.code, best.why, best.than) == ("NEVL", Why.SHORTEST_LEFT, "DOLO")
    assert best.longer_km == 116 and best.detour_km == 116
    assert (last.code, last.why, last.unable) == ("DOLO", Why.UNABLE, (Capability.WEIGH,))


def test_what_closes_before_the_arrival_stands_behind_although_it_is_open_now() -> None:
    journey = a_journey(entry="xp_grigorovshchina", destination="pskov")
    late = replace(journey, at=datetime(2026, 11, 27, 14, tzinfo=UTC))
    assert a_point("DOLO", hours="08:00-20:00").works(late.at)
    closed = of("DOLO", advised(late))
    assert (closed.open, closed.why) == (False, Why.CLOSED_AT_ARRIVAL)
    early = replace(journey, at=datetime(2026, 11, 27, 3, tzinfo=UTC))
    assert not a_point("DOLO", hours="08:00-20:00").works(early.at)
    assert best_of(advised(early)).code == "DOLO"


def test_nobody_waits_for_a_morning_that_does_not_come() -> None:
    """Whoever arrives after hours is let in when the checkpoint opens, if it does that day."""
    hours = "08:00-20:00"
    evening = a_journey(at=datetime(2026, 11, 27, 12, tzinfo=UTC))
    others = {code: a_point(code, hours=hours) for code in ("DOLO", "DUBO", "KRUG")}
    for first, last, taken in ((28, 30, False), (27, 27, True), (29, 30, True), (20, 26, True)):
        days = {"closed_from": date(2026, 11, first), "closed_until": date(2026, 11, last)}
        advice = advised(evening, KGOR=a_point("KGOR", hours=hours, **days), **others)
        assert of("KGOR", advice).selectable is taken, days
    assert of("KGOR", advice).why is Why.CLOSED_AT_ARRIVAL
    morning = a_point("KGOR", hours=hours).let_in(evening.at + timedelta(hours=12))
    assert morning == datetime(2026, 11, 28, 5, tzinfo=UTC)


def test_days_of_closure_are_days_of_the_checkpoints_calendar() -> None:
    closed = a_point("KGOR", closed_from=date(2026, 11, 28), closed_until=date(2026, 11, 28))
    evening = datetime(2026, 11, 27, 20, 59, tzinfo=UTC)
    assert closed.takes_trucks(evening)
    assert not closed.takes_trucks(evening + timedelta(minutes=1))
    assert not closed.takes_trucks(evening + timedelta(hours=24))
    assert closed.takes_trucks(evening + timedelta(hours=24, minutes=1))
    for_good = replace(closed, closed_until=None)
    assert not for_good.takes_trucks(evening + timedelta(days=999))


def test_a_closure_that_ends_before_the_arrival_hinders_nobody() -> None:
    today = a_point("KGOR", closed_from=date(2026, 11, 27), closed_until=date(2026, 11, 27))
    assert of("KGOR", advised(a_journey(), KGOR=today)).why is Why.CLOSED_TO_TRUCKS
    evening = a_journey(at=datetime(2026, 11, 27, 16, tzinfo=UTC))
    assert not today.takes_trucks(evening.at)
    assert best_of(advised(evening, KGOR=today)).code == "KGOR"


def test_a_destination_in_belarus_comes_back_over_an_approved_pair() -> None:
    advice = advised(a_journey(destination="minsk", exit="xp_kozlovichi"))
    best = best_of(advice)
    assert (best.code, best.end, best.km, best.detour_km) == ("KGOR", End.EXIT, 1237, 521)
    assert best.roads_to == ("M1 (E30)",)


def test_a_journey_without_a_known_exit_ends_at_its_destination() -> None:
    assert {each.end for each in advised(a_journey())} == {End.DESTINATION}


def test_a_journey_to_a_third_country_goes_on_to_its_exit() -> None:
    best = best_of(advised(a_journey(destination=None, exit="xp_ozinki")))
    assert (best.code, best.end) == ("NOVZ", End.EXIT)


def test_a_journey_of_which_nothing_else_is_known_ends_at_the_checkpoint() -> None:
    advice = advised(a_journey(destination=None))
    assert {each.end for each in advice} == {End.CHECKPOINT}
    assert all(each.km == each.km_to for each in advice)


def test_a_journey_of_unknown_destination_that_ends_at_its_entry_is_no_detour() -> None:
    best = best_of(advised(a_journey(destination=None, exit="xp_kozlovichi")))
    assert (best.why, best.detour_km) == (Why.SHORTEST, 0)


def test_the_shortest_way_and_the_longer_ones_say_how_much() -> None:
    first, second, *_ = advised(a_journey())
    assert (first.code, first.why, first.detour_km, first.than) == ("KGOR", Why.SHORTEST, 0, None)
    assert (second.code, second.why, second.than) == ("DUBO", Why.LONGER, "KGOR")
    assert second.longer_km == second.detour_km == 56


def test_local_roads_come_first_only_where_they_save_much() -> None:
    journey = a_journey(entry="xp_grigorovshchina", destination="nevel")
    best, second, *_ = advised(journey)
    assert (best.code, best.why, best.than, best.longer_km) == (
        "NEVL",
        Why.BETTER_ROADS,
        "DOLO",
        11,
    )
    assert (second.code, second.why, second.than, second.longer_km) == (
        "DOLO",
        Why.MINOR_ROADS,
        "NEVL",
        -11,
    )
    assert best.penalised_km < second.penalised_km == (second.km or 0) + 64 / 4
    assert best_of(advised(replace(journey, destination="pskov"))).code == "DOLO"


def test_the_best_way_is_not_praised_for_its_roads_where_a_shorter_one_is_only_closed() -> None:
    journey = a_journey(entry="xp_grigorovshchina", destination="pskov")
    late = replace(journey, at=datetime(2026, 11, 27, 14, tzinfo=UTC))
    best, *_, closed = advised(late)
    assert best.penalised_km > closed.penalised_km
    assert (best.code, best.why, best.than) == ("NEVL", Why.SHORTEST_OPEN, "DOLO")
    assert best.longer_km == 116


def test_a_checkpoint_off_the_network_can_be_chosen_but_stands_behind_the_known_ways() -> None:
    new = a_point("NOVY")
    *known, last = [a for a in advised(a_journey(citizenship="BY"), NOVY=new) if a.open]
    assert len(known) == 5
    assert (last.code, last.why, last.km, last.arrival) == ("NOVY", Why.NO_WAY, None, None)


def test_no_third_country_driver_crosses_but_at_the_approved_pairs() -> None:
    for citizenship in ("PL", ""):
        *_, last = advised(a_journey(citizenship=citizenship), NOVY=a_point("NOVY"))
        assert (last.code, last.why) == ("NOVY", Why.NOT_APPROVED)
        assert not last.selectable


def test_the_graph_library_is_loaded_only_when_advice_is_asked() -> None:
    program = "import sys, workflows.routing; assert 'rustworkx' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
