"""The steps and acts of a checkpoint, each a page of its name."""

from datetime import UTC, datetime
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from notices.evidence.form import EvidenceForm
from notices.evidence.reading import evidence_of
from notices.forms import ProofForm, ReasonForm, StepForm
from notices.models import Deficiency, Fine, Notice
from notices.steps import admit, offered
from workflows.acts import TakenBack
from workflows.vocabulary import Role

from .forms import FineForm, FinePaidForm, MarkForm, ReceiveForm, TakeOverForm
from .measuring import MarkMeasuredForm, MeasureForm
from .room import as_if_filled_in, done, issued, officer, own_place, room, shown

OFFICER = Role.CHECKPOINT_OFFICER
STEP: dict[str, Any] = {"methods": ["GET", "POST"]}


@room.route("/notices/<int:notice_id>/receive", **STEP)
def receive(notice_id: int) -> ResponseReturnValue:
    """Take in a vehicle that was directed here."""
    notice = issued(notice_id)
    form = ReceiveForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER, plates=form.plates)
        if events := form.take(act, ("receive", notice)):
            return done(events)
    return shown("receive", notice, form)


@room.route("/notices/<int:notice_id>/take_over", **STEP)
def take_over(notice_id: int) -> ResponseReturnValue:
    """Take in a vehicle that was directed to another checkpoint."""
    notice = issued(notice_id)
    form = TakeOverForm(notice)
    if form.validate_on_submit():
        here = own_place().as_destination(datetime.now(UTC))
        act = form.act(OFFICER, plates=form.plates, reason=form.reason.data, destination=here)
        if events := form.take(act, ("take_over", notice)):
            return done(events)
    return shown("take_over", notice, form)


@room.route("/notices/<int:notice_id>/withdraw", **STEP)
def withdraw(notice_id: int) -> ResponseReturnValue:
    """Undo a presentation that should not have been taken in."""
    notice = issued(notice_id)
    form = ReasonForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER, reason=form.reason.data)
        if events := form.take(act, ("withdraw", notice)):
            return done(events)
    return shown("withdraw", notice, form)


@room.route("/notices/<int:notice_id>/measure/<int:line_id>", **STEP)
def measure(notice_id: int, line_id: int) -> ResponseReturnValue:
    """Measure again what was measured at issue."""
    notice = issued(notice_id)
    line = _line(notice, line_id)
    if line.first_measurement is None:
        abort(404)
    form = MeasureForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER, details=form.remeasured(line))
        if events := form.take(act, ("measure", notice)):
            return done(events)
    return shown("measure", notice, form, line=line)


@room.route("/notices/<int:notice_id>/mark/<int:line_id>", **STEP)
def mark(notice_id: int, line_id: int) -> ResponseReturnValue:
    """Mark one deficiency, with the new measurement in the same press where there is one."""
    notice = issued(notice_id)
    line = _line(notice, line_id)
    kind = MarkMeasuredForm if line.first_measurement else MarkForm
    marking = notice.presentation.marking_of(line_id) if notice.presentation else None
    form = kind(notice, obj=marking)
    if form.validate_on_submit():
        act = form.act(OFFICER, reason=form.reason.data or "")
        if events := form.take(act, *form.presses(notice, line)):
            return done(events)
    return shown("mark", notice, form, line=line, files=evidence_of(notice, officer()))


@room.route("/notices/<int:notice_id>/confirm", **STEP)
def confirm(notice_id: int) -> ResponseReturnValue:
    """Confirm the removal, after a look at the whole decision."""
    return _decide("confirm", notice_id)


@room.route("/notices/<int:notice_id>/refuse", **STEP)
def refuse(notice_id: int) -> ResponseReturnValue:
    """Refuse the confirmation, after a look at the whole decision."""
    return _decide("refuse", notice_id)


@room.route("/notices/<int:notice_id>/fine", **STEP)
def fine(notice_id: int) -> ResponseReturnValue:
    """Record a fine."""
    notice = issued(notice_id)
    form = FineForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER, details=form.fined())
        if events := form.take(act, ("fine", notice)):
            return done(events)
    return shown("fine", notice, form)


@room.route("/notices/<int:notice_id>/fine_paid/<int:fine_id>", **STEP)
def fine_paid(notice_id: int, fine_id: int) -> ResponseReturnValue:
    """Record the payment of a fine."""
    notice = issued(notice_id)
    fine = _fine(notice, fine_id)
    form = FinePaidForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER, details=form.paid(fine.id))
        if events := form.take(act, ("fine_paid", notice)):
            return done(events)
    return shown("fine_paid", notice, form, fine=fine)


@room.route("/notices/<int:notice_id>/take_fine_back/<int:fine_id>", **STEP)
def take_fine_back(notice_id: int, fine_id: int) -> ResponseReturnValue:
    """Take out a fine that was recorded by mistake."""
    notice = issued(notice_id)
    fine = _fine(notice, fine_id)
    form = ReasonForm(notice)
    if form.validate_on_submit():
        details = TakenBack(fine.id, fine.number)
        act = form.act(OFFICER, reason=form.reason.data, details=details)
        if events := form.take(act, ("take_fine_back", notice)):
            return done(events)
    return shown("take_fine_back", notice, form, fine=fine)


@room.route("/notices/<int:notice_id>/attach", **STEP)
def attach(notice_id: int) -> ResponseReturnValue:
    """Keep photos and documents shown at the checkpoint."""
    notice = issued(notice_id)
    admit("attach", notice, as_if_filled_in())
    form = EvidenceForm(notice)
    if form.validate_on_submit() and (events := form.attach(OFFICER)):
        return done(events)
    return shown("attach", notice, form)


@room.route("/notices/<int:notice_id>/compile_dossier", **STEP)
def compile_dossier(notice_id: int) -> ResponseReturnValue:
    """Put the whole history with all papers and evidence into one PDF."""
    notice = issued(notice_id)
    form = StepForm(notice)
    if form.validate_on_submit():
        act = form.act(OFFICER)
        if events := form.take(act, ("compile_dossier", notice)):
            return done(events)
    return shown("compile_dossier", notice, form)


def _decide(name: str, notice_id: int) -> ResponseReturnValue:
    notice = issued(notice_id)
    form = ProofForm(name, notice)
    if form.validate_on_submit() and (events := form.take(form.act(OFFICER), (name, notice))):
        return done(events)
    reasons = offered(notice, as_if_filled_in()).get(name, [])
    return shown(name, notice, form, reasons=reasons)


def _fine(notice: Notice, fine_id: int) -> Fine:
    return next((fine for fine in notice.fines if fine.id == fine_id), None) or abort(404)


def _line(notice: Notice, line_id: int) -> Deficiency:
    return next((line for line in notice.deficiencies if line.id == line_id), None) or abort(404)
