"""Orders the paper of a step: its facts become a row that is owed its bytes."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import func, select

from notices.advice import as_advised
from notices.catalogue import titles_of_documents
from notices.fines import keeping_fines
from notices.maps import course_of
from notices.models import (
    Event,
    Notice,
    NoticeVersion,
    Person,
    Place,
    Presentation,
    StoredPaper,
    db,
)
from workflows.acts import Act, Asked, Routed
from workflows.guards import EXCEPTION_HOLDS
from workflows.vocabulary import Language, Paper

from .codes import sign
from .dossier import dossier_of
from .facts import DeficiencyFacts, HeldFacts, NoticeFacts, PaperFacts, PresentationFacts
from .tell import MOSCOW, Teller, local

LISTS_WHAT_IS_LEFT = (
    Paper.REFUSAL,
    Paper.WITHDRAWAL_OF_CONFIRMATION,
    Paper.EXCEPTIONAL_EXIT_PERMIT,
)
NUMBERED_BY_VISIT = (
    Paper.RECORD_OF_PRESENTATION,
    Paper.CONFIRMATION_OF_REMOVAL,
    Paper.REFUSAL,
    Paper.WITHDRAWAL_OF_CONFIRMATION,
)
SHOWS_VISIT = (*NUMBERED_BY_VISIT, Paper.EXIT_PERMIT)


def notice_facts(notice: Notice) -> NoticeFacts:
    """The facts of an issued notice as it stands, in the languages of its papers."""
    return _told(Teller(notice.language), notice)


def write_version(told: NoticeFacts, event: Event) -> NoticeVersion:
    """Keep the facts of the version that a step has just written."""
    version = NoticeVersion(
        notice_id=told.id, version=told.version, event_id=event.id, facts=asdict(told)
    )
    db.session.add(version)
    return version


def order_paper(
    kind: Paper, notice: Notice | None, told: NoticeFacts | None, act: Act, event: Event
) -> StoredPaper:
    """Commit the facts of the paper with the step that prints it. It has the number of its event,
    which its code holds.
    """
    language = _second_language([notice] if notice else _asked_about(act))
    teller = Teller(language)
    facts = _facts(kind, notice, told, act, teller)
    if signed := event.data.get("first_signature_id"):
        facts = _with_first(facts, db.session.get_one(Event, signed), teller)
    paper = StoredPaper(
        id=event.id,
        event=event,
        notice_id=event.notice_id,
        kind=kind,
        version=facts.version,
        language=language,
        facts=asdict(facts),
        due=act.at,
    )
    sign(paper, left=notice is None or notice.exit_until is None)
    db.session.add(paper)
    return paper


def _second_language(notices: Sequence[Notice]) -> Language:
    """The language that inspectors chose for the driver, where all of them chose the same."""
    chosen = {notice.language for notice in notices}
    return chosen.pop() if len(chosen) == 1 else Language.EN


def _asked_about(act: Act) -> Sequence[Notice]:
    """The notices that the answer at an exit has named."""
    numbers = Notice.number.in_(cast(Asked, act.details).notices)
    return db.session.scalars(select(Notice).where(numbers).order_by(Notice.id)).all()


def _facts(
    kind: Paper, notice: Notice | None, told: NoticeFacts | None, act: Act, teller: Teller
) -> PaperFacts:
    actor, person = act.actor, db.session.get_one(Person, act.actor.id)
    place = db.session.get(Place, actor.place_id) if actor.place_id else None
    holder = actor.instead.holder_name if actor.instead else ""
    facts = PaperFacts(
        kind=kind,
        version=1,
        language=teller.languages[-1],
        officer=teller.officer(person, actor.role, act.at, place, holder),
        reason=act.reason,
    )
    if notice is None:
        return _exit_facts(facts, act, teller)
    if told and told.checkpoint is None and act.destination:
        chosen = db.session.get_one(Place, act.destination.id)
        told = replace(told, checkpoint=teller.place(chosen))
    facts = replace(facts, notice=told, version=_version(kind, notice))
    if told and kind in LISTS_WHAT_IS_LEFT:
        facts = replace(facts, left=_left(notice, told))
    if kind in SHOWS_VISIT and notice.presentation:
        facts = replace(facts, presentation=_visit(notice.presentation, teller))
    return ADDS[kind](facts, act, notice, teller) if kind in ADDS else facts


def _advised(facts: PaperFacts, act: Act, notice: Notice, teller: Teller) -> PaperFacts:
    routed = act.details
    if not isinstance(routed, Routed):
        return facts
    advised = as_advised(routed, notice)
    chosen = notice.checkpoint.code if notice.checkpoint else ""
    return replace(
        facts,
        advice=tuple(teller.advice(one) for one in advised),
        reckoned=teller.said(lambda: advised[0].reckoned),
        course=course_of(advised, chosen),
    )


def _compiled(facts: PaperFacts, act: Act, notice: Notice, teller: Teller) -> PaperFacts:
    return replace(facts, dossier=dossier_of(notice, act, teller))


def _confirmed(facts: PaperFacts, _act: Act, notice: Notice, teller: Teller) -> PaperFacts:
    """With the fines that keep the vehicle all the same."""
    return replace(facts, fines=tuple(map(teller.fine, keeping_fines(notice))))


def _let_out(facts: PaperFacts, act: Act, _notice: Notice, _teller: Teller) -> PaperFacts:
    return replace(facts, plates=act.plates)


def _excepted(facts: PaperFacts, act: Act, notice: Notice, _teller: Teller) -> PaperFacts:
    """With its end and all plates of the vehicle."""
    return replace(
        facts,
        until=local(act.at + EXCEPTION_HOLDS, MOSCOW),
        plates=tuple(unit.plate for unit in notice.units),
    )


def _with_first(facts: PaperFacts, first: Event, teller: Teller) -> PaperFacts:
    """With the first of two signatures."""
    signer = db.session.get_one(Person, first.actor_id)
    officer = teller.officer(signer, first.actor_role, first.at, first.place, first.holder_name)
    return replace(facts, first=officer, first_reason=first.reason)


def _visit(visit: Presentation, teller: Teller) -> PresentationFacts:
    before = visit.checkpoint_before_id
    diverted = before not in (None, visit.place_id)
    origin = db.session.get(Place, before) if diverted else None
    decider = db.session.get(Person, visit.decided_by_id) if visit.decided_by_id else None
    return teller.presentation(visit, origin, decider, _decided_instead_of(visit))


def _decided_instead_of(visit: Presentation) -> str:
    """In whose place a visit was decided on, if in anybody's."""
    if visit.decided_at is None:
        return ""
    of_notice = Event.notice_id == visit.notice_id
    query = select(Event).where(
        of_notice, Event.name == visit.decision, Event.at == visit.decided_at
    )
    decision = db.session.scalars(query).first()
    return decision.holder_name if decision else ""


