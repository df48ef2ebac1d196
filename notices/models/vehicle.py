"""Vehicles and trailers as they stand on a notice, and all plates that are known of them."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from workflows.plates import plate_key
from workflows.vocabulary import UnitKind

from .base import Model


class Unit(Model):
    """The tractor (position 0) or a trailer of one notice.

    `plate` is as written; `plate_key` identifies.
    """

    __table_args__ = (UniqueConstraint("notice_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    position: Mapped[int]
    kind: Mapped[UnitKind]
    plate: Mapped[str] = mapped_column(String(20))
    plate_key: Mapped[str] = mapped_column(String(20), index=True)
    country: Mapped[str] = mapped_column(String(2))
    vin: Mapped[str] = mapped_column(String(17), default="", index=True)
    vin_unread: Mapped[str] = mapped_column(String(300), default="")
    make: Mapped[str] = mapped_column(String(60), default="")

    @validates("plate")
    def _fold(self, _name: str, plate: str) -> str:
        self.plate_key = plate_key(plate)
        return plate


class KnownPlate(Model):
    """A plate that is known of a notice's vehicle, under one of its `misreadings`.

    It is that of a unit, now or in an earlier version, or was seen at the presentation that stands.
    `holds` says whether a vehicle much like it is doubtful at the exit while the notice keeps its
    own; it finds look-alikes and never establishes identity.
    """

    __table_args__ = (Index("ix_known_plate_misreading", "misreading", "notice_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    plate: Mapped[str] = mapped_column(String(20))
    misreading: Mapped[str] = mapped_column(String(40))
    holds: Mapped[bool]
