"""The pages of a draft or correction: fill in, acknowledge, check, issue or correct."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.forms import AUTOSAVE
from workflows.vocabulary import Role

from .check import act_of, hindrances, presses_of, sections_of
from .drafts import abandon_correction, begin, save
from .filing import Reading
from .forms.check import CheckForm, CorrectForm
from .forms.page import ANOTHER
from .forms.sign import SignForm
from .pages import FILLED, beside, following
from .room import being_corrected, being_filed, is_draft, now, open_to, readable, room


@room.post("/notices")
def new() -> ResponseReturnValue:
    """Begin a draft."""
    return redirect(url_for(".fill", notice_id=begin(now()).id, page=FILLED[0]))


@room.route(f"/notices/<int:notice_id>/<any({', '.join(FILLED)}):page>", methods=["GET", "POST"])
def fill(notice_id: int, page: str) -> ResponseReturnValue:
    """One page that is a form: whatever was typed is kept, and judged afterwards."""
    notice = being_filed(notice_id)
    sent = request.method == "POST"
    reading = Reading(notice, now(), {page: request.form} if sent else None)
    form = reading.forms[page]
    if sent:
        save(notice, page, form.typed(request.form))
    if AUTOSAVE in request.form:
        known = render_template("inspector/known.html", known=reading.known(), notice=notice)
        return {"known": known}
    if sent and form.validate_on_submit() and ANOTHER not in request.form:
        return redirect(following(reading, page))
    shown = render_template(f"inspector/{page}.html", form=form, **beside(reading, page))
    return shown, 422 if sent and form.errors else 200


@room.route("/notices/<int:notice_id>/sign", methods=["GET", "POST"])
def sign(notice_id: int) -> ResponseReturnValue:
    """The driver's acknowledgement."""
    notice = open_to("sign", notice_id)
    reading = Reading(notice, now())
    form = SignForm(notice=notice)
    if form.validate_on_submit():
        act = form.act(Role.INSPECTOR, details=form.signed())
        if form.take(act, ("sign", notice)):
            return redirect(following(reading, "sign"))
    shown = render_template("inspector/sign.html", form=form, **beside(reading, "sign"))
    return shown, 422 if form.errors else 200


@room.route("/notices/<int:notice_id>/issue", methods=["GET", "POST"])
def issue(notice_id: int) -> ResponseReturnValue:
    """Every answer, and one press that issues and routes. A press repeated finds it done."""
    notice = readable(notice_id)
    if not is_draft(notice):
        return redirect(url_for(".done", notice_id=notice_id))
    return _check("issue", CheckForm(notice), Reading(notice, now()))


@room.route("/notices/<int:notice_id>/correct", methods=["GET", "POST"])
def correct(notice_id: int) -> ResponseReturnValue:
    """Every answer of the next version, and why it is needed."""
    notice = being_corrected(readable(notice_id))
    return _check("correct", CorrectForm(notice), Reading(notice, now()))


@room.post("/notices/<int:notice_id>/abandon")
def abandon(notice_id: int) -> ResponseReturnValue:
    """Give a correction up: the notice stays as it is."""
    notice = open_to("correct", notice_id)
    abandon_correction(notice)
    return redirect(url_for(".notice", notice_id=notice_id))


def _check(step: str, form: CheckForm, reading: Reading) -> ResponseReturnValue:
    notice = reading.notice
    act = act_of(form, reading)
    presses = presses_of(step, act, reading)
    if presses and form.validate_on_submit() and form.take(act, *presses):
        return redirect(url_for(".done", notice_id=notice.id))
    page = render_template(
        f"inspector/{step}.html",
        form=form,
        reasons=hindrances(presses, act, form),
        sections=sections_of(reading),
        **beside(reading, step),
    )
    return page, 422 if form.is_judged() else 200
