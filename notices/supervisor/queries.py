"""What a supervisor asks the register: what needs attention, and where vehicles wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, joinedload

from notices.advice import Advised
from notices.keyset import Key, Page, count_of, page_of, unindexed
from notices.models import (
    ErasureBatch,
    Event,
    ExitQuestion,
    LegalHold,
    Notice,
    Place,
    Unit,
    db,
)
from notices.search import LISTED
from notices.signatures import STEPS
from workflows.acts import Destination
from workflows.guards import SIGNATURE_HOLDS
from workflows.vocabulary import OPEN, ExitAnswer, PlaceKind, ProposalState, Side, Status

DAY, MONTH = timedelta(days=1), timedelta(days=30)
AWAITED = (Status.ROUTED, Status.OUTSTANDING)
"""The statuses in which a vehicle is on its way to a checkpoint."""


@dataclass(frozen=True)
class Matter:
    """Something that needs attention: its list, and what each row of it shows."""

    title: LazyString
    why: LazyString
    rows_are: str
    query: Callable[[datetime], Select[Any]]
    order: tuple[Key, ...]
    newest_first: bool = False
    sides: frozenset[Side] = frozenset(Side)

    def count(self, now: datetime) -> int:
        """How many rows the list has."""
        return count_of(self.query(now))

    def page(self, now: datetime, after: str | None) -> Page[Any]:
        """A page of the list."""
        return page_of(self.query(now), *self.order, after=after, newest_first=self.newest_first)


def readable_by(side: Side) -> SQLColumnExpression[bool]:
    """Every notice; drafts stay in Belarus until they are issued."""
    return true() if side is Side.BY else Notice.is_issued


def may_read(notice: Notice, side: Side) -> bool:
    """Whether `readable_by` holds for a notice."""
    return side is Side.BY or notice.is_issued


def batches_to_review(side: Side) -> int:
    """How many batches of the other side wait for this one."""
    waiting = (ErasureBatch.state == ProposalState.WAITING, ErasureBatch.side != side)
    return count_of(select(ErasureBatch).where(*waiting))


def holds() -> Select[LegalHold]:
    """The legal holds that stand, for a list."""
    standing = select(LegalHold).where(LegalHold.lifted_at.is_(None))
    return standing.options(joinedload(LegalHold.notice), joinedload(LegalHold.placed_by))


def same_vehicles(notice: Notice) -> list[Notice]:
    """The other notices on the same vehicles and trailers that have their content, by id."""
    plates = {unit.plate_key for unit in notice.units} - {""}
    query = select(Notice).where(
        Notice.id.in_(select(Unit.notice_id).where(Unit.plate_key.in_(plates))),
        Notice.id != notice.id,
        Notice.is_issued,
        Notice.erased_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Notice.id)))


def elsewhere(notice: Notice, advised: list[Advised]) -> list[tuple[Place, Destination]]:
    """The checkpoints to which the vehicle can be sent and is not directed yet, the best first."""
    able = (one for one in advised if one.selectable and one.place.id != notice.checkpoint_id)
    return [(one.place, one.destination) for one in able]


def at_arrival(code: str, advised: list[Advised]) -> Destination:
    """A checkpoint as the guards see it when the vehicle arrives there."""
    return next(one.destination for one in advised if one.place.code == code)


def opens_soon(place: Place, now: datetime) -> bool:
    """Whether trucks are taken today or tomorrow, on one of which every vehicle arrives."""
    return place.open_at(now) or place.open_at(now + DAY)


def checkpoints() -> list[Place]:
    """All checkpoints, by code."""
    query = select(Place).where(Place.kind == PlaceKind.CHECKPOINT).order_by(Place.code)
    return list(db.session.scalars(query))


def waiting_at(*places: Place) -> Select[Notice]:
    """The notices whose vehicles are on their way to these checkpoints."""
    return (
        select(Notice)
        .where(Notice.status.in_(AWAITED), Notice.checkpoint_id.in_([p.id for p in places]))
        .options(*LISTED)
    )


def waiting_by_checkpoint() -> dict[int, int]:
    """How many vehicles are on their way, by the checkpoint's id."""
    query = (
        select(Notice.checkpoint_id, func.count())
        .where(Notice.status.in_(AWAITED))
        .group_by(Notice.checkpoint_id)
    )
    return {place: count for place, count in db.session.execute(query) if place}


def _notices(*conditions: ColumnElement[bool]) -> Select[Notice]:
    return select(Notice).where(*conditions).options(*LISTED)


def _at_closed_checkpoints(now: datetime) -> Select[Notice]:
    return waiting_at(*(place for place in checkpoints() if not place.open_at(now)))


def _overdue(now: datetime) -> Select[Notice]:
    return _notices(Notice.status.in_(OPEN), Notice.deadline < now)


def _old_drafts(now: datetime) -> Select[Notice]:
    return _notices(Notice.status == Status.DRAFT, Notice.created_at < now - DAY)


