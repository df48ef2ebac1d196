"""Pages of the carrier: where to go, what to bring, by when, and what happened."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.evidence.form import EvidenceForm
from notices.evidence.reading import evidence_of, piece_of
from notices.fines import keeping_fines
from notices.forms import StepForm
from notices.history import events_of, in_order, messages_of, papers_of
from notices.keyset import page_of
from notices.log.proofs import readings_of
from notices.models import LogEntry, Notice, db
from notices.opening import CodeForm
from notices.security import (
    SignInEnded,
    acting_as,
    carrier_notice_id,
    forget_notice,
    own_address,
    remember_notice,
)
from notices.steps import admit
from notices.words import done
from workflows.acts import Act, Arrival
from workflows.vocabulary import Role

from .forms import ArrivalForm, ObjectionForm, OtherCheckpointForm
from .queries import announced_arrival, open_acts, standing_reminder, way_of

room = Blueprint("carrier", __name__, url_prefix="/carrier")
ACT: dict[str, Any] = {"methods": ["GET", "POST"]}


@room.route("", methods=["GET", "POST"])
def enter() -> ResponseReturnValue:
    """Ask for number and code; nothing is shown before both are right."""
    form = CodeForm(number=request.args.get("number", ""))
    if form.validate_on_submit():
        notice_id = form.opened(request.remote_addr or "")
        if notice_id:
            remember_notice(notice_id)
            onward = own_address(request.args.get("next", ""))
            return redirect(onward or url_for(".notice"), 303)
    return render_template("carrier/enter.html", form=form)


@room.post("/leave")
def leave() -> ResponseReturnValue:
    """Forget the notice, for example on a borrowed telephone."""
    forget_notice()
    return redirect(url_for(".enter"), 303)


@room.get("/notice")
def notice() -> ResponseReturnValue:
    """Everything a driver needs."""
    notice, now = own_notice(), datetime.now(UTC)
    messages, papers = messages_of(notice), papers_of(notice, acting_as(Role.CARRIER))
    return render_template(
        "carrier/notice.html",
        notice=notice,
        place=notice.checkpoint or notice.post,
        acts=open_acts(notice),
        story=in_order(events_of(notice), messages),
        reminder=standing_reminder(notice, messages, now),
        papers=papers,
        way=way_of(notice, papers) if notice.is_open else None,
        files=evidence_of(notice, acting_as(Role.CARRIER)),
        arrival=announced_arrival(notice),
        fines=keeping_fines(notice),
        now=now,
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
    admit("attach", notice, Act(acting_as(Role.CARRIER), datetime.now(UTC)))
    form = EvidenceForm(notice, [line for line in notice.deficiencies if line.is_left])
    if form.validate_on_submit() and form.attach(Role.CARRIER):
        return told("attach")
    return shown("attach", notice, form)


@room.get("/notice/evidence/<int:file_id>")
def evidence(file_id: int) -> Response:
    """What the carrier has handed in."""
    return piece_of(own_notice(), file_id, acting_as(Role.CARRIER))


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
    """The notice opened in this session; without one, the page that asks for the code.

    409 where the form was sent from the page of another one, which was open before.
    """
    notice_id = carrier_notice_id()
    notice = db.session.get(Notice, notice_id) if notice_id else None
    if request.method != "POST":
        return notice or abort(redirect(url_for(".enter")))
    if notice is None:
        raise SignInEnded
    of_page = request.form.get("notice")
    if of_page not in (None, notice.number):  # Pages of earlier versions named none.
        abort(Response(render_template("carrier/another_notice.html", number=of_page), 409))
    return notice


def shown(name: str, notice: Notice, form: StepForm) -> str:
    """The page of an act."""
    return render_template(f"carrier/{name}.html", notice=notice, form=form, act=name)


def told(name: str) -> ResponseReturnValue:
    """Back to the notice, with a word on what was done."""
    flash(done(name))
    return redirect(url_for(".notice"), 303)
