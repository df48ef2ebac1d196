"""A signed-in person who fetches pages as fast as the application makes them."""

from collections.abc import Mapping

from flask import Flask

from notices.models import db
from tests.people import sign_in


class Browser:
    """Fetches pages without looking at them; a page that fails ends the measurement."""

    def __init__(self, app: Flask, login: str | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        if login:
            with self.client.session_transaction() as session:
                sign_in(session, login)
            db.session.remove()

    def get(self, address: str) -> None:
        """Open a page."""
        with self.app.app_context():
            response = self.client.get(address)
        assert response.status_code == 200, f"{response.status} at {address}"

    def post(self, address: str, fields: Mapping[str, str]) -> None:
        """Press a button that leads on to another page."""
        with self.app.app_context():
            response = self.client.post(address, data=fields)
        assert response.status_code in (302, 303), f"{response.status} at {address}"
