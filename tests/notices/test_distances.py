"""A map server gives the distances as long as it answers, and the embedded network otherwise."""

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from notices import distances, osrm
from notices.distances import Source, embedded, from_best_source, the_network
from tests.notices.map_server import CURVES, Degrees, a_step, an_answer, map_server, says
from workflows.driving import Drive, Leg
from workflows.network import straight_km
from workflows.vocabulary import Language

STOPS = ("xp_kozlovichi", "cp_redki", "cp_krasnaya_gorka", "moscow")
BACK = STOPS[::-1]


@pytest.fixture(autouse=True)
def no_server_is_silent() -> Iterator[None]:
    distances.silent_until.clear()
    distances.answers.clear()
    yield
    distances.silent_until.clear()
    distances.answers.clear()


def journey(drive: Drive) -> tuple[Leg, ...] | None:
    return drive(STOPS)


def spoilt(spoil: Callable[[Any], object]) -> Callable[[list[Degrees]], Any]:
    """A documented answer, changed."""

    def made(points: list[Degrees]) -> Any:
        answer = an_answer(points, "М-1")
        spoil(answer)
        return answer

    return made


def first_leg(answer: Any) -> dict[str, Any]:
    leg: dict[str, Any] = answer["routes"][0]["legs"][0]
    return leg


def at(code: str) -> Degrees:
    node = the_network().nodes[code]
    return node.lat, node.lon


def test_distances_times_and_roads_are_the_servers() -> None:
    with map_server(says(lambda points: an_answer(points, "М-1;E 30", None, "Р-120"))) as server:
        legs, source = from_best_source(server.url, journey)
    assert source is Source.SERVER and legs is not None and len(legs) == 3
    km = CURVES * straight_km(at("xp_kozlovichi"), at("cp_redki"))
    assert legs[0].km == pytest.approx(km)
    assert legs[0].minutes == pytest.approx(km / 72 * 60)
    assert legs[0].roads == ("М-1, E 30", "Р-120")
    assert legs[0].penalised_km == pytest.approx(km * (2 + 1.25) / 3)


def test_the_server_is_asked_as_documented() -> None:
    with map_server(says(lambda points: an_answer(points, "М-1"))) as server:
        from_best_source(f"{server.url}/maps/", journey)
    (asked,) = server.asked
    assert asked == (
        "/maps/route/v1/driving/23.59,52.132;31.025,54.631;31.082,54.64;37.6173,55.7558"
        "?overview=false&steps=true&annotations=false"
    )


def test_the_server_is_asked_for_the_way_over_the_crossings_that_the_network_found() -> None:
    with map_server(says(lambda points: an_answer(points, "М-1"))) as server:
        back = (*STOPS[:3], "gomel")
        legs, source = from_best_source(server.url, lambda drive: drive(back))
    assert source is Source.SERVER and legs is not None and len(legs) == 3
    crossed = [node for node in legs[2].nodes[1:-1] if node.startswith("cp_")]
    (asked,) = server.asked
    for code in crossed:
        lat, lon = at(code)
        assert f"{lon},{lat}" in asked
    assert crossed and legs[2].nodes == (embedded()(back) or ())[2].nodes


def test_without_a_server_the_network_answers() -> None:
    legs, source = from_best_source("", journey)
    assert source is Source.NETWORK and legs == embedded()(STOPS)


def test_a_way_that_the_network_does_not_have_is_not_asked_for() -> None:
    with map_server(says({})) as server:
        found = from_best_source(server.url, lambda drive: drive(("minsk", "hp_zaolsha")))
    assert found == (None, Source.SERVER) and not server.asked


OTHER_ANSWERS: dict[str, Any] = {
    "nothing": says(b""),
    "no JSON": says(b"<html>Bad gateway</html>"),
    "broken JSON": says(b'{"code": "Ok", "routes": ['),
    "no text": says(b"\xff\xfe\x00"),
    "a list": says([1, 2]),
    "null": says(b"null"),
    "a number": says(b"7"),
    "nested too deeply": says(b"[" * 100_000),
    "another code": says({"code": "NoRoute", "message": "Impossible route"}),
    "an error as documented": says({"code": "NoSegment", "message": "Could not find"}, status=400),
    "an error of the server": says({}, status=500),
    "no route": says(spoilt(lambda a: a["routes"].clear())),
    "routes without legs": says(spoilt(lambda a: a["routes"][0].pop("legs"))),
    "a leg too few": says(spoilt(lambda a: a["routes"][0]["legs"].pop())),
    "a leg too many": says(spoilt(lambda a: a["routes"][0]["legs"].append(first_leg(a)))),
    "a waypoint too few": says(spoilt(lambda a: a["waypoints"].pop())),
    "no steps": says(spoilt(lambda a: first_leg(a).pop("steps"))),
    "steps that are none": says(spoilt(lambda a: first_leg(a).update(steps=["left", "right"]))),
    "no distance": says(spoilt(lambda a: first_leg(a).pop("distance"))),
    "a distance in words": says(spoilt(lambda a: first_leg(a).update(distance="far"))),
    "a distance that is no number": says(spoilt(lambda a: first_leg(a).update(distance=1e999))),
    "a distance below zero": says(spoilt(lambda a: first_leg(a).update(distance=-1))),
    "a distance that no crow flies": says(spoilt(lambda a: first_leg(a).update(distance=1))),
    "a huge number": says(spoilt(lambda a: first_leg(a).update(duration=10**400))),
    "true for a duration": says(spoilt(lambda a: first_leg(a).update(duration=True))),
    "places of three numbers": says(spoilt(lambda a: a["waypoints"][0].update(location=[1, 2, 3]))),
    "another map": says(spoilt(lambda a: a["waypoints"][0].update(location=[13.4, 52.5]))),
    "too much": says(b" " * (osrm.LARGEST + 1)),
    "an unapproved crossing": says(
        spoilt(lambda a: first_leg(a)["steps"].append(a_step((55.215, 30.94), 1000, "local road")))
    ),
}


