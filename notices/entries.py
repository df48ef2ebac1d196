"""The pages of the catalogue and of proposals, for the rooms whose people may read all of it."""

from collections.abc import Callable
from datetime import date, datetime

from flask import abort, render_template

from workflows.vocabulary import ProposalKind

from .catalogue import listed_on, versions_of
from .changes import ABOUT_WORDINGS, acts_about, changes_in
from .models import CatalogueEntry, Proposal, db
from .proposals import details_of, is_overtaken, proposals_about
from .words.formats import MINSK

Actions = Callable[[Proposal], list[tuple[str, str, list[str]]]]
"""Steps with their addresses and what stands in their way, for `macros/notice.html: steps`."""


def catalogue_page(room: str) -> str:
    """Every code with the wording in force, by class."""
    return render_template(f"{room}/catalogue.html", listed=listed_on(today()))


def wording_page(room: str, code: str) -> str:
    """One code with all its versions and everything that was proposed about it."""
    return render_template(
        f"{room}/wording.html",
        versions=versions_or_404(code),
        today=today(),
        proposals=proposals_about(ProposalKind.WORDING, code),
        is_overtaken=is_overtaken,
        acts=acts_about(code, *ABOUT_WORDINGS),
        changes_in=changes_in,
    )


def proposal_page(room: str, proposal_id: int, actions: Actions = lambda _proposal: []) -> str:
    """What is proposed, word by word, what became of it, and what the reader can do."""
    proposal = proposal_or_404(proposal_id)
    return render_template(
        f"{room}/proposal.html",
        proposal=proposal,
        overtaken=is_overtaken(proposal),
        changes=changes_in(details_of(proposal).values),
        actions=actions(proposal),
    )


def versions_or_404(code: str) -> list[CatalogueEntry]:
    """All wordings of a code, the newest first; 404 where there is none."""
    return versions_of(code) or abort(404)


def proposal_or_404(proposal_id: int) -> Proposal:
    """A proposal, else 404."""
    return db.session.get(Proposal, proposal_id) or abort(404)


def today() -> date:
    """The day in Minsk and Moscow, where the register is kept."""
    return datetime.now(MINSK).date()
