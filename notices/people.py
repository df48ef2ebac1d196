"""Adds people to the register, through the one door."""

import unicodedata
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from workflows.acts import Act, Actor, ChangedPerson
from workflows.vocabulary import Role, Side

from .changes import differences
from .models import HeldRole, Person, Place, db
from .steps import take

SHORTEST_PASSWORD = 12
FEWEST_CHARACTERS = 5
GUESSED_WORDS = ("qwerty", "йцукен", "123456", "demonstration", "deficiency", "notices")


def command_line(side: Side) -> Actor:
    """Whoever has the keys of the machine makes the first administrator of a side."""
    return Actor(None, "notices", Role.ADMINISTRATOR, side, None)


def hire(person: Person, *roles: Role, by: Actor, at: datetime) -> None:
    """Commit a new person, whose password is already hashed, with the event that says so."""
    person.roles = [HeldRole(name=role) for role in roles]
    person.fs_uniquifier = uuid4().hex
    db.session.add(person)
    place = db.session.get(Place, person.place_id) if person.place_id else None
    told = {
        "name": person.name,
        "stamp": person.stamp or "",
        "roles": ", ".join(sorted(roles)),
        "place": place.code if place else "",
    }
    details = ChangedPerson(person.login, person.side, differences({}, told))
    take(Act(by, at, details=details), ("add_person", None))


def administrators() -> list[Person]:
    """Who can look after the register, by login."""
    holds = Person.roles.any(HeldRole.name == Role.ADMINISTRATOR)
    query = select(Person).where(Person.active, holds).order_by(Person.login)
    return list(db.session.scalars(query))


def is_weak(password: str, login: str) -> bool:
    """Whether a password is short, of few different characters, or holds the login or a word that
    everybody here thinks of.
    """
    letters = unicodedata.normalize("NFC", password).casefold()
    return (
        len(letters) < SHORTEST_PASSWORD
        or len(set(letters)) < FEWEST_CHARACTERS
        or any(word in letters for word in (login.casefold(), *GUESSED_WORDS))
    )
