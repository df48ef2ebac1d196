"""What the inspector's pages ask the register."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from notices.advice import advice_on
from notices.models import (
    CatalogueEntry,
    Deficiency,
    Draft,
    Measurement,
    Notice,
    Place,
    db,
)
from workflows.acts import Act, Actor
from workflows.procedure import BY_NAME
from workflows.vocabulary import Capability, PlaceKind, Side, Status
from workflows.weighed import Instrument

LISTED = (
    selectinload(Notice.units),
    joinedload(Notice.checkpoint),
    joinedload(Notice.carrier),
)
"""What a row of a list shows besides the notice itself."""


LATELY = 50
"""The notices among which the instrument of the shift is looked for."""


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
        .options(selectinload(Notice.units))
        .order_by(Notice.id)
    )
    return list(db.session.scalars(query))


def issued_at_post(post_id: int | None, status: Status) -> Select[Notice]:
    """The post's notices in a status, for a list by pages; a draft that was annulled is none."""
    of_post = (Notice.post_id == post_id, Notice.is_issued)
    return select(Notice).where(*of_post, Notice.status == status).options(*LISTED)


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


def last_instruments(post_id: int, day: date) -> dict[str, Instrument]:
    """The post's last scales and gauge (fields of `Weighed`) that are still verified on a day."""
    query = select(Notice.weighed).where(Notice.post_id == post_id, Notice.is_issued)
    lately = db.session.scalars(query.order_by(Notice.id.desc()).limit(LATELY))
    found: dict[str, Instrument] = {}
    for weighed, kind in itertools.product(filter(None, lately), ("scales", "gauge")):
        used = weighed.get(kind)
        if used and kind not in found and date.fromisoformat(used["verified_until"]) >= day:
            last = date.fromisoformat(used["verified_until"])
            found[kind] = Instrument(used["name"], last, used["error"])
    return found


def external_posts(at: datetime) -> Iterator[tuple[str, Side, dict[str, str], bool]]:
    """Code, side and name of the outer border's posts that are not closed at an instant, and
    whether they are open to trucks: others may let buses pass.
    """
    outer = Place.kind == PlaceKind.EXTERNAL_POST
    closing = db.session.scalars(select(Place).where(outer, Place.closed_from.is_not(None)))
    closed = {place.code for place in closing if place.closed_at(at)}
    query = select(Place.code, Place.side, Place.name, Place.trucks_open).where(outer)
    for code, side, name, trucks_open in db.session.execute(query.order_by(Place.side, Place.code)):
        if code not in closed:
            yield code, side, name, trucks_open


def external_post(code: str | None) -> Place | None:
    """The external post with a code, if there is one."""
    query = select(Place).where(Place.kind == PlaceKind.EXTERNAL_POST, Place.code == code)
    return db.session.scalars(query).one_or_none()


def another_able(notice: Notice, act: Act) -> Place | None:
    """A checkpoint to which the vehicle could be directed instead, if there is one."""
    able = (one.place for one in advice_on(notice, act.at) if one.selectable)
    return next((place for place in able if place.id != notice.checkpoint_id), None)
