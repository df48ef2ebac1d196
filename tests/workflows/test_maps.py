"""The map of a journey shows all of it that fits, and nothing covers a name."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import combinations, pairwise
from math import asin, cos, dist, radians, sin, sqrt
from typing import Any

import pytest

from tests.maps import CHECKPOINTS, COURSES, DATA, a_map, the_borders, the_nodes
from workflows.borders import FaultyBorders, LineKind, parse_borders
from workflows.course import Course
from workflows.lettering import ADVANCE, Box, around
from workflows.maps import PAGE, PAPER, Drawing, draw
from workflows.scale import scale_of
from workflows.shapes import CIRCLE, SQUARE
from workflows.sheet import Point, Sheet, frame_around, project

Json = dict[str, Any]
EVERY = [(course, sheet) for course in COURSES for sheet in (PAGE, PAPER)]
PATHS = (
    "coasts", "roads", "borders", "inner_border", "grounds", "onward", "other_way", "way", "towns",
    "leaders",
)  # fmt: skip
PAIR = re.compile(r"[ML](-?[\d.]+) (-?[\d.]+)")


def points_of(path: str) -> list[Point]:
    return [Point(float(x), float(y)) for x, y in PAIR.findall(path)]


def boxes_of(drawing: Drawing) -> Iterator[Box]:
    """What squares, ends and names cover."""
    for end in drawing.ends:
        if not end.arrow:
            yield around(Point(end.x, end.y), CIRCLE)
    for square in drawing.squares:
        yield around(Point(square.x, square.y), SQUARE)
    for label in drawing.labels:
        yield label.box


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface, between two places given as latitude and longitude."""
    (a, b), (c, d) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


def distance_to_line(place: tuple[float, float], line: list[tuple[float, float]]) -> float:
    """Kilometres to the nearest of many points along a line."""
    return min(
        kilometres(place, (a + (c - a) * part / 20, b + (d - b) * part / 20))
        for (a, b), (c, d) in pairwise(line)
        for part in range(21)
    )


def test_the_projection_is_that_of_maps_on_the_web() -> None:
    assert project(0, 0) == pytest.approx((0, 0), abs=1e-6)
    assert project(54, 30) == pytest.approx((3339.584, 7170.156), abs=0.001)


@pytest.mark.parametrize("code", CHECKPOINTS)
def test_a_checkpoint_lies_on_the_inner_border(code: str) -> None:
    [inner] = [line for line in the_borders().lines if line.kind is LineKind.INNER]
    node = the_nodes()[code]
    assert distance_to_line((node.lat, node.lon), list(inner.points)) < 10


@pytest.mark.parametrize(("course", "sheet"), EVERY)
def test_every_shape_lies_on_the_sheet(course: str, sheet: Sheet) -> None:
    drawing = a_map(course, sheet)
    arrows = [end.arrow for end in drawing.ends]
    paths = [*(getattr(drawing, name) for name in PATHS), drawing.scale.bar, *arrows]
    for point in [point for path in paths for point in points_of(path)]:
        assert 0 <= point.x <= sheet.width and 0 <= point.y <= sheet.height
    assert all(box.fits(sheet) for box in boxes_of(drawing))


@pytest.mark.parametrize(("course", "sheet"), EVERY)
def test_no_name_covers_a_checkpoint_or_another_name(course: str, sheet: Sheet) -> None:
    drawing = a_map(course, sheet)
    covered = [*boxes_of(drawing), drawing.scale.box]
    assert not [pair for pair in combinations(covered, 2) if pair[0].meets(pair[1])]


@pytest.mark.parametrize(("course", "sheet"), EVERY)
def test_all_six_checkpoints_are_shown_and_one_is_advised(course: str, sheet: Sheet) -> None:
    drawing = a_map(course, sheet)
    assert [square.number for square in drawing.squares] == [1, 2, 3, 4, 5, 6]
    assert [s.number for s in drawing.squares if s.advised] == [drawing.advised]
    assert CHECKPOINTS[drawing.advised - 1] == COURSES[course].checkpoint


@pytest.mark.parametrize(("course", "sheet"), EVERY)
def test_the_ends_have_their_names_on_the_map(course: str, sheet: Sheet) -> None:
    drawing = a_map(course, sheet)
    names = ", ".join(label.text for label in drawing.labels if label.main)
    assert [end.name for end in drawing.ends if end.name not in names] == []


def test_ends_at_one_point_are_one_sign() -> None:
    kinds = {course: [end.kind for end in a_map(course).ends] for course in COURSES}
    assert kinds["to Moscow"] == ["entry", "destination"]
    assert kinds["there and back"] == ["entry exit", "destination"]
    assert kinds["far and out"] == ["entry", "destination exit"]


def test_a_checkpoint_that_is_the_destination_stands_beside_it_with_its_number() -> None:
    drawing = a_map("to the checkpoint and back")
    advised, (_, destination) = drawing.squares[drawing.advised - 1], drawing.ends
    assert dist((advised.x, advised.y), (destination.x, destination.y)) > SQUARE


def test_equal_journeys_give_equal_drawings() -> None:
    assert a_map() == a_map()


def test_an_end_beyond_the_edge_is_pointed_at_from_the_edge() -> None:
    entry, destination = a_map("to Novosibirsk").ends
    assert (entry.name, entry.arrow) == ("Козловичи", "")
    assert (destination.name, destination.x) == ("Новосибирск", PAGE.width)
    assert points_of(destination.arrow)


def test_two_ends_beyond_the_same_edge_share_an_arrow_and_their_names() -> None:
    drawing = a_map("far and out")
    assert [bool(end.arrow) for end in drawing.ends] == [False, True]
    assert "Казань, Озинки" in [label.text for label in drawing.labels]


