"""The pages of what was found: the list, and one deficiency at a time."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.catalogue import catalogue_on
from notices.forms import AUTOSAVE
from notices.models import Notice

from .drafts import changing, save, save_finding
from .filing import Line, Reading
from .forms.findings import CodeForm
from .forms.page import Typed
from .pages import back, beside, following
from .queries import last_measurement
from .room import being_filed, now, room

INSTRUMENT = ("instrument", "verified_until", "error")
ADDRESS = "/notices/<int:notice_id>/findings"


@room.route(ADDRESS, methods=["GET", "POST"])
def findings(notice_id: int) -> ResponseReturnValue:
    """What follows from the measurements, to be decided; and what was written down so far."""
    notice = being_filed(notice_id)
    sent = request.method == "POST"
    reading = Reading(notice, now(), {"suggestions": request.form} if sent else None)
    form = reading.suggestions
    if sent:
        save(notice, "suggestions", form.typed(request.form))
    if AUTOSAVE in request.form:
        return {"saved": True}
    if sent and form.validate_on_submit():
        return redirect(following(reading, "findings"))
    shown = render_template("inspector/findings.html", form=form, **beside(reading, "findings"))
    return shown, 422 if sent and form.errors else 200


@room.route(f"{ADDRESS}/add", methods=["GET", "POST"])
def add_finding(notice_id: int) -> ResponseReturnValue:
    """Choose a deficiency of the catalogue; its details are asked on the following page."""
    notice = being_filed(notice_id)
    reading = Reading(notice, now())
    form = CodeForm(catalogue_on(reading.today), request.form if request.method == "POST" else None)
    if form.validate_on_submit():
        key = _add(notice, form.code.data, (form.key.data or "")[:40])
        return redirect(url_for(".change_finding", notice_id=notice_id, key=key, **back()))
    shown = render_template("inspector/add_finding.html", form=form, **beside(reading, "findings"))
    return shown, 422 if form.errors else 200


@room.route(f"{ADDRESS}/<key>", methods=["GET", "POST"])
def change_finding(notice_id: int, key: str) -> ResponseReturnValue:
    """The details of one deficiency."""
    notice = being_filed(notice_id)
    reading = Reading(notice, now())
    line = _line(reading, key, request.form if request.method == "POST" else None)
    if request.method == "POST":
        save_finding(notice, key, line.form.typed(request.form))
    if AUTOSAVE in request.form:
        return {"saved": True}
    if line.form.validate_on_submit():
        return redirect(url_for(".findings", notice_id=notice_id, **back()))
    shown = beside(reading, "findings")
    page = render_template("inspector/finding.html", form=line.form, line=line, **shown)
    return page, 422 if request.method == "POST" and line.form.errors else 200


@room.post(f"{ADDRESS}/<key>/remove")
def remove_finding(notice_id: int, key: str) -> ResponseReturnValue:
    """Take a deficiency out."""
    notice = being_filed(notice_id)
    with changing(notice) as answers:
        answers.get("findings", {}).pop(key, None)
    return redirect(url_for(".findings", notice_id=notice_id, **back()))


def _add(notice: Notice, code: str, press: str) -> str:
    """The key of the new deficiency; a press that comes again finds the one that it has added."""
    with changing(notice) as answers:
        found = answers.setdefault("findings", {})
        for known, saved in found.items():
            if press and (saved.get("press"), saved["code"]) == (press, code):
                return str(known)
        key = str(max((int(known) for known in found), default=0) + 1)
        found[key] = {"code": code, "press": press}
    return key


def _line(reading: Reading, key: str, sent: Typed | None) -> Line:
    if key not in reading.answers.get("findings", {}):
        abort(404)
    return reading.line(key, sent, **_instrument(reading, reading.line(key)))


def _instrument(reading: Reading, line: Line) -> dict[str, Any]:
    """The instrument of an earlier measurement of this draft, or else of the post."""
    if not line.entry.quantity:
        return {}
    used = (
        {name: other.form[name].data for name in INSTRUMENT}
        for other in reading.lines
        if other.measured and other.entry.needs is line.entry.needs
    )
    last = last_measurement(reading.notice.post_id, line.entry.needs, reading.today)
    return next(used, {name: getattr(last, name) for name in INSTRUMENT} if last else {})
