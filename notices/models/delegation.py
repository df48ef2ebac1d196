"""Who stands in for whom while the holder of a role is away."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.acts import Actor, StandIn
from workflows.vocabulary import Role

from .base import Model
from .person import Person
from .place import Place


class Delegation(Model):
    """The delegate acts in the holder's role from `begins_at` until just before `ends_at`.

    A checkpoint officer's holds at one checkpoint, `place_id`. The days are those of `timezone`.
    """

    __table_args__ = (
        Index("ix_delegation_holder", "holder_id", "id"),
        Index("ix_delegation_delegate", "delegate_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # Only an officer's.
    timezone: Mapped[str] = mapped_column(String(40))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]  # Set by end_delegation, or a change_person that ends it.

    holder: Mapped[Person] = relationship(foreign_keys=holder_id)
    delegate: Mapped[Person] = relationship(foreign_keys=delegate_id)
    place: Mapped[Place | None] = relationship()

    @property
    def first_day(self) -> date:
        """The first whole day."""
        return self.begins_at.astimezone(ZoneInfo(self.timezone)).date()

    @property
    def last_day(self) -> date:
        """The last whole day."""
        before_the_end = self.ends_at - timedelta(seconds=1)
        return before_the_end.astimezone(ZoneInfo(self.timezone)).date()

    def as_actor(self) -> Actor:
        """The delegate in the holder's role and place."""
        person, holder = self.delegate, self.holder
        instead = StandIn(self.id, holder.id, holder.name)
        return Actor(person.id, person.name, self.role, person.side, self.place_id, instead)
