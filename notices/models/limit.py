"""The limits of both states, by version."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.vocabulary import Quantity, Side

from .base import Json, Model


class LimitRow(Model):
    """One version of a limit (kg or mm). Verdicts name theirs, so rows never change.

    `tolerance` is in thousandths of the limit; `act` and `article` are objects with the keys ru, be
    and en. `applies_to` is what the limit depends on, as in `workflows/data/limits-N.json`.
    """

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    country: Mapped[Side]
    quantity: Mapped[Quantity]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # The last day, where the act names one.
    limit: Mapped[int]
    tolerance: Mapped[int]
    act: Mapped[Json]
    article: Mapped[Json]
    applies_to: Mapped[Json]

    @property
    def effective_from(self) -> date:
        """The first day, under the name that all versions have."""
        return self.valid_from
