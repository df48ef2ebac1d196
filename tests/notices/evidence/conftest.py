"""Files are judged within a request, by an application that speaks English."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale


@pytest.fixture
def web(once: Flask) -> Iterator[Flask]:
    """The application; files do not touch the database."""
    with once.test_request_context(), force_locale("en"):
        yield once
