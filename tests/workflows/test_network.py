"""The road network is whole, every town is found under each of its names, and faults are named."""

import copy
from collections import Counter
from typing import Any

import pytest

from tests.workflows.road_network import CHECKPOINTS, shipped, the_network, the_places
from workflows.driving import kind_of_road
from workflows.network import FaultyNetwork, NodeKind, RoadKind, parse_network, straight_km
from workflows.places import spelling_key
from workflows.vocabulary import Language, PlaceKind

OFF_THE_NETWORK = {
    "far east": {"TASH", "KYAK", "ZABA", "POGR", "KANI"},
    "Kaliningrad Region": {"CHER", "SOVE", "MAMO", "BAGR", "GUSE"},
    "far from every node": {"VYAR", "BORG", "TROE"},
    "near a node": {"BRST", "PESC", "DOMA", "NRUD", "VTER", "TAGI", "NOFI"},
}
CALLED = {
    "liozno": "Liozno|Lyozna|LIOZNA|Лиозно|Лёзна|лезна|Lyezna|г. Лиозно",
    "cp_selishche": "Selishche|Selishcha|Селище|Селішча",
    "cp_redki": "Redki|Red'ki|Redzki|Редьки|Рэдзькі|РЕДЬКИ",
    "cp_yukhovichi": "Yukhovichi|Yukhavichy|Juchavičy|Yuhovichi|Юховичи|Юхавічы",
    "mogilev": "Mogilev|Mahilyow|Mahilioŭ|Могилев|Могилёв|Магілёў|горад Магілёў",
    "vitebsk": "Витебск, ул. Ленина, 1|Віцебск|Viciebsk|vitebsk",
    "gomel": "Homyel|Homiel|Гомель",
}
CALLED_IN_RUSSIA = {
    "moscow": "Москва|МОСКВА|г.Москва|Moscow|moskva|Масква|Москва, ул. Арбат, 2",
    "spb": "Санкт-Петербург|санкт петербург|СПб|St. Petersburg|Saint Petersburg|Петербург",
    "orel": "Орёл|Орел|Арол|Oryol|Orel",
    "rostov": "Ростов-на-Дону|Ростов|Растоў-на-Доне|Rostov-on-Don",
    "nevel": "Невель|Nevel",
    "novozybkov": "Новозыбков|Навазыбкаў|Novozybkov",
    "cp_nevel_lobok": "Лобок|Lobok",
    "cp_novozybkov_kk": "Красный Камень|Krasny Kamen",
    "cp_krasnaya_gorka": "Красная Горка|Krasnoye|Красное",
    "xp_burachki": "Бурачки|Terehova",
}


def test_the_network_has_all_that_it_was_made_from() -> None:
    assert (len(the_network().nodes), len(the_network().roads)) == (120, 163)
    assert Counter(node.kind for node in the_network().nodes.values()) == {
        NodeKind.TOWN: 79,
        NodeKind.JUNCTION: 2,
        NodeKind.CROSSING: 12,
        NodeKind.UNAPPROVED: 3,
        NodeKind.EXTERNAL_POST: 24,
    }


def test_every_place_is_on_the_network_or_known_to_be_off_it() -> None:
    standing = {node.place for node in the_network().nodes.values() if node.place}
    assert standing | set().union(*OFF_THE_NETWORK.values()) == set(the_places())
    assert not standing & set().union(*OFF_THE_NETWORK.values())


def test_a_place_and_its_node_are_one_point_of_the_map_under_one_set_of_names() -> None:
    for node in the_network().nodes.values():
        if node.place:
            place = the_places()[node.place]
            assert straight_km((node.lat, node.lon), (place.lat, place.lon)) < 1, node.code
            assert node.country == place.side
            if place.kind is PlaceKind.EXTERNAL_POST:
                assert node.keys <= place.keys, node.code


def test_a_checkpoint_is_the_russian_side_of_its_pair() -> None:
    assert set(the_network().pairs) == set(CHECKPOINTS)
    for code in CHECKPOINTS:
        belarusian, russian = (the_network().nodes[end] for end in the_network().pairs[code])
        assert (belarusian.country, russian.country) == ("BY", "RU") and russian.place == code
        counterpart = the_places()[code].counterpart
        assert counterpart and spelling_key(belarusian.name.ru).startswith(
            spelling_key(counterpart.ru)
        )


def test_the_inner_border_is_crossed_at_pairs_and_unapproved_crossings_only() -> None:
    for road in the_network().roads:
        ends = [the_network().nodes[end] for end in road.ends]
        if len({end.country for end in ends}) > 1:
            kinds = {end.kind for end in ends}
            assert kinds == {NodeKind.CROSSING} or NodeKind.UNAPPROVED in kinds, road.code


