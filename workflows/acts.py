"""Who acts, where, when and with what: the value that travels from a page to the guards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .filing import Filing, Measured
from .routing import Advice, Journey
from .vocabulary import (
    Acknowledgement,
    Capability,
    DuplicateAnswer,
    ExitAnswer,
    ExitReason,
    Mark,
    ProposalKind,
    Role,
    Side,
)


@dataclass(frozen=True)
class StandIn:
    """For whom somebody acts: the absent holder of the role, by a delegation with this id."""

    delegation_id: int
    holder_id: int
    holder_name: str


@dataclass(frozen=True)
class Actor:
    """A person of the register, or a carrier known by a notice's code (`id` is None).

    Who stands in for somebody acts `instead` of them, in their role and at their place.
    """

    id: int | None
    name: str
    role: Role
    side: Side | None
    place_id: int | None
    instead: StandIn | None = None

    @property
    def persons(self) -> frozenset[int]:
        """The people whose act it is: who acts, and in whose name."""
        both = (self.id, self.instead.holder_id if self.instead else None)
        return frozenset(person for person in both if person is not None)


@dataclass(frozen=True)
class Destination:
    """A checkpoint as the guards see it at the instant of the act."""

    id: int
    open: bool
    capabilities: frozenset[Capability]


@dataclass(frozen=True)
class Filed:
    """`issue`, `correct`: the content, and the answers given about earlier open notices.

    `choice` is false where the journey leads to no checkpoint that could be chosen.
    """

    filing: Filing
    duplicates: tuple[tuple[int, DuplicateAnswer], ...] = ()
    choice: bool = True


@dataclass(frozen=True)
class Routed:
    """`route`, `reroute`: what was advised when the checkpoint was chosen, the best first."""

    journey: Journey
    advice: tuple[Advice, ...]
    source: str


@dataclass(frozen=True)
class Signed:
    """`sign`: how the driver took note; `stroke` is an SVG path drawn on screen."""

    how: Acknowledgement
    witness: str = ""
    stroke: str = ""


@dataclass(frozen=True)
class Marked:
    """`mark`: one deficiency, its mark and the evidence for it."""

    deficiency_id: int
    mark: Mark
    document_number: str = ""
    document_date: date | None = None
    legal_ground: str = ""


@dataclass(frozen=True)
class Remeasured:
    """`measure`: a new measurement of one deficiency at the checkpoint."""

    deficiency_id: int
    measured: Measured


@dataclass(frozen=True)
class Attached:
    """`attach`: a file for one deficiency, or for the notice as a whole; stored by its digest.

    `width` and `height` are those of the thumbnail in pixels; a PDF has none.
    """

    sha256: str
    media_type: str
    size: int
    file_name: str
    deficiency_id: int | None = None
    thumbnail: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Fined:
    """`fine`: a resolution; `amount` is in minor units of the currency (ISO 4217)."""

    number: str
    amount: int
    currency: str
    imposed_on: date


@dataclass(frozen=True)
class Paid:
    """`fine_paid`: the receipt of a fine."""

    fine_id: int
    receipt: str
    paid_on: date


@dataclass(frozen=True)
class TakenBack:
    """`take_fine_back`: the fine that was recorded by mistake, and its number for the history."""

    fine_id: int
    number: str


@dataclass(frozen=True)
class Arrival:
    """`announce_arrival`: when the carrier means to be at the checkpoint."""

    expected_at: datetime


@dataclass(frozen=True)
class Offline:
    """A decision at a booth without the register, as the booth tells it afterwards.

    `id` is the decision's own; `at` is by the booth's clock, `snapshot_at` by the register's, and
    `officer` is who was signed in when that snapshot was taken. `outcome` is what was pressed:
    `release`, `turn_back` or nothing; `pressed_at` is when, by the booth's clock. `proven` is set
    where a receipt of the register says that the post was given the snapshot of that time.
    """

    id: str
    at: datetime
    outcome: str
    pressed_at: datetime | None = None
    snapshot_at: datetime | None = None
    officer: str = ""
    proven: bool = False

    @property
    def happened_at(self) -> datetime:
        """When a press came of it or, where nothing was to be pressed, when it was decided."""
        return self.pressed_at or self.at

    @property
    def left_at(self) -> datetime:
        """When the vehicle left; a slow clock of the booth tells a time before its own snapshot."""
        return max(self.happened_at, self.snapshot_at or self.happened_at)


@dataclass(frozen=True)
class Asked:
    """`ask_exit`, `turn_back`, `report_exit`: what was asked at the booth, and what was answered.

    `offline` is set where the booth answered without the register.
    """

    text: str
    plates: tuple[str, ...]
    answer: ExitAnswer
    notices: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    question_id: int | None = None
    reasons: tuple[ExitReason, ...] = ()
    offline: Offline | None = None


Triple = tuple[str, str, str]
"""A field, what it was and what it is now."""


@dataclass(frozen=True)
class Changed:
    """`change_place`: what an administrator set; and so for what derives from it.

    `subject` is the login of the person, or the code of the place or entry; each of `values` is a
    field, what it was and what it is now. A password is never among them.
    """

    subject: str
    side: Side
    values: tuple[Triple, ...]


@dataclass(frozen=True)
class ChangedPerson(Changed):
    """`add_person`, `change_person`: what an administrator set about a person."""


@dataclass(frozen=True)
class Proposed(Changed):
    """`propose_`, `sign_` and `decline_` a wording or limit: what the next version says otherwise.

    `side` is that of the person who proposed it; only a limit must belong to the same state.
    `values` has the effective day and everything that differs from the version `base`. What is only
    being proposed has no `proposal_id` yet.
    """

    kind: ProposalKind
    base: int
    proposal_id: int | None = None


@dataclass(frozen=True)
class Delegated(Changed):
    """`delegate`, `end_delegation`: who stands in for the holder of a role, from day to day.

    The days are whole ones in the time zone (IANA) of the holder's place. A checkpoint officer is
    stood in for at the own checkpoint, `place_id`. `subject` is the holder's login, and `side` the
    holder's. What is only being made has no `delegation_id` yet.
    """

    holder_id: int
    delegate_id: int
    role: Role
    first_day: date
    last_day: date
    timezone: str
    place_id: int | None = None
    delegation_id: int | None = None

    @property
    def begins_at(self) -> datetime:
        """The first instant of the first day."""
        return self._midnight(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the last day."""
        return self._midnight(self.last_day + timedelta(days=1))

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class OnHold:
    """`put_on_hold`, `lift_hold`: who demands that the content be kept; `hold_id` is what ends."""

    authority: str
    hold_id: int | None = None


