"""The register itself: one row, written when the database is made."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class Register(Model):
    """Whether this register is a demonstration is decided once, for every server of it."""

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    made_at: Mapped[datetime]
    demonstration: Mapped[bool]
