"""Pages of the carrier: where to go, what to bring, by when, and what happened."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from notices.attachments import store_upload
from notices.forms import StepForm
from notices.history import attachments_of, events_of, papers_of
from notices.keyset import page_of
from notices.log.proofs import readings_of
from notices.models import LogEntry, Notice, db
from notices.security import carrier_notice_id, forget_notice, remember_notice
from notices.words import done
from workflows.acts import Arrival
from workflows.vocabulary import Role

from .forms import ArrivalForm, CodeForm, EvidenceForm, ObjectionForm, OtherCheckpointForm
from .opening import notice_opened_by
from .queries import announced_arrival, open_acts

room = Blueprint("carrier", __name__, url_prefix="/carrier")
ACT: dict[str, Any] = {"methods": ["GET", "POST"]}
CLOSED = _l(
    "No notice opens with this number and this code. Check both. After ten wrong codes, wait 15"
    " minutes before you try again."
)
"""One answer to every failure, so that nobody learns which numbers exist or are locked."""


@room.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for number and code; nothing is shown before both are right."""
    form = CodeForm(number=request.args.get("number", ""))
    if form.validate_on_submit():
        typed = form.number.data or "", form.code.data or ""
        notice_id = notice_opened_by(*typed, request.remote_addr or "")
        if notice_id:
            remember_notice(notice_id)
            return redirect(url_for(".notice"), 303)
        form.form_errors.append(CLOSED)
    return render_template("carrier/enter.html", form=form)


@room.post("/leave")
def leave() -> ResponseReturnValue:
    """Forget the notice, for example on a borrowed telephone."""
    forget_notice()
    return redirect(url_for(".enter"), 303)


@room.get("/notice")
def notice() -> ResponseReturnValue:
    """Everything a driver needs."""
    notice = own_notice()
    return render_template(
        "carrier/notice.html",
        notice=notice,
        place=notice.checkpoint or notice.post,
        acts=open_acts(notice),
        events=events_of(notice),
        papers=papers_of(notice),
        files=attachments_of(notice),
        arrival=announced_arrival(notice),
        now=datetime.now(UTC),
        leave_form=StepForm(formdata=None),
    )


@room.get("/notice/readings")
def readings() -> ResponseReturnValue:
    """Who has read the driver's personal data, the newest reading first: the driver's right."""
    notice, after = own_notice(), request.args.get("after")
    listed = page_of(readings_of(notice.id), LogEntry.id, after=after, newest_first=True)
    return render_template("carrier/readings.html", notice=notice, listed=listed)


@room.route("/notice/announce_arrival", **ACT)
def announce_arrival() -> ResponseReturnValue:
    """Tell the checkpoint when the vehicle will come."""
    notice = own_notice()
    if notice.checkpoint is None:
        abort(404)
    form = ArrivalForm(notice.checkpoint.zone, notice=notice)
    if form.validate_on_submit():
        act = form.act(Role.CARRIER, details=Arrival(form.expected_at()))
        if form.take(act, ("announce_arrival", notice)):
            return told("announce_arrival")
    return shown("announce_arrival", notice, form)


@room.route("/notice/ask_other_checkpoint", **ACT)
def ask_other_checkpoint() -> ResponseReturnValue:
    """Ask the issuing post to direct the vehicle elsewhere."""
    return with_reason("ask_other_checkpoint", OtherCheckpointForm)


@room.route("/notice/object", endpoint="object", **ACT)
def objection() -> ResponseReturnValue:
    """Object to the notice."""
    return with_reason("object", ObjectionForm)


@room.route("/notice/attach", **ACT)
def attach() -> ResponseReturnValue:
    """Hand in evidence before arrival. It changes no mark and no status."""
    notice = own_notice()
    form = EvidenceForm(notice)
    if form.validate_on_submit():
        file = store_upload(form.file.data, form.deficiency.data or None)
        if form.take(form.act(Role.CARRIER, details=file), ("attach", notice)):
            return told("attach")
    return shown("attach", notice, form)


def with_reason(name: str, kind: type[StepForm]) -> ResponseReturnValue:
    """The page of an act that needs nothing but words."""
    notice = own_notice()
    form = kind(notice=notice)
    if form.validate_on_submit():
        act = form.act(Role.CARRIER, reason=form["reason"].data)
        if form.take(act, (name, notice)):
            return told(name)
    return shown(name, notice, form)


def own_notice() -> Notice:
    """The notice opened in this session; without one, the page that asks for the code."""
    notice_id = carrier_notice_id()
    notice = db.session.get(Notice, notice_id) if notice_id else None
    return notice or abort(redirect(url_for(".enter")))


def shown(name: str, notice: Notice, form: StepForm) -> str:
    """The page of an act."""
    return render_template(f"carrier/{name}.html", notice=notice, form=form, act=name)


def told(name: str) -> ResponseReturnValue:
    """Back to the notice, with a word on what was done."""
    flash(done(name))
    return redirect(url_for(".notice"), 303)
