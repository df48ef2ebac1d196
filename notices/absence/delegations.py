"""Delegations: what holds of them now, and what the guards ask before one is made or ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Integer, Select, and_, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from notices.models import Delegation, Event, HeldRole, Person, db
from workflows.acts import Act, Actor, Changed, Delegated, StandIn
from workflows.case import Absence
from workflows.vocabulary import Role, Side

OFFICER = Role.CHECKPOINT_OFFICER
ZONES = {Side.BY: "Europe/Minsk", Side.RU: "Europe/Moscow"}
"""Where the days of people without a place begin."""

DELEGABLE = (OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR)
Holder, Delegate = aliased(Person), aliased(Person)
Code = ColumnElement[Role] | InstrumentedAttribute[Role]
Number = ColumnElement[int] | InstrumentedAttribute[int | None]
NOT_ENDED = Delegation.ended_at.is_(None)
WITH_PEOPLE = (joinedload(Delegation.holder), joinedload(Delegation.delegate))


def chosen(delegation_id: int, person: Person, at: datetime) -> Delegation | None:
    """The delegation under which a person acts, if it is the person's and in force."""
    query = _in_force(at).where(Delegation.id == delegation_id, Delegate.id == person.id)
    return db.session.scalars(query.options(*WITH_PEOPLE)).one_or_none()


def still_stands_in(actor: Actor, at: datetime) -> bool:
    """Whether an actor who is a stand-in still is one. Who takes it back meanwhile has to wait."""
    instead = cast(StandIn, actor.instead)
    query = _in_force(at).where(
        Delegation.id == instead.delegation_id,
        Delegation.holder_id == instead.holder_id,
        Delegation.delegate_id == actor.id,
        Delegation.role == actor.role,
        Delegation.place_id.is_not_distinct_from(actor.place_id),
    )
    locked = query.with_only_columns(Delegation.id).with_for_update(read=True, of=Delegation)
    return db.session.scalars(locked).one_or_none() is not None


def by_delegate(person: Person, at: datetime) -> Sequence[Delegation]:
    """For whom a person stands in, now or later, the first one first."""
    query = _holding().where(Delegate.id == person.id, Delegation.ends_at > at)
    return _listed(query.order_by(Delegation.begins_at, Delegation.id))


def by_holder(person: Person, at: datetime) -> Sequence[Delegation]:
    """Who stands in for a person, now or later, the first one first."""
    query = _holding().where(Holder.id == person.id, Delegation.ends_at > at)
    return _listed(query.order_by(Delegation.begins_at, Delegation.id))


def colleagues_of(holder: Person) -> list[Person]:
    """Who may stand in for a person in one of the roles held, by name."""
    able = or_(*(_able(Person, _code(role)) for role in roles_of(holder)))
    query = select(Person).where(Person.side == holder.side, Person.id != holder.id, able)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def roles_of(holder: Person) -> list[Role]:
    """The roles of a person in which a colleague may stand in."""
    return [role for role in DELEGABLE if role in holder.role_names]


def timezone_of(holder: Person) -> str:
    """The zone by whose clock the days of a person begin."""
    return holder.place.timezone if holder.place else ZONES[holder.side]


def details_of(delegation: Delegation) -> Delegated:
    """What ends with a delegation, as the history tells it."""
    last_day = delegation.last_day
    return Delegated(
        subject=delegation.holder.login,
        side=delegation.holder.side,
        values=(
            ("stand_in", delegation.delegate.name, ""),
            ("delegated_role", delegation.role, ""),
            ("last_day", last_day.isoformat(), ""),
        ),
        holder_id=delegation.holder_id,
        delegate_id=delegation.delegate_id,
        role=delegation.role,
        first_day=delegation.first_day,
        last_day=last_day,
        timezone=delegation.timezone,
        place_id=delegation.place_id,
        delegation_id=delegation.id,
    )


def lock_people(details: Delegated) -> None:
    """Let others wait who name or end a stand-in for one of the two, or call on one of them."""
    both = Person.id.in_((details.holder_id, details.delegate_id))
    query = select(Person.id).where(both).order_by(Person.id)
    db.session.execute(query.with_for_update(key_share=True)).all()


