"""Gathers what the register knows of a vehicle at the booth."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from notices.finding import plates_in
from notices.holds import BINDING, HELD_UNIT, blocked_by_a_fine, held_lookalikes
from notices.log.entries import latest_at
from notices.models import Notice, Unit, db
from notices.papers.codes import paper_behind
from workflows.exit import Facts, Standing, is_hardly_a_plate, understand
from workflows.plates import across, plate_key
from workflows.vocabulary import OPEN, Status

LONGEST_KEPT = 200
"""Characters of a question."""

SCANNED = re.compile(r"(?:https?://[A-Za-z0-9.:-]+(?:/[A-Za-z0-9._-]+)*?)?/q/([A-Za-z0-9_-]*)")
"""The address on a paper; or what is left of one, which is not genuine. JavaScript reads it too."""

SHOWN = 40
"""Characters of a code that is not genuine."""


class Tie(NamedTuple):
    """A plate and a notice that binds it: open, cleared, or released exceptionally."""

    key: str
    plate: str
    notice_id: int
    number: str | None
    issued_at: datetime | None
    status: Status
    fine_owed: bool
    exit_until: datetime | None


def facts_about(text: str, issued_by: datetime | None = None) -> Facts:
    """What is known of the vehicle that is meant by plates, notices' numbers and scanned codes.

    Of a vehicle that has left, notices issued after that instant make no doubt.
    """
    said = understand(plates_in(in_short(text)))
    named, unknown = _named(said.numbers)
    plates = tuple(dict.fromkeys((*said.plates, *named)))
    keys = {plate_key(plate) for plate in plates}
    ties = _ties(keys)
    tied = {tie.key for tie in ties}
    untied = [plate for plate in plates if plate_key(plate) not in tied]
    no_plates = [part for part in untied if part in said.plates and is_hardly_a_plate(part)]
    standings = (Standing(t.number or "", t.status, t.fine_owed, t.exit_until) for t in ties)
    apart = (
        tie.plate
        for tie in ties
        if tie.exit_until and tie.key not in keys and not _came_after(tie, issued_by)
    )
    return Facts(
        plates=plates,
        notices=tuple(dict.fromkeys(standings)),
        lookalikes=tuple(held_lookalikes(untied, across(said.plates), issued_by)),
        apart=tuple(dict.fromkeys(apart)),
        unreadable=(*said.unreadable, *unknown, *no_plates),
        logged_at=latest_at() if any(tie.exit_until for tie in ties) else None,
    )


def _came_after(tie: Tie, issued_by: datetime | None) -> bool:
    return bool(issued_by and tie.issued_at and tie.issued_at > issued_by)


def in_short(text: str | None) -> str:
    """Each scanned code as the number or plates that it means, what was typed beside it as it is.

    The code of a notice's paper means its number, that of a vehicle turned back its plates. One
    that is not genuine is cut, and stays unreadable.
    """
    if not text or "/q/" not in text:
        return text or ""
    pieces = SCANNED.split(text)
    pieces[1::2] = map(_meaning, pieces[1::2])
    return ", ".join(filter(None, (piece.strip(" ,;") for piece in pieces)))


def _meaning(code: str) -> str:
    paper = paper_behind(code)
    if paper is None:
        return f"/q/{code[:SHOWN]}"
    if paper.facts["notice"] is None:
        return ", ".join(paper.facts["plates"]) or f"/q/{code[:SHOWN]}"
    return str(paper.facts["notice"]["number"])


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
    together = {tie.notice_id for tie in ties if tie.status not in OPEN}
    bound = select(Unit.plate_key).where(Unit.notice_id.in_(together), HELD_UNIT)
    wider = keys | set(db.session.scalars(bound)) if together else keys
    return ties if wider == keys else _ties(wider)


def _direct_ties(keys: set[str]) -> list[Tie]:
    query = (
        select(
            Unit.plate_key,
            Unit.plate,
            Notice.id,
            Notice.number,
            Notice.issued_at,
            Notice.status,
            blocked_by_a_fine(),
            Notice.exit_until,
        )
        .join(Notice, Notice.id == Unit.notice_id)
        .where(Unit.plate_key.in_(keys), HELD_UNIT, BINDING)
        .order_by(Notice.id, Unit.position)
    )
    return [Tie(*row) for row in db.session.execute(query)]
