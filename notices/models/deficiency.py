"""Deficiencies with their measurements, marks and evidence."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.filing import Measured
from workflows.vocabulary import DeficiencyClass, Mark, Quantity

from .base import Model
from .catalogue import CatalogueEntry
from .event import Event
from .person import Person
from .place import Place
from .vehicle import Unit


class Measurement(Model):
    """A value (kg or mm) with its instrument and, where it was judged, its limit.

    Axle loads and spacings of the whole combination have a position and no deficiency, and so has
    every limit that was looked at, with the row of the limits that was used. A measurement at a
    checkpoint belongs to a presentation, one at issue does not.
    """

    # Most rows have no deficiency: what a notice has besides is found by both columns together.
    __table_args__ = (Index("ix_measurement_notice", "notice_id", "deficiency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    deficiency_id: Mapped[int | None] = mapped_column(  # None for axle loads and spacings.
        ForeignKey("deficiency.id"), index=True
    )
    presentation_id: Mapped[int | None] = mapped_column(ForeignKey("presentation.id"))  # measure
    position: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[Quantity]
    value: Mapped[int]
    limit: Mapped[int] = mapped_column(default=0)
    error: Mapped[int] = mapped_column(default=0)
    tolerance: Mapped[int] = mapped_column(default=0)
    instrument: Mapped[str] = mapped_column(String(80), default="")
    verified_until: Mapped[date | None]  # Axle loads and spacings repeat no certificate.
    taken_on: Mapped[date]
    act: Mapped[str] = mapped_column(String(200), default="")
    axles: Mapped[str] = mapped_column(String(8), default="")
    limit_code: Mapped[str] = mapped_column(String(40), default="")
    limit_version: Mapped[int] = mapped_column(default=0)

    @property
    def measured(self) -> Measured:
        """The measurement as the rules see it."""
        return Measured(
            quantity=self.quantity,
            value=self.value,
            limit=self.limit,
            error=self.error,
            tolerance=self.tolerance,
            instrument=self.instrument,
            verified_until=self.verified_until or date.min,
            taken_on=self.taken_on,
            act=self.act,
            axles=self.axles,
            limit_code=self.limit_code,
            limit_version=self.limit_version,
        )


class Deficiency(Model):
    """One line of a notice, with the catalogue's wording of the day.

    `mark` repeats the last one given, so that what is left is known without the history.
    `suggestion` is the key under which the program suggested it, if it did.
    """

    __table_args__ = (
        ForeignKeyConstraint(
            ["code", "wording_version"], ["catalogue_entry.code", "catalogue_entry.version"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(3))
    wording_version: Mapped[int]
    deficiency_class: Mapped[DeficiencyClass]
    document_kind: Mapped[str | None] = mapped_column(String(20))  # Classes M and I only.
    document_number: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str] = mapped_column(String(80), default="")
    mark: Mapped[Mark | None]  # Set by mark; emptied by a new presentation where it was 2.

    unit: Mapped[Unit] = relationship(lazy="joined")
    entry: Mapped[CatalogueEntry] = relationship(lazy="joined", viewonly=True)
    measurements: Mapped[list[Measurement]] = relationship(
        lazy="selectin", order_by=Measurement.id, cascade="all, delete-orphan"
    )

    @property
    def is_left(self) -> bool:
        """Whether it is still to be removed."""
        return self.mark not in (Mark.REMOVED, Mark.NOT_REQUIRED)

    @property
    def measurable(self) -> bool:
        """Whether only a new measurement can show that it is removed."""
        return self.entry.quantity is not None or self.first_measurement is not None

    @property
    def first_measurement(self) -> Measurement | None:
        """The measurement that established the deficiency."""
        filed = (found for found in self.measurements if found.presentation_id is None)
        return next(filed, None)

    def measurement_at(self, presentation_id: int | None) -> Measurement | None:
        """The last measurement made at a presentation."""
        made = [
            found
            for found in self.measurements
            if found.presentation_id == presentation_id and presentation_id is not None
        ]
        return made[-1] if made else None


class Marking(Model):
    """The mark of one deficiency at one presentation, changeable until its decision."""

    __table_args__ = (UniqueConstraint("presentation_id", "deficiency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    presentation_id: Mapped[int] = mapped_column(ForeignKey("presentation.id"))
    deficiency_id: Mapped[int] = mapped_column(ForeignKey("deficiency.id"), index=True)
    mark: Mapped[Mark]
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    at: Mapped[datetime]
    document_number: Mapped[str] = mapped_column(String(60), default="")
    document_date: Mapped[date | None]  # Only where a document is the evidence.
    reason: Mapped[str] = mapped_column(Text, default="")
    legal_ground: Mapped[str] = mapped_column(String(300), default="")
    carried_over: Mapped[bool] = mapped_column(default=False)

    deficiency: Mapped[Deficiency] = relationship()
    officer: Mapped[Person] = relationship(lazy="joined")
    place: Mapped[Place] = relationship(lazy="joined")


class Attachment(Model):
    """A file handed in for a deficiency or for the notice, kept under its SHA-256.

    A photo has a thumbnail, kept under its own digest, of `width` by `height` pixels. Both digests
    are empty where the file was erased.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    deficiency_id: Mapped[int | None] = mapped_column(  # None for a file about the whole notice.
        ForeignKey("deficiency.id"), index=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(120))
    thumbnail: Mapped[str] = mapped_column(String(64), default="", index=True)
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship(lazy="joined")
