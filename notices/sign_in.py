"""Sign-in by login and password, the lock after wrong ones, and the change of a password."""

from typing import Any

from flask import Flask, flash, redirect, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore, current_user
from flask_security.signals import password_changed, user_authenticated
from sqlalchemy import select
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from workflows.vocabulary import Logged, OwnAccount

from .forms import Form
from .interrupted import bind_forms, owner_of
from .log.entries import log_act, log_own
from .models import HeldRole, Person, db, transaction
from .people import SHORTEST_PASSWORD, is_weak
from .proof import log_failed_proof, person_with
from .second_factor import is_required
from .security import normalise, way_in
from .sessions import begin, end_others, end_this, owe_second_factor, person_signed_in

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
        typed = self.login.data or "", self.password.data or ""
        self.user = person_with(*typed, request.remote_addr or "")
        if self.user is None:
            log_failed_sign_in(typed[0])
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
        if person_with(current_user.login, present, request.remote_addr or "") is None:
            log_failed_proof()
            self.password.errors = [_l("This is not your present password. Enter it again.")]
        elif is_weak(new, current_user.login):
            self.new_password.errors = [
                _l(
                    "Choose one that nobody guesses: not of a few repeated letters, without your"
                    " login and usual words."
                )
            ]
        elif normalise(present) == new:
            self.new_password.errors = [_l("Choose a password that differs from the present one.")]
        self.new_password.data = new
        return not self.errors


def log_failed_sign_in(login: str) -> None:
    """Log for whom somebody tried. What else was typed may be a password."""
    meant = select(Person.id, Person.name).where(Person.login == login.strip().lower())
    with transaction():
        person_id, name = db.session.execute(meant).one_or_none() or (None, None)
        log_act(
            Logged.FAIL_SIGN_IN, actor_id=person_id, actor_name=name, address=request.remote_addr
        )


def init_sign_in(app: Flask) -> None:
    """Install sign-in, sign-out and the change of passwords."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    store = SQLAlchemyUserDatastore(db, Person, HeldRole)
    security = Security(app, store, login_form=SignInForm, change_password_form=PasswordForm)
    security.want_json(lambda _request: False)
    security.unauthn_handler(lambda *_how, **_more: redirect(way_in(request.full_path)))
    app.login_manager.user_loader(person_signed_in)  # type: ignore[attr-defined]
    user_authenticated.connect(_note_sign_in, app)
    password_changed.connect(_note_change, app)
    user_logged_out.connect(_forget_person, app)


def _note_sign_in(_app: Flask, user: Person, authn_via: list[str], **_signal: object) -> None:
    """The password was right, or the agency has proven who it is.

    Where a second factor is owed, nothing opens before it is given. What stays are the language,
    for whom this person chose to stand in, and what Flask-Login and Flask-Security have just set.
    """
    if authn_via == ["change"]:
        end_others(user)
        return
    _leave_nothing_but({"language", "stands_in", "_user_id", "_fresh", "_id", "fs_cc", "fs_paa"})
    bind_forms(owner_of(Person, user.id))
    session["through"] = "agency" if "agency" in authn_via else "password"
    if "second factor" in authn_via:
        begin(user, "agency")
    elif user.authenticator or is_required():
        owe_second_factor()
    else:
        begin(user)


def _forget_person(_app: Flask, user: Person, **_signal: object) -> None:
    """The person signs out."""
    if user.is_authenticated:
        with transaction():
            log_act(Logged.SIGN_OUT, actor_id=user.id, actor_name=user.name)
    end_this()
    _leave_nothing_but({"language"})


def _leave_nothing_but(names: set[str]) -> None:
    """Leave nothing else in the session for the next person at the same browser."""
    for name in session.keys() - names:
        del session[name]


def _note_change(_app: Flask, user: Person, **_signal: object) -> None:
    """Whoever chose a password of their own may enter the rooms; the view commits."""
    user.one_time_password = False
    log_own(Logged.CHANGE_ACCOUNT, user, changed=OwnAccount.PASSWORD)
    flash(_("Your password is changed."), "done")
