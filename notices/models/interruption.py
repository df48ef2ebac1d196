"""Forms that were sent when the sign-in had ended."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Json, Model


class InterruptedForm(Model):
    """What a form held, until the person for whom its page was made goes on with it.

    `owner` is that person or, for a carrier, the notice (see `notices.interrupted`). `typed` are
    objects with `name` and `value`; `files` with `field`, `name`, `media_type` and the name in the
    store, `stored`.
    """

    __table_args__ = (Index("ix_interrupted_form_owner", "owner", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(Text)
    typed: Mapped[list[Json]]
    files: Mapped[list[Json]]
