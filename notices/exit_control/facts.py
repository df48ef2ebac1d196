"""Gathers what the register knows of a vehicle at the booth."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, false, select

from notices.finding import plates_in
from notices.holds import HELD_UNIT, HOLDING, held_lookalikes
from notices.models import Fine, Notice, Unit, db
from notices.papers.codes import paper_behind
from workflows.exit import Facts, Said, Standing, understand
from workflows.plates import plate_key
from workflows.vocabulary import Status

LONGEST_KEPT = 200
"""Characters of a question."""


class Tie(NamedTuple):
    """A plate and a notice that binds it: open, cleared, or released exceptionally."""

    key: str
    notice_id: int
    number: str | None
    status: Status
    fine_owed: bool
    exit_until: datetime | None


def facts_about(text: str) -> Facts:
    """What is known of the vehicle that is meant by plates, notices' numbers or a scanned code."""
    said = _scanned(text) if "/q/" in text else understand(plates_in(text))
    named, unknown = _named(said.numbers)
    plates = tuple(dict.fromkeys((*said.plates, *named)))
    ties = _ties({plate_key(plate) for plate in plates})
    tied = {tie.key for tie in ties}
    untied = [plate for plate in said.plates if plate_key(plate) not in tied]
    standings = (Standing(t.number or "", t.status, t.fine_owed, t.exit_until) for t in ties)
    return Facts(
        plates=plates,
        notices=tuple(dict.fromkeys(standings)),
        lookalikes=tuple(held_lookalikes(untied)),
        unreadable=(*said.unreadable, *unknown),
    )


def in_short(text: str | None) -> str | None:
    """A scanned code as the number or plates that it means, whatever else was typed as it is."""
    if text is None or "/q/" not in text:
        return text
    said = _scanned(text)
    return ", ".join((*said.numbers, *said.plates)) or text[:LONGEST_KEPT]


def _scanned(text: str) -> Said:
    """A paper's QR code means its notice; the paper of a vehicle turned back means its plates."""
    paper = paper_behind(text)
    if paper is None:
        return Said((), (), (text,))
    if paper.facts["notice"] is None:
        return Said(tuple(paper.facts["plates"]), (), ())
    return Said((), (paper.facts["notice"]["number"],), ())


def _named(numbers: Iterable[str]) -> tuple[list[str], list[str]]:
    """All plates of the notices with these numbers, and the numbers that no notice has.

    An erased notice is none: nobody knows any more of which vehicle it was.
    """
    plates: list[str] = []
    unknown = []
    for number in numbers:
        query = select(Unit.plate).join(Notice, Notice.id == Unit.notice_id)
        kept = query.where(Notice.number == number, Notice.erased_at.is_(None))
        found = db.session.scalars(kept.order_by(Unit.position))
        before = len(plates)
        plates += found
        unknown += [number] if len(plates) == before else []
    return plates, unknown


def _ties(keys: set[str]) -> list[Tie]:
    """The notices that bind the plates, and those of all units that must leave together."""
    ties = _direct_ties(keys)
    cleared = {tie.notice_id for tie in ties if tie.status is Status.CLEARED}
    bound = select(Unit.plate_key).where(Unit.notice_id.in_(cleared), HELD_UNIT)
    wider = keys | set(db.session.scalars(bound)) if cleared else keys
    return ties if wider == keys else _ties(wider)


def _direct_ties(keys: set[str]) -> list[Tie]:
    binding = Notice.status.in_((*HOLDING, Status.CLEARED)) | Notice.exit_until.is_not(None)
    query = (
        select(
            Unit.plate_key,
            Notice.id,
            Notice.number,
            Notice.status,
            blocked_by_a_fine(),
            Notice.exit_until,
        )
        .join(Notice, Notice.id == Unit.notice_id)
        .where(Unit.plate_key.in_(keys), HELD_UNIT, binding)
        .order_by(Notice.id, Unit.position)
    )
    return [Tie(*row) for row in db.session.execute(query)]


def blocked_by_a_fine() -> ColumnElement[bool]:
    """Whether an unpaid fine keeps a notice's vehicles, where that is a condition."""
    if not current_app.config["FINE_BLOCKS_EXIT"]:
        return false()
    return Notice.id.in_(select(Fine.notice_id).where(Fine.paid_on.is_(None)))
