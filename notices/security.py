"""Who is asking: sign-in, roles by audience, and the headers of every answer."""

import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_security.forms import ChangePasswordForm, LoginForm
from flask_security.utils import hash_password

from workflows.acts import Actor
from workflows.vocabulary import Role

from .models import HeldRole, Person, db, transaction

PUBLIC_BLUEPRINTS = frozenset({"security", "carrier", "papers", "pages", "bootstrap"})
"""Deny by default: what is not listed here is a room with roles on its door."""

WRONG_BEFORE_LOCK = 10
LOCKED_FOR = timedelta(minutes=15)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
WRONG = _l("The login or the password is wrong. Check both and try again.")
LOCKED = _l("Too many wrong passwords. Wait 15 minutes, then try again.")


def audience(room: Blueprint, *roles: Role) -> None:
    """Put the roles on the door of a room: everyone else gets 403, strangers the sign-in page."""

    @room.before_request
    def check() -> ResponseReturnValue | None:
        if not current_user.is_authenticated:
            return redirect(url_for("security.login", next=request.full_path))
        if not set(roles) & set(current_user.role_names):
            abort(403)
        return None

    ROOMS.add(room.name)


ROOMS: set[str] = set()


def acting_as(role: Role) -> Actor:
    """The signed-in person in one of the roles held, as the guards see it."""
    person: Person = current_user
    if not person.is_authenticated or role not in person.role_names:
        abort(403)
    return person.acting_as(role)


def normalise(password: str) -> str:
    """The form in which Flask-Security compares passwords: й typed in two ways is one letter."""
    return unicodedata.normalize("NFKD", password)


def hashed(password: str) -> str:
    """Hash a password that was not typed into a Flask-Security form."""
    return str(hash_password(normalise(password)))


class SignInForm(LoginForm):
    """Sign-in with a lock after ten wrong passwords in a row, kept in the database."""

    def validate(self, **kwargs: Any) -> bool:
        """Check login and password; a locked account gives the same answer for any password."""
        person = _by_login(self.email.data or "")
        now = datetime.now(UTC)
        if person and person.locked_until and person.locked_until > now:
            self.form_errors = [LOCKED]
            return False
        passed = bool(super().validate(**kwargs))
        if person:
            _count(person, passed, now)
        if not passed:
            self.email.errors = self.password.errors = []
            self.form_errors = [WRONG]
        return passed


def _by_login(login: str) -> Person | None:
    found = db.session.query(Person).filter(Person.login == login.strip().lower())
    return found.one_or_none()


def _count(person: Person, passed: bool, now: datetime) -> None:
    with transaction():
        person.failed_sign_ins = 0 if passed else person.failed_sign_ins + 1
        if person.failed_sign_ins >= WRONG_BEFORE_LOCK:
            person.failed_sign_ins, person.locked_until = 0, now + LOCKED_FOR


def init_security(app: Flask) -> None:
    """Install sign-in, the check of every room's door and the headers."""
    app.config.update(
        SECURITY_USER_IDENTITY_ATTRIBUTES=[{"login": {"mapper": _login, "case_insensitive": True}}],
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_CHANGE_URL="/password",
        SECURITY_POST_LOGIN_VIEW="/home",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_CHANGE_VIEW="/home",
        SECURITY_LOGIN_USER_TEMPLATE="sign_in.html",
        SECURITY_CHANGE_PASSWORD_TEMPLATE="password.html",  # noqa: S106
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_PASSWORD_LENGTH_MIN=12,
    )
    store = SQLAlchemyUserDatastore(db, Person, HeldRole)
    Security(app, store, login_form=SignInForm, change_password_form=ChangePasswordForm)
    app.before_request(_check_room)
    app.after_request(_add_headers)


def _login(identity: str) -> str | None:
    return identity.strip().lower()[:60] or None


def _check_room() -> None:
    """Refuse any page that is neither public nor in a room with roles on its door."""
    room = request.blueprint
    known = room in ROOMS or room in PUBLIC_BLUEPRINTS or request.endpoint in (None, "static")
    if not known:
        current_app.logger.error("The room %s has no roles on its door.", room)
        abort(403)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static" and request.blueprint != "bootstrap":
        headers.setdefault("Cache-Control", "no-store")
    return response
