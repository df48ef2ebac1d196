"""Every place is found under each of its names, and a faulty list is refused with its faults."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import workflows
from workflows.places import FaultyPlaces, Place, Places, Trucks, parse_places, spelling_key
from workflows.vocabulary import Capability, PlaceKind, Side

DATA = Path(workflows.__file__).parent / "data"
Json = dict[str, Any]

SPELLINGS = {
    "DOLO": "Dolostsy|Долосцы|Даласцы|Dolosci|Dolostcy|Yukhovichi|Юховичи|Юхавічы|Yukhavichy"
    "|Juchavičy|Yuhovichi",
    "NEVL": "Nevel|Невель|Lobok|Лобок|Yezerishche|Езерище|Езярышча|Jezerishche|Ezerishche"
    "|Yezyaryshcha",
    "KRUG": "Kruglovka|Кругловка|Круглоўка|АПП Рудня|Liozno|Лиозно|Лёзна|Lyozna|Liozna|Lyezna",
    "KGOR": "Krasnaya Gorka|Красная Горка|Krasnoye|Красное|Redki|Редьки|Рэдзькі|Red'ki|Redzki",
    "DUBO": "Dubovichka|Дубовичка|Дубавічка|Zvenchatka|Звенчатка|Звянчатка",
    "NOVZ": "Novozybkov|Новозыбков|Навазыбкаў|Krasny Kamen|Красный Камень|Selishche|Селище"
    "|Селішча|Selishcha",
    "KOZL": "Kozlovichi|Козловичи|Казловічы|Kukuryki",
    "GRIG": "Grigorovshchina|Григоровщина|Грыгароўшчына|Paternieki",
    "BURA": "Burachki|Бурачки|Бурачкі|Terehova",
    "LARS": "Verkhny Lars|Верхний Ларс|Верхні Ларс|Dariali",
}

HOURS_FROM_UTC = {
    "KGOR": 3,
    "KOZL": 3,
    "MAMO": 2,
    "OZIN": 4,
    "KARA": 4,
    "SAGA": 5,
    "TASH": 7,
    "KYAK": 8,
    "ZABA": 9,
    "POGR": 10,
}


def shipped() -> Json:
    content: Json = json.loads((DATA / "places-1.json").read_text(encoding="utf-8"))
    return content


@cache
def the_places() -> Places:
    return parse_places(shipped())


def found(spelling: str) -> list[str]:
    key = spelling_key(spelling)
    return [place.code for place in the_places().places.values() if key in place.keys]


def those(kind: PlaceKind, side: Side) -> list[Place]:
    return [
        place for place in the_places().places.values() if (place.kind, place.side) == (kind, side)
    ]


def the_faults(change: Callable[[Json], object]) -> tuple[str, ...]:
    data = copy.deepcopy(shipped())
    change(data)
    with pytest.raises(FaultyPlaces) as refusal:
        parse_places(data)
    return refusal.value.faults


def place_of(data: Json, code: str) -> Json:
    wanted: Json = next(place for place in data["places"] if place["code"] == code)
    return wanted


def test_the_six_approved_checkpoints_face_their_belarusian_points() -> None:
    pairs = {place.code: place.counterpart for place in those(PlaceKind.CHECKPOINT, Side.RU)}
    assert {code: words and words.en for code, words in pairs.items()} == {
        "DOLO": "Yukhovichi",
        "NEVL": "Yezerishche",
        "KRUG": "Liozno",
        "KGOR": "Redki",
        "DUBO": "Zvenchatka",
        "NOVZ": "Selishche",
    }


def test_both_outer_borders_have_their_posts() -> None:
    assert len(those(PlaceKind.EXTERNAL_POST, Side.BY)) >= 12
    assert len(those(PlaceKind.EXTERNAL_POST, Side.RU)) >= 20


@pytest.mark.parametrize(
    ("code", "spelling"),
    [(code, spelling) for code, names in SPELLINGS.items() for spelling in names.split("|")],
)
def test_a_place_is_found_under_each_of_its_spellings(code: str, spelling: str) -> None:
    assert found(spelling) == [code]


@pytest.mark.parametrize(
    "typed", ["  красная горка ", "КРАСНАЯ-ГОРКА", "REDKI", "Red’ki", "рэдзькi".replace("i", "і")]
)
def test_case_spaces_and_punctuation_do_not_matter(typed: str) -> None:
    assert found(typed) == ["KGOR"]


def test_letters_that_differ_by_a_mark_are_the_same_and_others_are_not() -> None:
    assert found("лезна") == found("ЛЁЗНА") == ["KRUG"]
    assert found("juchavicy") == ["DOLO"]
    assert spelling_key("Кругловка") != spelling_key("Круглоука")


def test_every_name_in_the_file_leads_to_one_place_alone() -> None:
    for place in the_places().places.values():
        called = (place.code, *place.name, *place.spellings, *(place.counterpart or ()))
        for name in called:
            assert found(name) == [place.code], name


@pytest.mark.parametrize("code", HOURS_FROM_UTC)
def test_each_place_keeps_the_time_of_its_region(code: str) -> None:
    zone = ZoneInfo(the_places().places[code].timezone)
    for month in (1, 7):
        offset = datetime(2026, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        assert offset == timedelta(hours=HOURS_FROM_UTC[code])


def test_belarusian_places_keep_minsk_time_and_lie_in_belarus() -> None:
    for place in those(PlaceKind.EXTERNAL_POST, Side.BY):
        assert place.timezone == "Europe/Minsk"
        assert 51 < place.lat < 56.2, place.code
        assert 23 < place.lon < 33, place.code


def test_dolostsy_cannot_weigh_but_four_other_checkpoints_can_do_everything() -> None:
    able = {place.code: place.capabilities for place in those(PlaceKind.CHECKPOINT, Side.RU)}
    assert Capability.WEIGH not in able["DOLO"]
    assert sum(capabilities == set(Capability) for capabilities in able.values()) == 4


def test_documents_are_read_and_vehicles_inspected_at_every_checkpoint() -> None:
    for place in those(PlaceKind.CHECKPOINT, Side.RU):
        assert {Capability.DOCUMENTS, Capability.INSPECT} <= place.capabilities, place.code


def test_closed_posts_are_closed_and_limited_ones_say_so() -> None:
    places = the_places().places
    assert {places[code].trucks for code in ("MOKR", "IVAN", "TORF", "BRUZ")} == {Trucks.CLOSED}
    assert {places[code].trucks for code in ("KOZL", "GRIG", "BURA", "LARS")} == {Trucks.OPEN}
    assert {places[code].hours for code in ("SHUM", "KUNI")} == {"07:00-19:00"}
    assert places["BERE"].note is not None


FAULTS: dict[str, tuple[str, Json]] = {
    "KGO: code must have the form [A-Z]{4}, not 'KGO'": ("KGOR", {"code": "KGO"}),
    "places: places has KRUG more than once": ("KGOR", {"code": "KRUG"}),
    "KGOR: lat must be a number from 41.0 to 82.0, not 31.082": ("KGOR", {"lat": 31.082}),
    "KGOR: lon must be a number from 19.0 to 180.0, not '31'": ("KGOR", {"lon": "31"}),
    "KOZL: timezone is not in the time zone database: Europe/Brest": (
        "KOZL",
        {"timezone": "Europe/Brest"},
    ),
    "KOZL: hours must open before they close: 19:00-07:00": ("KOZL", {"hours": "19:00-07:00"}),
    "KGOR: counterpart must be filled for kind checkpoint": ("KGOR", {"counterpart": None}),
    "KGOR: capabilities must be filled for kind checkpoint": ("KGOR", {"capabilities": []}),
    "KGOR: neighbour must be empty for kind checkpoint": ("KGOR", {"neighbour": "BY"}),
    "KGOR: side must be RU: the checkpoints are Russian": ("KGOR", {"side": "BY"}),
    "KOZL: neighbour must be filled for kind external_post": ("KOZL", {"neighbour": None}),
    "KOZL: capabilities must be empty for kind external_post": (
        "KOZL",
        {"capabilities": ["weigh"]},
    ),
    "KGOR: capabilities has fly, which is none of weigh, measure, inspect, documents": (
        "KGOR",
        {"capabilities": ["weigh", "fly"]},
    ),
    "KGOR: spellings names something twice": ("KGOR", {"spellings": ["Redki", "Redki"]}),
    "KGOR: name: be is missing": ("KGOR", {"name": {"ru": "Красная Горка", "en": "Gorka"}}),
    "KGOR: trucks must be one of open, closed, not 'maybe'": ("KGOR", {"trucks": "maybe"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_place_is_named(fault: str) -> None:
    code, change = FAULTS[fault]
    assert the_faults(lambda data: place_of(data, code).update(change)) == (fault,)


@pytest.mark.parametrize("hours", ["24:00-24:00", "7-19", "07:00", "07:60-19:00", "00:00-25:00"])
def test_hours_of_another_form_are_refused(hours: str) -> None:
    (fault,) = the_faults(lambda data: place_of(data, "KOZL").update(hours=hours))
    assert fault.startswith("KOZL: hours must have the form")


@pytest.mark.parametrize("odd", [None, "", 7, -1.5, True, [], [7], {}, {"ru": 1}, "\n", "и" * 9])
def test_no_odd_value_of_any_field_gets_past_or_breaks_the_reading(odd: object) -> None:
    allowed = {
        None: {"neighbour", "road", "note"},
        "и" * 9: {"road"},
    }
    for field in place_of(shipped(), "KGOR"):
        if odd == [] and field in {"spellings", "assumptions"}:
            continue
        if isinstance(odd, str | None) and field in allowed.get(odd, set()):
            continue

        def spoil(data: Json, field: str = field) -> None:
            place_of(data, "KGOR")[field] = odd

        assert the_faults(spoil), (field, odd)