def absence_of(details: Delegated, at: datetime) -> Absence:
    """What the guards ask about a delegation, made or about to be made."""
    holder = select(Person.id).where(Person.id == details.holder_id)
    role, place_id = _code(details.role), literal(details.place_id, Integer)
    able = _able(Person, role) & (Person.side == details.side)
    delegate = select(Person.id).where(Person.id == details.delegate_id, able)
    same_role = Delegation.role == details.role
    return Absence(
        role_held=_any(holder.where(_holds(Person, role, place_id))),
        colleague_able=_any(delegate),
        away=_any(_meanwhile(details).where(Holder.id == details.delegate_id)),
        needed=_any(_meanwhile(details).where(Delegate.id == details.holder_id)),
        named_already=_any(_meanwhile(details).where(Holder.id == details.holder_id, same_role)),
        ended=not _any(
            _holding().where(Delegation.id == details.delegation_id, Delegation.ends_at > at)
        ),
    )


def delegate(act: Act, _event: Event) -> None:
    """Let a colleague stand in."""
    details = cast(Delegated, act.details)
    db.session.add(
        Delegation(
            holder_id=details.holder_id,
            delegate_id=details.delegate_id,
            role=details.role,
            place_id=details.place_id,
            timezone=details.timezone,
            begins_at=details.begins_at,
            ends_at=details.ends_at,
            reason=act.reason,
        )
    )


def end_delegation(act: Act, _event: Event) -> None:
    """Let a colleague stand in no longer."""
    _end(Delegation.id == cast(Delegated, act.details).delegation_id, at=act.at)


def end_what_no_longer_holds(act: Act, _event: Event) -> None:
    """End the delegations of a person who was closed out, moved or given other roles.

    Whoever is given the role again does not find a stand-in whom nobody has named since, nor one
    who is just being named: that has locked the person, as `lock_people` says.
    """
    login = cast(Changed, act.details).subject
    query = select(Person.id).where(Person.login == login).with_for_update(key_share=True)
    person = db.session.scalars(query).one()
    concerned = (Delegation.holder_id == person) | (Delegation.delegate_id == person)
    holding = _holding().with_only_columns(Delegation.id)
    _end(concerned, Delegation.id.not_in(holding), at=act.at)


def _end(*which: ColumnElement[bool], at: datetime) -> None:
    db.session.execute(update(Delegation).where(*which, NOT_ENDED).values(ended_at=at))


def _holding() -> Select[Delegation]:
    """Delegations that nobody has ended, and whose people may still act so, whatever the time."""
    return (
        select(Delegation)
        .join(Holder, Holder.id == Delegation.holder_id)
        .join(Delegate, Delegate.id == Delegation.delegate_id)
        .where(
            NOT_ENDED,
            Holder.side == Delegate.side,
            _holds(Holder, Delegation.role, Delegation.place_id),
            _able(Delegate, Delegation.role),
        )
    )


def _in_force(at: datetime) -> Select[Delegation]:
    return _holding().where(Delegation.begins_at <= at, Delegation.ends_at > at)


def _meanwhile(details: Delegated) -> Select[Delegation]:
    """The delegations that share an instant with this one."""
    return _holding().where(
        Delegation.begins_at < details.ends_at, Delegation.ends_at > details.begins_at
    )


def _holds(person: type[Person], role: Code, place_id: Number) -> ColumnElement[bool]:
    """Whether a person holds a role, at the place where that is bound to one."""
    there = place_id.is_(None) | (person.place_id == place_id)
    return and_(person.active, person.roles.any(HeldRole.name == role), there)


def _able(person: type[Person], role: Code) -> ColumnElement[bool]:
    """Whether a person may stand in for a colleague of the own side who holds a role."""
    auditor = person.roles.any(HeldRole.name == Role.AUDITOR)
    officer = person.roles.any(HeldRole.name == OFFICER)
    return and_(person.active, ~auditor, (role != OFFICER) | officer)


def _code(role: Role) -> Code:
    return literal(role, HeldRole.name.type)


def _any(query: Select[Delegation] | Select[int]) -> bool:
    return db.session.execute(query.limit(1)).first() is not None


def _listed(query: Select[Delegation]) -> Sequence[Delegation]:
    return db.session.scalars(query.options(*WITH_PEOPLE)).all()
