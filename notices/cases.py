"""Gathers what the guards ask about a notice, or about what is proposed."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import func, select

from workflows.acts import (
    Act,
    Actor,
    ChangedPerson,
    Delegated,
    Erasure,
    Filed,
    OnHold,
    Paid,
    Proposed,
    TakenBack,
)
from workflows.case import Case, FineToPay, FirstSignature, Item, Vehicle
from workflows.filing import FiledUnit, Filing
from workflows.machine import permitted
from workflows.plates import plate_key
from workflows.vocabulary import Role, Status

from .absence.delegations import absence_of
from .accounts import account_of, is_dependent, opened_first_by
from .fines import keeping_fines
from .holds import BINDING, notices_on, unanswered
from .log.entries import latest_at
from .models import Deficiency, Event, Notice, Unit, db
from .presented import as_presented
from .proposals import pending
from .retention.schedule import hold_of, retention_of, review_of
from .signatures import first_signatures


def case_of(notice: Notice, act: Act) -> Case:
    """The notice as it stands at the instant of the act."""
    registered = tuple(_item(notice, line) for line in notice.deficiencies)
    filed = act.details if isinstance(act.details, Filed) else None
    items = items_of(filed.filing) if filed else registered
    presentation = notice.presentation
    case = Case(
        notice_id=notice.id,
        status=notice.status,
        status_before=presentation.status_before if presentation else None,
        post_id=notice.post_id,
        issuer_id=notice.issuer_id,
        destination=notice.checkpoint.as_destination(act.at) if notice.checkpoint else None,
        items=items,
        items_before=registered,
        acknowledged=notice.acknowledgement is not None,
        presentations=sum(made.decision != "withdraw" for made in notice.presentations),
        marked=any(made.markings for made in notice.presentations),
        fine_owed=bool(keeping_fines(notice)),
        exit_until=notice.exit_until,
        erased=notice.erased_at is not None,
    )
    case.tractor_before = case.tractor = _vehicle(notice.units[0]) if notice.units else None
    if filed:
        _file(case, notice, filed)
    if act.actor.role is Role.CARRIER:
        theirs = (Event.notice_id == notice.id, Event.actor_role == Role.CARRIER)
        case.acts_of_carrier = db.session.scalars(select(func.count()).where(*theirs)).one()
    if isinstance(act.details, Paid | TakenBack):
        fine = {row.id: row for row in notice.fines}[act.details.fine_id]
        case.fine = FineToPay(fine.imposed_on, fine.paid_on is not None)
    if act.actor.role is Role.SUPERVISOR:
        case.confirmed_by = _confirmed_by(notice)
        case.first_signatures = {
            event.name: FirstSignature(event.actor_side, event.actor_id, event.at)
            for event in first_signatures(notice, act.actor.side)
            if event.actor_side and event.actor_id
        }
    if isinstance(act.details, Erasure):
        case.retention = retention_of(notice)
        case.review = review_of(act.details, notice, act.at)
    if isinstance(act.details, OnHold) and act.details.hold_id is not None:
        case.hold = hold_of(act.details.hold_id, act, notice)
    if notice.status is Status.CLEARED or notice.exit_until:
        _look_around(case, notice, act)
    return case


def _file(case: Case, notice: Notice, filed: Filed) -> None:
    """What is filed instead; a correction is held against what was presented."""
    filing = filed.filing
    case.tractor = _vehicle(filing.units[0])
    case.able_checkpoint_open = filed.choice
    earlier = unanswered(filing.units, filing.findings, notice.id, filed.duplicates)
    case.unanswered_duplicates = len(earlier)
    if presented := as_presented(notice):
        case.tractor_before = presented.tractor
        case.items_before = tuple(
            replace(item, vehicle=presented.of_line[item.line])
            for item in case.items_before
            if item.line is not None
        )


def may_compile(notice: Notice, reader: Actor) -> bool:
    """Whether the reader may compile the dossier of a notice, and so read it."""
    act = Act(reader, datetime.now(UTC))
    return permitted("compile_dossier", case_of(notice, act), act)


def case_without_notice(act: Act) -> Case:
    """What an act is about that concerns no notice."""
    proposed = act.details if isinstance(act.details, Proposed) else None
    changed = act.details if isinstance(act.details, ChangedPerson) else None
    delegated = act.details if isinstance(act.details, Delegated) else None
    erasure = act.details if isinstance(act.details, Erasure) else None
    proposal = pending(proposed) if proposed else None
    account = account_of(changed.subject) if changed else None
    first = proposal.proposer_id if proposal else None
    if changed and account:
        first = opened_first_by(changed, account)
    return Case(
        Status.DRAFT,
        pending=proposal,
        account=account,
        dependent=is_dependent(first, act.actor),
        absence=absence_of(delegated, act.at) if delegated else None,
        review=review_of(erasure, None, act.at) if erasure else None,
    )


def items_of(filing: Filing) -> tuple[Item, ...]:
    """The deficiencies of a filing as the guards see them."""
    return tuple(
        Item(
            line=found.line,
            code=found.code,
            vehicle=_vehicle(filing.units[found.unit]),
            deficiency_class=found.deficiency_class,
            needs=found.needs,
            measurable=found.quantity is not None or found.measured is not None,
            verdict=found.measured.verdict if found.measured else None,
            figures=found.measured.figures if found.measured else (),
            document_kind=found.document_kind,
        )
        for found in filing.findings
    )


def _item(notice: Notice, line: Deficiency) -> Item:
    first = line.first_measurement
    measured = first.measured if first else None
    presentation = notice.presentation
    again = line.measurement_at(presentation.id) if presentation else None
    return Item(
        line=line.id,
        code=line.code,
        vehicle=_vehicle(line.unit),
        deficiency_class=line.deficiency_class,
        needs=line.entry.needs,
        measurable=line.measurable,
        verdict=measured.verdict if measured else None,
        figures=measured.figures if measured else (),
        document_kind=line.document_kind,
        mark=line.mark,
        remeasured=again.measured.verdict if again else None,
    )


def _vehicle(unit: Unit | FiledUnit) -> Vehicle:
    return Vehicle(plate_key(unit.plate), unit.vin)


def _confirmed_by(notice: Notice) -> frozenset[int]:
    """Who has confirmed, and in whose name."""
    if notice.status is not Status.CLEARED or notice.confirmed_by_id is None:
        return frozenset()
    query = select(Event).where(Event.notice_id == notice.id, Event.name == "confirm")
    event = db.session.scalars(query.order_by(Event.id.desc()).limit(1)).one()
    holder = event.data.get("instead", {}).get("holder_id", notice.confirmed_by_id)
    return frozenset({notice.confirmed_by_id, holder})


def _look_around(case: Case, notice: Notice, act: Act) -> None:
    """Find the other notices of the units: those that hold, and those that must leave as well; and
    the latest entry of the log where a release runs out.
    """
    case.logged_at = latest_at() if notice.exit_until else None
    plates = {unit.plate for unit in notice.held_units}
    bound = notices_on({*plates, *act.plates}, BINDING)
    kept = {n.number or "": n.keeps_at(act.happened_at) for n in bound if n.id != notice.id}
    case.held_units = frozenset(map(plate_key, plates))
    case.open_on_units = frozenset(number for number, keeps in kept.items() if keeps)
    case.free_on_units = frozenset(number for number, keeps in kept.items() if not keeps)
