"""Accounts of people: what the guards ask before one is changed, and what a change does to it."""

from collections.abc import Iterable
from typing import cast
from uuid import uuid4

from sqlalchemy import func, select

from workflows.accounts import Told, asked_for, depend, in_hand_of, waits_for
from workflows.acts import Act, Actor, ChangedPerson
from workflows.case import Account, Case
from workflows.vocabulary import Status

from .absence.delegations import end_what_no_longer_holds
from .changes import acts_about
from .models import AgencyAccount, Authenticator, Event, HeldRole, Person, Place, SignIn, db
from .second_factor import take_away


def account_of(login: str) -> Account | None:
    """The account of a person as it stands; nothing about one who is only being added.

    It is read anew each time: what the page was made from may be older than the lock.
    """
    query = select(Person).where(Person.login == login)
    person = db.session.scalars(query).one_or_none()
    if person is None:
        return None
    last = db.session.scalar(select(func.max(SignIn.began_at)).where(SignIn.person_id == person.id))
    asked = waits_for(_told_about(person.login), "password")
    app = db.session.get(Authenticator, person.id, populate_existing=True)
    bound = select(func.count()).where(AgencyAccount.person_id == person.id)
    is_bound, asked_by = bool(db.session.scalar(bound)), {}
    if asked and asked.actor_id and not (last and last > asked.at):
        asked_by["password"] = asked.actor_id
    if app and app.reset_asked_by:
        asked_by["second_factor"] = app.reset_asked_by
    used = last is not None or is_bound
    return Account(person.id, used, has_app=bool(app), is_bound=is_bound, asked_by=asked_by)


def is_dependent(first: int | None, second: Actor) -> bool:
    """Whether a second person may be the first one as well, as the history of both tells it."""
    return first is not None and depend(first, second.persons, _in_hand)


def opened_first_by(details: ChangedPerson, account: Account) -> int | None:
    """Who has asked for what is now carried out."""
    done = (field for field, old, _new in details.values if old == "asked")
    return next((account.asked_by[field] for field in done if field in account.asked_by), None)


def was_overtaken(act: Act, details: ChangedPerson) -> bool:
    """Whether somebody else was first to change the same fields, or what opens the account; lets
    others wait who mean to.

    What the form has written into the row is not looked at: it is not in the database yet.
    """
    with db.session.no_autoflush:
        locked = select(
            Person.id, Person.name, Person.stamp, Person.place_id, Person.language, Person.active
        ).where(Person.login == details.subject)
        row = db.session.execute(locked.with_for_update(key_share=True)).one_or_none()
        if row is None:
            return False
        place = db.session.scalar(select(Place.code).where(Place.id == row.place_id))
        roles = db.session.scalars(select(HeldRole.name).where(HeldRole.person_id == row.id))
        stands = state_as_told(row.name, row.stamp, roles, place, row.language, active=row.active)
        case = Case(Status.DRAFT, account=account_of(details.subject))
    changed = any(stands.get(field, old) != old for field, old, _new in details.values)
    return changed or not asked_for(case, act)


def state_of(person: Person) -> dict[str, str]:
    """What the history says of a person as they stand."""
    place = person.place.code if person.place else None
    return state_as_told(
        person.name, person.stamp, person.role_names, place, person.language, active=person.active
    )


def state_as_told(
    name: str,
    stamp: str,
    roles: Iterable[str],
    place: str | None,
    language: str,
    *,
    active: bool,
) -> dict[str, str]:
    """The fields of a person as the history keeps them."""
    return {
        "name": name,
        "stamp": stamp,
        "roles": ", ".join(sorted(roles)),
        "place": place or "",
        "language": language,
        "active": "yes" if active else "no",
    }


def change_person(act: Act, event: Event) -> None:
    """Reset the second step, unbind the agency or end the sign-ins of a closed account; end what no
    longer holds of delegations.

    A one-time password that stood beside the app would now open the account to who has given it.
    """
    details = cast(ChangedPerson, act.details)
    person = _person(details.subject)
    for field, _old, new in details.values:
        if field == "second_factor" and new == "asked" and person.authenticator:
            person.authenticator.reset_asked_by = act.actor.id
        elif field == "second_factor":
            take_away(person)
            person.password = "" if person.one_time_password else person.password
            person.fs_uniquifier = uuid4().hex
        elif field == "agency":
            person.agency_accounts.clear()
            person.fs_uniquifier = uuid4().hex
        elif (field, new) == ("active", "no"):
            person.fs_uniquifier = uuid4().hex
    end_what_no_longer_holds(act, event)


def _person(login: str) -> Person:
    """The person as others have left them who were first."""
    query = select(Person).where(Person.login == login)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _in_hand(person_id: int) -> frozenset[int]:
    return in_hand_of(_told_about(db.session.get_one(Person, person_id).login))


def _told_about(login: str) -> list[Told]:
    """What administrators did about an account, the oldest act first."""
    acts = reversed(acts_about(login, "add_person", "change_person"))
    return [
        Told(act.name, act.at, act.actor_id, tuple(tuple(value) for value in act.data["values"]))
        for act in acts
    ]
