"""Sign-ins of a person, and what proves who it is besides the password."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class SignIn(Model):
    """One sign-in, from the last proof to the end. `digest` is that of its token in the session.

    `through` says what was given first: `password`, or `agency` where its provider has proven it.
    `second_factor` says what was given besides: `app`, `recovery`, `agency`, or nothing.
    """

    __table_args__ = (Index("ix_sign_in_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # Set when the person signs out, here or from elsewhere.
    address: Mapped[str] = mapped_column(String(45))
    device: Mapped[str] = mapped_column(String(200))
    second_factor: Mapped[str] = mapped_column(String(8), default="")
    through: Mapped[str] = mapped_column(String(8), default="password")


class Authenticator(Model):
    """The app on a person's telephone. Its secret is encrypted with the register's key.

    `counter` is the last of its codes that was taken, `press` the press that brought it.
    """

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    counter: Mapped[int] = mapped_column(default=0)
    press: Mapped[str] = mapped_column(String(40), default="")
    reset_asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # While it waits.


class RecoveryCode(Model):
    """A code for one use, hashed as a password is; the code begins with its `position`."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(255))


class AgencyAccount(Model):
    """The account of a person with the provider of the agency, bound at the first sign-in.

    A provider never gives a `subject` to somebody else (OpenID Connect Core 1.0, section 2).
    """

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255))
    bound_at: Mapped[datetime]
