"""The catalogue, which both sides change together, and the limits of the own state."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.changes import changes_in
from notices.entries import (
    catalogue_page,
    limit_page,
    limits_or_404,
    limits_page,
    versions_or_404,
    wording_page,
)
from notices.words import done

from .limit_form import LimitForm
from .room import ADMINISTRATOR, CHANGE_AGAIN, nothing_changed, own_side, room, were_shown
from .version_form import VersionForm
from .wording_form import WordingForm

STEP: dict[str, Any] = {"methods": ["GET", "POST"]}


@room.get("/catalogue")
def catalogue() -> str:
    """Every code with the wording in force, by class."""
    return catalogue_page("administrator")


@room.get("/catalogue/<deficiency>")
def wording(deficiency: str) -> str:
    """One code with all its versions and everything that was proposed about it."""
    return wording_page("administrator", deficiency)


@room.route("/catalogue/<deficiency>/propose-wording", **STEP)
def propose_wording(deficiency: str) -> ResponseReturnValue:
    """The form of the next version; then what would change; then it waits for the other side."""
    form = WordingForm(versions_or_404(deficiency)[0])
    return _propose("propose_wording", form, url_for(".wording", deficiency=deficiency))


@room.get("/limits")
def limits() -> str:
    """Every limit of the own state with what is in force, by quantity."""
    return limits_page("administrator", own_side())


@room.get("/limits/<limit>")
def limit(limit: str) -> str:
    """One limit with all its versions and everything that was proposed about it."""
    return limit_page("administrator", limits_or_404(limit, own_side()))


@room.route("/limits/<limit>/propose-limit", **STEP)
def propose_limit(limit: str) -> ResponseReturnValue:
    """The form of the next version; then what would change; then it waits for a colleague."""
    form = LimitForm(limits_or_404(limit, own_side())[0])
    return _propose("propose_limit", form, url_for(".limit", limit=limit))


def _propose(name: str, form: VersionForm, back: str) -> ResponseReturnValue:
    """The form and what it changes; `back` leads to the page of all versions."""
    if form.validate_on_submit() and CHANGE_AGAIN not in request.form:
        proposed = form.proposed(own_side())
        act = form.act(ADMINISTRATOR, details=proposed)
        if not form.changed():
            nothing_changed(form)
        elif form.judge(name, act) and not were_shown(form, proposed.values):
            changes, typed = changes_in(proposed.values), list(request.form.items(multi=True))
            return _page(f"check_{form.kind}", form, back, changes=changes, typed=typed)
        elif not form.errors and form.take(act, (name, None)):
            flash(done(name))
            return redirect(back)
    return _page(name, form, back), 422 if form.errors else 200


def _page(template: str, form: VersionForm, back: str, **more: Any) -> str:
    address = f"administrator/{template}.html"
    return render_template(address, newest=form.newest, form=form, back=back, **more)
