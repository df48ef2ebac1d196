"""What waits for a second person: read by both sides, signed or declined by the right one."""

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notices.changes import changes_in
from notices.entries import address_of, proposal_or_404, proposal_page
from notices.forms import ProofForm, ReasonForm, StepForm
from notices.models import Proposal
from notices.proof import PROVEN
from notices.proposals import details_of
from notices.security import acting_as
from notices.steps import admit, offered
from notices.words import done
from workflows.acts import Act
from workflows.vocabulary import ProposalKind, ProposalState

from .room import ADMINISTRATOR, own_side, room

STEP: dict[str, Any] = {"methods": ["GET", "POST"]}


@room.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> str:
    """What is proposed, word by word, and what became of it."""
    proposal = proposal_or_404(proposal_id, own_side())
    return proposal_page("administrator", proposal, _actions(proposal))


@room.route("/proposals/<int:proposal_id>/sign-wording", **STEP)
def sign_wording(proposal_id: int) -> ResponseReturnValue:
    """Sign what the other side has proposed."""
    return _decide("sign_wording", proposal_id, ProofForm(PROVEN))


@room.route("/proposals/<int:proposal_id>/decline-wording", **STEP)
def decline_wording(proposal_id: int) -> ResponseReturnValue:
    """Decline what the other side has proposed, or take the own proposal back, and say why."""
    return _decide("decline_wording", proposal_id, ReasonForm())


@room.route("/proposals/<int:limit_proposal_id>/sign-limit", **STEP)
def sign_limit(limit_proposal_id: int) -> ResponseReturnValue:
    """Sign what a colleague has proposed."""
    return _decide("sign_limit", limit_proposal_id, ProofForm(PROVEN))


@room.route("/proposals/<int:limit_proposal_id>/decline-limit", **STEP)
def decline_limit(limit_proposal_id: int) -> ResponseReturnValue:
    """Decline what a colleague has proposed, or take the own proposal back, and say why."""
    return _decide("decline_limit", limit_proposal_id, ReasonForm())


def _decide(name: str, proposal_id: int, form: StepForm) -> ResponseReturnValue:
    """The page of the decision. A press repeated, or too late, finds what became of it."""
    proposal = proposal_or_404(proposal_id, own_side())
    if not name.endswith(proposal.kind):
        abort(404)
    details = details_of(proposal)
    reason = form.reason.data if isinstance(form, ReasonForm) else ""
    act = form.act(ADMINISTRATOR, details=details, reason=reason or "")
    admit(name, None, act)
    if proposal.state is not ProposalState.WAITING:
        return redirect(url_for(".proposal", proposal_id=proposal.id))
    if form.validate_on_submit() and form.take(act, (name, None)):
        flash(done(name))
        return redirect(address_of(proposal))
    facts = {
        "proposal": proposal,
        "changes": changes_in(details.values),
        "form": form,
        "own": proposal.proposer_id == act.actor.id,
    }
    return render_template(f"administrator/{name}.html", **facts), 422 if form.errors else 200


def _actions(proposal: Proposal) -> list[tuple[str, str, list[str]]]:
    """The decisions open to the reader, with what stands in the way of each."""
    if proposal.state is not ProposalState.WAITING:
        return []
    actor, now = acting_as(ADMINISTRATOR), datetime.now(UTC)
    open_to = offered(None, Act(actor, now, reason="-", details=details_of(proposal)))
    names = (f"sign_{proposal.kind}", f"decline_{proposal.kind}")
    return [(name, _address(name, proposal), open_to[name]) for name in names if name in open_to]


def _address(name: str, proposal: Proposal) -> str:
    if proposal.kind is ProposalKind.LIMIT:
        return url_for(f".{name}", limit_proposal_id=proposal.id)
    return url_for(f".{name}", proposal_id=proposal.id)
