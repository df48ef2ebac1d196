"""What a paper says: plain facts, committed with the step and never changed.

Every dataclass here becomes JSON. Instants are ISO 8601 with the offset of the place; masses are
kilograms, lengths millimetres; a `Text` has the paper's two languages as keys.
"""

from dataclasses import dataclass

from workflows.course import Course

Text = dict[str, str]


@dataclass(frozen=True)
class PlaceFacts:
    """A place as the driver must find it."""

    code: str
    name: Text
    address: Text
    road: str
    hours: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class OfficerFacts:
    """Who signs the paper, where and when; `instead_of` is whom they stand in for, if anybody."""

    name: str
    role: str
    side: str | None
    stamp: str
    place: PlaceFacts | None
    at: str
    instead_of: str = ""


@dataclass(frozen=True)
class UnitFacts:
    """One vehicle or trailer."""

    position: int
    kind: str
    plate: str
    country: str
    vin: str
    vin_unread: str
    make: str


@dataclass(frozen=True)
class MeasuredFacts:
    """A measurement with every step of its verdict.

    `source` cites where the limit stands, in both languages; `act` as it was typed.
    """

    quantity: str
    value: int
    error: int
    corrected: int
    limit: int
    tolerance: int
    instrument: str
    verified_until: str
    taken_on: str
    act: str
    verdict: str
    axles: str = ""
    limit_code: str = ""
    limit_version: int = 0
    source: Text | None = None


@dataclass(frozen=True)
class StruckFacts:
    """A deficiency that the program suggested and the inspector struck."""

    suggestion: str
    code: str
    reason: str


@dataclass(frozen=True)
class DeficiencyFacts:
    """One line of the notice in the catalogue's wording of the day.

    `mark` is 1 or 3 where a checkpoint has decided that nothing is left of it, else empty.
    """

    id: int
    position: int
    code: str
    deficiency_class: str
    severity: str
    plate: str
    title: Text
    basis: Text
    removal: Text
    evidence: Text
    document_kind: Text | None
    document_number: str
    remark: str
    measured: MeasuredFacts | None
    mark: str = ""


@dataclass(frozen=True)
class MarkFacts:
    """The mark of one deficiency at one presentation; `new` is the measurement behind it."""

    position: int
    code: str
    deficiency_class: str
    plate: str
    title: Text
    removal: Text
    mark: str
    officer: str
    stamp: str
    at: str
    document_number: str
    document_date: str
    reason: str
    legal_ground: str
    old: MeasuredFacts | None
    new: MeasuredFacts | None


@dataclass(frozen=True)
class PartyFacts:
    """The carrier or the driver."""

    name: str
    country: str
    number: str
    address: str = ""


@dataclass(frozen=True)
class PermitFacts:
    """One permit shown; empty where it says nothing."""

    kind: str
    number: str
    valid_from: str
    valid_until: str
    trips: str
    countries: tuple[str, ...]
    carriage: str
    plates: tuple[str, ...]
    used: bool
    gross_mass: int | None
    length: int | None
    width: int | None
    height: int | None
    axle_loads: tuple[int, ...]
    axle_spacings: tuple[int, ...]


@dataclass(frozen=True)
class NoticeFacts:
    """One version of a notice. `judged` holds every limit of both states that was looked at."""

    id: int
    number: str
    version: int
    language: str
    issued_at: str
    deadline: str
    post: PlaceFacts
    issuer: str
    issuer_stamp: str
    units: tuple[UnitFacts, ...]
    carrier: PartyFacts
    driver: PartyFacts
    carriage: str
    origin_country: str
    destination: str
    destination_country: str
    exit_post: PlaceFacts | None
    cargo: str
    axle_loads: tuple[int, ...]
    axle_spacings: tuple[int, ...]
    permits: tuple[PermitFacts, ...]
    deficiencies: tuple[DeficiencyFacts, ...]
    severity: str
    acknowledgement: str
    acknowledged_at: str
    witness: str
    signature_stroke: str
    checkpoint: PlaceFacts | None
    judged: tuple[MeasuredFacts, ...] = ()
    struck: tuple[StruckFacts, ...] = ()


@dataclass(frozen=True)
class PresentationFacts:
    """One visit to a checkpoint; `diverted_from` is set by a taking over.

    Nobody has `decided` before the visit's decision.
    """

    ordinal: int
    place: PlaceFacts
    received_at: str
    plates_seen: tuple[str, ...]
    diverted_from: PlaceFacts | None
    marks: tuple[MarkFacts, ...]
    decided: OfficerFacts | None


@dataclass(frozen=True)
class FineFacts:
    """A fine that is not paid."""

    number: str
    imposed_on: str
    amount: Text


@dataclass(frozen=True)
class HeldFacts:
    """A notice that was asked about at the exit. Nothing is to be done at a `place` of None.

    `status` is that of the notice or a code of `ExceptionalRelease`.
    """

    number: str
    status: str
    place: PlaceFacts | None
    left: tuple[DeficiencyFacts, ...]
    fines: tuple[FineFacts, ...] = ()
    version: int = 0


@dataclass(frozen=True)
class AdviceFacts:
    """What was advised of one checkpoint, the best first. `number` is that on the map.

    Distances are kilometres, `minutes_to` those of driving to the checkpoint; None where no way is
    known.
    """

    number: int | None
    code: str
    name: Text
    selectable: bool
    why: Text
    km_to: int | None
    km: int | None
    detour_km: int | None
    minutes_to: int | None
    roads_to: tuple[str, ...]


@dataclass(frozen=True)
class EventFacts:
    """One step or act of the history; `brought` are labels with what it brought."""

    at: str
    what: Text
    name: str
    role: Text
    side: Text | None
    place: Text | None
    reason: str
    brought: tuple[tuple[Text, Text], ...]
    instead_of: str = ""


@dataclass(frozen=True)
class FileFacts:
    """What a dossier encloses: a paper, whose bytes are known once it is printed, or evidence."""

    name: str
    what: Text
    at: str
    paper_id: int | None = None
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True)
class DossierFacts:
    """The whole course of a notice."""

    status: Text
    events: tuple[EventFacts, ...]
    files: tuple[FileFacts, ...]


@dataclass(frozen=True)
class PaperFacts:
    """A paper. `notice` is None where a vehicle is turned back, and for an annulled draft.

    `left` lists what is still to be removed. The fields from `plates` on belong to the exit:
    `asked` is what was typed at the booth, `reasons` are codes of `ExitReason`. `advice` ranks the
    checkpoints, `reckoned` says how, and `course` is the journey on the map. `first` is who signed
    an exceptional release or an annulment first, `first_reason` why, and `until` a release's end.
    `fines` are those that keep a vehicle although the removal is confirmed.
    """

    kind: str
    version: int
    language: str
    officer: OfficerFacts
    reason: str
    notice: NoticeFacts | None = None
    presentation: PresentationFacts | None = None
    left: tuple[DeficiencyFacts, ...] = ()
    plates: tuple[str, ...] = ()
    asked: str = ""
    answer: str = ""
    reasons: tuple[str, ...] = ()
    held: tuple[HeldFacts, ...] = ()
    advice: tuple[AdviceFacts, ...] = ()
    reckoned: Text | None = None
    course: Course | None = None
    first: OfficerFacts | None = None
    first_reason: str = ""
    until: str = ""
    dossier: DossierFacts | None = None
    fines: tuple[FineFacts, ...] = ()
