"""Notices for tests, made by the real steps. Defaults mean something; say only what matters."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notices.changes import differences
from notices.models import CatalogueEntry, Notice, Proposal, db, transaction
from notices.proposals import KINDS, details_of, proposals_about
from notices.steps import take
from tests.kept import kept
from tests.people import actor, person, place
from workflows.acts import Act, Asked, Details, Filed, Marked, Proposed, Remeasured, Signed
from workflows.catalogue import earliest_day
from workflows.filing import (
    FiledCarrier,
    FiledDriver,
    FiledJourney,
    FiledPermit,
    FiledUnit,
    Filing,
    Finding,
    Measured,
)
from workflows.vocabulary import (
    Acknowledgement,
    Carriage,
    ExitAnswer,
    Mark,
    PermitKind,
    ProposalKind,
    Quantity,
    Side,
    Status,
    Trips,
    UnitKind,
)

TRACTOR, TRAILER = "АВ 1234-7", "A 5678 B-7"
PERMITS = (
    FiledPermit(
        PermitKind.TRANSIT,
        "77-1",
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        countries=("TR", "RU"),
        plates=("АВ 1234-7", "A 5678 B-7"),
        used=True,
    ),
    FiledPermit(
        PermitKind.HEAVY,
        "ТГ 5",
        valid_until=date(2026, 11, 30),
        trips=Trips.SEVERAL,
        carriage=Carriage.TRANSIT,
        gross_mass=44_500,
        length=20_000,
        axle_loads=(7_100, 11_500),
        axle_spacings=(3_600,),
    ),
)
"""A transit permit that was used already, and a special one with some of its figures."""

WAY = {
    Status.DRAFT: (),
    Status.ISSUED: ("issue",),
    Status.ROUTED: ("issue", "route"),
    Status.AT_CHECKPOINT: ("issue", "route", "receive"),
    Status.OUTSTANDING: ("issue", "route", "receive", "refuse"),
    Status.CLEARED: ("issue", "route", "receive", "confirm"),
    Status.EXITED: ("issue", "route", "receive", "confirm", "release"),
    Status.ANNULLED: ("issue", "route", "annul"),
}
TAKERS = {
    "issue": "inspector",
    "route": "inspector",
    "correct": "inspector",
    "release": "exit_officer",
    "let_out": "exit_officer",
    "annul": "by_supervisor",
}


def a_measurement(value: int = 44_000, **changed: Any) -> Measured:
    """A weighing of a lorry with a limit of 40 t and a tolerance of 2 %."""
    today = datetime.now(UTC).date()
    measured = Measured(
        quantity=Quantity.GROSS_MASS,
        value=value,
        limit=40_000,
        error=200,
        tolerance=20,
        instrument="ВА-20 № 118",
        verified_until=today + timedelta(days=200),
        taken_on=today,
        act="ПП РФ № 2060",
    )
    return replace(measured, **changed)


def found(code: str = "M01", **changed: Any) -> Finding:
    """A finding of the catalogue, by default a missing Russian permit."""
    entry = db.session.get_one(CatalogueEntry, (code, 1))
    finding = Finding(
        code=code,
        wording_version=1,
        deficiency_class=entry.deficiency_class,
        bears_on=entry.bears_on,
        needs=entry.needs,
        quantity=entry.quantity,
        document_kind=entry.document_kind,
        measured=a_measurement(quantity=entry.quantity) if entry.quantity else None,
    )
    return replace(finding, **changed)


def a_filing(*findings: Finding, **changed: Any) -> Filing:
    """A tractor and a semi-trailer from Turkey to Kazan, by default without a permit."""
    filing = Filing(
        units=(
            FiledUnit(UnitKind.TRACTOR, TRACTOR, "BY", vin="WDB9634031L123456", make="MAN"),
            FiledUnit(UnitKind.SEMI_TRAILER, TRAILER, "BY", vin_unread="закрашен"),
        ),
        carrier=FiledCarrier("ООО «Ўсход-Транс»", "BY", "191234567", "г. Минск"),
        driver=FiledDriver("Ёлкін", "Пётр Іванавіч", "BY", "MP1234567"),
        journey=FiledJourney(Carriage.TRANSIT, "TR", "Казань", "RU", "OZIN", "металл"),
        findings=findings or (found(),),
    )
    return replace(filing, **changed)


def of_vehicle(plate: str, **changed: Any) -> Filing:
    """The filing of another vehicle than that of the other notices, without a trailer."""
    unit = FiledUnit(UnitKind.TRUCK, plate, "BY", vin_unread="закрашен")
    return a_filing(units=(unit,), **changed)


def an_act(login: str, details: Details | None = None, **changed: Any) -> Act:
    """An act of a person, now."""
    return replace(Act(actor=actor(login), at=datetime.now(UTC), details=details), **changed)


def a_draft(login: str = "inspector") -> Notice:
    """A draft that the driver has signed."""

    def made() -> int:
        now = datetime.now(UTC)
        issuer = person(login)
        with transaction():
            notice = Notice(
                post_id=issuer.place_id, issuer_id=issuer.id, created_at=now, changed_at=now
            )
            db.session.add(notice)
        take(an_act(login, Signed(Acknowledgement.ON_PAPER)), ("sign", notice))
        return notice.id

    return db.session.get_one(Notice, kept(f"draft {login}", made))


def a_notice(
    at: Status = Status.ROUTED, filing: Filing | None = None, checkpoint: str = "KGOR"
) -> Notice:
    """A notice in a status, brought there by the steps that lead to it; it is routed at its issue,
    as one press does both.
    """

    def made() -> int:
        notice = a_draft()
        for name in WAY[at]:
            at_once = {"at": notice.issued_at} if name == "route" else {}
            step(name, notice, filing=filing, checkpoint=checkpoint, **at_once)
        return notice.id

    return db.session.get_one(Notice, kept(repr((at, filing, checkpoint)), made))


def step(name: str, notice: Notice, login: str = "", **changed: Any) -> None:
    """Take one step with whatever it needs to succeed."""

    def made() -> int:
        if name in ("confirm", "refuse"):
            marked = Mark.REMOVED if name == "confirm" else Mark.NOT_REMOVED
            mark_all(notice, marked, login or "officer")
        take(act_of(name, notice, login, **changed), (name, notice))
        return notice.id

    kept(repr((name, notice.id, login, changed)), made)


def act_of(
    name: str,
    notice: Notice,
    login: str = "",
    *,
    filing: Filing | None = None,
    checkpoint: str = "KGOR",
    **changed: Any,
) -> Act:
    """The act of a step, with whatever it needs to succeed but the marks of a decision."""
    now = datetime.now(UTC)
    if name in ("issue", "correct"):
        changed.setdefault("details", Filed(filing or a_filing()))
    if name in ("issue", "route", "reroute", "take_over"):
        changed.setdefault("destination", place(checkpoint).as_destination(now))
    if name in ("receive", "take_over", "release", "let_out"):
        changed.setdefault("plates", (TRACTOR, TRAILER))
    if name in ("release", "let_out"):
        changed.setdefault("details", asked(notice))
    if name not in ("issue", "route", "receive", "confirm", "refuse", "release", "let_out"):
        changed.setdefault("reason", "так надо")
    return an_act(login or TAKERS.get(name, "officer"), **changed)


def a_proposal(
    login: str = "by_administrator", code: str = "M01", *, day: date | None = None, **changed: str
) -> Proposal:
    """The next version of an entry, by default with another Russian title from the first day on."""
    changed = changed or {"title_ru": "Нет разрешения РФ"}
    return _propose(ProposalKind.WORDING, login, code, changed, day)


def a_limit_proposal(
    login: str = "by_administrator", code: str = "BY-MASS-VEHICLE-2", **changed: str
) -> Proposal:
    """The next version of a limit, by default another figure from the first day on."""
    changed = changed or {"limit": "19000 gross_mass"}
    return _propose(ProposalKind.LIMIT, login, code, changed, None)


def _propose(
    kind: ProposalKind, login: str, code: str, changed: dict[str, str], day: date | None
) -> Proposal:
    newest = KINDS[kind].versions(code)[0]
    day = day or earliest_day(datetime.now(UTC))
    differing = differences(KINDS[kind].told(newest), changed)
    values = (("effective_from", "", day.isoformat()), *differing)
    side = actor(login).side or Side.BY
    details = Proposed(code, side, values, kind=kind, base=newest.version)
    take(an_act(login, details), (f"propose_{kind}", None))
    return proposals_about(kind, code)[0]


def decide(name: str, login: str, proposal: Proposal, **changed: Any) -> None:
    """Sign or decline a proposal."""
    take(an_act(login, details_of(proposal), **changed), (name, None))


def asked(*notices: Notice) -> Asked:
    """The question that a release answers."""
    numbers = tuple(notice.number or "" for notice in notices)
    return Asked(TRACTOR, (TRACTOR, TRAILER), ExitAnswer.MAY_LEAVE, numbers)


def mark_all(notice: Notice, mark: Mark, login: str = "officer") -> None:
    """Mark every deficiency, with a new measurement where a measured one is removed."""
    for line in notice.deficiencies:
        again = line.entry.quantity and mark is Mark.REMOVED
        if again:
            measured = a_measurement(39_000, quantity=line.entry.quantity)
            take(an_act(login, Remeasured(line.id, measured)), ("measure", notice))
        marked = Marked(line.id, mark, document_number="77-1", document_date=date(2026, 11, 1))
        take(an_act(login, marked, reason="проверено"), ("mark", notice))
