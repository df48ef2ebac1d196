"""The notice, its versions and its draft."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from workflows.places import spelling_key
from workflows.reminders import AWAITED, BEFORE
from workflows.vocabulary import (
    OPEN,
    Acknowledgement,
    Carriage,
    DuplicateAnswer,
    ExceptionalRelease,
    Language,
    MessageKind,
    Quantity,
    Severity,
    Status,
)

from .base import Json, Model, folded_text
from .carrier import Carrier
from .deficiency import Deficiency, Measurement
from .permit import Permit
from .person import Person
from .place import Place
from .presentation import Fine, Presentation
from .vehicle import KnownPlate, Unit

EXPECTED = text(f"status IN ('{Status.ROUTED}', '{Status.OUTSTANDING}')")
"""A vehicle is awaited at a checkpoint while its notice is in one of these."""

EXCEPTED = text("exit_until IS NOT NULL")
"""A vehicle that was released exceptionally and not let out yet."""


KEPT = text(f"erased_at IS NULL AND status IN ('{Status.EXITED}', '{Status.ANNULLED}')")
"""The content of a notice that is over and not erased yet."""


class Notice(Model):
    """A deficiency notice. `revision` is the optimistic lock; `version` counts corrections.

    `driver_key` is the surname without case, marks, spaces and punctuation, for searches.

    Columns that may be empty are empty in a draft and set by the step named beside them.
    """

    __table_args__ = (
        Index("ix_notice_queue", "checkpoint_id", "status", "deadline", "id"),
        Index(
            "ix_notice_expected",
            "checkpoint_id",
            "severity",
            "deadline",
            "id",
            sqlite_where=EXPECTED,
            postgresql_where=EXPECTED,
        ),
        Index("ix_notice_issuer", "issuer_id", "id"),
        Index("ix_notice_post", "post_id", "status", "id"),
        Index("ix_notice_status", "status", "id"),
        Index("ix_notice_deadline", "status", "deadline", "id"),
        Index("ix_notice_issued", "issued_at", "id"),
        Index("ix_notice_driver", "driver_key", "id"),
        Index("ix_notice_carrier", "carrier_id", "issued_at"),
        Index(
            "ix_notice_exit_until",
            "exit_until",
            sqlite_where=EXCEPTED,
            postgresql_where=EXCEPTED,
        ),
        Index("ix_notice_kept", "changed_at", "id", sqlite_where=KEPT, postgresql_where=KEPT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column()
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    version: Mapped[int] = mapped_column(default=0)
    number: Mapped[str | None] = mapped_column(String(24), unique=True)  # issue
    post_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]  # issue
    deadline: Mapped[datetime | None]  # issue, route, refuse, reopen, reroute
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # route
    language: Mapped[Language] = mapped_column(default=Language.BE)
    carrier_id: Mapped[int | None] = mapped_column(ForeignKey("carrier.id"))  # issue
    driver_surname: Mapped[str] = mapped_column(String(80), default="")
    driver_key: Mapped[str] = mapped_column(folded_text(80), default="")
    driver_given_names: Mapped[str] = mapped_column(String(120), default="")
    driver_citizenship: Mapped[str] = mapped_column(String(2), default="")
    driver_document: Mapped[str] = mapped_column(String(40), default="")
    driver_phone: Mapped[str] = mapped_column(String(40), default="")
    carriage: Mapped[Carriage | None]  # issue
    origin_country: Mapped[str] = mapped_column(String(2), default="")
    destination: Mapped[str] = mapped_column(String(120), default="")
    destination_country: Mapped[str] = mapped_column(String(2), default="")
    town: Mapped[str] = mapped_column(String(40), default="")
    exit_post_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))  # issue
    cargo: Mapped[str] = mapped_column(String(300), default="")
    weighed: Mapped[Json | None]  # issue and correct, where something was measured.
    struck: Mapped[list[Json] | None]  # issue and correct, where a proposal was struck.
    acknowledgement: Mapped[Acknowledgement | None]  # sign
    acknowledged_at: Mapped[datetime | None]  # sign
    witness: Mapped[str] = mapped_column(String(120), default="")
    signature_stroke: Mapped[str] = mapped_column(Text, default="")
    severity: Mapped[Severity | None]  # issue; of what is left, none where nothing is
    remaining: Mapped[int] = mapped_column(default=0)
    advice_version: Mapped[int] = mapped_column(default=0)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # confirm
    exit_until: Mapped[datetime | None]  # release_exceptionally; none once it was let out
    changed_at: Mapped[datetime]  # The last change, but those of `workflows.retention`.
    erased_at: Mapped[datetime | None]  # erase

    post: Mapped[Place] = relationship(foreign_keys=post_id)
    checkpoint: Mapped[Place | None] = relationship(foreign_keys=checkpoint_id)
    exit_post: Mapped[Place | None] = relationship(foreign_keys=exit_post_id)
    issuer: Mapped[Person] = relationship(foreign_keys=issuer_id)
    carrier: Mapped[Carrier | None] = relationship()
    units: Mapped[list[Unit]] = relationship(order_by=Unit.position, cascade="all, delete-orphan")
    deficiencies: Mapped[list[Deficiency]] = relationship(
        order_by=Deficiency.position, cascade="all, delete-orphan"
    )
    other_measurements: Mapped[list[Measurement]] = relationship(
        primaryjoin=lambda: and_(
            Measurement.notice_id == Notice.id, Measurement.deficiency_id.is_(None)
        ),
        order_by=Measurement.position,
        cascade="all, delete-orphan",
    )
    permits: Mapped[list[Permit]] = relationship(
        order_by=Permit.position, cascade="all, delete-orphan"
    )
    known_plates: Mapped[list[KnownPlate]] = relationship(
        order_by=KnownPlate.id, cascade="all, delete-orphan"
    )
    presentations: Mapped[list[Presentation]] = relationship(order_by=Presentation.ordinal)
    fines: Mapped[list[Fine]] = relationship(order_by=Fine.id, cascade="all, delete-orphan")
    versions: Mapped[list["NoticeVersion"]] = relationship(order_by=lambda: NoticeVersion.version)
    draft: Mapped["Draft | None"] = relationship(cascade="all, delete-orphan")
    links: Mapped[list["NoticeLink"]] = relationship(
        foreign_keys=lambda: NoticeLink.notice_id,
        order_by=lambda: NoticeLink.earlier_id,
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": revision}

    @validates("driver_surname")
    def _fold(self, _name: str, surname: str) -> str:
        self.driver_key = spelling_key(surname)[:80]
        return surname

    def axles(self, quantity: Quantity) -> tuple[int, ...]:
        """The axle loads (kg) or spacings (mm) of the combination, from the front."""
        rows = (row for row in self.other_measurements if not row.limit_code)
        return tuple(row.value for row in rows if row.quantity is quantity)

    @hybrid_property
    def is_issued(self) -> bool:
        """Whether it has ever been issued: neither a draft nor one that was annulled as a draft."""
        return self.number is not None

    @is_issued.inplace.expression
    @classmethod
    def _is_issued(cls) -> ColumnElement[bool]:
        return cls.number.is_not(None)

    @property
    def judged(self) -> list[Measurement]:
        """Every limit of both states that was looked at when the notice was written."""
        return [row for row in self.other_measurements if row.limit_code]

    @property
    def is_open(self) -> bool:
        """Whether the notice holds its vehicles."""
        return self.status in OPEN

    def status_at(self, at: datetime) -> Status | ExceptionalRelease:
        """Its status, or what has become of its exceptional release while nobody has left with it.

        Only so "exited" means that the vehicle has left the Union State.
        """
        if self.exit_until is None:
            return self.status
        unused = self.exit_until < at
        return ExceptionalRelease.RELEASED_UNUSED if unused else ExceptionalRelease.RELEASED

    def keeps_at(self, at: datetime) -> bool:
        """Whether it is open at the instant, or its exceptional release was not used in time."""
        return self.is_open or self.status_at(at) is ExceptionalRelease.RELEASED_UNUSED

    @property
    def held_units(self) -> list[Unit]:
        """Its tractor and every unit that bears one of its deficiencies."""
        bearing = {line.unit_id for line in self.deficiencies}
        return [unit for unit in self.units if unit.position == 0 or unit.id in bearing]

    @property
    def presentation(self) -> Presentation | None:
        """The last presentation."""
        return self.presentations[-1] if self.presentations else None

    @property
    def standing_presentation(self) -> Presentation | None:
        """The last presentation that was not taken back: its marks are those that count."""
        kept = (made for made in reversed(self.presentations) if made.decision != "withdraw")
        return next(kept, None)

    def overdue_at(self, at: datetime) -> bool:
        """Whether the vehicle should have been presented before the instant."""
        return self.is_open and self.deadline is not None and self.deadline < at

    def due_soon_at(self, at: datetime) -> bool:
        """Whether the vehicle is still to be presented, within the time of the first reminder."""
        if self.deadline is None or self.status not in AWAITED:
            return False
        return timedelta() <= self.deadline - at <= BEFORE[MessageKind.DAY_LEFT]


class NoticeVersion(Model):
    """One version as it was issued or corrected: facts that never change, and may be erased."""

    __table_args__ = (Index("ix_notice_version_event", "event_id", unique=True),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    facts: Mapped[Json]


class Draft(Model):
    """What has been typed so far: for a notice not yet issued, or for its next version.

    `answers` maps each page of the form to the fields as typed, so that nothing is lost.
    """

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    answers: Mapped[Json]
    saved_at: Mapped[datetime]


class NoticeLink(Model):
    """The inspector's answer about an earlier open notice over the same deficiency."""

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    answer: Mapped[DuplicateAnswer]

    earlier: Mapped[Notice] = relationship(foreign_keys=earlier_id, viewonly=True)
