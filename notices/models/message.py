"""Messages: what a carrier is told without anybody's act, and alerts of supervisors."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.reminders import BEFORE
from workflows.vocabulary import Channel, MessageKind, MessageOutcome

from .base import Model, Owed
from .event import ExitQuestion
from .notice import Notice

UNSETTLED = text("settled_at IS NULL")


class Message(Owed, Model):
    """What a carrier is told about one deadline of a notice over one channel.

    A row that is not settled is owed: it goes out once, when it is due, or lapses.
    """

    __table_args__ = (
        UniqueConstraint("notice_id", "deadline", "kind", "channel"),
        Index("ix_message_owed", "due", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    deadline: Mapped[datetime]
    kind: Mapped[MessageKind]
    channel: Mapped[Channel]
    settled_at: Mapped[datetime | None]  # Sent, lapsed or given up.
    outcome: Mapped[MessageOutcome | None]  # With settled_at.

    notice: Mapped[Notice] = relationship(viewonly=True)

    @property
    def at(self) -> datetime:
        """When it was settled, else when it is due."""
        return self.settled_at or self.due

    @property
    def meant_for(self) -> datetime:
        """When it should go out; `due` moves with each attempt."""
        return self.deadline - BEFORE[self.kind]


class Alert(Owed, Model):
    """A letter owed to supervisors about a vehicle that tried to leave, or left, though held.

    `failure` says why a settled one could not be delivered.
    """

    __table_args__ = (
        Index("ix_alert_owed", "due", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("exit_question.id"))
    address: Mapped[str | None] = mapped_column(Text)  # None before 0023, and once erased.
    settled_at: Mapped[datetime | None]  # Sent or given up.

    question: Mapped[ExitQuestion] = relationship()
