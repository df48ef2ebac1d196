"""Permits as they were shown and filed."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflows.vocabulary import Carriage, PermitKind, Trips

from .base import Model


class Permit(Model):
    """One permit of the current version of a notice; see `workflows.filing.FiledPermit`.

    The figures of special permits are kilograms and millimetres.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    position: Mapped[int]
    kind: Mapped[PermitKind]
    number: Mapped[str] = mapped_column(String(60))
    valid_from: Mapped[date | None]  # None where the permit names no first day.
    valid_until: Mapped[date]
    trips: Mapped[Trips]
    countries: Mapped[list[str]]
    carriage: Mapped[Carriage | None]  # Only where it is made out for one kind.
    plates: Mapped[list[str]]
    used: Mapped[bool]
    gross_mass: Mapped[int | None]  # These figures: only where a special permit has them.
    length: Mapped[int | None]  # As above.
    width: Mapped[int | None]  # As above.
    height: Mapped[int | None]  # As above.
    axle_loads: Mapped[list[int]]
    axle_spacings: Mapped[list[int]]
