"""What the carrier's page asks the register."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select

from notices.models import Event, Message, Notice, db
from notices.security import acting_as
from notices.steps import offered
from workflows.acts import Act
from workflows.vocabulary import Role

ACTS = ("announce_arrival", "attach", "ask_other_checkpoint", "object")


def open_acts(notice: Notice) -> list[str]:
    """What the carrier can do about the notice now."""
    possible = offered(notice, Act(acting_as(Role.CARRIER), datetime.now(UTC)))
    return [name for name in ACTS if name in possible]


def standing_reminder(notice: Notice, messages: Iterable[Message], now: datetime) -> Message | None:
    """The last reminder of a deadline that is still ahead, if one was due."""
    if not notice.due_soon_at(now):
        return None
    about = [message for message in messages if message.deadline == notice.deadline]
    return about[-1] if about else None


def announced_arrival(notice: Notice) -> datetime | None:
    """When the vehicle is expected, as last announced; None where nobody has, or it was erased."""
    query = (
        select(Event)
        .where(Event.notice_id == notice.id, Event.name == "announce_arrival")
        .order_by(Event.id.desc())
        .limit(1)
    )
    announced = db.session.scalars(query).one_or_none()
    expected = announced.data.get("expected_at") if announced else None
    return datetime.fromisoformat(expected) if expected else None
