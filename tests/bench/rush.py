"""A rush at the exit: so many questions a second, whether or not earlier ones are answered.

A decision is two requests: the press, and the page that it leads to. Its time counts from the
instant at which it was due, so that waiting counts too. SQLite is served by the program's own
server, PostgreSQL by Gunicorn with two processes.
"""

import http.client
import itertools
import multiprocessing
import os
import random
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import select

from notices.models import Unit, db
from notices.server import listen
from tests.people import sign_in

from .timing import row, table

RATES = (25, 50, 100)
SECONDS = 20
BROWSERS = 64
UNKNOWN = "AB {:04}-9"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Fetch = Callable[[str], None]


class Service(BaseApplication):
    """Gunicorn with two processes."""

    def __init__(self, app: Flask, port: int) -> None:
        self.app, self.port = app, port
        super().__init__()

    def load_config(self) -> None:
        """Set what `gunicorn --workers 2` sets."""
        for name, value in {"bind": f"127.0.0.1:{self.port}", "workers": 2}.items():
            self.cfg.set(name, value)
        self.cfg.set("loglevel", "error")

    def load(self) -> Flask:
        """Serve the application as it is."""
        return self.app


def measure(app: Flask) -> None:
    """Print the times of a decision at each rate."""
    plates = list(db.session.scalars(select(Unit.plate).order_by(Unit.id.desc()).limit(2_000)))
    cookie = _cookie_of_an_officer(app)
    db.session.remove()
    db.engine.dispose()
    with _serving(app) as port:
        table("decisions a second", "median ms", "95 %", "99 %", "longest", "not answered")
        for rate in RATES:
            times = _rush(rate, lambda text: _decide(port, cookie, text), plates)
            answered = sorted(time for time in times if time)
            parts = (answered[int(len(answered) * part)] for part in (0.5, 0.95, 0.99))
            row(rate, *parts, answered[-1], len(times) - len(answered))


def _cookie_of_an_officer(app: Flask) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        sign_in(session, "exit-by")
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie
    return f"{name}={cookie.value}"


@contextmanager
def _serving(app: Flask) -> Any:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    on_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    server = fork.Process(target=lambda: (_serve_alone if on_sqlite else _serve)(app, port))
    server.start()
    try:
        for _try in range(100):
            time.sleep(0.1)
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                continue
        yield port
    finally:
        server.terminate()
        server.join()


def _serve(app: Flask, port: int) -> None:
    Service(app, port).run()


def _serve_alone(app: Flask, port: int) -> None:
    with patch.dict(os.environ, HOST="127.0.0.1", PORT=str(port)):
        listen(app).run()


def _rush(rate: int, decide: Fetch, plates: list[str]) -> list[float | None]:
    """Milliseconds of each decision; None for one that failed."""
    chosen, begin = random.Random(rate), time.perf_counter() + 0.5  # noqa: S311
    texts = (
        chosen.choice(plates) if number % 2 else UNKNOWN.format(number)
        for number in itertools.count()
    )

    def at(due: float, text: str) -> float | None:
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            decide(text)
        except (OSError, http.client.HTTPException, AssertionError):
            return None
        return (time.perf_counter() - due) * 1000

    dues = [begin + number / rate for number in range(rate * SECONDS)]
    with ThreadPoolExecutor(BROWSERS) as browsers:
        return list(browsers.map(at, dues, texts))


def _decide(port: int, cookie: str, text: str) -> None:
    """Ask, and read the answer."""
    led_to = _answer(port, "POST", "/exit/ask_exit", cookie, urlencode({"text": text}))
    assert led_to
    _answer(port, "GET", led_to, cookie)


def _answer(port: int, method: str, address: str, cookie: str, body: str = "") -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Cookie": cookie, "Host": "localhost"} | (FORM if body else {})
    connection.request(method, address, body or None, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status in (200, 303)
    return response.headers["Location"]
