"""What the inspector's pages ask the register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, lazyload

from notices.holds import HOLDING, held_lookalikes, notices_on
from notices.models import (
    CatalogueEntry,
    Deficiency,
    Draft,
    Measurement,
    Notice,
    Place,
    db,
)
from notices.words import in_language
from workflows.acts import Act, Actor
from workflows.procedure import BY_NAME
from workflows.vocabulary import Capability, PlaceKind, Status

from .forms.parts import sort_key

LISTED = (
    lazyload(Notice.deficiencies),
    joinedload(Notice.checkpoint),
    joinedload(Notice.carrier),
)
"""What a row of a list shows besides the notice itself."""


LATELY = 50
"""The notices among which the instrument of the shift is looked for."""


@dataclass(frozen=True)
class Offer:
    """A checkpoint as it is offered; `unable` are the codes that it cannot check."""

    place: Place
    open: bool
    unable: tuple[str, ...]

    @property
    def capabilities(self) -> list[Capability]:
        """What the checkpoint is able to do."""
        return [Capability(code) for code in self.place.capabilities]

    @property
    def selectable(self) -> bool:
        """Whether the vehicle can be directed there."""
        return self.open and not self.unable


@dataclass(frozen=True)
class Earlier:
    """Other open notices on the plates of a combination, and held plates easily confused."""

    notices: list[Notice]
    lookalikes: list[str]


def own_drafts(actor: Actor) -> list[Notice]:
    """The inspector's own drafts, the latest first."""
    query = (
        select(Notice)
        .where(Notice.issuer_id == actor.id, Notice.status == Status.DRAFT)
        .order_by(Notice.changed_at.desc(), Notice.id.desc())
    )
    return list(db.session.scalars(query))


def corrections_under_way(post_id: int | None) -> list[Notice]:
    """The post's issued notices whose next version is being written."""
    query = (
        select(Notice)
        .where(
            Notice.id.in_(select(Draft.notice_id)),
            Notice.post_id == post_id,
            Notice.status.in_(BY_NAME["correct"].sources),
        )
        .order_by(Notice.id)
    )
    return list(db.session.scalars(query))


def issued_at_post(post_id: int | None, status: Status) -> Select[Notice]:
    """The post's notices in a status, for a list by pages."""
    query = select(Notice).where(Notice.post_id == post_id, Notice.status == status)
    return query.options(*LISTED)


def earlier_on(plates: Iterable[str], besides: int) -> Earlier:
    """What already holds the vehicles of a combination."""
    plates = list(plates)
    notices = [notice for notice in notices_on(plates, *HOLDING) if notice.id != besides]
    return Earlier(notices, held_lookalikes(plates))


def last_measurement(post_id: int | None, needs: Capability, day: date) -> Measurement | None:
    """The post's last measurement by an instrument of a kind that is still verified on a day."""
    lately = select(Notice.id).where(Notice.post_id == post_id)
    query = (
        select(Measurement)
        .join(Deficiency, Deficiency.id == Measurement.deficiency_id)
        .join(Deficiency.entry)
        .where(
            Measurement.notice_id.in_(lately.order_by(Notice.id.desc()).limit(LATELY)),
            Measurement.presentation_id.is_(None),
            Measurement.verified_until >= day,
            CatalogueEntry.needs == needs,
        )
        .order_by(Measurement.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def external_posts(at: datetime) -> list[Place]:
    """The posts of the Union State's outer border that are not closed at an instant."""
    query = select(Place).where(Place.kind == PlaceKind.EXTERNAL_POST)
    posts = db.session.scalars(query.order_by(Place.side, Place.code))
    return [post for post in posts if not post.closed_at(at)]


def offers(needs: Iterable[tuple[str, Capability]], act: Act) -> list[Offer]:
    """All checkpoints, those able and open first, then by what they cannot check, then by name.

    `needs` are the codes found, with what a checkpoint must be able to do for each.
    """
    needs = list(needs)
    query = select(Place).where(Place.kind == PlaceKind.CHECKPOINT).order_by(Place.code)
    found = [
        Offer(
            place,
            place.open_at(act.at),
            tuple(code for code, need in needs if need not in place.capabilities),
        )
        for place in db.session.scalars(query)
    ]
    return sorted(found, key=_rank)


def _rank(offer: Offer) -> tuple[bool, int, list[int]]:
    return not offer.selectable, len(offer.unable), sort_key(in_language(offer.place.name))


def another_able(notice: Notice, act: Act) -> Place | None:
    """A checkpoint to which the vehicle could be directed instead, if there is one."""
    needs = [(line.code, line.entry.needs) for line in notice.deficiencies]
    able = (offer.place for offer in offers(needs, act) if offer.selectable)
    return next((place for place in able if place.id != notice.checkpoint_id), None)
