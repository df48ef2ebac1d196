"""How often one address may try what can be guessed: sign-in, codes, the papers' addresses.

Without `RATELIMIT_STORAGE_URI` each process counts by itself. The locks of `attempts` stand
behind this and are kept in the database.
"""

from flask import Flask, request
from flask_limiter import Limiter

from .attempts import network_of
from .security import carrier_notice_id

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

OF_NOTICE = tuple(
    f"carrier.{act}" for act in ("attach", "object", "ask_other_checkpoint", "announce_arrival")
)
RATE_OF_NOTICE = "20 per hour"
"""What a carrier sends is counted by its notice, because drivers share addresses."""


def init_rates(app: Flask) -> None:
    """Put the rates on the views; who is too fast gets 429 with `Retry-After`."""
    limiter = app.extensions["rates"] = Limiter(_client, app=app)
    limits = {name: limiter.limit(rate, methods=[method]) for name, (method, rate) in RATES.items()}
    for name in OF_NOTICE:
        limits[name] = limiter.limit(RATE_OF_NOTICE, methods=["POST"], key_func=_notice)
    for name, limited in limits.items():
        app.view_functions[name] = limited(app.view_functions[name])  # type: ignore[assignment]


def _client() -> str:
    return network_of(request.remote_addr or "")


def _notice() -> str:
    notice_id = carrier_notice_id()
    return f"notice {notice_id}" if notice_id else _client()
