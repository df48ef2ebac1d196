"""What happens to a notice at a checkpoint: presentations and fines."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import Status

from .base import Model
from .deficiency import Marking
from .person import Person
from .place import Place

if TYPE_CHECKING:
    from .notice import Notice


class Presentation(Model):
    """One visit of a vehicle to a checkpoint. All attempts stay.

    What stood before the visit is kept, because `withdraw` puts it back.
    """

    __table_args__ = (UniqueConstraint("notice_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    ordinal: Mapped[int]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime]
    plates_seen: Mapped[list[str]]
    status_before: Mapped[Status]
    checkpoint_before_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # take_over
    decision: Mapped[str | None] = mapped_column(String(40))  # The step that ended it.
    decided_at: Mapped[datetime | None]  # Set with the decision.
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # With the decision.
    reason: Mapped[str] = mapped_column(Text, default="")

    place: Mapped[Place] = relationship(foreign_keys=place_id, lazy="joined")
    officer: Mapped[Person] = relationship(foreign_keys=officer_id)
    decided_by: Mapped[Person | None] = relationship(foreign_keys=decided_by_id)
    markings: Mapped[list[Marking]] = relationship(lazy="selectin", order_by=Marking.deficiency_id)

    def marking_of(self, deficiency_id: int) -> Marking | None:
        """The mark that a deficiency has at this presentation."""
        given = (marking for marking in self.markings if marking.deficiency_id == deficiency_id)
        return next(given, None)


class Fine(Model):
    """A fine and its payment; the amount is in minor units of the currency."""

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    imposed_on: Mapped[date]
    paid_on: Mapped[date | None]  # Set by fine_paid.
    receipt: Mapped[str] = mapped_column(String(60), default="")

    notice: Mapped["Notice"] = relationship(viewonly=True)
