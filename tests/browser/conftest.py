"""A real browser before a real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from waitress.server import create_server

from tests.browser.visitor import Visitor

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
MISSING = "Install chromium-headless-shell (./run test does), or name a browser in CHROMIUM."


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium in the build that never has a window: it takes half of the time."""
    assert CHROMIUM, MISSING
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The program served on a port of its own."""
    app.config.update(SERVER_NAME=None, WTF_CSRF_ENABLED=True)
    server = create_server(app, host="127.0.0.1", port=0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With and without JavaScript, where a test does not say otherwise by itself."""
    own = {mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")}
    if "scripts" in metafunc.fixturenames and "scripts" not in own:
        brief = hasattr(metafunc.module, "WITHOUT_SCRIPTS_IF_LONG")
        once = brief and not metafunc.config.option.long
        ids = ["scripts"] if once else ["scripts", "no-scripts"]
        metafunc.parametrize("scripts", [True, False][: len(ids)], ids=ids, indirect=True)


@pytest.fixture
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether browsers run JavaScript."""
    return bool(request.param)


@pytest.fixture
def app(request: pytest.FixtureRequest, scripts: bool) -> Flask:
    """With JavaScript on PostgreSQL, without it on SQLite: a browser knows no database."""
    made: Flask = request.getfixturevalue("on_postgresql" if scripts else "on_sqlite")
    return made


@pytest.fixture
def visit(browser: Browser, address: str, scripts: bool) -> Iterator[Callable[[int], Visitor]]:
    """Opens a window of a width in a browser of its own."""
    contexts = []

    def open_window(width: int) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        contexts.append(context)
        return Visitor(context.new_page(), address)

    yield open_window
    for context in contexts:
        context.close()
