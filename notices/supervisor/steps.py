"""The steps of a supervisor, each a page of its name."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from notices.advice import advice_for, advice_on, routed, wanted_for
from notices.forms import ProofReasonForm, StepForm
from notices.keyset import page_of
from notices.models import Notice, Place, db
from notices.security import acting_as
from notices.steps import unmet
from notices.words import reason
from workflows.acts import Act
from workflows.machine import NotAllowed, is_taker
from workflows.procedure import BY_NAME
from workflows.vocabulary import PlaceKind, Role

from .forms import RerouteForm, RerouteSeveralForm, RouteForm
from .queries import at_arrival, checkpoints, elsewhere, opens_soon, waiting_at
from .room import done, readable, room, shown

SUPERVISOR = Role.SUPERVISOR
STEP: dict[str, Any] = {"methods": ["GET", "POST"]}


@room.route("/notices/<int:notice_id>/annul", **STEP)
def annul(notice_id: int) -> ResponseReturnValue:
    """Annul a notice."""
    return _take_with_reason("annul", notice_id)


@room.route("/notices/<int:notice_id>/ask_annulment", **STEP)
def ask_annulment(notice_id: int) -> ResponseReturnValue:
    """Sign an annulment, which Belarus then takes."""
    return _take_with_reason("ask_annulment", notice_id)


@room.route("/notices/<int:notice_id>/ask_release", **STEP)
def ask_release(notice_id: int) -> ResponseReturnValue:
    """Sign an exceptional release, which the other side then takes."""
    return _take_with_reason("ask_release", notice_id)


@room.route("/notices/<int:notice_id>/release_exceptionally", **STEP)
def release_exceptionally(notice_id: int) -> ResponseReturnValue:
    """Let a vehicle leave although something is left, with the second signature."""
    return _take_with_reason("release_exceptionally", notice_id)


@room.route("/notices/<int:notice_id>/withdraw", **STEP)
def withdraw(notice_id: int) -> ResponseReturnValue:
    """Undo a presentation at a checkpoint."""
    return _take_with_reason("withdraw", notice_id)


@room.route("/notices/<int:notice_id>/reopen", **STEP)
def reopen(notice_id: int) -> ResponseReturnValue:
    """Take back the confirmation of a checkpoint."""
    return _take_with_reason("reopen", notice_id)


@room.route("/notices/<int:notice_id>/route", **STEP)
def route(notice_id: int) -> ResponseReturnValue:
    """Direct a vehicle for which no checkpoint was open."""
    notice = readable(notice_id)
    advised = advice_on(notice, datetime.now(UTC))
    form = RouteForm(elsewhere(notice, advised), notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, destination=form.destination(), details=routed(advised))
        if events := form.take(act, ("route", notice)):
            return done(events)
    return shown("route", notice, form, advised=advised)


@room.route("/notices/<int:notice_id>/reroute", **STEP)
def reroute(notice_id: int) -> ResponseReturnValue:
    """Direct a vehicle to another checkpoint."""
    notice = readable(notice_id)
    advised = advice_on(notice, datetime.now(UTC))
    form = RerouteForm(elsewhere(notice, advised), notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, destination=form.destination(), reason=form.reason.data)
        if events := form.take(act, ("reroute", notice, routed(advised))):
            return done(events)
    return shown("reroute", notice, form, advised=advised)


@room.route("/checkpoints/<code>/reroute", **STEP)
def reroute_several(code: str) -> ResponseReturnValue:
    """Direct several of the vehicles on their way to a checkpoint elsewhere, all or none."""
    if not is_taker(BY_NAME["reroute"], acting_as(SUPERVISOR)):
        raise NotAllowed(BY_NAME["reroute"])
    place, now = _checkpoint(code), datetime.now(UTC)
    after = request.args.get("after")
    listed = page_of(waiting_at(place), Notice.deadline, Notice.id, after=after)
    others = [other for other in checkpoints() if other is not place and opens_soon(other, now)]
    seen = [(other, other.as_destination(now)) for other in others]
    form = RerouteSeveralForm(seen, list(listed.rows))
    if listed.rows and form.validate_on_submit() and _reroute_all(form):
        return redirect(url_for(".reroute_several", code=code))
    page = render_template(
        "supervisor/reroute_several.html", place=place, listed=listed, form=form, now=now
    )
    return page, 422 if form.errors else 200


@room.route("/notices/<int:notice_id>/compile_dossier", **STEP)
def compile_dossier(notice_id: int) -> ResponseReturnValue:
    """Put the whole history with all papers and evidence into one PDF."""
    notice = readable(notice_id)
    form = StepForm(notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR)
        if events := form.take(act, ("compile_dossier", notice)):
            return done(events)
    return shown("compile_dossier", notice, form)


def _take_with_reason(name: str, notice_id: int) -> ResponseReturnValue:
    notice = readable(notice_id)
    form = ProofReasonForm(name, notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, reason=form.reason.data)
        if events := form.take(act, (name, notice)):
            return done(events)
    return shown(name, notice, form)


def _checkpoint(code: str) -> Place:
    query = select(Place).where(Place.code == code, Place.kind == PlaceKind.CHECKPOINT)
    return db.session.scalars(query).one_or_none() or abort(404)


def _reroute_all(form: RerouteSeveralForm) -> bool:
    """Take the steps together, or say for each notice what stands in the way at its arrival."""
    act = form.act(SUPERVISOR, destination=form.destination(), reason=form.reason.data)
    notices = form.chosen()
    advice = advice_for(*(wanted_for(notice, act.at) for notice in notices))
    acts = [replace(act, destination=at_arrival(form.checkpoint.data, one)) for one in advice]
    pairs = list(zip(notices, acts, strict=True))
    form.notices.errors = [line for notice, own in pairs for line in _refusals(notice, own)]
    presses = [("reroute", one, routed(own)) for one, own in zip(notices, advice, strict=True)]
    if form.notices.errors or not form.take(acts[0], *presses):
        return False
    count = len(notices)
    flash(
        ngettext(
            "%(num)d vehicle was directed elsewhere.",
            "%(num)d vehicles were directed elsewhere.",
            count,
        )
    )
    return True


def _refusals(notice: Notice, act: Act) -> list[str]:
    return [
        _("%(number)s: %(reason)s", number=notice.number, reason=reason(guard))
        for guard in unmet("reroute", notice, act)
    ]
