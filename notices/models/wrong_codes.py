"""Wrong secret codes of late: what locks a number, and an address from which many are tried."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class WrongCodes(Model):
    """How many wrong codes came for one number, or from one address, until it is forgotten.

    `subject` is a keyed digest, so that neither what was typed nor who asked is kept.
    """

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    forgotten_at: Mapped[datetime] = mapped_column(index=True)
