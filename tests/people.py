"""The people and places that tests speak of by short names."""

import time
from collections.abc import MutableMapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

import time_machine
from sqlalchemy import bindparam, select
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
IDS = {login: number for number, login in enumerate(ROLES, start=1)}
"""In a register where nobody else was written before them."""

BY_LOGIN = select(Person).where(Person.login == bindparam("login"))
BY_LOGIN = BY_LOGIN.options(joinedload(Person.roles))
BY_CODE = select(Place).where(Place.code == bindparam("code"))


def hire_people() -> None:
    """Write everybody into the register, with one password, and signed in with a known token."""
    places = {place.code: place.id for place in db.session.scalars(select(Place))}
    password = hashed(PASSWORD)
    clock = time_machine.escape_hatch  # The first test of all may have set the other one.
    now = (clock.datetime.datetime if clock.is_travelling() else datetime).now(UTC)
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
            db.session.flush()
            assert person.id == IDS[login]
            _begin(person, login, now)


def person(login: str) -> Person:
    """The row of a person."""
    return db.session.scalars(BY_LOGIN, {"login": login}).unique().one()


def sign_in(session: MutableMapping[str, Any], login: str) -> None:
    """Let a browser's session be that of a person who has just signed in."""
    token, identity, person_id = login, login, IDS.get(login)
    if person_id is None or time_machine.escape_hatch.is_travelling():
        token = uuid4().hex
        with transaction():
            who = person(login)
            _begin(who, token, datetime.now(UTC))
            identity, person_id = who.fs_uniquifier, who.id
    session.update(_user_id=identity, _fresh=True, sign_in=token)
    session.setdefault("csrf_token", token_for(owner_of(Person, person_id)))
    session["seen"] = session["fs_paa"] = time.time()


def _begin(who: Person, token: str, at: datetime) -> None:
    digest = sha256(token.encode()).hexdigest()
    begun = SignIn(person_id=who.id, digest=digest, began_at=at, address="", device="")
    db.session.add(begun)


def actor(login: str) -> Actor:
    """A person in the role that the login names."""
    return person(login).acting_as(ROLES[login])


def place(code: str) -> Place:
    """The row of a place."""
    return db.session.scalars(BY_CODE, {"code": code}).one()
