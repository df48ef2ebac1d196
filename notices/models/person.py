"""People of the register: officers and officials of both sides."""

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from workflows.acts import Actor
from workflows.places import spelling_key
from workflows.vocabulary import Language, Role, Side

from .base import Model, folded_text
from .place import Place
from .sign_in import AgencyAccount, Authenticator


class HeldRole(Model, RoleMixin):
    """A role that a person holds."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[Role] = mapped_column(primary_key=True)


class Person(Model, UserMixin):
    """An account. Inspectors, checkpoint and exit officers work at one place; others at none.

    `stamp` is the officer's personal number stamp (ЛНП), printed beside the name. A one-time
    password was given out by an administrator; its owner must choose another before anything else.
    `password` is empty for those who sign in through their agency alone.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(folded_text(120))
    stamp: Mapped[str] = mapped_column(String(20), default="")
    side: Mapped[Side]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # Only where they work.
    language: Mapped[Language] = mapped_column(default=Language.RU)
    password: Mapped[str] = mapped_column(String(255))
    one_time_password: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]  # Set by the tenth wrong password in a row.

    place: Mapped[Place | None] = relationship(lazy="joined")
    roles: Mapped[list[HeldRole]] = relationship(  # type: ignore[assignment]
        cascade="all, delete-orphan", order_by=HeldRole.name
    )
    authenticator: Mapped[Authenticator | None] = relationship(
        foreign_keys=Authenticator.person_id, cascade="all, delete-orphan"
    )
    agency_accounts: Mapped[list[AgencyAccount]] = relationship(
        cascade="all, delete-orphan", order_by=AgencyAccount.issuer
    )

    @validates("name")
    def _fold(self, _name: str, name: str) -> str:
        self.name_key = spelling_key(name)[:120]
        return name

    @property
    def role_names(self) -> list[Role]:
        """The roles held, as codes."""
        return [held.name for held in self.roles]

    @property
    def issuers(self) -> set[str]:
        """The providers with which the person has an account that is bound to this one."""
        return {account.issuer for account in self.agency_accounts}

    def acting_as(self, role: Role) -> Actor:
        """The value that travels from the page to the guards."""
        return Actor(self.id, self.name, role, self.side, self.place_id)