def test_no_road_is_shorter_than_a_crow_flies_or_half_as_long_again() -> None:
    for road in the_network().roads:
        one, other = (the_network().nodes[end] for end in road.ends)
        straight = straight_km((one.lat, one.lon), (other.lat, other.lon))
        assert 0.99 < road.km / straight < 1.6, road.code


def test_the_kind_of_a_road_follows_from_its_number() -> None:
    other = {r.code for r in the_network().roads if r.kind is not kind_of_road(r.number)}
    assert other == {"rossony-cp_yukhovichi", "cp_yukhovichi-cp_dolostsy"}


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("М-1; E 30", RoadKind.MAIN),
        ("М1", RoadKind.MAIN),
        ("Р-120", RoadKind.REGIONAL),
        ("Р21", RoadKind.REGIONAL),
        ("А-130", RoadKind.REGIONAL),
        ("66К-1", RoadKind.LOCAL),
        ("Н2143", RoadKind.LOCAL),
        ("", RoadKind.LOCAL),
        (None, RoadKind.LOCAL),
    ],
)
def test_numbers_of_roads_are_read_in_both_alphabets(number: str | None, kind: RoadKind) -> None:
    assert kind_of_road(number) is kind


@pytest.mark.parametrize(
    ("country", "code", "name"),
    [
        (country, code, name)
        for country, called in (("BY", CALLED), ("RU", CALLED_IN_RUSSIA))
        for code, names in called.items()
        for name in names.split("|")
    ],
)
def test_a_town_is_found_under_each_of_its_names(country: str, code: str, name: str) -> None:
    assert the_network().find_town(name, country) == code


@pytest.mark.parametrize("node", the_network().nodes.values(), ids=lambda node: node.code)
def test_every_node_is_found_by_all_that_it_is_called(node: Any) -> None:
    for name in (*node.name, *node.spellings):
        found = the_network().find_town(name, node.country)
        assert (found == node.code) is (node.kind is not NodeKind.UNAPPROVED), name


@pytest.mark.parametrize(
    ("text", "country"),
    [("", "BY"), (" , ", "RU"), ("г.", "RU"), ("Brest", "FR"), ("Берлин", "DE"), ("Москва", "BY")],
)
def test_a_town_that_is_not_there_is_not_found(text: str, country: str) -> None:
    assert the_network().find_town(text, country) is None


def test_towns_are_listed_in_the_readers_language() -> None:
    assert ("spb", "Санкт-Пецярбург") in the_network().towns(Language.BE)
    english = [name for _, name in the_network().towns(Language.EN)]
    assert len(english) == 79 and english == sorted(english)


def test_the_nearest_node_is_on_its_own_side() -> None:
    assert the_network().nearest(52.083, 23.652, "BY")[0] == "brest"
    assert the_network().nearest(41.75, 48.5, "RU")[0] == "xp_yarag_kazmalyar"
    assert the_network().nearest(55.21, 30.93, "BY")[0] == "liozno"


FAULTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "moscow-mars: code names mars, which is no node": (
        "roads",
        "moscow-tula",
        {"code": "moscow-mars"},
    ),
    "tula-tula: code leads nowhere": ("roads", "moscow-tula", {"code": "tula-tula"}),
    "moscow-tula: km must be a number from 0.1 to 3000, not 0": ("roads", "moscow-tula", {"km": 0}),
    "moscow-tula: kind must be one of main, regional, local, not 'wide'": (
        "roads",
        "moscow-tula",
        {"kind": "wide"},
    ),
    "network: nodes have KOZL more than once": ("nodes", "xp_bruzgi", {"place": "KOZL"}),
    "network: nodes have no place for the external post xp_bruzgi": (
        "nodes",
        "xp_bruzgi",
        {"place": None},
    ),
    "moscow: lat must be a number from 41.0 to 82.0, not 37.6": ("nodes", "moscow", {"lat": 37.6}),
    "moscow: name: be is missing": ("nodes", "moscow", {"name": {"ru": "Москва", "en": "Moscow"}}),
    "moscow: size is not a field of this file": ("nodes", "moscow", {"size": 9}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_network_is_named(fault: str) -> None:
    part, code, change = FAULTS[fault]
    data = copy.deepcopy(shipped("network-1"))
    next(record for record in data[part] if record["code"] == code).update(change)
    with pytest.raises(FaultyNetwork) as refusal:
        parse_network(data)
    assert refusal.value.faults == (fault,)
