"""Carriers, on whom the duties of a notice fall."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from workflows.places import spelling_key

from .base import Model, folded_text


class Carrier(Model):
    """A carrier as last filed; the paper of each notice keeps what was written on it.

    A carrier is known again by country and tax number, or by country and name where it has none.
    `name_key` is the name without case, marks, spaces and punctuation: searches look into it.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(folded_text(200))
    country: Mapped[str] = mapped_column(String(2))
    tax_number: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    identity: Mapped[str] = mapped_column(String(220), unique=True)

    @validates("name")
    def _fold(self, _name: str, name: str) -> str:
        self.name_key = spelling_key(name)[:200]
        return name
