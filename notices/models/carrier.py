"""Carriers, on whom the duties of a notice fall."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class Carrier(Model):
    """A carrier as last filed; the paper of each notice keeps what was written on it.

    A carrier is known again by country and tax number, or by country and name where it has none.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    tax_number: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    identity: Mapped[str] = mapped_column(String(220), unique=True)
