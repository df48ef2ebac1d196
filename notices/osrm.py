"""A client of a server that speaks OSRM's protocol: route service, v1, as documented.

https://project-osrm.org/docs/v5.24.0/api/#route-service
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import pairwise
from socket import SHUT_RDWR, socket
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from workflows.network import straight_km

LARGEST = 8 * 1024 * 1024
"""Bytes of an answer; the steps of a way through both states take about one million."""
NEAR = 10
"""Kilometres that a point may lie from the nearest road; beyond, the server has another map."""
MOST = 1e8
"""More than the metres and the seconds of any way."""
LONGEST_NUMBER = 40
NOT_AS_DOCUMENTED = (AttributeError, LookupError, RecursionError, TypeError, ValueError)

Degrees = tuple[float, float]
"""Latitude and longitude. The protocol has them the other way round."""


class NoAnswer(Exception):
    """The server said nothing that can be used."""


class OutOfTime(NoAnswer):
    """The server cannot be reached, or is too slow."""


@dataclass(frozen=True)
class Part:
    """The way from one point to the next, in kilometres and minutes.

    `stretches` are the roads in order, each with its number, which may be empty, and its length;
    `passed` are the places of all its crossroads.
    """

    km: float
    minutes: float
    stretches: tuple[tuple[str, float], ...]
    passed: tuple[Degrees, ...]


def ask(url: str, points: Sequence[Degrees], deadline: float) -> list[Part]:
    """The way through points in order: a part between each two. Raises NoAnswer.

    The deadline is one of the monotonic clock. No redirection is followed.
    """
    try:
        answer = json.loads(_fetch(urlsplit(url), points, deadline))
        if answer["code"] != "Ok":
            raise NoAnswer(f"the server says {answer['code']!r:.40}")
        for point, waypoint in zip(points, answer["waypoints"], strict=True):
            if straight_km(point, _degrees(waypoint["location"])) > NEAR:
                raise NoAnswer(f"the server knows no road near {point}")
        parts = [_part(leg) for leg in answer["routes"][0]["legs"]]
    except NOT_AS_DOCUMENTED as failure:
        raise NoAnswer(f"the answer is not as documented: {failure!r:.200}") from failure
    if len(parts) != len(points) - 1:
        raise NoAnswer(f"{len(parts)} legs between {len(points)} points")
    for part, ends in zip(parts, pairwise(points), strict=True):
        if part.km + 2 * NEAR < straight_km(*ends):
            raise NoAnswer(f"{part.km} km are less than a crow flies between {ends}")
    return parts


def _fetch(address: SplitResult, points: Sequence[Degrees], deadline: float) -> bytes:
    where = ";".join(f"{lon},{lat}" for lat, lon in points)
    path = f"{address.path.rstrip('/')}/route/v1/driving/{where}"
    try:
        with _connected(address, deadline) as connection:
            connection.request("GET", f"{path}?overview=false&steps=true&annotations=false")
            response = connection.getresponse()
            body = response.read(LARGEST + 1)
    except (OSError, HTTPException) as failure:
        raise OutOfTime(f"no answer: {failure!r:.200}") from failure
    _left(deadline)
    if response.status != HTTPStatus.OK or len(body) > LARGEST:
        raise NoAnswer(f"status {response.status}, {len(body)} bytes")
    return body


@contextmanager
def _connected(address: SplitResult, deadline: float) -> Iterator[HTTPConnection]:
    """A connection that is cut at the deadline, also from a server that trickles."""
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    with closing(kind(address.hostname or "", address.port, timeout=_left(deadline))) as connection:
        connection.connect()
        alarm = Timer(_left(deadline), _cut, [connection.sock])
        alarm.daemon = True
        alarm.start()
        try:
            yield connection
        finally:
            alarm.cancel()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise OutOfTime("no answer in time")
    return left


def _cut(sock: socket) -> None:
    with suppress(OSError):  # It is closed already.
        sock.shutdown(SHUT_RDWR)


def _part(leg: dict[str, Any]) -> Part:
    steps = leg["steps"]
    return Part(
        km=_number(leg["distance"]) / 1000,
        minutes=_number(leg["duration"]) / 60,
        stretches=tuple((_road(step), _number(step["distance"]) / 1000) for step in steps),
        passed=tuple(_degrees(at["location"]) for step in steps for at in step["intersections"]),
    )


def _road(step: dict[str, Any]) -> str:
    """The number of a step's road; several, as of a European route, are divided by commas."""
    number = " ".join(str(step.get("ref") or "").split())
    return number.replace(";", ", ")[:LONGEST_NUMBER]


def _degrees(location: Any) -> Degrees:
    lon, lat = location
    return _number(lat, -90, 90), _number(lon, -180, 180)


def _number(value: Any, least: float = 0, most: float = MOST) -> float:
    """A number between bounds. Raises ValueError; the JSON of Python has NaN, which is none."""
    if type(value) not in (int, float) or not least <= value <= most:
        raise ValueError(f"no number from {least} to {most}")
    return float(value)
