"""What an administrator asks the register."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from notices.changes import acts_of_administrators
from notices.models import Event, HeldRole, Notice, Person, Place, db
from workflows.places import spelling_key
from workflows.vocabulary import OPEN, Role, Side


def people_of(side: Side, named: str) -> Select[Person]:
    """The people of a side; `named` is a part of the name or the beginning of the login."""
    query = select(Person).options(selectinload(Person.roles)).where(Person.side == side)
    if not named:
        return query
    login = Person.login.startswith(named.lower(), autoescape=True)
    key = spelling_key(named)
    return query.where(login | Person.name_key.contains(key, autoescape=True) if key else login)


def places_of(side: Side) -> list[Place]:
    """The places of a side, checkpoints first, by code."""
    query = select(Place).where(Place.side == side).order_by(Place.kind, Place.code)
    return list(db.session.scalars(query))


def is_taken(login: str) -> bool:
    """Whether somebody, on whichever side, already signs in with this login."""
    return db.session.scalars(select(Person.id).where(Person.login == login)).first() is not None


def other_administrators(person: Person) -> list[int]:
    """The other active administrators of a person's side.

    All of the side are locked, in one order: of two who close each other's accounts the second
    waits, and finds that nobody else is left.
    """
    query = (
        select(HeldRole.person_id)
        .join(Person, Person.id == HeldRole.person_id)
        .where(HeldRole.name == Role.ADMINISTRATOR, Person.side == person.side, Person.active)
        .order_by(HeldRole.person_id)
        .with_for_update(key_share=True)
    )
    return [found for found in db.session.scalars(query) if found != person.id]


def open_notices_at(place: Place) -> int:
    """How many open notices name a checkpoint."""
    query = select(func.count()).where(Notice.checkpoint_id == place.id, Notice.status.in_(OPEN))
    return db.session.scalars(query).one()


def acts_of(side: Side) -> Select[Event]:
    """What the administrators of a side did."""
    return acts_of_administrators().where(Event.actor_side == side)
