"""Papers: the facts are committed with the step, the bytes follow once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import Language, Paper

from .base import Json, Model
from .event import Event


class StoredPaper(Model):
    """A paper of an event. A row without `sha256` is owed: it will be rendered, once.

    The bytes lie in the paper store under their SHA-256 and are never made again.
    """

    __table_args__ = (
        Index("ix_stored_paper_notice", "notice_id", "id"),
        Index("ix_stored_paper_owed", "sha256", "due", "id"),
        Index("ix_stored_paper_event", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))  # Not of a turn_back.
    kind: Mapped[Paper]
    version: Mapped[int]
    language: Mapped[Language]
    facts: Mapped[Json]
    sha256: Mapped[str | None] = mapped_column(String(64))  # Rendered.
    size: Mapped[int | None]  # Rendered; in bytes.
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")

    event: Mapped[Event] = relationship(lazy="joined")
