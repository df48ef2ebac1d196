"""What the officers of a checkpoint ask the register."""

from collections.abc import Iterable
from datetime import datetime

from flask import abort
from sqlalchemy import BindParameter, Select, Tuple, bindparam, select, tuple_
from sqlalchemy.orm import aliased, joinedload, selectinload

from notices.keyset import PAGE_SIZE, Page, page_of, place_of, read_place
from notices.models import Event, Notice, db
from workflows.vocabulary import Severity, Status

AWAITED: BindParameter[list[Status]] = bindparam(
    "awaited",
    [Status.ROUTED, Status.OUTSTANDING],
    expanding=True,
    # Written into the statement, because the index holds these statuses only.
    literal_execute=True,
)
URGENCY = tuple(
    (overdue, severity)
    for overdue in (True, False)
    for severity in (Severity.HELD, Severity.REPORT_BY, Severity.MAY_CONTINUE)
)
POSITION = (Notice.deadline, Notice.id)
CARRIER_SAYS = ("announce_arrival", "ask_other_checkpoint")
MAKES_OLD = ("receive", "take_over", "reroute")
"""What a carrier said before one of these is settled."""


def expected_at(checkpoint_id: int, now: datetime, after: str | None = None) -> Page[Notice]:
    """A page of the vehicles awaited; `after` comes from its address, or gives 404.

    It tells where the last notice of the page before stood, which may have left the list since.
    Ordered by overdue, severity, deadline and id. Each pair of the first two is one walk along
    the index, so a page costs the same wherever it begins.
    """
    found: list[Notice] = []
    begin, last = _place(after, now) if after else (0, None)
    for overdue, severity in URGENCY[begin:]:
        due = Notice.deadline < now if overdue else Notice.deadline >= now
        query = (
            _listed(checkpoint_id)
            .where(Notice.status.in_(AWAITED), Notice.severity == severity, due)
            .limit(PAGE_SIZE + 1 - len(found))
        )
        if last is not None and (overdue, severity) == URGENCY[begin]:
            query = query.where(tuple_(*POSITION) > last)
        found += db.session.scalars(query)
        if len(found) > PAGE_SIZE:
            break
    shown = found[:PAGE_SIZE]
    more = len(found) > PAGE_SIZE
    return Page(shown, f"{shown[-1].severity} {place_of(shown[-1], *POSITION)}" if more else None)


def here_at(checkpoint_id: int, after: str | None) -> Page[Notice]:
    """A page of the vehicles that are being checked now, the nearest deadline first."""
    query = _listed(checkpoint_id).where(Notice.status == Status.AT_CHECKPOINT)
    return page_of(query, Notice.deadline, Notice.id, after=after)


def said_by_carriers(notices: Iterable[Notice]) -> dict[int, list[Event]]:
    """What carriers announced or asked for since the last arrival or routing, by notice."""
    later = aliased(Event)
    settled = (
        select(later.id)
        .where(later.notice_id == Event.notice_id, later.id > Event.id, later.name.in_(MAKES_OLD))
        .exists()
    )
    query = (
        select(Event)
        .where(
            Event.notice_id.in_([notice.id for notice in notices]),
            Event.name.in_(CARRIER_SAYS),
            ~settled,
        )
        .order_by(Event.id)
    )
    said: dict[int, list[Event]] = {}
    for event in db.session.scalars(query):
        said.setdefault(event.notice_id or 0, []).append(event)
    return said


def _listed(checkpoint_id: int) -> Select[Notice]:
    return (
        select(Notice)
        .where(Notice.checkpoint_id == checkpoint_id)
        .options(joinedload(Notice.carrier), selectinload(Notice.units))
        .order_by(Notice.deadline, Notice.id)
    )


def _place(after: str, now: datetime) -> tuple[int, Tuple]:
    """Of which urgency the last notice was, and its position among its like."""
    severity, _blank, position = after.partition(" ")
    deadline, notice_id = read_place(position, *POSITION)
    urgency = bool(deadline.value and deadline.value < now), severity
    return URGENCY.index(urgency) if urgency in URGENCY else abort(404), tuple_(deadline, notice_id)