def _exit_facts(facts: PaperFacts, act: Act, teller: Teller) -> PaperFacts:
    """A vehicle that is turned back: what is missing on each notice, and where to go."""
    asked = cast(Asked, act.details)
    return replace(
        facts,
        plates=asked.plates,
        asked=asked.text,
        answer=asked.answer,
        reasons=asked.reasons,
        held=tuple(_held(teller, notice, act.at) for notice in _asked_about(act)),
    )


def _held(teller: Teller, notice: Notice, at: datetime) -> HeldFacts:
    """What a notice asks for, and where; one that is not open asks for unpaid fines at most.

    No checkpoint takes a vehicle whose exceptional release has expired.
    """
    told = _told(teller, notice)
    fines = tuple(map(teller.fine, keeping_fines(notice)))
    return HeldFacts(
        number=told.number,
        version=told.version,
        status=notice.status_at(at),
        place=(told.checkpoint or told.post) if notice.is_open or fines else None,
        left=_left(notice, told) if notice.is_open else (),
        fines=fines,
    )


def _told(teller: Teller, notice: Notice) -> NoticeFacts:
    issued = notice.issued_at.astimezone(notice.post.zone).date() if notice.issued_at else date.max
    kinds = {line.document_kind for line in notice.deficiencies if line.document_kind}
    return teller.notice(notice, titles_of_documents(issued, kinds))


def _printed(kind: Paper, notice: Notice) -> int:
    same = (StoredPaper.notice_id == notice.id, StoredPaper.kind == kind)
    return db.session.scalar(select(func.count()).where(*same)) or 0


def _left(notice: Notice, told: NoticeFacts) -> tuple[DeficiencyFacts, ...]:
    left = {line.id for line in notice.deficiencies if line.is_left}
    return tuple(line for line in told.deficiencies if line.id in left)


def _version(kind: Paper, notice: Notice) -> int:
    if kind is Paper.ROUTING_ADVICE:
        return notice.advice_version
    if kind in (Paper.EXCEPTIONAL_EXIT_PERMIT, Paper.DOSSIER):
        return 1 + _printed(kind, notice)
    if kind in NUMBERED_BY_VISIT:
        return len(notice.presentations)
    return max(notice.version, 1)


ADDS: dict[Paper, Callable[[PaperFacts, Act, Notice, Teller], PaperFacts]] = {
    Paper.ROUTING_ADVICE: _advised,
    Paper.DOSSIER: _compiled,
    Paper.CONFIRMATION_OF_REMOVAL: _confirmed,
    Paper.EXIT_PERMIT: _let_out,
    Paper.EXCEPTIONAL_EXIT_PERMIT: _excepted,
}
"""What a kind of paper says that the others do not."""
