"""A local imitation of a server that speaks OSRM's protocol: route service, v1, as documented."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from tests.local_server import served
from workflows.network import straight_km

Degrees = tuple[float, float]
Behaviour = Callable[[BaseHTTPRequestHandler, list[Degrees]], None]
CURVES = 1.3
"""The ways of the imitation are longer than a crow flies by this."""


def a_step(start: Degrees, metres: float, ref: str | None) -> dict[str, Any]:
    """A step as documented; a road without a number has no `ref`."""
    location = [start[1], start[0]]
    step = {
        "distance": metres,
        "duration": metres / 20,
        "geometry": "{lu_IypwpAVrAvAdI",
        "name": "Минское шоссе",
        "mode": "driving",
        "maneuver": {"type": "depart", "location": location, "bearing_after": 299},
        "intersections": [{"location": location, "bearings": [300], "entry": [True], "out": 0}],
    }
    return step if ref is None else step | {"ref": ref}


def an_answer(points: list[Degrees], *refs: str | None) -> dict[str, Any]:
    """A documented answer: 72 km/h on every leg, which is divided among roads equally."""
    legs = []
    for one, other in pairwise(points):
        metres = 1000 * CURVES * straight_km(one, other)
        steps = [a_step(one, metres / len(refs), ref) for ref in refs]
        legs.append({"distance": metres, "duration": metres / 20, "summary": "", "steps": steps})
    return {
        "code": "Ok",
        "routes": [
            {
                "distance": sum(leg["distance"] for leg in legs),
                "duration": sum(leg["duration"] for leg in legs),
                "legs": legs,
                "weight": 1.0,
                "weight_name": "routability",
            }
        ],
        "waypoints": [{"hint": "", "name": "", "location": [lon, lat]} for lat, lon in points],
    }


def says(answer: Any, status: int = 200, **headers: str) -> Behaviour:
    """A server that gives one answer: bytes, JSON, or what a function makes of the points."""

    def behave(handler: BaseHTTPRequestHandler, points: list[Degrees]) -> None:
        made = answer(points) if callable(answer) else answer
        body = made if isinstance(made, bytes) else json.dumps(made).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


@dataclass
class MapServer:
    """The imitation while it runs: its address, and the addresses that were asked."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def map_server(behave: Behaviour) -> Iterator[MapServer]:
    """Listen on a free port for as long as the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.asked.append(self.path)
            places = urlsplit(self.path).path.rsplit("/", 1)[-1].split(";")
            points = [(float(lat), float(lon)) for lon, lat in (p.split(",") for p in places)]
            behave(self, points)

        def log_message(self, *_: Any) -> None:
            pass

    with served(Handler) as address:
        running = MapServer(address)
        yield running
