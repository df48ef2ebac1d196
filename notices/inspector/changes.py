"""Steps and acts on an issued notice, each on a page of its name."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notices.advice import advice_on
from notices.evidence.form import EvidenceForm
from notices.forms import StepForm
from notices.words import done
from workflows.vocabulary import Role

from .forms.checkpoint import RerouteForm, RouteForm
from .room import now, open_to, room


@room.route("/notices/<int:notice_id>/route", methods=["GET", "POST"])
def route(notice_id: int) -> ResponseReturnValue:
    """Name the checkpoint of a notice that was issued while none was open."""
    return _direct("route", notice_id, RouteForm)


@room.route("/notices/<int:notice_id>/reroute", methods=["GET", "POST"])
def reroute(notice_id: int) -> ResponseReturnValue:
    """Direct the vehicle to another checkpoint."""
    return _direct("reroute", notice_id, RerouteForm)


@room.route("/notices/<int:notice_id>/attach", methods=["GET", "POST"])
def attach(notice_id: int) -> ResponseReturnValue:
    """Keep photos and PDFs as evidence."""
    notice = open_to("attach", notice_id)
    form = EvidenceForm(notice)
    if form.validate_on_submit() and form.attach(Role.INSPECTOR):
        return redirect(url_for(".notice", notice_id=notice_id))
    page = render_template("inspector/attach.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


@room.route("/notices/<int:notice_id>/compile_dossier", methods=["GET", "POST"])
def compile_dossier(notice_id: int) -> ResponseReturnValue:
    """Put the whole history with all papers and evidence into one PDF."""
    notice = open_to("compile_dossier", notice_id)
    form = StepForm(notice)
    if form.validate_on_submit():
        act = form.act(Role.INSPECTOR)
        if form.take(act, ("compile_dossier", notice)):
            flash(done("compile_dossier"))
            return redirect(url_for(".notice", notice_id=notice_id))
    page = render_template("notice/compile_dossier.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


def _direct(step: str, notice_id: int, kind: type[RouteForm]) -> ResponseReturnValue:
    notice = open_to(step, notice_id)
    advised = advice_on(notice, now().at)
    form = kind(notice=notice)
    form.offer(advised, notice.checkpoint_id)
    if form.validate_on_submit() and form.take(form.directing(), (step, notice)):
        return redirect(url_for(".done", notice_id=notice_id))
    page = render_template(
        f"inspector/{step}.html", step_name=step, notice=notice, form=form, advised=advised
    )
    return page, 422 if form.errors else 200
