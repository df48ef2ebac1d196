"""Pages of holds and erasing: what is due, batches and their review, and what is to be kept."""

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import lazyload

from notices.forms import ProofForm, ProofReasonForm, ReasonForm, StepForm
from notices.keyset import count_of, page_of
from notices.models import ErasureBatch, ErasureItem, LegalHold, Notice, db
from notices.retention.carrying_out import carry_out
from notices.retention.schedule import (
    BATCH_AT_MOST,
    batches,
    due,
    left_in,
    questions_left_in,
    questions_to_propose,
    years,
)
from notices.security import acting_as
from notices.steps import admit, unmet
from notices.words import done as done_word
from workflows.acts import Act, Erasure, OnHold
from workflows.retention import cut_off
from workflows.vocabulary import ProposalState, Role

from .forms import HoldForm, ProposeErasureForm
from .queries import holds, same_vehicles
from .room import done, readable, room, shown

SUPERVISOR = Role.SUPERVISOR
STEP: dict[str, Any] = {"methods": ["GET", "POST"]}
AT_ONCE = 100
"""Notices that one press erases; the page then offers to go on."""


@room.get("/retention")
def retention() -> str:
    """What is due, the batches, and what is on hold."""
    now, after = datetime.now(UTC), request.args.get("after")
    earlier = request.args.get("earlier")
    return render_template(
        "supervisor/retention.html",
        due=count_of(due(now)),
        questions=count_of(questions_to_propose(now)),
        years=years,
        batches=page_of(batches(), ErasureBatch.id, after=earlier, newest_first=True),
        listed=page_of(holds(), LegalHold.id, after=after, newest_first=True),
    )


@room.route("/retention/propose_erasure", **STEP)
def propose_erasure() -> ResponseReturnValue:
    """Freeze what is due, or a part of it, in a batch for the other side."""
    now = datetime.now(UTC)
    query = due(now).order_by(Notice.changed_at, Notice.id).options(lazyload("*"))
    form = ProposeErasureForm(list(db.session.scalars(query.limit(BATCH_AT_MOST))))
    before = cut_off(now, years("question"))
    if form.validate_on_submit():
        details = Erasure(notices=form.chosen(), questions_before=before)
        if form.take(form.act(SUPERVISOR, details=details), ("propose_erasure", None)):
            flash(done_word("propose_erasure"))
            return redirect(url_for(".retention"), 303)
    page = render_template(
        "supervisor/propose_erasure.html",
        form=form,
        due=count_of(due(now)),
        questions=count_of(questions_to_propose(now)),
        now=now,
    )
    return page, 422 if form.errors else 200


@room.get("/retention/<int:batch_id>")
def erasure(batch_id: int) -> str:
    """A batch: what is listed, what was struck, and what is left to be erased."""
    batch, now = _batch(batch_id), datetime.now(UTC)
    items = select(ErasureItem).where(ErasureItem.batch_id == batch_id)
    after = request.args.get("after")
    signed = batch.state is ProposalState.SIGNED
    holds = signed and not unmet("erase_questions", None, _as_if_filled_in(batch))
    return render_template(
        "supervisor/erasure.html",
        batch=batch,
        listed=page_of(items, ErasureItem.notice_id, after=after),
        count=count_of(items),
        left=count_of(left_in(batch)),
        questions=count_of(questions_left_in(batch, now)),
        waiting=batch.state is ProposalState.WAITING,
        holds=holds,
        over=signed and not holds,
        own=batch.side is acting_as(SUPERVISOR).side,
        form=StepForm(formdata=None),
    )


@room.route("/retention/<int:batch_id>/sign_erasure", **STEP)
def sign_erasure(batch_id: int) -> ResponseReturnValue:
    """Allow what is listed to be erased, and begin with it."""
    batch = _batch(batch_id)
    form = ProofForm("sign_erasure")
    admit("sign_erasure", None, _as_if_filled_in(batch))
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, details=Erasure(batch.id))
        if form.take(act, ("sign_erasure", None)):
            return _go_on(batch_id)
    return _decision("sign_erasure", batch, form)


@room.route("/retention/<int:batch_id>/decline_erasure", **STEP)
def decline_erasure(batch_id: int) -> ResponseReturnValue:
    """Close a batch, or take back one's own."""
    batch = _batch(batch_id)
    form = ReasonForm()
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, details=Erasure(batch.id), reason=form.reason.data)
        if form.take(act, ("decline_erasure", None)):
            flash(done_word("decline_erasure"))
            return redirect(url_for(".erasure", batch_id=batch_id), 303)
    return _decision("decline_erasure", batch, form)


