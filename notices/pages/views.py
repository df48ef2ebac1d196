"""The front page, home and the language."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import current_user
from sqlalchemy import func, select
from wtforms import FieldList, Form, FormField
from wtforms.widgets import ListWidget

from notices.absence.delegations import by_delegate
from notices.forms import StepForm
from notices.interrupted import waiting
from notices.models import DocumentKind, Event, db
from notices.security import own_address, owners_here, rooms, standing_in, way_in
from notices.words import LANGUAGE_BUTTON, LANGUAGES, choose_language, in_language
from notices.words.formats import MINSK

from . import going_on
from .room import room

__all__ = ["going_on", "room"]

BOOTSTRAP = version("bootstrap-flask")
NAMES = {"ru": "Русский", "be": "Беларуская", "en": "English"}


@room.get("/")
def front() -> ResponseReturnValue:
    """What the register is, and the ways in."""
    return render_template("pages/front.html")


@room.get("/home")
def home() -> ResponseReturnValue:
    """The room of the signed-in person, or the choice among several, and whom to stand in for.

    Interrupted forms are told first.
    """
    if not current_user.is_authenticated:
        return redirect(way_in(url_for(".home")))
    found, delegations = rooms(), by_delegate(current_user, datetime.now(UTC))
    forms = waiting(owners_here())
    if len(found) == 1 and not delegations and not forms:
        return redirect(found[0][1])
    return render_template(
        "pages/home.html",
        form=StepForm(formdata=None),
        delegations=delegations,
        waiting=forms,
        now=datetime.now(UTC),
    )


@room.get("/statistics")
def statistics() -> str:
    """How many vehicles supervisors have let leave by way of exception, by the year of Minsk.

    One that did not use its release and got another is counted once for the notice.
    """
    first = select(func.min(Event.at)).where(Event.name == "release_exceptionally")
    releases = db.session.scalars(first.group_by(Event.notice_id))
    years = Counter(at.astimezone(MINSK).year for at in releases)
    return render_template("pages/statistics.html", years=sorted(years.items(), reverse=True))


@room.get("/language/<code>")
def language(code: str) -> ResponseReturnValue:
    """Switch the language and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    choose_language(code)
    return redirect(own_address(request.args.get("next", "")) or url_for("pages.front"))


FILES = ("static", "bootstrap.static")
"""Addresses of files, of which there is no page but that nothing is there."""


@room.app_context_processor
def frame() -> dict[str, Any]:
    """What the frame around every page needs."""
    return {
        "language": str(get_locale()),
        "languages": NAMES.items(),
        "here": _here(),
        "rooms": rooms,
        "standing_in": standing_in,
    }


def _here() -> str:
    """The address of this page, to come back to: that of an answer to a form is the front page."""
    if request.method != "GET" or request.url_rule is None or request.endpoint in FILES:
        return url_for("pages.front")
    arguments: dict[str, Any] = request.args.to_dict(flat=False) | (request.view_args or {})
    arguments.pop(LANGUAGE_BUTTON, None)
    return url_for(str(request.endpoint), **arguments)


@room.app_url_defaults
def date_file(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of a file change with the file, so that browsers may keep it for long."""
    if endpoint == "static":
        path = Path(current_app.static_folder or "", values["filename"])
        values["v"] = int(path.stat().st_mtime)
    elif endpoint == "bootstrap.static":
        values["v"] = BOOTSTRAP


@room.app_template_filter()
def document(code: str) -> str:
    """The last title of a kind of document."""
    query = select(DocumentKind).where(DocumentKind.code == code)
    kind = db.session.scalars(query.order_by(DocumentKind.version.desc()).limit(1)).first()
    return in_language(kind.title) if kind else code


@room.app_template_filter()
def problems(form: "Form | FieldList[Any]") -> Iterator[tuple[str, str]]:
    """The errors of a form, each with the id of the field that it is about."""
    for field in form:
        if isinstance(field, FormField):
            yield from problems(field.form)
        elif isinstance(field, FieldList):
            yield from problems(field)
        else:
            target = f"{field.id}-0" if isinstance(field.widget, ListWidget) else field.id
            yield from ((target, str(error)) for error in field.errors)