def _refused_exits(now: datetime) -> Select[ExitQuestion]:
    not_let_out = (ExitQuestion.answer != ExitAnswer.MAY_LEAVE) | (
        ExitQuestion.outcome.in_(("turn_back", "report_exit"))
    )
    return (
        select(ExitQuestion)
        .where(ExitQuestion.asked_at >= now - DAY, not_let_out)
        .options(joinedload(ExitQuestion.place))
    )


def _left_off_line(now: datetime) -> Select[ExitQuestion]:
    return (
        select(ExitQuestion)
        .where(ExitQuestion.asked_at >= now - MONTH, ExitQuestion.outcome == "report_exit")
        .options(joinedload(ExitQuestion.place))
    )


def attempts_after(seen: int, now: datetime) -> tuple[int, int]:
    """How many vehicles have tried to leave though held, or have left, and the last question.

    Those of the last 24 hours count whose questions came after the one that was seen last.
    """
    held = (ExitQuestion.answer == ExitAnswer.HELD) | (ExitQuestion.outcome == "report_exit")
    query = select(func.count(), func.max(ExitQuestion.id)).where(
        ExitQuestion.asked_at >= now - DAY, unindexed(ExitQuestion.id) > seen, held
    )
    count, last = db.session.execute(query).one()
    return count, last or seen


def _said(name: str, statuses: frozenset[Status], *answers: str) -> Select[Event]:
    """What carriers said of notices in these statuses that no later step has answered.

    Few notices are in them; what was said of all others is never looked at.
    """
    later = aliased(Event)
    answered = (
        select(later.id)
        .where(later.notice_id == Event.notice_id, later.id > Event.id, later.name.in_(answers))
        .exists()
    )
    return (
        select(Event)
        .join(Event.notice)
        .where(unindexed(Event.name) == name, Notice.status.in_(statuses), ~answered)
        .options(joinedload(Event.notice).options(*LISTED))
    )


def _first_signatures(now: datetime) -> Select[Event]:
    """What waits for the other side's signature: it still holds, and no step has followed."""
    later = aliased(Event)
    followed = (
        select(later.id)
        .where(later.notice_id == Event.notice_id, later.id > Event.id, later.name.in_(STEPS))
        .exists()
    )
    holding = [
        and_(Event.name == name, Event.at >= now - span) for name, span in SIGNATURE_HOLDS.items()
    ]
    return (
        select(Event)
        .join(Event.notice)
        .where(Event.name.in_(SIGNATURE_HOLDS), or_(*holding), ~followed)
        .options(joinedload(Event.notice).options(*LISTED))
    )


MATTERS = {
    "signatures": Matter(
        _l("Waiting for the other side's signature"),
        _l("A release holds for 15 minutes, an annulment for a day. The other side signs it."),
        "events",
        _first_signatures,
        (Event.id,),
        newest_first=True,
    ),
    "left-off-line": Matter(
        _l("Let out off line, which the register does not allow"),
        _l(
            "A booth let these vehicles out while the register was away, or by a snapshot that was"
            " no longer right. Find out where they are; the list goes back 30 days."
        ),
        "questions",
        _left_off_line,
        (ExitQuestion.asked_at, ExitQuestion.id),
        newest_first=True,
    ),
    "without-checkpoint": Matter(
        _l("Issued without a checkpoint"),
        _l("No able checkpoint was open. Direct these vehicles as soon as one is."),
        "notices",
        lambda _now: _notices(Notice.status == Status.ISSUED),
        (Notice.id,),
    ),
    "closed-checkpoint": Matter(
        _l("Directed to a closed checkpoint"),
        _l("These vehicles are on their way to a checkpoint that is closed to trucks."),
        "notices",
        _at_closed_checkpoints,
        (Notice.deadline, Notice.id),
    ),
    "overdue": Matter(
        _l("Overdue"),
        _l("The deadline has passed and the deficiencies are not removed."),
        "notices",
        _overdue,
        (Notice.deadline, Notice.id),
    ),
    "refused-exits": Matter(
        _l("Refused exits of the last 24 hours"),
        _l("Vehicles that were held at the border, turned back, or could not be told apart."),
        "questions",
        _refused_exits,
        (ExitQuestion.asked_at, ExitQuestion.id),
        newest_first=True,
    ),
    "requests": Matter(
        _l("Requests for another checkpoint"),
        _l("Carriers asked for these, and the vehicles have not been directed elsewhere since."),
        "events",
        lambda _now: _said(
            "ask_other_checkpoint",
            OPEN - {Status.AT_CHECKPOINT},
            "route",
            "reroute",
            "receive",
            "take_over",
        ),
        (Event.id,),
    ),
    "objections": Matter(
        _l("Objections"),
        _l("Carriers object to these notices, which have not been corrected since."),
        "events",
        lambda _now: _said("object", OPEN | {Status.CLEARED}, "correct"),
        (Event.id,),
    ),
    "old-drafts": Matter(
        _l("Drafts older than a day"),
        _l("Ask the inspector to issue them, or annul them."),
        "notices",
        _old_drafts,
        (Notice.id,),
        sides=frozenset({Side.BY}),
    ),
}
"""By the last part of the list's address, the most urgent first."""
