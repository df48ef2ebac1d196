"""The history: one row per step or act, never changed, never deleted."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import FORMER_STATUSES, ExitAnswer, Role, Side, Status

from .base import Json, Model
from .place import Place

if TYPE_CHECKING:
    from .notice import Notice


STATUS_OF_ITS_DAY = Enum(
    *(*Status, *FORMER_STATUSES),
    name="status",
    native_enum=False,
    create_constraint=True,
    length=32,
    validate_strings=True,
)
"""Text, because a status that was renamed since keeps its code here: leaves of the log say it."""


class Event(Model):
    """Who did what, where and when.

    Triggers in the database refuse any change of a row but that all about a person is erased.

    `key` makes a repeated press harmless: the second one finds the first one's event. `press` is
    the digest of what was sent, by which it is found when the second one is refused meanwhile.
    """

    __table_args__ = (
        Index("ix_event_notice", "notice_id", "id"),
        Index("ix_event_place", "place_id", "id"),
        Index("ix_event_name", "name", "id"),
        Index("ix_event_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(40))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))  # Acts of a vehicle.
    notice_version: Mapped[int] = mapped_column(default=0)
    status_from: Mapped[str | None] = mapped_column(STATUS_OF_ITS_DAY)  # None without a notice.
    status_to: Mapped[str | None] = mapped_column(STATUS_OF_ITS_DAY)  # None without a notice.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None for a carrier.
    actor_name: Mapped[str] = mapped_column(String(120))
    actor_role: Mapped[Role]
    actor_side: Mapped[Side | None]  # None for a carrier.
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # None away from any.
    reason: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[Json]
    key: Mapped[str | None] = mapped_column(String(80), unique=True)  # Presses from a page.
    press: Mapped[str | None] = mapped_column(String(64), index=True)  # Presses from a page.

    place: Mapped[Place | None] = relationship()
    notice: Mapped["Notice | None"] = relationship(viewonly=True)

    @property
    def holder_name(self) -> str:
        """In whose place the actor stood, if in anybody's."""
        return str(self.data.get("instead", {}).get("holder_name", ""))


KEPT = text("erased_at IS NULL")


class ExitQuestion(Model):
    """A question at the booth and its answer; `outcome_event_id` is a release or turning back.

    A booth that was off line gives each decision an id, so that it is taken once however often it
    is handed in.
    `revision` is the optimistic lock: of two officers who decide at once, one is told so.
    """

    __table_args__ = (
        Index("ix_exit_question_place", "place_id", "id"),
        Index("ix_exit_question_offline_id", "offline_id", unique=True),
        Index("ix_exit_question_kept", "asked_at", sqlite_where=KEPT, postgresql_where=KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column()
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # The booth.
    text: Mapped[str] = mapped_column(String(200))
    plates: Mapped[list[str]]
    answer: Mapped[ExitAnswer]
    reasons: Mapped[list[str]]
    notices: Mapped[list[str]]
    lookalikes: Mapped[list[str]]
    outcome: Mapped[str | None] = mapped_column(String(20))  # release, turn_back or report_exit
    outcome_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))  # With outcome.
    offline_id: Mapped[str | None] = mapped_column(String(36))  # Answered off line.
    offline_at: Mapped[datetime | None]  # With offline_id, by the clock of the booth.
    snapshot_at: Mapped[datetime | None]  # With offline_id, where there was a snapshot.
    erased_at: Mapped[datetime | None]  # erase, erase_questions

    place: Mapped[Place | None] = relationship()
    named: Mapped[list["NamedNotice"]] = relationship()

    __mapper_args__ = {"version_id_col": revision}


class NamedNotice(Model):
    """A notice that an exit answer named, so that the questions about a notice are found."""

    question_id: Mapped[int] = mapped_column(ForeignKey("exit_question.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), primary_key=True, index=True)
