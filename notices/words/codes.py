"""Words for every code of `workflows.vocabulary`."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from workflows import vocabulary as v

WORDS: dict[type[StrEnum], dict[str, LazyString]] = {
    v.Side: {
        v.Side.BY: _l("Belarus"),
        v.Side.RU: _l("Russia"),
    },
    v.Role: {
        v.Role.INSPECTOR: _l("Inspector"),
        v.Role.CHECKPOINT_OFFICER: _l("Checkpoint officer"),
        v.Role.EXIT_OFFICER: _l("Exit officer"),
        v.Role.CARRIER: _l("Carrier"),
        v.Role.SUPERVISOR: _l("Supervisor"),
        v.Role.ADMINISTRATOR: _l("Administrator"),
        v.Role.AUDITOR: _l("Auditor"),
    },
    v.Status: {
        v.Status.DRAFT: _l("Draft"),
        v.Status.ISSUED: _l("Issued, no checkpoint yet"),
        v.Status.ROUTED: _l("Directed to a checkpoint"),
        v.Status.AT_CHECKPOINT: _l("At the checkpoint"),
        v.Status.OUTSTANDING: _l("Deficiencies remain"),
        v.Status.CLEARED: _l("Removal confirmed"),
        v.Status.EXITED: _l("Has left the Union State"),
        v.Status.ANNULLED: _l("Annulled"),
    },
    v.ExceptionalRelease: {
        v.ExceptionalRelease.RELEASED: _l("Released by way of exception"),
        v.ExceptionalRelease.RELEASED_UNUSED: _l("Held again: exceptional release expired"),
    },
    v.MessageKind: {
        v.MessageKind.DAY_LEFT: _l("Reminder: present the vehicle within 24 hours"),
        v.MessageKind.HOURS_LEFT: _l("Reminder: present the vehicle within 2 hours"),
        v.MessageKind.OVERDUE: _l("The deadline has passed"),
    },
    v.Channel: {
        v.Channel.PAGE: _l("On the carrier's page"),
        v.Channel.EMAIL: _l("By e-mail to the carrier"),
    },
    v.MessageOutcome: {
        v.MessageOutcome.SENT: _l("Sent"),
        v.MessageOutcome.LAPSED: _l("Lapsed"),
        v.MessageOutcome.UNDELIVERABLE: _l("Not delivered: the address does not take letters"),
    },
    v.DeficiencyClass: {
        v.DeficiencyClass.PARAMETER: _l("Vehicle parameters"),
        v.DeficiencyClass.MISSING_DOCUMENT: _l("Missing documents"),
        v.DeficiencyClass.IRREGULAR_DOCUMENT: _l("Irregular documents"),
    },
    v.Severity: {
        v.Severity.MAY_CONTINUE: _l("May continue the journey"),
        v.Severity.REPORT_BY: _l("Report to the checkpoint by the deadline"),
        v.Severity.HELD: _l("May not move until removed"),
    },
    v.Logged: {
        v.Logged.READ: _l("Personal data read"),
        v.Logged.SEARCH: _l("Driver looked for by name"),
        v.Logged.SIGN_IN: _l("Signed in"),
        v.Logged.FAIL_SIGN_IN: _l("Sign-in failed"),
        v.Logged.FAIL_SECOND_FACTOR: _l("Wrong code after a right password"),
        v.Logged.FAIL_PROOF: _l("Wrong proof of who presses"),
        v.Logged.SIGN_OUT: _l("Signed out"),
        v.Logged.END_OTHERS: _l("Signed out everywhere else"),
        v.Logged.BIND_AGENCY: _l("Account with the agency bound"),
        v.Logged.CHANGE_ACCOUNT: _l("Own account changed"),
        v.Logged.FAIL_CODE: _l("Wrong number or code of a notice"),
        v.Logged.OPEN_NOTICE: _l("Notice opened with number and code"),
        v.Logged.EXPORT_LOG: _l("Log exported"),
        v.Logged.BACK_UP: _l("Register copied with its keys"),
        v.Logged.RESTORE: _l("Register made again from a copy"),
        v.Logged.ROTATE_SEAL: _l("New seal made"),
        v.Logged.REVOKE_SEAL: _l("Seal revoked"),
        v.Logged.ROTATE_CODES: _l("New key of codes made"),
        v.Logged.FINISH_ERASING: _l("Erasing of a batch finished on the command line"),
        v.Logged.IMPORT_DOCUMENTS: _l("Classifier of documents taken in"),
    },
    v.OwnAccount: {
        v.OwnAccount.PASSWORD: _l("Another password"),
        v.OwnAccount.APP: _l("Another app"),
        v.OwnAccount.CODES: _l("New recovery codes"),
        v.OwnAccount.NO_APP: _l("No app any more"),
    },
    v.Personal: {
        v.Personal.NOTICE: _l("The notice"),
        v.Personal.VERSION: _l("A version of the notice"),
        v.Personal.FORM: _l("The form of a correction"),
        v.Personal.PAPER: _l("A paper"),
        v.Personal.FILE: _l("A file handed in"),
        v.Personal.SEARCH: _l("Found by the driver's name"),
    },
    v.Purpose: {
        v.Purpose.CONTROL_OF_VEHICLES: _l("Transport control"),
        v.Purpose.CONFIRMATION_OF_REMOVAL: _l("Confirmation of the removal"),
        v.Purpose.EXIT_CONTROL: _l("Control at the exit"),
        v.Purpose.SUPERVISION: _l("Supervision"),
        v.Purpose.ADMINISTRATION: _l("Administration of the register"),
        v.Purpose.AUDIT: _l("Audit"),
        v.Purpose.OWN_NOTICE: _l("The own notice"),
    },
    v.ProposalKind: {
        v.ProposalKind.WORDING: _l("Wording of the catalogue"),
        v.ProposalKind.LIMIT: _l("Limit of the own state"),
    },
    v.ProposalState: {
        v.ProposalState.WAITING: _l("Waits for a signature"),
        v.ProposalState.SIGNED: _l("Signed"),
        v.ProposalState.DECLINED: _l("Declined"),
    },
    v.Bears: {
        v.Bears.UNIT: _l("One vehicle"),
        v.Bears.JOURNEY: _l("The whole journey"),
    },
    v.Quantity: {
        v.Quantity.GROSS_MASS: _l("Gross mass"),
        v.Quantity.AXLE_LOAD: _l("Axle load"),
        v.Quantity.AXLE_GROUP_LOAD: _l("Axle group load"),
        v.Quantity.AXLE_SPACING: _l("Axle spacing"),
        v.Quantity.LENGTH: _l("Length"),
        v.Quantity.WIDTH: _l("Width"),
        v.Quantity.HEIGHT: _l("Height"),
        v.Quantity.REAR_OVERHANG: _l("Rear overhang"),
    },
    v.Wheels: {
        v.Wheels.SINGLE: _l("Single wheels"),
        v.Wheels.TWIN: _l("Twin wheels"),
    },
    v.RoadClass: {
        v.RoadClass.T6: _l("6 t per axle"),
        v.RoadClass.T10: _l("10 t per axle"),
        v.RoadClass.T11_5: _l("11.5 t per axle"),
    },
    v.LimitSubject: {
        v.LimitSubject.VEHICLE: _l("Single vehicle"),
        v.LimitSubject.TRAILER: _l("Trailer"),
        v.LimitSubject.COMBINATION: _l("Road train"),
    },
    v.VehicleFault: {
        v.VehicleFault.AXLES_OF_UNITS: _l(
            "Enter the axles of each vehicle: at least two for the first one, at most ten."
        ),
        v.VehicleFault.COUNT_OF_UNITS: _l(
            "A road train has at least two vehicles, a single vehicle is one. Correct one of them."
        ),
        v.VehicleFault.COUNT_OF_LOADS: _l("Enter one load for each axle."),
        v.VehicleFault.COUNT_OF_SPACINGS: _l(
            "Enter the spacing between each axle and the next: one fewer than there are axles."
        ),
        v.VehicleFault.COUNT_OF_WHEELS: _l("Choose the wheels of each axle."),
        v.VehicleFault.OUT_OF_BOUNDS: _l(
            "No road vehicle has this value. Check the figure and its unit."
        ),
        v.VehicleFault.LONGER_THAN_THE_WHOLE: _l(
            "This is not shorter than the whole vehicle. Check both lengths."
        ),
        v.VehicleFault.NO_TRAILER: _l(
            "A single vehicle has no trailer. Leave this empty, or choose a road train."
        ),
        v.VehicleFault.WHICH_TRAILER: _l("Choose the trailer whose length was measured."),
        v.VehicleFault.NO_SCALES: _l("Name the scales that showed the mass and the axle loads."),
        v.VehicleFault.NO_GAUGE: _l("Name the instrument that showed the lengths and spacings."),
        v.VehicleFault.PERMIT_ENDS_BEFORE_IT_BEGINS: _l(
            "The special permit ends before it begins. Check both days."
        ),
    },
    v.Verdict: {
        v.Verdict.WITHIN: _l("Within the limit"),
        v.Verdict.NOT_ESTABLISHED: _l("Excess not established"),
        v.Verdict.OVER: _l("Over the limit"),
    },
    v.Mark: {
        v.Mark.REMOVED: _l("Removed"),
        v.Mark.NOT_REMOVED: _l("Not removed"),
        v.Mark.NOT_REQUIRED: _l("Removal not required"),
    },
    v.Acknowledgement: {
        v.Acknowledgement.ON_SCREEN: _l("Signed on the screen"),
        v.Acknowledgement.ON_PAPER: _l("Signed on paper"),
        v.Acknowledgement.REFUSED: _l("Refused to sign"),
    },
    v.DuplicateAnswer: {
        v.DuplicateAnswer.LINK: _l("The same case: link the notices"),
        v.DuplicateAnswer.SEPARATE: _l("A separate case"),
    },
    v.ExitAnswer: {
        v.ExitAnswer.MAY_LEAVE: _l("May leave"),
        v.ExitAnswer.HELD: _l("Held"),
        v.ExitAnswer.CANNOT_TELL: _l("Cannot tell"),
    },
    v.ExitReason: {
        v.ExitReason.NOTHING_OPEN: _l("No open notice binds these vehicles."),
        v.ExitReason.ALL_REMOVED: _l(
            "Every deficiency on the notices of these vehicles is removed or need not be removed."
        ),
        v.ExitReason.EXCEPTION: _l(
            "Supervisors of both states have released the vehicle by way of exception."
        ),
        v.ExitReason.DEFICIENCIES_LEFT: _l(
            "Deficiencies are not removed yet. Keep the vehicle, or turn it back."
        ),
        v.ExitReason.FINE_UNPAID: _l("A fine is not paid yet. Have it paid first."),
        v.ExitReason.EXCEPTION_EXPIRED: _l(
            "The exceptional release was not used in time. The supervisors of both states must"
            " sign it again."
        ),
        v.ExitReason.LOOKALIKE: _l(
            "Check the plate letter by letter: a vehicle that is held has one much like it, or was"
            " noted or seen with this one."
        ),
        v.ExitReason.UNITS_APART: _l(
            "Ask about all units that were released together: their plates stand with the notice"
            " below."
        ),
        v.ExitReason.UNREADABLE: _l(
            "Type it again: part of it is neither a plate nor the number of a notice. Put commas"
            " between plates."
        ),
        v.ExitReason.CLOCK_SET_BACK: _l(
            "The clock of the register is wrong, so that nobody can tell whether the exceptional"
            " release still holds. Keep the vehicle and call the administrator."
        ),
        v.ExitReason.FAILED: _l("The register could not be asked. Keep the vehicle and ask again."),
    },
    v.PlaceKind: {
        v.PlaceKind.CHECKPOINT: _l("Checkpoint"),
        v.PlaceKind.EXTERNAL_POST: _l("External border post"),
    },
    v.Capability: {
        v.Capability.WEIGH: _l("Weighing"),
        v.Capability.MEASURE: _l("Measuring"),
        v.Capability.INSPECT: _l("Inspection of vehicles"),
        v.Capability.DOCUMENTS: _l("Checking of documents"),
    },
    v.UnitKind: {
        v.UnitKind.TRUCK: _l("Truck"),
        v.UnitKind.TRACTOR: _l("Tractor"),
        v.UnitKind.BUS: _l("Bus"),
        v.UnitKind.TRAILER: _l("Trailer"),
        v.UnitKind.SEMI_TRAILER: _l("Semi-trailer"),
    },
    v.Carriage: {
        v.Carriage.BILATERAL: _l("Bilateral carriage"),
        v.Carriage.TRANSIT: _l("Transit"),
        v.Carriage.THIRD_COUNTRY: _l("Carriage to or from a third country"),
        v.Carriage.EMPTY: _l("Empty run"),
        v.Carriage.PASSENGERS: _l("Carriage of passengers"),
    },
    v.PermitKind: {
        v.PermitKind.BILATERAL: _l("Russian bilateral permit"),
        v.PermitKind.TRANSIT: _l("Russian transit permit"),
        v.PermitKind.THIRD_COUNTRY: _l("Special one-trip permit for third-country carriage"),
        v.PermitKind.ECMT: _l("ECMT licence with logbook"),
        v.PermitKind.HEAVY: _l("Special permit for a heavy vehicle"),
        v.PermitKind.OVERSIZE: _l("Special permit for an oversize vehicle"),
        v.PermitKind.DANGEROUS: _l("Special permit for dangerous goods"),
    },
    v.Trips: {
        v.Trips.ONE: _l("One trip there and back"),
        v.Trips.SEVERAL: _l("Several trips"),
    },
    v.PermitFault: {
        v.PermitFault.NONE_SHOWN: _l("No permit for this carriage was shown."),
        v.PermitFault.WRONG_KIND: _l("The permit is for another kind of carriage."),
        v.PermitFault.NOT_YET_VALID: _l("The permit is not valid yet."),
        v.PermitFault.ENDED: _l("The permit is no longer valid."),
        v.PermitFault.USED: _l("The permit has been used already."),
        v.PermitFault.OTHER_VEHICLE: _l("The permit names other plates."),
    },
    v.Language: {
        v.Language.RU: _l("Russian"),
        v.Language.BE: _l("Belarusian"),
        v.Language.EN: _l("English"),
    },
    v.Paper: {
        v.Paper.DEFICIENCY_NOTICE: _l("Deficiency notice"),
        v.Paper.ROUTING_ADVICE: _l("Routing advice"),
        v.Paper.RECORD_OF_PRESENTATION: _l("Record of presentation"),
        v.Paper.CONFIRMATION_OF_REMOVAL: _l("Confirmation of removal"),
        v.Paper.REFUSAL: _l("Refusal of confirmation"),
        v.Paper.WITHDRAWAL_OF_CONFIRMATION: _l("Withdrawal of confirmation"),
        v.Paper.EXIT_PERMIT: _l("Exit permit"),
        v.Paper.CORRECTED_NOTICE: _l("Corrected deficiency notice"),
        v.Paper.ANNULMENT: _l("Annulment of the notice"),
        v.Paper.DOSSIER: _l("Dossier of the notice"),
        v.Paper.TURN_BACK: _l("Record of turning back"),
        v.Paper.EXCEPTIONAL_EXIT_PERMIT: _l("Exceptional exit permit"),
    },
}

LISTED = {v.Status.EXITED: _l("Left, or released by way of exception")}
"""The words for a list of notices that does not tell apart what the word for their status does."""

DUTIES = {
    v.Role.INSPECTOR: _l("Draft, issue, direct and correct the notices of your post."),
    v.Role.CHECKPOINT_OFFICER: _l("Receive vehicles, mark each deficiency, confirm or refuse."),
    v.Role.EXIT_OFFICER: _l("Ask whether a vehicle may leave, let it out or turn it back."),
    v.Role.CARRIER: _l("Follow your notices and announce your arrival."),
    v.Role.SUPERVISOR: _l("Look after every notice: search, annul, reopen, direct elsewhere."),
    v.Role.ADMINISTRATOR: _l(
        "Keep the people, posts and checkpoints of your state, and the catalogue together."
    ),
    v.Role.AUDITOR: _l("Read everything and change nothing."),
}
"""What each role does, for the choice among several rooms."""

CONSEQUENCES = {
    v.Severity.MAY_CONTINUE: _l("The vehicle may continue its journey."),
    v.Severity.REPORT_BY: _l(
        "The vehicle may continue to the checkpoint and must report there by the deadline."
    ),
    v.Severity.HELD: _l("The vehicle must not continue until this is removed."),
}
"""What a restriction means for the vehicle: the sentences of the papers, on the screen."""


def consequence(severity: v.Severity) -> str:
    """What a restriction means for the vehicle."""
    return str(CONSEQUENCES[severity])


def word(code: StrEnum | str, of: str = "") -> str:
    """The words for a code; `of` names the vocabulary where the code is a bare string of JSON."""
    return str(WORDS[getattr(v, of or type(code).__name__)][code])


def list_of(status: v.Status) -> str:
    """The words for the list of all notices in a status."""
    return str(LISTED.get(status) or word(status))


def duty(role: v.Role) -> str:
    """What a role does."""
    return str(DUTIES[role])
