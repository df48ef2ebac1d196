"""What is in force only after a second person has signed it: proposed, signed or declined.

`KINDS` says for each kind of proposal which versions there are and what a signature makes of it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple, cast

from sqlalchemy import select

from workflows.acts import Act, Proposed
from workflows.case import Pending
from workflows.vocabulary import ProposalKind, ProposalState, Side

from .catalogue import told_of_wording, versions_of, wording_of
from .changes import Triple, differences
from .limits import limit_of, told_of_limit, versions_of_limit
from .models import ErasureBatch, Event, Person, Proposal, db
from .models.base import Model


class Versioned(NamedTuple):
    """How a kind of proposal meets the register."""

    versions: Callable[[str], list[Any]]
    """All versions of a subject, the newest first."""

    told: Callable[[Any], dict[str, str]]
    """What can be proposed otherwise of a version."""

    published: Callable[[Proposal], Model]
    """The version that a proposal becomes when it is signed."""


KINDS = {
    ProposalKind.WORDING: Versioned(versions_of, told_of_wording, wording_of),
    ProposalKind.LIMIT: Versioned(versions_of_limit, told_of_limit, limit_of),
}


def proposals_about(kind: ProposalKind, subject: str) -> list[Proposal]:
    """Everything that was ever proposed about a subject, the newest first."""
    query = select(Proposal).where(Proposal.kind == kind, Proposal.subject == subject)
    return list(db.session.scalars(query.order_by(Proposal.id.desc())))


def waiting_for(side: Side) -> list[Proposal]:
    """What waits for a decision and a side may read: every wording, and its own limits."""
    readable = (Proposal.kind == ProposalKind.WORDING) | (Proposal.side == side)
    query = select(Proposal).where(Proposal.state == ProposalState.WAITING, readable)
    return list(db.session.scalars(query.order_by(Proposal.effective_from, Proposal.id)))


def is_overtaken(proposal: Proposal) -> bool:
    """Whether another version was signed meanwhile, so that only declining is left."""
    newest = KINDS[proposal.kind].versions(proposal.subject)[0].version
    return proposal.state is ProposalState.WAITING and newest != proposal.base


def details_of(proposal: Proposal) -> Proposed:
    """What a signature would change, and who proposed it, as the history tells it."""
    kind = KINDS[proposal.kind]
    base = next(v for v in kind.versions(proposal.subject) if v.version == proposal.base)
    values = differences(kind.told(base), proposal.content)
    by: Triple = ("proposer", "", proposal.proposer.name)
    return Proposed(
        subject=proposal.subject,
        side=proposal.side,
        values=(("effective_from", "", proposal.effective_from.isoformat()), *values, by),
        kind=proposal.kind,
        base=proposal.base,
        proposal_id=proposal.id,
    )


def lock_proposals(details: Proposed) -> None:
    """Let others wait who decide on the same subject: only one of them makes the next version."""
    query = select(Proposal).where(
        Proposal.kind == details.kind, Proposal.subject == details.subject
    )
    locked = query.order_by(Proposal.id).with_for_update()
    db.session.scalars(locked.execution_options(populate_existing=True)).all()


def pending(details: Proposed) -> Pending:
    """What the guards ask about a proposal, made or about to be made."""
    row = db.session.get(Proposal, details.proposal_id) if details.proposal_id else None
    return Pending(
        side=row.side if row else details.side,
        proposer_id=row.proposer_id if row else None,
        effective_from=row.effective_from if row else _effective_from(details),
        base=details.base,
        newest=KINDS[details.kind].versions(details.subject)[0].version,
        decided=row is not None and row.state is not ProposalState.WAITING,
    )


def propose(act: Act, _event: Event) -> None:
    """Keep the whole of what is proposed."""
    details = cast(Proposed, act.details)
    kind = KINDS[details.kind]
    content = kind.told(kind.versions(details.subject)[0])
    content |= {field: new for field, _old, new in details.values if field in content}
    db.session.add(
        Proposal(
            kind=details.kind,
            subject=details.subject,
            base=details.base,
            effective_from=_effective_from(details),
            content=content,
            side=details.side,
            proposer_id=act.actor.id,
            proposed_at=act.at,
        )
    )


def publish(act: Act, _event: Event) -> None:
    """Make a proposal the next version, which applies from its effective day."""
    proposal = _proposal(act)
    decide(proposal, act, ProposalState.SIGNED)
    db.session.add(KINDS[proposal.kind].published(proposal))


def decline(act: Act, _event: Event) -> None:
    """Close a proposal that changes nothing."""
    decide(_proposal(act), act, ProposalState.DECLINED)


def decide(row: Proposal | ErasureBatch, act: Act, state: ProposalState) -> None:
    """Write on a proposal, or on a batch to be erased, who has signed or declined it."""
    row.state, row.reason = state, act.reason
    row.decider = db.session.get(Person, act.actor.id)
    row.decided_at = act.at


def _proposal(act: Act) -> Proposal:
    return db.session.get_one(Proposal, cast(Proposed, act.details).proposal_id)


def _effective_from(details: Proposed) -> date:
    return date.fromisoformat({field: new for field, _old, new in details.values}["effective_from"])
