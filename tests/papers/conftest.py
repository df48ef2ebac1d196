"""Papers are rendered in the process of the test here, unless the child itself is tested."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from notices.models import StoredPaper, db
from notices.papers import queue
from notices.papers.printer import NotPrinted, Printer
from notices.papers.queue import order_of
from notices.papers.render import render
from notices.papers.seal import Seal, seal_from
from tests.conftest import app_on
from tests.papers.family import EVERY, SAMPLE, Family

Rendered = Callable[[StoredPaper], bytes]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test look at a sample of the family, and at all of it where there is time."""
    if "member" in metafunc.fixturenames:
        family = EVERY if metafunc.config.getoption("--long") else SAMPLE
        metafunc.parametrize("member", family, ids=str)


class LastingPrinter(Printer):
    """Keeps its child when a queue lets it go, because to start one takes longer than a paper.

    It prints an order once, because equal orders give equal papers; not those that enclose files.
    """

    def __init__(self, seal_folder: Path) -> None:
        super().__init__(seal_folder)
        self.printed: dict[str, bytes] = {}

    def render(self, order: dict[str, Any]) -> bytes:
        """The PDF of an order."""
        if order.get("files"):
            return super().render(order)
        told = json.dumps(order)
        if told not in self.printed:
            self.printed[told] = super().render(order)
        return self.printed[told]

    def close(self) -> None:
        """Keep the child."""

    def end(self) -> None:
        """Let the child go after all."""
        super().close()


class Pretender(Printer):
    """Prints the order itself, and remembers what it printed; fails as often as it is told."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__(Path("nowhere"))
        self.orders: list[dict[str, Any]] = []
        self.failures = failures

    def render(self, order: dict[str, Any]) -> bytes:
        """The order as bytes."""
        if self.failures:
            self.failures -= 1
            raise NotPrinted("out of ink")
        self.orders.append(order)
        return order["address"].encode()


@pytest.fixture(scope="session")
def lasting_printer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LastingPrinter]:
    """A printer for all tests of a worker that do not look at printers or seals."""
    printer = LastingPrinter(tmp_path_factory.mktemp("printer"))
    yield printer
    printer.end()


@pytest.fixture
def one_printer(monkeypatch: pytest.MonkeyPatch, lasting_printer: LastingPrinter) -> None:
    """Let queues use the one printer."""
    monkeypatch.setattr(queue, "Printer", lambda _seal_folder: lasting_printer)


@pytest.fixture
def rendered() -> Rendered:
    """The bytes of a paper, made from its committed facts."""
    return lambda paper: render(**order_of(paper))


@pytest.fixture(scope="session")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """A register's own seal."""
    return seal_from(tmp_path_factory.mktemp("seal"))


@pytest.fixture(scope="session")
def family(
    sqlite_app: Flask, seal: Seal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Family]:
    """Papers that are rendered once for all tests of a worker."""
    folder = tmp_path_factory.mktemp("family") / "instance"
    shutil.copytree(Path(sqlite_app.instance_path).parent / "pristine", folder)
    app = app_on(f"sqlite:///{folder / 'register.sqlite'}", folder)
    yield Family(app, seal)
    with app.app_context():
        db.engine.dispose()
