"""What the guards may know of a notice: plain facts, gathered by the application."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .acts import Destination
from .vocabulary import Capability, DeficiencyClass, Mark, Side, Status, Verdict


@dataclass(frozen=True)
class Vehicle:
    """A unit by what identifies it: the folded plate, and the VIN where it could be read.

    `seen_as` are the folded plates that it may have, where a checkpoint saw others than those of
    the notice, and neither its own plate nor a VIN tells that it bears none of them.
    """

    plate_key: str
    vin: str = ""
    seen_as: frozenset[str] = frozenset()

    def is_same_as(self, corrected: "Vehicle") -> bool:
        """Whether one of the two was kept while the other was set right, or the plate was seen."""
        return (
            corrected.plate_key in {self.plate_key, *self.seen_as}
            or self.vin == corrected.vin != ""
        )


@dataclass(frozen=True)
class Item:
    """One deficiency. `mark` and `remeasured` belong to the presentation that is under way.

    `figures` are the value measured at issue, its limit, error and tolerance.
    """

    line: int | None
    code: str
    vehicle: Vehicle
    deficiency_class: DeficiencyClass
    needs: Capability
    measurable: bool
    verdict: Verdict | None = None
    figures: tuple[int, ...] = ()
    document_kind: str | None = None
    mark: Mark | None = None
    remeasured: Verdict | None = None


@dataclass(frozen=True)
class Pending:
    """The next version of a catalogue entry or limit: by whom, for when, and on which version.

    `newest` is the version that is the last one by now.
    """

    side: Side
    proposer_id: int | None
    effective_from: date
    base: int
    newest: int
    decided: bool = False


@dataclass(frozen=True)
class FineToPay:
    """The fine that is paid or taken back, and whether its payment was recorded before."""

    imposed_on: date
    paid: bool


@dataclass(frozen=True)
class FirstSignature:
    """What a supervisor of one side has asked one of the other side to sign as well."""

    side: Side
    person_id: int
    at: datetime


@dataclass(frozen=True)
class Account:
    """What the guards ask before an account is changed.

    `used` says that somebody has signed in with it, or that one with the agency is bound to it
    (`is_bound`); `asked_by` who has asked for what takes two, by field, where nobody has done it
    yet.
    """

    id: int
    used: bool = False
    has_app: bool = False
    is_bound: bool = False
    asked_by: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Absence:
    """What the guards ask about a delegation, made or about to be made.

    `away` and `needed` are about the same days: the colleague is stood in for by somebody, and the
    holder stands in for somebody.
    """

    role_held: bool = True
    colleague_able: bool = True
    away: bool = False
    needed: bool = False
    named_already: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Retention:
    """What the guards ask before the content of a notice is erased; `years` is its period.

    `closed_at` is the last event, those of keeping and erasing left aside.
    """

    closed_at: datetime
    years: int
    owes: bool = False
    on_hold: bool = False


@dataclass(frozen=True)
class Review:
    """A batch of due content: by whom, and what became of it.

    `due` says of a list that is only being proposed that all of it may be. `listed` says of the
    notice that it is in the batch and not struck.
    """

    side: Side | None
    proposer_id: int | None
    decided: bool = False
    signed_at: datetime | None = None
    due: bool = True
    listed: bool = True


@dataclass(frozen=True)
class Hold:
    """A legal hold: which side has put it, and whether it was lifted."""

    side: Side
    lifted: bool = False


@dataclass(slots=True)
class Case:
    """A notice before a step. The machine moves `status`; everything else stays as it is.

    `items` are the deficiencies as they would stand after the step, `items_before` those already
    in the register; the same for the tractor, which is held with or without any of them. After a
    presentation the vehicles in both of the latter are those that were presented. `presentations`
    leaves out what was withdrawn; `marked` says whether anything was ever marked. `confirmed_by`
    are who has confirmed and in whose name.
    `held_units` are the folded plates that the notice holds; `open_on_units` and `free_on_units`
    are the other notices of the units, which keep them or let them leave. `first_signatures` are by
    the name of their act. `exit_until` ends an exceptional release whose vehicle has not been let
    out yet; `logged_at` is the latest entry of the log then. `acts_of_carrier` are counted where
    the carrier acts. `pending` is what an administrator's act is about, which concerns no notice;
    so do `absence` and `account`; `dependent` says that the two who act on it, one after the other,
    may be one. `erased` says that the content is gone; `retention`, `review` and `hold` are there
    where the act is about erasing or a hold.
    """

    status: Status
    status_before: Status | None = None
    post_id: int | None = None
    issuer_id: int | None = None
    confirmed_by: frozenset[int] = field(default_factory=frozenset)
    destination: Destination | None = None
    able_checkpoint_open: bool = True
    items: tuple[Item, ...] = ()
    items_before: tuple[Item, ...] = ()
    tractor: Vehicle | None = None
    tractor_before: Vehicle | None = None
    acknowledged: bool = False
    unanswered_duplicates: int = 0
    presentations: int = 0
    marked: bool = False
    fine_owed: bool = False
    fine: FineToPay | None = None
    held_units: frozenset[str] = field(default_factory=frozenset)
    open_on_units: frozenset[str] = field(default_factory=frozenset)
    free_on_units: frozenset[str] = field(default_factory=frozenset)
    leaving: frozenset[str] = field(default_factory=frozenset)
    first_signatures: dict[str, FirstSignature] = field(default_factory=dict)
    exit_until: datetime | None = None
    logged_at: datetime | None = None
    acts_of_carrier: int = 0
    pending: Pending | None = None
    absence: Absence | None = None
    account: Account | None = None
    dependent: bool = False
    erased: bool = False
    retention: Retention | None = None
    review: Review | None = None
    hold: Hold | None = None
    notice_id: int | None = None
