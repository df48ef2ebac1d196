"""How often one address may try what can be guessed: sign-in, codes, the papers' addresses.

Without `RATELIMIT_STORAGE_URI` each process counts by itself. The locks of `attempts` stand
behind this and are kept in the database.
"""

from flask import Flask, request
from flask_limiter import Limiter

from .attempts import network_of

RATES = {
    "security.login": ("POST", "30 per minute"),
    "security.change_password": ("POST", "30 per minute"),
    "account.second_factor": ("POST", "30 per minute"),
    "account.set_up": ("POST", "30 per minute"),
    "account.agency": ("GET", "30 per minute"),
    "account.agency_proof": ("GET", "30 per minute"),
    "account.agency_answer": ("GET", "30 per minute"),
    "carrier.enter": ("POST", "30 per minute"),
    "verifier.code": ("GET", "120 per minute"),
    "verifier.number": ("POST", "30 per minute"),
    "verifier.file": ("POST", "30 per minute"),
}
"""By endpoint: the method and the rate. The people of a checkpoint share an address."""


def init_rates(app: Flask) -> None:
    """Put the rates on the views; who is too fast gets 429 with `Retry-After`."""
    limiter = app.extensions["rates"] = Limiter(_client, app=app)
    for endpoint, (method, rate) in RATES.items():
        limited = limiter.limit(rate, methods=[method])
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])  # type: ignore[assignment]


def _client() -> str:
    return network_of(request.remote_addr or "")
