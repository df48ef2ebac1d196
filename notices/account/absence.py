"""Pages of absence: who stands in for oneself, for whom oneself stands in, and in whose name."""

from datetime import UTC, datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from notices.absence.delegations import by_delegate, by_holder, chosen, details_of, roles_of
from notices.absence.form import DelegateForm, ReasonedForm
from notices.forms import StepForm
from notices.models import Delegation, db
from notices.proof import PROVEN
from notices.security import acting_in_own_name, own_address, stand_in
from notices.words import done
from workflows.acts import Actor
from workflows.vocabulary import Role

from .room import room, with_own_password


@room.get("/absence")
@with_own_password
def absence() -> str:
    """Who stands in for the person, for whom the person stands in, and the ways to more."""
    now = datetime.now(UTC)
    return render_template(
        "account/absence.html",
        form=StepForm(formdata=None),
        roles=roles_of(current_user),
        mine=by_holder(current_user, now),
        others=by_delegate(current_user, now),
        now=now,
    )


@room.route("/delegate", methods=["GET", "POST"])
@with_own_password
def delegate() -> ResponseReturnValue:
    """Name a colleague who stands in."""
    if not roles_of(current_user):
        abort(403)
    form = DelegateForm(current_user)
    if form.validate_on_submit():
        details = form.delegated()
        act = form.act_of(acting_in_own_name(details.role), details)
        if form.take(act, ("delegate", None)):
            flash(done("delegate"), "done")
            return redirect(url_for(".absence"), 303)
    return render_template("account/delegate.html", form=form), 422 if form.errors else 200


@room.route("/end-delegation/<int:delegation_id>", methods=["GET", "POST"])
@with_own_password
def end_delegation(delegation_id: int) -> ResponseReturnValue:
    """Take back what one has made, or as an administrator what anybody of the own side has."""
    delegation = db.session.get(Delegation, delegation_id) or abort(404)
    actor = _who_ends(delegation)
    form = ReasonedForm(PROVEN)
    if form.validate_on_submit():
        act = form.act_of(actor, details_of(delegation))
        if form.take(act, ("end_delegation", None)):
            flash(done("end_delegation"), "done")
            return redirect(_back_to(delegation), 303)
    page = render_template(
        "account/end_delegation.html",
        form=form,
        delegation=delegation,
        back=_back_to(delegation),
    )
    return page, 422 if form.errors else 200


@room.post("/stand-in/<int:delegation_id>")
@with_own_password
def stand_in_for(delegation_id: int) -> ResponseReturnValue:
    """Act instead of the holder from now on; 404 where that is over, or another's."""
    if not StepForm().validate_on_submit():
        return redirect(url_for(".absence"), 303)
    delegation = chosen(delegation_id, current_user, datetime.now(UTC)) or abort(404)
    stand_in(delegation.id)
    flash(_("From now on you act instead of %(holder)s.", holder=delegation.holder.name), "done")
    onward = own_address(request.form.get("next", ""))
    return redirect(onward or url_for("pages.home"), 303)


@room.post("/own-name")
@with_own_password
def own_name() -> ResponseReturnValue:
    """Act in the own name again."""
    if StepForm().validate_on_submit():
        stand_in(None)
        flash(_("You act in your own name again."), "done")
    return redirect(url_for("pages.home"), 303)


def _back_to(delegation: Delegation) -> str:
    """The page that lists the delegation: one's own, or that of the person who is away."""
    if delegation.holder_id == current_user.id:
        return url_for(".absence")
    return url_for("administrator.change_person", person_id=delegation.holder_id)


def _who_ends(delegation: Delegation) -> Actor:
    """The holder, or an administrator of the holder's side; for anybody else there is nothing."""
    if delegation.holder_id == current_user.id:
        return acting_in_own_name(delegation.role)
    same_side = delegation.holder.side is current_user.side
    if not same_side or Role.ADMINISTRATOR not in current_user.role_names:
        abort(404)
    return acting_in_own_name(Role.ADMINISTRATOR)
