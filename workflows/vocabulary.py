"""The codes that the register stores. The words for them are the reader's: `notices.words`."""

from enum import StrEnum


class Side(StrEnum):
    """One of the two states that share the register."""

    BY = "BY"
    RU = "RU"


class Role(StrEnum):
    """Who takes part. A carrier needs no account: the notice's number and code will do."""

    INSPECTOR = "inspector"
    CHECKPOINT_OFFICER = "checkpoint_officer"
    EXIT_OFFICER = "exit_officer"
    CARRIER = "carrier"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Status(StrEnum):
    """Where a notice stands. "Overdue" is no status: it is a deadline that has passed."""

    DRAFT = "draft"
    ISSUED = "issued"
    ROUTED = "routed"
    AT_CHECKPOINT = "at_checkpoint"
    OUTSTANDING = "outstanding"
    CLEARED = "cleared"
    EXITED = "exited"
    ANNULLED = "annulled"

    @classmethod
    def _missing_(cls, value: object) -> "Status | None":
        """Know a status by the code that it had in its day."""
        return FORMER_STATUSES.get(str(value))


FORMER_STATUSES: dict[str, Status] = {}
"""What was renamed: its former code, which histories and papers keep, and what it is now."""


OPEN = frozenset({Status.ISSUED, Status.ROUTED, Status.AT_CHECKPOINT, Status.OUTSTANDING})
"""While a notice is open, its vehicle may not leave the Union State."""


class ExceptionalRelease(StrEnum):
    """Where a notice stands that counts as exited, while nobody has let the vehicle out yet."""

    RELEASED = "released"
    RELEASED_UNUSED = "released_unused"


class MessageKind(StrEnum):
    """What a carrier is told about a deadline, in the order of time."""

    DAY_LEFT = "day_left"
    HOURS_LEFT = "hours_left"
    OVERDUE = "overdue"


class Channel(StrEnum):
    """How a message reaches the carrier."""

    PAGE = "page"
    EMAIL = "email"


class MessageOutcome(StrEnum):
    """What became of a message. It lapses where nothing is to be presented any more."""

    SENT = "sent"
    LAPSED = "lapsed"
    UNDELIVERABLE = "undeliverable"


class DeficiencyClass(StrEnum):
    """The three legal groups (Annex 24 to the EAEU Treaty, Appendix 1, points 7 and 9)."""

    PARAMETER = "P"
    MISSING_DOCUMENT = "M"
    IRREGULAR_DOCUMENT = "I"


class Severity(StrEnum):
    """What the worst open deficiency means for the vehicle, from the lightest to the gravest."""

    MAY_CONTINUE = "may_continue"
    REPORT_BY = "report_by"
    HELD = "held"


class ProposalKind(StrEnum):
    """What an administrator proposes and a second person signs before it is in force."""

    WORDING = "wording"
    LIMIT = "limit"


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    SIGNED = "signed"
    DECLINED = "declined"


class Bears(StrEnum):
    """What a deficiency belongs to: one vehicle, or the journey (then to the tractor)."""

    UNIT = "unit"
    JOURNEY = "journey"


class Quantity(StrEnum):
    """What is measured: masses and loads in kilograms, lengths in millimetres."""

    GROSS_MASS = "gross_mass"
    AXLE_LOAD = "axle_load"
    AXLE_GROUP_LOAD = "axle_group_load"
    AXLE_SPACING = "axle_spacing"
    LENGTH = "length"
    WIDTH = "width"
    HEIGHT = "height"
    REAR_OVERHANG = "rear_overhang"


class Wheels(StrEnum):
    """How an axle is shod: with one wheel on each of its ends, or with two."""

    SINGLE = "single"
    TWIN = "twin"


class RoadClass(StrEnum):
    """The load of a single axle, in tonnes, for which a road was built."""

    T6 = "6"
    T10 = "10"
    T11_5 = "11.5"


class LimitSubject(StrEnum):
    """Whose mass or length a limit bounds. A semi-trailer is judged with its combination alone."""

    VEHICLE = "vehicle"
    TRAILER = "trailer"
    COMBINATION = "combination"


class VehicleFault(StrEnum):
    """Why no vehicle can be as it was written down."""

    AXLES_OF_UNITS = "axles_of_units"
    COUNT_OF_UNITS = "count_of_units"
    COUNT_OF_LOADS = "count_of_loads"
    COUNT_OF_SPACINGS = "count_of_spacings"
    COUNT_OF_WHEELS = "count_of_wheels"
    OUT_OF_BOUNDS = "out_of_bounds"
    LONGER_THAN_THE_WHOLE = "longer_than_the_whole"
    NO_TRAILER = "no_trailer"
    WHICH_TRAILER = "which_trailer"
    NO_SCALES = "no_scales"
    NO_GAUGE = "no_gauge"
    PERMIT_ENDS_BEFORE_IT_BEGINS = "permit_ends_before_it_begins"


class Verdict(StrEnum):
    """What a measurement says about its limit."""

    WITHIN = "within"
    NOT_ESTABLISHED = "not_established"
    OVER = "over"


class Mark(StrEnum):
    """The marks of the two states' electronic register (album 1009036E, `Violation.Status`)."""

    REMOVED = "1"
    NOT_REMOVED = "2"
    NOT_REQUIRED = "3"


class Acknowledgement(StrEnum):
    """How the driver took note of the findings."""

    ON_SCREEN = "on_screen"
    ON_PAPER = "on_paper"
    REFUSED = "refused"


class DuplicateAnswer(StrEnum):
    """What the inspector said of an open notice over the same deficiency."""

    LINK = "link"
    SEPARATE = "separate"


