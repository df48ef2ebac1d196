"""Advice with the register's own places, in the reader's language."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from notices.advice import Advised, Wanted, advice_for, map_of, town_called
from notices.distances import Source, answers, silent_until
from notices.maps import course_in, course_of, drawn, number_of
from notices.models import db, transaction
from notices.words import routes
from notices.words.formats import distance, driving_time
from tests.notices.map_server import an_answer, map_server, says
from tests.people import place
from workflows.course import Course
from workflows.maps import PAGE, Drawing
from workflows.routing import End, Why
from workflows.vocabulary import Capability, Language

MORNING = datetime(2026, 11, 27, 5, tzinfo=UTC)
MASS, LENGTH = ("P01", Capability.WEIGH), ("P06", Capability.MEASURE)


def advice(
    *needs: tuple[str, Capability],
    entry: str = "KOZL",
    destination: str | None = "moscow",
    leaving: str | None = None,
    at: datetime = MORNING,
    citizenship: str = "PL",
) -> list[Advised]:
    """Advice on a journey from Kozlovichi to Moscow, by default."""
    end = place(leaving) if leaving else None
    return advice_for(Wanted(place(entry), destination, end, needs, at, citizenship))[0]


def of(code: str, found: list[Advised]) -> Advised:
    return next(each for each in found if each.place.code == code)


def change(code: str, **values: Any) -> None:
    with transaction():
        for field, value in values.items():
            setattr(place(code), field, value)


def test_all_checkpoints_are_ranked(app: Flask) -> None:
    found = advice()
    assert [each.place.code for each in found] == ["KGOR", "DUBO", "KRUG", "NOVZ", "NEVL", "DOLO"]
    assert [each.advice.rank for each in found] == [1, 2, 3, 4, 5, 6]
    assert {each.source for each in found} == {Source.NETWORK}


def test_what_cannot_be_checked_is_named_by_the_codes_that_were_found(app: Flask) -> None:
    found = advice(MASS, ("P04", Capability.WEIGH), LENGTH)
    assert of("DOLO", found).unable == ("P01", "P04")
    assert of("KRUG", found).unable == ("P06",)
    assert [each.place.code for each in found if each.selectable] == [
        "KGOR",
        "DUBO",
        "NOVZ",
        "NEVL",
    ]


def test_a_planned_closure_of_the_register_counts_on_the_day_of_the_arrival(app: Flask) -> None:
    change("KGOR", closed_from=date(2026, 11, 28), closed_until=date(2026, 11, 29))
    assert advice()[0].place.code == "KGOR"
    late = datetime(2026, 11, 27, 20, tzinfo=UTC)
    assert place("KGOR").open_at(late)
    closed = of("KGOR", advice(at=late))
    assert not closed.open and closed.advice.why is Why.CLOSED_TO_TRUCKS


def test_hours_that_an_administrator_changed_count(app: Flask) -> None:
    change("KGOR", hours="08:00-10:00")
    assert of("KGOR", advice()).advice.why is Why.CLOSED_AT_ARRIVAL


def test_it_takes_one_query(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, leaving = place("KOZL"), place("BURA")
    asked: list[str] = []
    monkeypatch.setattr(db.session, "scalars", counting(db.session.scalars, asked))
    advice_for(Wanted(entry, "moscow", leaving, [MASS], MORNING, "PL"))
    assert len(asked) == 1


def counting(call: Any, asked: list[str]) -> Any:
    def counted(query: Any) -> Any:
        asked.append(str(query))
        return call(query)

    return counted


@pytest.mark.parametrize(
    ("leaving", "end"),
    [
        ("BURA", End.EXIT),
        ("BRST", End.EXIT),
        ("NOFI", End.EXIT),
        ("ZABA", End.DESTINATION),
        ("CHER", End.DESTINATION),
        (None, End.DESTINATION),
    ],
)
def test_a_journey_ends_at_its_exit_where_the_network_leads_there(
    once: Flask, leaving: str | None, end: End
) -> None:
    assert {each.advice.end for each in advice(leaving=leaving)} == {end}


def test_a_post_off_the_network_starts_at_the_nearest_node(once: Flask) -> None:
    peschatka, kozlovichi = advice(entry="PESC")[0], advice(entry="KOZL")[0]
    assert peschatka.advice == kozlovichi.advice


def course(code: str, found: list[Advised]) -> Course:
    """The course over a checkpoint."""
    known = course_of(found, code)
    assert known is not None
    return known


def on_map(code: str, found: list[Advised], language: Language = Language.RU) -> Drawing:
    """The map of the way over a checkpoint."""
    return drawn(course(code, found), language, PAGE)


@pytest.mark.parametrize(
    ("entry", "leaving", "names", "stops"),
    [
        (
            "PESC",
            "TAGI",
            ["Песчатка", "Москва", "Тагиркент-Казмаляр"],
            "PESC TAGI",
        ),
        ("BRST", "NRUD", ["Брест", "Москва", "Новая Рудня"], "BRST NRUD"),
        ("KOZL", "BURA", ["Козловичи", "Москва", "Бурачки"], "xp_kozlovichi xp_burachki"),
        ("KOZL", "CHER", ["Козловичи", "Москва"], "xp_kozlovichi moscow"),
    ],
)
def test_the_ends_on_the_map_are_the_posts_and_not_the_nodes_that_stand_for_them(
    once: Flask, entry: str, leaving: str, names: list[str], stops: str
) -> None:
    found = advice(entry=entry, leaving=leaving)
    assert [end.name for end in on_map("KGOR", found).ends] == names
    way, nodes = course("KGOR", found).way, of("KGOR", found).advice.nodes
    assert f"{way[0]} {way[-1]}" == stops and set(nodes) <= set(way)


def test_a_checkpoint_has_the_same_name_on_the_map_and_beside_it(app: Flask) -> None:
    change("NOVZ", name=place("NOVZ").name | {"en": "Red Stone"})
    found = advice(destination="voronezh")
    for language, name in ((Language.RU, "Новозыбков"), (Language.EN, "Red Stone")):
        assert name in [label.text for label in on_map("NOVZ", found, language).labels]


def test_a_course_of_a_former_version_is_drawn(once: Flask) -> None:
    new = course("KGOR", advice(leaving="BURA"))
    facts = {"way": new.way, "checkpoint": new.checkpoint, "destination": new.destination}
    facts |= {"exit": new.exit, "detour": new.other_way}
    old = course_in({"course": facts})
    assert old is not None
    assert drawn(old, Language.RU, PAGE) == drawn(new, Language.RU, PAGE)


def test_the_map_shows_the_best_way_that_is_offered_and_the_next(app: Flask) -> None:
    found = advice()
    with app.test_request_context():
        for besides, numbers in ((None, ("KGOR", "DUBO")), ("KGOR", ("DUBO", "KRUG"))):
            shown = map_of(found, place(besides).id if besides else None)
            assert shown is not None
            assert (shown[0].advised, shown[0].other) == tuple(map(number_of, numbers))
        for one in found:
            change(one.place.code, trucks_open=False)
        assert map_of(advice()) is None


def test_a_destination_is_found_as_it_is_typed_in_its_own_country(once: Flask) -> None:
    assert town_called("г. Москва", "RU") == "moscow"
    assert town_called("Brest", "BY") == "brest"
    assert town_called("Brest", "FR") is None
    assert town_called("", "RU") is None


def test_a_map_server_gives_the_distances_where_one_is_set(app: Flask) -> None:
    with map_server(says(lambda points: an_answer(points, "М-1"))) as server:
        app.config["OSRM_URL"] = server.url
        found = advice(leaving="BURA")
        assert {each.source for each in found} == {Source.SERVER}
        assert len(server.asked) == 6
        advice(leaving="BURA")
        assert len(server.asked) == 6
        assert found[0].advice.roads_to == ("М-1",)
    assert {each.source for each in advice()} == {Source.NETWORK}
    silent_until.clear()
    answers.clear()


def sentences(language: str) -> dict[str, str]:
    """Why each checkpoint stands where it stands, on the way from Grigorovshchina to Nevel."""
    change("KRUG", hours="08:00-09:00")
    change("DUBO", trucks_open=False)
    found = advice(MASS, entry="GRIG", destination="nevel")
    found += advice(entry="GRIG", destination="nevel")
    change("DOLO", hours="08:00-09:00")
    found += advice(entry="GRIG", destination="nevel")[:1]
    with force_locale(language):
        return {f"{each.advice.why} {each.place.code}": each.why for each in found}


def test_one_sentence_says_why_in_english(once: Flask) -> None:
    said = sentences("en")
    assert said["shortest_left NEVL"] == (
        "The shortest way that is left: 11 km longer than over Dolostsy, where the vehicle cannot"
        " be sent. Open at the arrival, which is at about 27.11.2026 12:29 UTC+3, and able to"
        " check everything."
    )
    assert said["shortest_open NEVL"].startswith(
        "The shortest way over an open checkpoint: 11 km longer than over Dolostsy, which would be"
        " closed at the arrival. Open at the arrival, "
    )
    assert said["better_roads NEVL"].startswith("On better roads, but 11 km longer than over Dolos")
    assert said["minor_roads DOLO"].startswith("11 km shorter than over Nevel, but on local roads.")
    assert said["unable DOLO"] == "Cannot weigh, and a mass or an axle load is in question."
    assert (
        said["closed_to_trucks DUBO"]
        == "Closed to trucks on the day when the vehicle could be let in."
    )
    assert said["closed_at_arrival KRUG"] == (
        "Closed at the arrival, which is at about 27.11.2026 12:14 UTC+3: it works 08:00–09:00."
    )
    assert said["longer NOVZ"].startswith("780 km longer than over Nevel.")


@pytest.mark.parametrize(
    ("language", "start"),
    [("ru", "Кратчайший из возможных маршрутов"), ("be", "Найкарацейшы з магчымых маршрутаў")],
)
def test_one_sentence_says_why_in_russian_and_belarusian(
    once: Flask, language: str, start: str
) -> None:
    said = sentences(language)
    assert said["shortest_left NEVL"].startswith(start)
    assert not any("%" in sentence for sentence in said.values())
    assert len(set(said.values())) == len(said)


def test_everything_that_advice_can_say_has_words(once: Flask) -> None:
    assert set(routes.REASONS) | {Why.UNABLE} == set(Why)
    assert set(routes.UNABLE) == set(Capability)
    assert set(routes.ENDS) == set(End)
    assert set(routes.SOURCES) == set(Source)
    with force_locale("en"):
        assert "post of exit" in routes.as_far_as(advice(leaving="BURA")[0].advice)
        assert "map server" in routes.distances_from(Source.SERVER)
        assert "six approved" in routes.who_may_cross("PL")
        assert "at any point" in routes.who_may_cross("BY")
        assert (distance(1058), driving_time(495)) == ("1,058 km", "8 h 15 min")
