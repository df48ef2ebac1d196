"""What administrators propose, until a second person signs or declines it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import ProposalKind, ProposalState, Side

from .base import Json, Model
from .person import Person


class Proposal(Model):
    """The next version of a catalogue entry, written on the version `base`.

    `content` is the whole entry by the names of `notices.changes.FIELDS`. `revision` is the
    optimistic lock: of two who decide at once, one is told so.
    """

    __table_args__ = (
        Index("ix_proposal_subject", "kind", "subject", "id"),
        Index("ix_proposal_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column()
    kind: Mapped[ProposalKind]
    subject: Mapped[str] = mapped_column(String(40))
    base: Mapped[int]
    effective_from: Mapped[date]
    content: Mapped[Json]
    side: Mapped[Side]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # sign or decline
    decided_at: Mapped[datetime | None]  # sign or decline
    reason: Mapped[str] = mapped_column(Text, default="")

    proposer: Mapped[Person] = relationship(foreign_keys=proposer_id)
    decider: Mapped[Person | None] = relationship(foreign_keys=decider_id)

    __mapper_args__ = {"version_id_col": revision}
