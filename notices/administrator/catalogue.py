"""The catalogue, which both sides change together: proposed here, signed by the other side."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.changes import changes_in
from notices.entries import catalogue_page, versions_or_404, wording_page
from notices.words import done
from workflows.acts import Proposed

from .room import ADMINISTRATOR, CHANGE_AGAIN, nothing_changed, own_side, room, were_shown
from .wording_form import WordingForm


@room.get("/catalogue")
def catalogue() -> str:
    """Every code with the wording in force, by class."""
    return catalogue_page("administrator")


@room.get("/catalogue/<deficiency>")
def wording(deficiency: str) -> str:
    """One code with all its versions and everything that was proposed about it."""
    return wording_page("administrator", deficiency)


@room.route("/catalogue/<deficiency>/propose-wording", methods=["GET", "POST"])
def propose_wording(deficiency: str) -> ResponseReturnValue:
    """The form of the next version; then what would change; then it waits for the other side."""
    entry = versions_or_404(deficiency)[0]
    form = WordingForm(entry)
    if form.validate_on_submit() and CHANGE_AGAIN not in request.form:
        proposed = form.proposed(own_side())
        act = form.act(ADMINISTRATOR, details=proposed)
        if not form.changed():
            nothing_changed(form)
        elif form.judge("propose_wording", act) and not were_shown(form, proposed.values):
            return _shown(form, proposed)
        elif not form.errors and form.take(act, ("propose_wording", None)):
            flash(done("propose_wording"))
            return redirect(url_for(".wording", deficiency=deficiency))
    page = render_template("administrator/propose_wording.html", entry=entry, form=form)
    return page, 422 if form.errors else 200


def _shown(form: WordingForm, proposed: Proposed) -> str:
    return render_template(
        "administrator/check_wording.html",
        entry=form.entry,
        form=form,
        typed=list(request.form.items(multi=True)),
        changes=changes_in(proposed.values),
    )
