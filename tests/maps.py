"""Maps for tests: a small network of towns and the six checkpoints, with the shipped outlines."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import workflows
from workflows.borders import Borders, parse_borders
from workflows.course import Course, MapNode
from workflows.maps import PAGE, Drawing, draw
from workflows.places import parse_places
from workflows.sheet import Sheet
from workflows.vocabulary import PlaceKind

DATA = Path(workflows.__file__).parent / "data"
CHECKPOINTS = ("DOLO", "NEVL", "KRUG", "KGOR", "DUBO", "NOVZ")
TOWNS = {
    "brest": MapNode(52.10, 23.73, "Брест"),
    "ivatsevichi": MapNode(52.71, 25.34, "Ивацевичи"),
    "minsk": MapNode(53.90, 27.56, "Минск"),
    "orsha": MapNode(54.51, 30.42),
    "bobruisk": MapNode(53.14, 29.22, "Бобруйск"),
    "vitebsk": MapNode(55.19, 30.20, "Витебск"),
    "smolensk": MapNode(54.78, 32.05, "Смоленск"),
    "roslavl": MapNode(53.95, 32.86, "Рославль"),
    "vyazma": MapNode(55.21, 34.30, "Вязьма"),
    "moscow": MapNode(55.76, 37.62, "Москва"),
    "kazan": MapNode(55.80, 49.11, "Казань"),
    "novosibirsk": MapNode(55.03, 82.92, "Новосибирск"),
    "rostov": MapNode(47.22, 39.72, "Ростов-на-Дону"),
}
WEST = ("KOZL", "brest", "ivatsevichi", "minsk", "orsha", "KGOR")
EAST = ("smolensk", "vyazma", "moscow")
OTHER = ("KOZL", "brest", "ivatsevichi", "bobruisk", "DUBO", "roslavl", "moscow")
BACK = OTHER[-2::-1]
COURSES = {
    "to Moscow": Course((*WEST, *EAST), "KGOR", "moscow", other_way=OTHER),
    "to Smolensk": Course(("GRIG", "vitebsk", "KRUG", "smolensk"), "KRUG", "smolensk"),
    "to Novosibirsk": Course((*WEST, *EAST, "kazan", "novosibirsk"), "KGOR", "novosibirsk"),
    "out in the south": Course((*WEST, *EAST, "rostov", "LARS"), "KGOR", "moscow", "LARS"),
    "far and out": Course((*WEST, *EAST, "kazan", "OZIN"), "KGOR", "kazan", "OZIN"),
    "to the checkpoint only": Course(WEST, "KGOR", None),
    "there and back": Course(
        (*WEST, *EAST, *BACK), "KGOR", "moscow", "KOZL", other_way=(*OTHER, *BACK)
    ),
    "to the checkpoint and back": Course((*WEST, *WEST[-2::-1]), "KGOR", "KGOR", "KOZL"),
}


@cache
def the_borders() -> Borders:
    """The shipped outlines."""
    return parse_borders(json.loads((DATA / "borders-1.json").read_text("utf-8")))


@cache
def the_nodes() -> dict[str, MapNode]:
    """The towns, and every checkpoint and post by its code."""
    places = parse_places(json.loads((DATA / "places-1.json").read_text("utf-8"))).places.values()
    kinds = (PlaceKind.CHECKPOINT, PlaceKind.EXTERNAL_POST)
    listed = [place for place in places if place.kind in kinds]
    return TOWNS | {place.code: MapNode(place.lat, place.lon, place.name.ru) for place in listed}


def a_map(course: str = "to Moscow", sheet: Sheet = PAGE) -> Drawing:
    """The map of one of the courses."""
    roads = {leg for known in COURSES.values() for leg in pairwise(known.way)}
    return draw(the_borders(), the_nodes(), sorted(roads), CHECKPOINTS, COURSES[course], sheet)
