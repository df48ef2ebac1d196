"""Vehicles and trailers as they stand on a notice."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from workflows.plates import loose_key, plate_key
from workflows.vocabulary import UnitKind

from .base import Model


class Unit(Model):
    """The tractor (position 0) or a trailer of one notice.

    `plate` is as written; `plate_key` identifies, `loose_key` only finds look-alikes.
    """

    __table_args__ = (UniqueConstraint("notice_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    position: Mapped[int]
    kind: Mapped[UnitKind]
    plate: Mapped[str] = mapped_column(String(20))
    plate_key: Mapped[str] = mapped_column(String(20), index=True)
    loose_key: Mapped[str] = mapped_column(String(20), index=True)
    country: Mapped[str] = mapped_column(String(2))
    vin: Mapped[str] = mapped_column(String(17), default="", index=True)
    vin_unread: Mapped[str] = mapped_column(String(300), default="")
    make: Mapped[str] = mapped_column(String(60), default="")

    @validates("plate")
    def _fold(self, _name: str, plate: str) -> str:
        self.plate_key, self.loose_key = plate_key(plate), loose_key(plate)
        return plate
