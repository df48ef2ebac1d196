"""Two supervisors, one of each side: the first signature, which waits for the other side's."""

from collections.abc import Sequence

from sqlalchemy import select

from workflows.acts import Act
from workflows.guards import SIGNATURE_HOLDS
from workflows.procedure import PROCEDURE

from .models import Event, Notice, db

STEPS = [step.name for step in PROCEDURE]


def first_signatures(notice: Notice) -> Sequence[Event]:
    """The last first signature of each kind that no later step has overtaken."""
    moved = select(Event.id).where(Event.notice_id == notice.id, Event.name.in_(STEPS))
    query = select(Event).where(
        Event.notice_id == notice.id,
        Event.name.in_(SIGNATURE_HOLDS),
        Event.id > moved.order_by(Event.id.desc()).limit(1).scalar_subquery(),
    )
    return db.session.scalars(query.order_by(Event.id)).all()


def signature_of_the_other_side(name: str, notice: Notice, act: Act) -> Event:
    """The first signature that an act of the other side completes."""
    query = select(Event).where(
        Event.notice_id == notice.id, Event.name == name, Event.actor_side != act.actor.side
    )
    return db.session.scalars(query.order_by(Event.id.desc()).limit(1)).one()
