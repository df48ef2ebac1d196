"""The people of the demonstration, at their places."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from notices.models import Person, Place, db
from notices.people import command_line, hire
from notices.security import hashed
from workflows.acts import Actor
from workflows.routing import Point
from workflows.vocabulary import Role, Side

from .accounts import ACCOUNTS, PASSWORD, Account

SHIFTS, FIRST, LAST = ZoneInfo("Europe/Minsk"), 8, 20
"""The hours between which the shift by day lasts."""


def hire_everybody(at: datetime) -> None:
    """Add everybody: first the administrators, whom the command line adds, then those by them."""
    places = {place.code: place.id for place in db.session.scalars(select(Place))}
    password = hashed(PASSWORD)
    administrators: dict[Side, Actor] = {}
    for account in sorted(ACCOUNTS, key=lambda account: account.role is not Role.ADMINISTRATOR):
        person = Person(
            login=account.login,
            name=account.name,
            side=account.side,
            stamp=account.stamp,
            place_id=places[account.place] if account.place else None,
            password=password,
        )
        if account.role is Role.ADMINISTRATOR:
            hire(person, account.role, by=command_line(account.side), at=at)
            administrators.setdefault(account.side, _actor(account))
        else:
            hire(person, account.role, by=administrators[account.side], at=at)


class Staff:
    """Who works where."""

    def __init__(self) -> None:
        self.actors = {account.login: _actor(account) for account in ACCOUNTS}
        self.places = {place.code: place for place in db.session.scalars(select(Place))}

    def by_login(self, login: str) -> Actor:
        """The person with a login."""
        return self.actors[login]

    def all_of(self, role: Role) -> list[Actor]:
        """Everybody in a role."""
        return [actor for actor in self.actors.values() if actor.role is role]

    def at(self, role: Role, place_id: int | None, at: datetime) -> Actor:
        """Whose shift it is in the role at the place: the first one's is by day."""
        there = [actor for actor in self.all_of(role) if actor.place_id == place_id]
        return there[0 if FIRST <= at.astimezone(SHIFTS).hour < LAST else -1]

    def on_duty(self, role: Role, code: str) -> Point:
        """When somebody in the role works at a place: round the clock where there are two."""
        point = self.place(code).as_point()
        there = [actor for actor in self.all_of(role) if actor.place_id == self.places[code].id]
        alone = len(there) < 2 and point.hours == "00:00-24:00"
        return replace(point, hours=f"{FIRST:02}:00-{LAST}:00") if alone else point

    def place(self, code: str) -> Place:
        """The place with a code, as the register has it now."""
        return self.places[code]

    def at_post(self, role: Role, code: str, at: datetime) -> Actor:
        """The same at the post with a code."""
        return self.at(role, self.places[code].id, at)


def _actor(account: Account) -> Actor:
    query = select(Person).where(Person.login == account.login)
    return db.session.scalars(query).one().acting_as(account.role)
