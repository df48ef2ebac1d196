"""What the carrier's page asks the register."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask_babel import get_locale
from sqlalchemy import select

from notices.maps import course_in, drawn, numbered
from notices.models import Event, Message, Notice, Place, StoredPaper, db
from notices.security import acting_as
from notices.steps import offered
from notices.words import in_language
from workflows.acts import Act
from workflows.maps import PAGE, Drawing
from workflows.vocabulary import Language, Role

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


def way_of(notice: Notice, papers: Iterable[StoredPaper]) -> tuple[Drawing, list[str]] | None:
    """The map of the newest routing advice and the names of its numbers.

    None where that leads to another checkpoint than the present one, or to none on the network.
    """
    courses = [course for paper in papers if (course := course_in(paper.facts))]
    if not courses or notice.checkpoint is None:
        return None
    course, codes = courses[-1], numbered()
    if codes.get(notice.checkpoint.code) != course.checkpoint:
        return None
    places = db.session.scalars(select(Place).where(Place.code.in_(codes)))
    names = {place.code: in_language(place.name) for place in places}
    return drawn(course, Language(str(get_locale())), PAGE), [names[code] for code in codes]


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
