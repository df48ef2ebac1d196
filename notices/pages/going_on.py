"""Gives a form back to whom it was interrupted, as it was, with its files."""

from flask import Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue

from notices.interrupted import INTERRUPTED, files_of, find, forget
from notices.models import InterruptedForm
from notices.security import ask_in, owners_here
from notices.words import LANGUAGE_BUTTON

from .room import room


@room.get("/go-on/<int:form_id>")
def go_on(form_id: int) -> ResponseReturnValue:
    """The way back into an interrupted form. Whose it is not finds nothing."""
    here = owners_here()
    form = find(form_id, here)
    if form is None:
        return abort(404) if here else ask_in()
    typed = [(one["name"], one["value"]) for one in form.typed]
    return render_template(
        "pages/go_on.html",
        form=form,
        typed=[*typed, (INTERRUPTED, form.id)],
        unjudged=LANGUAGE_BUTTON,
    )


@room.before_app_request
def bring_files() -> None:
    """Send the files that were kept along with the form that goes on."""
    form = _going_on()
    if form:
        request.files = files_of(form)  # type: ignore[assignment]
        g.going_on = form.id


@room.after_app_request
def leave(response: Response) -> Response:
    """Forget the form when its page has been shown again."""
    form = _going_on() if "going_on" in g and response.status_code < 400 else None
    if form:
        forget(form)
    return response


def _going_on() -> InterruptedForm | None:
    form_id = request.form.get(INTERRUPTED, "") if request.method == "POST" else ""
    return find(int(form_id[:9]), owners_here()) if form_id.isdecimal() else None
