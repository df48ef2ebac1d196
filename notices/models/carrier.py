"""Carriers, on whom the duties of a notice fall."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model, folded_text


class Carrier(Model):
    """A carrier just as it was filed. Notices on which it was filed alike share the row.

    The row is never changed, so no later filing rewrites an earlier notice: `digest` is the
    SHA-256 of what was filed. `name_key` and `tax_key` are the name and the tax number without
    case, marks, spaces and punctuation: searches look into them.
    """

    __table_args__ = (Index("ix_carrier_tax_key", "country", "tax_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(folded_text(200), index=True)
    country: Mapped[str] = mapped_column(String(2))
    tax_number: Mapped[str] = mapped_column(String(40), default="")
    tax_key: Mapped[str] = mapped_column(folded_text(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    digest: Mapped[str] = mapped_column(String(64), unique=True)