def test_a_journey_of_which_only_the_checkpoint_is_known_ends_there() -> None:
    drawing = a_map("to the checkpoint only")
    assert [end.kind for end in drawing.ends] == ["entry"]
    advised = drawing.squares[drawing.advised - 1]
    assert dist(points_of(drawing.way)[-1], (advised.x, advised.y)) < 0.2


@pytest.mark.parametrize("course", ["to Moscow", "there and back"])
def test_the_other_way_is_drawn_only_where_it_leaves_the_way_to_the_destination(
    course: str,
) -> None:
    drawing = a_map(course)
    way, other = points_of(drawing.way), points_of(drawing.other_way)
    assert drawing.other == 5
    assert set(way) & set(other) == {other[0], other[-1]}


def test_the_way_to_the_destination_is_one_line_whatever_the_way_out() -> None:
    there, back = a_map(), a_map("there and back")
    assert (there.way, there.onward) == (back.way, "")
    assert set(points_of(back.onward)) == set(points_of(back.other_way))


def test_another_way_has_a_number_only_where_something_of_it_is_drawn() -> None:
    way = COURSES["to Moscow"].way
    same = Course(way, "KGOR", "moscow", other_way=way)
    drawing = draw(the_borders(), the_nodes(), [], CHECKPOINTS, same, PAGE)
    assert (drawing.other_way, drawing.other) == ("", None)
    assert a_map("to Smolensk").other is None


def test_parts_of_the_ways_are_those_that_were_not_driven_before() -> None:
    course = COURSES["there and back"]
    assert course.outward == COURSES["to Moscow"].way
    back = ["moscow", "roslavl", "DUBO", "bobruisk", "ivatsevichi"]
    assert (course.onward_alone(), course.other_alone()) == ([back], [back[::-1]])
    assert COURSES["to the checkpoint and back"].onward_alone() == []
    only = COURSES["to the checkpoint only"]
    assert (only.outward, only.onward_alone()) == (only.way, [])


def test_squares_that_would_meet_move_aside_and_lead_to_their_places() -> None:
    drawing = a_map("to Novosibirsk")
    leaders = [points_of(f"M{leader}") for leader in drawing.leaders.split("M")[1:]]
    moved = {n for n, (place, square) in enumerate(leaders, 1) if place != square}
    assert moved and drawing.advised not in moved
    assert all(dist(place, square) < 2.5 * SQUARE for place, square in leaders)


def test_a_place_without_a_name_gets_no_letters() -> None:
    assert "" not in [label.text for label in a_map().labels]
    assert len(points_of(a_map().towns)) % 2 == 0


def test_the_bar_is_as_long_as_its_kilometres() -> None:
    drawing = a_map(sheet=PAPER)
    left, right = points_of(drawing.scale.bar)[1:3]
    minsk, moscow = (
        next(point for point in points_of(drawing.way) if dist(point, at) < 0.2)
        for at in (points_of(drawing.way)[3], points_of(drawing.way)[-1])
    )
    along = kilometres((53.90, 27.56), (55.76, 37.62)) / dist(minsk, moscow)
    assert along * (right.x - left.x) == pytest.approx(drawing.scale.km, rel=0.03)


@pytest.mark.parametrize(("south", "east"), [(52, 30), (54, 30), (58, 30), (56, 36)])
def test_the_bar_is_true_in_the_middle_of_the_map_and_has_room_with_its_text(
    south: float, east: float
) -> None:
    frame = frame_around([(south, 24), (south + 2, east)], [], the_borders().area, PAGE)
    scale = scale_of(frame, [], [])
    left, right = points_of(scale.bar)[1:3]
    assert scale.box.left - 0.1 <= left.x < right.x <= scale.box.right + 0.1
    assert scale.box.right - scale.box.left + 0.1 >= len(f"{scale.km} km") * ADVANCE
    assert scale.x == pytest.approx((left.x + right.x) / 2, abs=0.2)
    minsk, moscow = (frame.latitude, 27.56), (frame.latitude, 37.62)
    units_per_km = dist(frame.place(*minsk), frame.place(*moscow)) / kilometres(minsk, moscow)
    assert right.x - left.x == pytest.approx(scale.km * units_per_km, rel=0.01)


def test_a_map_on_paper_is_small_enough_to_be_kept_with_the_facts() -> None:
    for course in COURSES:
        facts = json.dumps(asdict(a_map(course, PAPER)), ensure_ascii=False)
        assert len(facts.encode()) < 20_000, course


FAULTS: dict[str, Callable[[Json], object]] = {
    "borders: version must be a whole number from 1 on, not 0": lambda data: data.update(version=0),
    "borders: licence is missing": lambda data: data.pop("licence"),
    "area: north must be a number from -180 to 180, not 'far'": lambda data: data["area"].update(
        north="far"
    ),
    "BY-RU-1: kind must be one of inner, outer, coast, not 'river'": lambda data: data["lines"][
        0
    ].update(kind="river"),
    "BY: assumptions names colour, which is not a field": lambda data: data["signs"][0].update(
        assumptions=["colour"]
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_outlines_is_named(fault: str) -> None:
    data = copy.deepcopy(json.loads((DATA / "borders-1.json").read_text("utf-8")))
    FAULTS[fault](data)
    with pytest.raises(FaultyBorders) as refusal:
        parse_borders(data)
    assert refusal.value.faults == (fault,)


def test_points_must_be_pairs_of_degrees() -> None:
    data = json.loads((DATA / "borders-1.json").read_text("utf-8"))
    data["lines"][0]["points"] = "56.1 28.1, 56.0"
    with pytest.raises(FaultyBorders, match="BY-RU-1: points must have the form"):
        parse_borders(data)
