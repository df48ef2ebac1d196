"""Papers: the facts are committed with the step, the bytes follow once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflows.vocabulary import Language, Paper

from .base import Json, Model, Owed
from .event import Event
from .person import Person


class StoredPaper(Owed, Model):
    """A paper of an event. A row without `sha256` is owed: it will be rendered, once.

    The bytes lie in the paper store under their SHA-256 and are never made again. `code` is the
    signed payload of its QR code. Of an erased paper the digests of file and code are left, by
    which it is known again, and the number.
    """

    __table_args__ = (
        Index("ix_stored_paper_notice", "notice_id", "id"),
        Index("ix_stored_paper_owed", "sha256", "due", "id"),
        Index("ix_stored_paper_event", "event_id", unique=True),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))  # Not of a turn_back.
    kind: Mapped[Paper]
    version: Mapped[int]
    language: Mapped[Language]
    facts: Mapped[Json]
    code: Mapped[str] = mapped_column(String(400), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))  # Rendered.
    size: Mapped[int | None]  # Rendered; in bytes.
    erased_at: Mapped[datetime | None]  # erase, erase_questions

    event: Mapped[Event] = relationship(lazy="joined")


class PaperCopy(Model):
    """A stored paper that was given out to somebody; the first one of a paper is its copy 1.

    Triggers in the database refuse any change of a row.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("stored_paper.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None for a carrier.

    paper: Mapped[StoredPaper] = relationship()
    person: Mapped[Person | None] = relationship()