@dataclass(frozen=True)
class Erasure:
    """What a batch of due content is about; one that is only being proposed has no `batch_id` yet.

    `notices` (`propose_erasure`) is its list, by id. `questions_before` says which questions at the
    exit that name no notice belong to it. `leaves` are those of the log whose content `erase` and
    `erase_questions` take away, `kept` is the digest of what stays of them, and `questions` are the
    questions, by id.
    """

    batch_id: int | None = None
    notices: tuple[int, ...] = ()
    questions_before: datetime | None = None
    questions: tuple[int, ...] = ()
    leaves: tuple[int, ...] = ()
    kept: str = ""


Details = (
    Filed
    | Routed
    | Signed
    | Marked
    | Remeasured
    | Attached
    | Fined
    | Paid
    | TakenBack
    | Arrival
    | Asked
    | Changed
    | OnHold
    | Erasure
)


@dataclass(frozen=True)
class Act:
    """One press of a button.

    `seen` is the revision of the notice that the actor was looking at, and `saved` when the draft
    that is filed was last saved, as the page said (empty: there was none). `key` makes a repeated
    press harmless, `press` tells that it is one, `plates` are those seen on the vehicle,
    `destination` is the checkpoint chosen.
    """

    actor: Actor
    at: datetime
    reason: str = ""
    seen: int | None = None
    saved: str | None = None
    key: str | None = None
    press: str | None = None
    plates: tuple[str, ...] = ()
    destination: Destination | None = None
    details: Details | None = None

    @property
    def happened_at(self) -> datetime:
        """The instant of the act, or when a booth that was off line says that it happened."""
        offline = self.details.offline if isinstance(self.details, Asked) else None
        return offline.happened_at if offline else self.at
