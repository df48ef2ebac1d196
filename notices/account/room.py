"""The room itself, and who may enter: it has no roles on its door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from notices.security import ask_in

room = Blueprint("account", __name__, url_prefix="/account")

View = Callable[..., ResponseReturnValue]


def signed_in(view: View) -> View:
    """Let nobody in who is not signed in."""

    @wraps(view)
    def check(**arguments: Any) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return ask_in()
        return view(**arguments)

    return check


def with_own_password(view: View) -> View:
    """Let nobody in who is not signed in, or still has to choose a password."""

    @wraps(view)
    def check(**arguments: Any) -> ResponseReturnValue:
        if current_user.one_time_password:
            return redirect(url_for("security.change_password"))
        return view(**arguments)

    return signed_in(check)
