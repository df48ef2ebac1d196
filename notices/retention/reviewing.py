"""What holds and reviews change: one function by the name of the act, run inside the one door."""

from typing import cast

from sqlalchemy import update

from notices.models import ErasureBatch, ErasureItem, Event, LegalHold, Notice, db
from notices.proposals import decide
from workflows.acts import Act, Erasure, OnHold
from workflows.vocabulary import ProposalState, Side

from .schedule import open_batches


def put_on_hold(notice: Notice, act: Act, _event: Event) -> None:
    """Keep the content until the hold is lifted, and take it out of every open batch."""
    db.session.add(
        LegalHold(
            notice_id=notice.id,
            side=cast(Side, act.actor.side),
            authority=cast(OnHold, act.details).authority,
            reason=act.reason,
            placed_by_id=cast(int, act.actor.id),
            placed_at=act.at,
        )
    )
    listed = (ErasureItem.notice_id == notice.id, ErasureItem.struck_at.is_(None))
    struck = update(ErasureItem).where(*listed, ErasureItem.batch_id.in_(open_batches(act.at)))
    db.session.execute(struck.values(struck_at=act.at, reason=act.reason))


def lift_hold(_notice: Notice, act: Act, _event: Event) -> None:
    """Let the period go on as if there had been no hold."""
    hold = db.session.get_one(LegalHold, cast(OnHold, act.details).hold_id)
    hold.lifted_at = act.at


def propose_erasure(act: Act, event: Event) -> None:
    """Freeze the list. By its id, that of the event, the log tells what else is of this batch."""
    details = cast(Erasure, act.details)
    batch = ErasureBatch(
        id=event.id,
        side=cast(Side, act.actor.side),
        proposer_id=cast(int, act.actor.id),
        proposed_at=act.at,
        questions_before=details.questions_before,
    )
    db.session.add(batch)
    db.session.flush()
    db.session.add_all(
        ErasureItem(batch_id=batch.id, notice_id=notice_id) for notice_id in details.notices
    )


def strike_from_erasure(notice: Notice, act: Act, _event: Event) -> None:
    """Take a notice out of a batch; it is due again, for another one."""
    batch_id = cast(Erasure, act.details).batch_id
    item = db.session.get_one(ErasureItem, (batch_id, notice.id))
    item.struck_at, item.reason = act.at, act.reason


def sign_erasure(act: Act, _event: Event) -> None:
    """Allow that what is listed is erased."""
    decide(_batch(act), act, ProposalState.SIGNED)


def decline_erasure(act: Act, _event: Event) -> None:
    """Close a batch without erasing anything."""
    decide(_batch(act), act, ProposalState.DECLINED)


def _batch(act: Act) -> ErasureBatch:
    return db.session.get_one(ErasureBatch, cast(Erasure, act.details).batch_id)