@room.post("/retention/<int:batch_id>/erase_questions", endpoint="erase_questions")
@room.post("/retention/<int:batch_id>/erase")
def erase(batch_id: int) -> ResponseReturnValue:
    """Go on with a batch that was signed."""
    batch = _batch(batch_id)
    if not StepForm().validate_on_submit():
        return redirect(url_for(".erasure", batch_id=batch_id), 303)
    act = _as_if_filled_in(batch)
    admit("erase_questions", None, act)
    if unmet("erase_questions", None, act):  # The page says which; no button led here.
        return redirect(url_for(".erasure", batch_id=batch_id), 303)
    return _go_on(batch_id)


@room.route("/retention/<int:batch_id>/notices/<int:notice_id>/strike_from_erasure", **STEP)
def strike_from_erasure(batch_id: int, notice_id: int) -> ResponseReturnValue:
    """Take one notice out of a batch, be it a draft that the other side alone reads."""
    details = Erasure(_batch(batch_id).id)
    listed = db.session.get(ErasureItem, (batch_id, notice_id))
    notice = listed.notice if listed else readable(notice_id)
    form = ReasonForm(notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, details=details, reason=form.reason.data)
        if form.take(act, ("strike_from_erasure", notice)):
            return redirect(url_for(".erasure", batch_id=batch_id), 303)
    return shown("strike_from_erasure", notice, form, details, batch_id=batch_id)


@room.route("/notices/<int:notice_id>/put_on_hold", **STEP)
def put_on_hold(notice_id: int) -> ResponseReturnValue:
    """Keep the content of a notice, and of the others on its vehicles where that is wanted."""
    notice = readable(notice_id)
    others = same_vehicles(notice)
    form = HoldForm(len(others), notice=notice)
    if form.validate_on_submit():
        details = OnHold(form.authority.data or "")
        act = form.act(SUPERVISOR, details=details, reason=form.reason.data)
        held = [notice, *(others if form.wants_others() else ())]
        if events := form.take(act, *(("put_on_hold", one) for one in held)):
            return done(events[:1])
    return shown("put_on_hold", notice, form)


@room.route("/notices/<int:notice_id>/holds/<int:hold_id>/lift_hold", **STEP)
def lift_hold(notice_id: int, hold_id: int) -> ResponseReturnValue:
    """Let the period of a notice go on."""
    notice, hold = readable(notice_id), db.session.get(LegalHold, hold_id)
    if hold is None or hold.notice_id != notice_id:
        abort(404)
    details = OnHold(hold.authority, hold.id)
    form = ProofReasonForm("lift_hold", notice)
    if form.validate_on_submit():
        act = form.act(SUPERVISOR, details=details, reason=form.reason.data)
        if events := form.take(act, ("lift_hold", notice)):
            return done(events)
    return shown("lift_hold", notice, form, details, hold=hold)


def _batch(batch_id: int) -> ErasureBatch:
    return db.session.get(ErasureBatch, batch_id) or abort(404)


def _as_if_filled_in(batch: ErasureBatch) -> Act:
    return Act(acting_as(SUPERVISOR), datetime.now(UTC), "-", details=Erasure(batch.id))


def _decision(name: str, batch: ErasureBatch, form: StepForm) -> ResponseReturnValue:
    admit(name, None, _as_if_filled_in(batch))
    page = render_template(
        "supervisor/erasure_decision.html",
        name=name,
        batch=batch,
        form=form,
        left=count_of(left_in(batch)),
        questions=count_of(questions_left_in(batch, datetime.now(UTC))),
    )
    return page, 422 if form.errors else 200


def _go_on(batch_id: int) -> ResponseReturnValue:
    done = carry_out(_batch(batch_id), acting_as(SUPERVISOR), AT_ONCE)
    if done.notices or not done.questions:
        flash(
            ngettext(
                "The content of %(num)d notice was erased.",
                "The content of %(num)d notices was erased.",
                done.notices,
            )
        )
    if done.questions:
        flash(
            ngettext(
                "%(num)d question at the exit was erased.",
                "%(num)d questions at the exit were erased.",
                done.questions,
            )
        )
    return redirect(url_for(".erasure", batch_id=batch_id), 303)
