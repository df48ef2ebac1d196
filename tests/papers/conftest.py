"""Papers are rendered in the process of the test here, unless the child itself is tested."""

from collections.abc import Callable

import pytest
from flask import Flask

from notices.models import StoredPaper
from notices.papers.queue import order_of
from notices.papers.render import render

Rendered = Callable[[StoredPaper], bytes]


@pytest.fixture
def rendered(app: Flask) -> Rendered:
    """The bytes of a paper, made from its committed facts."""
    return lambda paper: render(**order_of(paper))