@pytest.mark.parametrize("answer", OTHER_ANSWERS)
def test_whatever_else_the_server_says_the_network_answers_everything(
    answer: str, caplog: pytest.LogCaptureFixture
) -> None:
    with map_server(OTHER_ANSWERS[answer]) as server:
        legs, source = from_best_source(server.url, journey)
    assert source is Source.NETWORK and legs == embedded()(STOPS)
    assert len(server.asked) == 1 and len(caplog.messages) == 1 and len(caplog.messages[0]) < 400


def test_a_way_is_asked_for_once() -> None:
    with map_server(says(lambda points: an_answer(points, "М-1"))) as server:
        first, source = from_best_source(server.url, lambda drive: drive(STOPS))
        again, _ = from_best_source(server.url, lambda drive: drive(STOPS))
    assert source is Source.SERVER and first == again and len(server.asked) == 1


def test_one_bad_answer_among_good_ones_makes_the_network_answer_everything() -> None:
    asked: list[Any] = []

    def is_moody(points: list[Degrees]) -> Any:
        asked.append(points)
        return an_answer(points, "М-1") if len(asked) == 1 else {"code": "NoRoute"}

    with map_server(says(is_moody)) as server:
        legs, source = from_best_source(server.url, lambda drive: [drive(STOPS), drive(BACK)])
    assert source is Source.NETWORK and legs == [embedded()(STOPS), embedded()(BACK)]
    assert len(asked) == 2


def test_no_redirection_is_followed() -> None:
    with (
        map_server(says(lambda points: an_answer(points, "М-1"))) as elsewhere,
        map_server(says(b"", status=302, Location=f"{elsewhere.url}/a/0,0")) as server,
    ):
        _, source = from_best_source(server.url, journey)
    assert source is Source.NETWORK and not elsewhere.asked


def sleeps(handler: BaseHTTPRequestHandler, points: list[Degrees]) -> None:
    time.sleep(1)


def trickles_its_head(handler: BaseHTTPRequestHandler, points: list[Degrees]) -> None:
    for _ in range(100):
        handler.wfile.write(b"H")
        time.sleep(0.02)


def trickles_its_body(handler: BaseHTTPRequestHandler, points: list[Degrees]) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.02)


def hangs_up(handler: BaseHTTPRequestHandler, points: list[Degrees]) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")


@pytest.mark.parametrize("behave", [sleeps, trickles_its_head, trickles_its_body])
def test_a_slow_server_is_left_after_its_time_and_not_asked_again_at_once(
    behave: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distances, "TIMEOUT", 0.2)
    with map_server(behave) as server:
        began = time.monotonic()
        legs, source = from_best_source(server.url, journey)
        assert time.monotonic() - began < 0.9
        assert source is Source.NETWORK and legs == embedded()(STOPS)
        assert from_best_source(server.url, journey)[1] is Source.NETWORK
        assert len(server.asked) == 1
        distances.silent_until[server.url] = time.monotonic()
        from_best_source(server.url, journey)
        assert len(server.asked) == 2


def test_the_time_is_for_all_questions_of_an_advice_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def is_leisurely(points: list[Degrees]) -> Any:
        time.sleep(0.15)
        return an_answer(points, "М-1")

    monkeypatch.setattr(distances, "TIMEOUT", 0.4)
    with map_server(says(is_leisurely)) as server:
        began = time.monotonic()
        towns = [code for code, _name in the_network().towns(Language.EN)][:20]
        ways = [("smolensk", town) for town in towns if town != "smolensk"]
        _, source = from_best_source(server.url, lambda drive: [drive(way) for way in ways])
        assert source is Source.NETWORK and time.monotonic() - began < 1
        assert len(server.asked) < 5


def test_a_server_that_hangs_up_is_no_server() -> None:
    with map_server(hangs_up) as server:
        assert from_best_source(server.url, journey)[1] is Source.NETWORK


def test_a_server_without_encryption_is_none_where_it_is_asked_for() -> None:
    with map_server(says(lambda points: an_answer(points, "М-1"))) as server:
        encrypted = server.url.replace("http:", "https:")
        assert from_best_source(encrypted, journey)[1] is Source.NETWORK
    assert not server.asked


def test_a_bad_answer_does_not_silence_the_server() -> None:
    with map_server(says({"code": "NoRoute"})) as server:
        from_best_source(server.url, journey)
        from_best_source(server.url, journey)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://no such host",
        "https://127.0.0.1:1",
        "http://[",
    ],
)
def test_an_address_where_nobody_is_makes_the_network_answer(url: str) -> None:
    legs, source = from_best_source(url, journey)
    assert source is Source.NETWORK and legs == embedded()(STOPS)
