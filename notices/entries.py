"""The pages of the catalogue and of proposals, for the rooms whose people may read all of it."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import abort, render_template, url_for

from workflows.vocabulary import ProposalKind, Side

from .catalogue import listed_on, versions_of
from .changes import ABOUT_LIMITS, ABOUT_WORDINGS, acts_about, changes_in
from .limits import described, newest_of, versions_of_limit
from .models import CatalogueEntry, LimitRow, Proposal, db
from .proposals import details_of, is_overtaken, proposals_about
from .words.formats import MINSK


def catalogue_page(room: str) -> str:
    """Every code with the wording in force, by class."""
    return render_template(f"{room}/catalogue.html", listed=listed_on(today()))


def wording_page(room: str, code: str) -> str:
    """One code with all its versions and everything that was proposed about it."""
    versions = versions_or_404(code)
    return render_template(
        f"{room}/wording.html",
        versions=versions,
        current=next(entry for entry in versions if entry.effective_from <= today()),
        proposals=proposals_about(ProposalKind.WORDING, code),
        is_overtaken=is_overtaken,
        acts=acts_about(code, *ABOUT_WORDINGS),
        changes_in=changes_in,
    )


def limits_page(room: str, country: Side) -> str:
    """Every limit of a state with what is in force, by quantity."""
    return render_template(
        f"{room}/limits.html", country=country, listed=newest_of(country), described=described
    )


def limit_page(room: str, versions: list[LimitRow]) -> str:
    """One limit with all its versions and everything that was proposed about it."""
    code = versions[0].code
    return render_template(
        f"{room}/limit.html",
        versions=versions,
        today=today(),
        described=described,
        proposals=proposals_about(ProposalKind.LIMIT, code),
        is_overtaken=is_overtaken,
        acts=acts_about(code, *ABOUT_LIMITS),
        changes_in=changes_in,
    )


def limits_or_404(code: str, *countries: Side) -> list[LimitRow]:
    """All versions of a limit of one of these states, the newest first; else 404."""
    found = [row for row in versions_of_limit(code) if row.country in countries]
    return found or abort(404)


def proposal_page(
    room: str, proposal: Proposal, actions: Sequence[tuple[str, str, list[str]]] = ()
) -> str:
    """What is proposed, word by word, what became of it, and what the reader can do.

    `actions` are steps with their addresses and what stands in their way.
    """
    return render_template(
        f"{room}/proposal.html",
        proposal=proposal,
        overtaken=is_overtaken(proposal),
        changes=changes_in(details_of(proposal).values),
        actions=actions,
        back=address_of(proposal),
    )


def versions_or_404(code: str) -> list[CatalogueEntry]:
    """All wordings of a code, the newest first; 404 where there is none."""
    return versions_of(code) or abort(404)


def proposal_or_404(proposal_id: int, side: Side | None = None) -> Proposal:
    """A proposal, else 404. Of limits a side sees its own alone, where one is named."""
    found = db.session.get(Proposal, proposal_id)
    foreign = found and found.kind is ProposalKind.LIMIT and side not in (None, found.side)
    return abort(404) if found is None or foreign else found


def address_of(proposal: Proposal) -> str:
    """The page, in the reader's room, of what a proposal is about."""
    if proposal.kind is ProposalKind.LIMIT:
        return url_for(".limit", limit=proposal.subject)
    return url_for(".wording", deficiency=proposal.subject)


def today() -> date:
    """The day in Minsk and Moscow, where the register is kept."""
    return datetime.now(MINSK).date()
