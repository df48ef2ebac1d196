"""Two supervisors, one of each side: the first signature, which waits for the other side's."""

from collections.abc import Sequence

from sqlalchemy import select

from workflows.acts import Act
from workflows.guards import SIGNATURE_HOLDS
from workflows.procedure import PROCEDURE
from workflows.vocabulary import Side

from .models import Event, Notice, db

STEPS = [step.name for step in PROCEDURE]


COMPLETES = {"release_exceptionally": "ask_release", "annul": "ask_annulment"}
"""The first signature that a step completes, by its name."""


def first_signatures(notice: Notice, side: Side | None) -> Sequence[Event]:
    """Those of the other side that no later step has overtaken, the last one of a kind last."""
    moved = select(Event.id).where(Event.notice_id == notice.id, Event.name.in_(STEPS))
    query = select(Event).where(
        Event.notice_id == notice.id,
        Event.name.in_(SIGNATURE_HOLDS),
        Event.actor_side != side,
        Event.id > moved.order_by(Event.id.desc()).limit(1).scalar_subquery(),
    )
    return db.session.scalars(query.order_by(Event.id)).all()


def signature_completed(step: str, notice: Notice, act: Act) -> Event | None:
    """The first signature that a step of the other side completes; None where it takes none."""
    if step not in COMPLETES:
        return None
    signed = first_signatures(notice, act.actor.side)
    named = (event for event in reversed(signed) if event.name == COMPLETES[step])
    return next(named, None)
