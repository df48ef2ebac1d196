"""The room of the own account, which has no roles on its door."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint
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
