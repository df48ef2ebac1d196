"""Papers are rendered in the process of the test here, unless the child itself is tested."""

from collections.abc import Callable

import pytest
from flask import Flask

from notices.models import StoredPaper
from notices.papers.queue import order_of
from notices.papers.render import render
from notices.papers.seal import Seal, seal_from

Rendered = Callable[[StoredPaper], bytes]


@pytest.fixture
def rendered(app: Flask) -> Rendered:
    """The bytes of a paper, made from its committed facts."""
    return lambda paper: render(**order_of(paper))


@pytest.fixture(scope="session")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    """A register's own seal."""
    return seal_from(tmp_path_factory.mktemp("seal"))
