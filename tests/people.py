"""The people and places that tests speak of by short names."""

import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from notices.interrupted import owner_of, token_for
from notices.models import HeldRole, Person, Place, SignIn, db, transaction
from notices.security import hashed
from workflows.acts import Actor
from workflows.vocabulary import Role, Side

PASSWORD = "Пароль для проверки"
PEOPLE = (
    ("inspector", Role.INSPECTOR, Side.BY, "KOZL"),
    ("other_inspector", Role.INSPECTOR, Side.BY, "GRIG"),
    ("officer", Role.CHECKPOINT_OFFICER, Side.RU, "KGOR"),
    ("second_officer", Role.CHECKPOINT_OFFICER, Side.RU, "KGOR"),
    ("other_officer", Role.CHECKPOINT_OFFICER, Side.RU, "NOVZ"),
    ("exit_officer", Role.EXIT_OFFICER, Side.BY, "KOZL"),
    ("ru_exit_officer", Role.EXIT_OFFICER, Side.RU, "BURA"),
    ("by_supervisor", Role.SUPERVISOR, Side.BY, None),
    ("ru_supervisor", Role.SUPERVISOR, Side.RU, None),
    ("by_administrator", Role.ADMINISTRATOR, Side.BY, None),
    ("ru_administrator", Role.ADMINISTRATOR, Side.RU, None),
    ("by_auditor", Role.AUDITOR, Side.BY, None),
    ("ru_auditor", Role.AUDITOR, Side.RU, None),
)
ROLES = {login: role for login, role, _side, _place in PEOPLE}


def hire_people() -> None:
    """Write everybody into the register, with one password."""
    places = {place.code: place.id for place in db.session.scalars(select(Place))}
    password = hashed(PASSWORD)
    with transaction():
        for login, role, side, code in PEOPLE:
            person = Person(
                login=login,
                name=f"Иванов Ўладзімір ({login})",
                stamp="ЛНП 17" if side is Side.RU else "",
                side=side,
                place_id=places[code] if code else None,
                password=password,
                fs_uniquifier=login,
            )
            person.roles = [HeldRole(name=role)]
            db.session.add(person)


def person(login: str) -> Person:
    """The row of a person."""
    query = select(Person).where(Person.login == login).options(joinedload(Person.roles))
    return db.session.scalars(query).unique().one()


def sign_in(session: MutableMapping[str, Any], login: str) -> None:
    """Let a browser's session be that of a person who has just signed in."""
    token, now = uuid4().hex, datetime.now(UTC)
    with transaction():
        who = person(login)
        session.update(_user_id=who.fs_uniquifier, _fresh=True, sign_in=token)
        digest = sha256(token.encode()).hexdigest()
        begun = SignIn(person_id=who.id, digest=digest, began_at=now, address="", device="")
        db.session.add(begun)
        session.setdefault("csrf_token", token_for(owner_of(Person, who.id)))
    session["seen"] = session["fs_paa"] = time.time()


def actor(login: str) -> Actor:
    """A person in the role that the login names."""
    return person(login).acting_as(ROLES[login])


def place(code: str) -> Place:
    """The row of a place."""
    return db.session.scalars(select(Place).where(Place.code == code)).one()
