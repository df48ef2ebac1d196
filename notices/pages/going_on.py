"""Gives a form back to whom it was interrupted, as it was, with its files."""

from datetime import UTC, datetime

from flask import Response, abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from notices.absence.delegations import chosen
from notices.forms import StepForm, capacity
from notices.interrupted import INTERRUPTED, files_of, find, forget
from notices.models import Delegation, InterruptedForm, db
from notices.security import ask_in, owners_here
from notices.words import LANGUAGE_BUTTON

from .room import room

SHOWN = (200, 422)


@room.get("/go-on/<int:form_id>")
def go_on(form_id: int) -> ResponseReturnValue:
    """The way back into an interrupted form. Whose it is not finds nothing.

    Who filled it in as a stand-in, and still may, stands in again first.
    """
    here = owners_here()
    form = find(form_id, here)
    if form is None:
        return abort(404) if here else ask_in()
    told = {one["name"]: one["value"] for one in form.typed}
    typed = [(one["name"], one["value"]) for one in form.typed if one["name"] != "instead"]
    return render_template(
        "pages/go_on.html",
        kept=form,
        typed=[*typed, (INTERRUPTED, form.id)],
        unjudged=LANGUAGE_BUTTON,
        delegation=_other_capacity(told.get("instead", "")),
        form=StepForm(formdata=None),
    )


def _other_capacity(instead: str) -> Delegation | None:
    """The delegation under which a form was filled in, if it is in force and not chosen now."""
    if not instead.isdecimal() or instead == capacity() or not current_user.is_authenticated:
        return None
    return chosen(int(instead[:9]), current_user, datetime.now(UTC))


@room.before_app_request
def bring_files() -> None:
    """Send the files that were kept along with the form that goes on."""
    form_id = request.form.get(INTERRUPTED, "") if request.method == "POST" else ""
    form = find(int(form_id[:9]), owners_here()) if form_id.isdecimal() else None
    if form:
        request.files, lost = files_of(form)  # type: ignore[assignment]
        if lost:
            flash(_("Choose these files once more: %(names)s", names=", ".join(lost)), "warning")
        g.going_on = form.id


@room.after_app_request
def leave(response: Response) -> Response:
    """Forget the form when its page has been shown again; what leads elsewhere does not show it."""
    form_id = g.pop("going_on", None)
    shown = form_id and response.status_code in SHOWN
    form = db.session.get(InterruptedForm, form_id) if shown else None
    if form:
        forget(form)
    return response
