"""Legal holds, and batches of what is due to be erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import ProposalState, Side

from .base import Model
from .notice import Notice
from .person import Person


class LegalHold(Model):
    """A demand that the content of a notice be kept, until it is lifted. Several may stand."""

    __table_args__ = (Index("ix_legal_hold_notice", "notice_id", "lifted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    side: Mapped[Side]
    authority: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    placed_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]  # lift_hold

    notice: Mapped[Notice] = relationship()
    placed_by: Mapped[Person] = relationship()


class ErasureBatch(Model):
    """A frozen list of what is due, from its proposal by one side to the review by the other.

    Questions at the exit that name no notice belong to it if they were asked before
    `questions_before`. `revision` is the optimistic lock.
    """

    __table_args__ = (Index("ix_erasure_batch_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column()
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING)
    side: Mapped[Side]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    questions_before: Mapped[datetime]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # sign or decline
    decided_at: Mapped[datetime | None]  # sign or decline
    reason: Mapped[str] = mapped_column(Text, default="")

    proposer: Mapped[Person] = relationship(foreign_keys=proposer_id)
    decider: Mapped[Person | None] = relationship(foreign_keys=decider_id)

    __mapper_args__ = {"version_id_col": revision}


class ErasureItem(Model):
    """A notice in a batch; one that was struck from it is not erased with it."""

    __table_args__ = (Index("ix_erasure_item_notice", "notice_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("erasure_batch.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    struck_at: Mapped[datetime | None]  # strike_from_erasure, or put_on_hold
    reason: Mapped[str] = mapped_column(Text, default="")

    batch: Mapped[ErasureBatch] = relationship()
    notice: Mapped[Notice] = relationship()


class UnneededFile(Model):
    """A file in the store that no row needs, or none yet, and when it is to be removed."""

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    due: Mapped[datetime] = mapped_column(index=True)
