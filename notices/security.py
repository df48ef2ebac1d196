"""Who may enter: the roles on the door of every room, and the headers of every answer."""

import re
import unicodedata
from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_security.utils import hash_password
from werkzeug.middleware.proxy_fix import ProxyFix

from workflows.acts import Actor
from workflows.vocabulary import Role

from .absence.delegations import chosen
from .interrupted import bind_forms, owner_of
from .models import Delegation, Notice, Person
from .sessions import person_owing

PUBLIC_BLUEPRINTS = frozenset(
    {"account", "carrier", "papers", "log", "pages", "verifier", "bootstrap"}
)
PUBLIC_ENDPOINTS = frozenset(
    {"static", "security.login", "security.logout", "security.change_password"}
)
"""Deny by default: what is not listed in these two is a room with roles on its door."""

ADDRESSES: dict[Role, str] = {}
"""Where the room of each role is; its door is put up by `audience`."""

ROOMS: set[str] = set()
CARRIER = Actor(id=None, name="carrier", role=Role.CARRIER, side=None, place_id=None)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
NO_DEVICES = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), "
    "midi=(), payment=(), usb=()"
)
"""What no page of the register asks a browser for; a photo comes through a field for files."""

OWN_ADDRESS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
A_YEAR = 365 * 24 * 3600


def audience(room: Blueprint, *roles: Role) -> None:
    """Put the roles on the door of a room: everyone else gets 403, strangers the sign-in page."""

    @room.before_request
    def check() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return ask_in()
        if not set(roles) & set(acting_roles()):
            abort(403)
        if current_user.one_time_password:
            return redirect(url_for("security.change_password"))
        return None

    ROOMS.add(room.name)
    ADDRESSES.update(dict.fromkeys(roles, room.url_prefix or "/"))


class SignInEnded(Exception):
    """A form was sent by nobody who is signed in: the sign-in has ended while it was filled in."""


def ask_in() -> ResponseReturnValue:
    """Lead a stranger to the sign-in; raises SignInEnded where that would lose what was typed."""
    if request.method == "POST":
        raise SignInEnded
    return redirect(way_in(request.full_path))


def way_in(address: str) -> str:
    """Where a stranger signs in, or whoever gave the password gives the second factor."""
    page = "account.second_factor" if person_owing() else "security.login"
    return url_for(page, next=address.rstrip("?"))


def rooms() -> list[tuple[Role, str]]:
    """The rooms that the signed-in person may enter now, each by its role and address."""
    roles = acting_roles()
    return [(role, ADDRESSES[role]) for role in Role if role in roles]


def stand_in(delegation_id: int | None) -> None:
    """Let the signed-in person act under a delegation from now on, or in the own name again."""
    session["stands_in"] = delegation_id


def standing_in() -> Delegation | None:
    """The delegation under which the signed-in person acts: chosen, and in force now."""
    chosen_id = session.get("stands_in")
    if chosen_id is None or not current_user.is_authenticated:
        return None
    return chosen(chosen_id, current_user, datetime.now(UTC))


def acting_roles() -> list[Role]:
    """The roles of the signed-in person, after that in which they stand in for somebody."""
    delegation = standing_in()
    instead = [delegation.role] if delegation else []
    return [*instead, *(role for role in current_user.role_names if role not in instead)]


def carrier_notice_id() -> int | None:
    """The notice whose number and secret code were given in this session."""
    notice_id: int | None = session.get("carrier_notice")
    return notice_id


def remember_notice(notice_id: int) -> None:
    """Keep a notice open for the carrier until the browser is closed or the carrier leaves."""
    session["carrier_notice"] = notice_id
    if not current_user.is_authenticated:
        bind_forms(owner_of(Notice, notice_id))


def forget_notice() -> None:
    """Close the carrier's notice."""
    session.pop("carrier_notice", None)


def owners_here() -> set[str]:
    """Whose interrupted forms may be given back in this session."""
    notice_id = carrier_notice_id()
    carrier = {owner_of(Notice, notice_id)} if notice_id else set()
    signed_in = current_user.is_authenticated
    return carrier | ({owner_of(Person, current_user.id)} if signed_in else set())


def own_address(address: str) -> str | None:
    """The address, if it leads nowhere but to a page of this site.

    Browsers drop tabs and line feeds, and take a backslash for a slash (WHATWG, URL).
    """
    return address if OWN_ADDRESS.fullmatch(address) else None


def acting_as(role: Role) -> Actor:
    """The signed-in person in one of the roles held, or a carrier, as the guards see it.

    Who has chosen to stand in for somebody acts instead of them in that role.
    """
    if role is Role.CARRIER and carrier_notice_id() is not None:
        return CARRIER
    if not current_user.is_authenticated:
        abort(403)
    delegation = standing_in()
    if delegation and delegation.role is role:
        return delegation.as_actor()
    return acting_in_own_name(role)


def acting_in_own_name(role: Role) -> Actor:
    """The signed-in person in a role of their own, whomever they stand in for."""
    person: Person = current_user
    if role not in person.role_names:
        abort(403)
    return person.acting_as(role)


def normalise(password: str) -> str:
    """The form in which Flask-Security compares passwords: й typed in two ways is one letter."""
    return unicodedata.normalize("NFKD", password)


def hashed(password: str) -> str:
    """Hash a password that was not typed into a Flask-Security form."""
    return str(hash_password(normalise(password)))


def init_security(app: Flask) -> None:
    """Install the check of every room's door, the headers, and how far proxies are believed.

    Without a trusted proxy in front, what a client says of its own address is ignored.
    """
    trusted = app.config["TRUSTED_PROXIES"]
    if trusted is None and urlsplit(app.config["PUBLIC_URL"]).scheme == "https":
        app.logger.warning(
            "TRUSTED_PROXIES is not set: behind a proxy, everybody has its address, and wrong "
            "passwords of one lock all out. Set how many proxies stand in front, or 0."
        )
    if trusted:
        proxied = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    app.before_request(_check_room)
    app.after_request(_add_headers)


def _check_room() -> None:
    """Hide any page that is neither public nor in a room with roles on its door.

    That also hides the pages of Flask-Security that the register does not use.
    """
    sent = (request.path, *request.args, *request.args.values())
    if any("\0" in text for text in sent):
        abort(404)  # No address has it, and PostgreSQL refuses to look for it.
    room, endpoint = request.blueprint, request.endpoint
    known = room in ROOMS or room in PUBLIC_BLUEPRINTS or endpoint in PUBLIC_ENDPOINTS
    if endpoint is not None and not known:
        abort(404)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", NO_DEVICES)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}; includeSubDomains")
    if request.endpoint != "static" and request.blueprint != "bootstrap":
        headers.setdefault("Cache-Control", "no-store")
    return response