class ExitAnswer(StrEnum):
    """The answer to "may it leave the Union State?"."""

    MAY_LEAVE = "may_leave"
    HELD = "held"
    CANNOT_TELL = "cannot_tell"


class ExitReason(StrEnum):
    """Why the vehicle may leave, is held, or why that cannot be told."""

    NOTHING_OPEN = "nothing_open"
    ALL_REMOVED = "all_removed"
    EXCEPTION = "exception"
    DEFICIENCIES_LEFT = "deficiencies_left"
    FINE_UNPAID = "fine_unpaid"
    EXCEPTION_EXPIRED = "exception_expired"
    LOOKALIKE = "lookalike"
    UNITS_APART = "units_apart"
    UNREADABLE = "unreadable"
    CLOCK_SET_BACK = "clock_set_back"
    FAILED = "failed"


class PlaceKind(StrEnum):
    """A checkpoint lies on the inner border; an external post on the Union State's outer one."""

    CHECKPOINT = "checkpoint"
    EXTERNAL_POST = "external_post"


class Capability(StrEnum):
    """What a checkpoint is able to check."""

    WEIGH = "weigh"
    MEASURE = "measure"
    INSPECT = "inspect"
    DOCUMENTS = "documents"


class UnitKind(StrEnum):
    """The kinds of vehicle that a combination is made of."""

    TRUCK = "truck"
    TRACTOR = "tractor"
    BUS = "bus"
    TRAILER = "trailer"
    SEMI_TRAILER = "semi_trailer"


class Carriage(StrEnum):
    """The kind of carriage."""

    BILATERAL = "bilateral"
    TRANSIT = "transit"
    THIRD_COUNTRY = "third_country"
    EMPTY = "empty"
    PASSENGERS = "passengers"


class PermitKind(StrEnum):
    """The kinds of permit that are shown, by their codes in the classifier of documents."""

    BILATERAL = "RU-BILATERAL"
    TRANSIT = "RU-TRANSIT"
    THIRD_COUNTRY = "RU-THIRD-COUNTRY"
    ECMT = "ECMT"
    HEAVY = "SPECIAL-HEAVY"
    OVERSIZE = "SPECIAL-OVERSIZE"
    DANGEROUS = "SPECIAL-DANGEROUS"


class Trips(StrEnum):
    """How often a permit may be used; one trip is one way there and back."""

    ONE = "one"
    SEVERAL = "several"


class PermitFault(StrEnum):
    """Why a permit does not cover the carriage."""

    NONE_SHOWN = "none_shown"
    WRONG_KIND = "wrong_kind"
    NOT_YET_VALID = "not_yet_valid"
    ENDED = "ended"
    USED = "used"
    OTHER_VEHICLE = "other_vehicle"


class Logged(StrEnum):
    """What enters the log besides the steps and acts of `workflows.procedure`."""

    READ = "read"
    SEARCH = "search"
    SIGN_IN = "sign_in"
    FAIL_SIGN_IN = "fail_sign_in"
    FAIL_SECOND_FACTOR = "fail_second_factor"
    FAIL_PROOF = "fail_proof"
    SIGN_OUT = "sign_out"
    END_OTHERS = "end_others"
    BIND_AGENCY = "bind_agency"
    CHANGE_ACCOUNT = "change_account"
    FAIL_CODE = "fail_code"
    OPEN_NOTICE = "open_notice"
    EXPORT_LOG = "export_log"
    BACK_UP = "back_up"
    RESTORE = "restore"
    ROTATE_SEAL = "rotate_seal"
    REVOKE_SEAL = "revoke_seal"
    ROTATE_CODES = "rotate_codes"
    FINISH_ERASING = "finish_erasing"
    IMPORT_DOCUMENTS = "import_documents"


class OwnAccount(StrEnum):
    """What somebody changes about their own account."""

    PASSWORD = "password"  # noqa: S105 (a name)
    APP = "app"
    CODES = "codes"
    NO_APP = "no_app"


class Personal(StrEnum):
    """What holds the personal data of a driver, and is logged when somebody reads it."""

    NOTICE = "notice"
    VERSION = "version"
    FORM = "form"
    PAPER = "paper"
    FILE = "file"
    SEARCH = "search"


class Purpose(StrEnum):
    """What personal data are read for: each office has one purpose."""

    CONTROL_OF_VEHICLES = "control_of_vehicles"
    CONFIRMATION_OF_REMOVAL = "confirmation_of_removal"
    EXIT_CONTROL = "exit_control"
    SUPERVISION = "supervision"
    ADMINISTRATION = "administration"
    AUDIT = "audit"
    OWN_NOTICE = "own_notice"


class Language(StrEnum):
    """Every page and message exists in each of these; Russian is the default."""

    RU = "ru"
    BE = "be"
    EN = "en"


class Paper(StrEnum):
    """The kinds of paper that steps and acts print."""

    DEFICIENCY_NOTICE = "deficiency_notice"
    ROUTING_ADVICE = "routing_advice"
    RECORD_OF_PRESENTATION = "record_of_presentation"
    CONFIRMATION_OF_REMOVAL = "confirmation_of_removal"
    REFUSAL = "refusal"
    WITHDRAWAL_OF_CONFIRMATION = "withdrawal_of_confirmation"
    EXIT_PERMIT = "exit_permit"
    CORRECTED_NOTICE = "corrected_notice"
    ANNULMENT = "annulment"
    TURN_BACK = "turn_back"
    EXCEPTIONAL_EXIT_PERMIT = "exceptional_exit_permit"
    DOSSIER = "dossier"
