"""Sign-in by login and password, the lock after wrong ones, and the change of a password."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, flash, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_security.signals import password_changed
from flask_security.utils import hash_password, verify_password
from sqlalchemy import case, select, update
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from workflows.vocabulary import Logged

from .forms import Form
from .log.entries import log_act
from .models import HeldRole, Person, db, transaction
from .security import normalise

ATTEMPTS = 10
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
WRONG = _l(
    "The login or the password is wrong. Check both and try again. After ten wrong passwords"
    " in a row, wait 15 minutes before you try again."
)
"""One answer for every failure, so that nobody learns which logins exist, are locked or closed."""

SETTINGS: dict[str, Any] = {
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [],
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CHANGEABLE": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_POST_LOGIN_VIEW": "/home",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/home",
    "SECURITY_LOGIN_USER_TEMPLATE": "sign_in.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "password.html",
    "SECURITY_FLASH_MESSAGES": False,
    # It would write a header that browsers do not understand; ours says the same to all pages.
    "SECURITY_CACHE_CONTROL": None,
}


class SignInForm(Form):
    """Login and password. The view of Flask-Security signs `user` in when the form holds."""

    login = StringField(
        _l("Login"),
        validators=[
            InputRequired(_l("Enter your login.")),
            Length(max=60, message=_l("Shorten the login to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Enter your password.")),
            Length(max=LONGEST_PASSWORD, message=_l("Shorten the password to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()
    user: Person | None = None
    requires_confirmation = False
    user_authenticated = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Check login and password."""
        if not super().validate(extra_validators):
            return False
        self.user = person_with(self.login.data or "", self.password.data or "")
        _log_attempt(self.login.data or "", signed_in=self.user is not None)
        if self.user is None:
            self.form_errors = [WRONG]
        return self.user is not None


class PasswordForm(Form):
    """Change of the own password."""

    password = PasswordField(
        _l("Present password"),
        validators=[InputRequired(_l("Enter your present password."))],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _l("New password"),
        description=_l("At least 12 characters: a few words that only you would put together."),
        validators=[
            InputRequired(_l("Enter the new password.")),
            Length(
                min=SHORTEST_PASSWORD,
                message=_l("Make the new password at least %(min)d characters long."),
            ),
            Length(max=LONGEST_PASSWORD, message=_l("Shorten the password to %(max)d characters.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        _l("New password once more"),
        validators=[
            EqualTo("new_password", _l("Enter the same new password twice.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the present password; give the view the new one as it will be compared."""
        if not super().validate(extra_validators):
            return False
        present, new = self.password.data or "", normalise(self.new_password.data or "")
        if person_with(current_user.login, present) is None:
            self.password.errors = [_l("This is not your present password. Enter it again.")]
        elif normalise(present) == new:
            self.new_password.errors = [_l("Choose a password that differs from the present one.")]
        self.new_password.data = new
        return not self.errors


def person_with(login: str, password: str) -> Person | None:
    """The active person with this login and password.

    Every attempt is counted before it is judged, so that none of many at once goes uncounted. No
    transaction is open while the hash is computed, and a hash is computed in every case.
    """
    key = login.strip().lower()
    with transaction():
        person = db.session.scalars(select(Person).where(Person.login == key)).one_or_none()
        stored = person.password if person and person.active and _may_try(person) else None
    if stored is None:
        hash_password(normalise(password))
        return None
    if not verify_password(normalise(password), stored):
        return None
    with transaction():
        found = db.session.scalars(select(Person).where(Person.login == key)).one()
        found.failed_sign_ins, found.locked_until = 0, None
    return found


def _may_try(person: Person) -> bool:
    """Count an attempt, unless the account is locked; the last one that is allowed locks it."""
    now = datetime.now(UTC)
    last = Person.failed_sign_ins + 1 >= ATTEMPTS
    counted = (
        update(Person)
        .where(Person.id == person.id, Person.locked_until.is_(None) | (Person.locked_until <= now))
        .values(
            failed_sign_ins=case((last, 0), else_=Person.failed_sign_ins + 1),
            locked_until=case((last, now + LOCKED_FOR), else_=None),
        )
        .returning(Person.id)
    )
    return db.session.execute(counted).first() is not None


def _log_attempt(login: str, *, signed_in: bool) -> None:
    """Log who signed in, or for whom somebody tried. What else was typed may be a password."""
    name = Logged.SIGN_IN if signed_in else Logged.FAIL_SIGN_IN
    meant = select(Person.id, Person.name).where(Person.login == login.strip().lower())
    with transaction():
        person_id, person_name = db.session.execute(meant).one_or_none() or (None, None)
        log_act(name, actor_id=person_id, actor_name=person_name, address=request.remote_addr)


def init_sign_in(app: Flask) -> None:
    """Install sign-in, sign-out and the change of passwords."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    store = SQLAlchemyUserDatastore(db, Person, HeldRole)
    security = Security(app, store, login_form=SignInForm, change_password_form=PasswordForm)
    security.want_json(lambda _request: False)
    password_changed.connect(_note_change, app)
    user_logged_out.connect(_forget_person, app)


def _forget_person(_app: Flask, user: Person, **_signal: object) -> None:
    """Leave nothing in the session for the next person at the same browser but the language."""
    if user.is_authenticated:
        with transaction():
            log_act(Logged.SIGN_OUT, actor_id=user.id, actor_name=user.name)
    for name in session.keys() - {"language"}:
        del session[name]


def _note_change(_app: Flask, user: Person, **_signal: object) -> None:
    """Whoever chose a password of their own may enter the rooms; the view commits."""
    user.one_time_password = False
    flash(_("Your password is changed."), "done")
