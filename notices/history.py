"""The whole record of a notice, for those who may read everything of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from workflows.acts import Actor
from workflows.vocabulary import MessageOutcome, Paper, Personal, Quantity

from .cases import may_compile
from .evidence.reading import evidence_of
from .log.entries import log_reading
from .models import (
    Attachment,
    Deficiency,
    Event,
    ExitQuestion,
    LegalHold,
    LogEntry,
    Marking,
    Message,
    NamedNotice,
    Notice,
    NoticeVersion,
    PaperCopy,
    Place,
    Presentation,
    StoredPaper,
    db,
)
from .retention.schedule import holds_on
from .versions import Section, compare
from .words import in_language, word
from .words.formats import at, day, measured, money


@dataclass(frozen=True)
class Record:
    """A notice and everything that hangs on it, each list in the order in which it grew.

    `leaves` gives the number of an event's leaf in the log, by the event's id.
    """

    notice: Notice
    versions: list[tuple[NoticeVersion, Event]]
    presentations: list[Presentation]
    events: list[Event]
    messages: list[Message]
    papers: list[StoredPaper]
    copies: list[tuple[int, PaperCopy]]
    evidence: list[Attachment]
    questions: list[ExitQuestion]
    leaves: dict[int, int]
    holds: Sequence[LegalHold]

    @property
    def story(self) -> list[Event | Message]:
        """Steps, acts and messages, the first one first."""
        return in_order(self.events, self.messages)


def record_of(notice: Notice, reader: Actor) -> Record:
    """What the register knows of a notice and the reader may see; that it is read is logged."""
    if notice.erased_at is None:
        log_reading(notice.id, reader, Personal.NOTICE)
    events = events_of(notice)
    by_id = {event.id: event for event in events}
    return Record(
        notice=notice,
        versions=[(version, by_id[version.event_id]) for version in notice.versions],
        presentations=_presentations(notice),
        events=events,
        messages=messages_of(notice),
        papers=papers_of(notice, reader),
        copies=copies_of(notice),
        evidence=evidence_of(notice, reader),
        questions=_questions(notice),
        leaves=_leaves(notice),
        holds=holds_on(notice),
    )


def events_of(notice: Notice) -> list[Event]:
    """All steps and acts, the first one first."""
    query = select(Event).where(Event.notice_id == notice.id).options(joinedload(Event.place))
    return list(db.session.scalars(query.order_by(Event.id)))


def messages_of(notice: Notice) -> list[Message]:
    """What the carrier was told, or could not be told; what lapsed was told to nobody."""
    told = Message.outcome.in_((MessageOutcome.SENT, MessageOutcome.UNDELIVERABLE))
    query = select(Message).where(Message.notice_id == notice.id, told)
    return list(db.session.scalars(query.order_by(Message.settled_at, Message.id)))


def in_order(events: Iterable[Event], messages: Iterable[Message]) -> list[Event | Message]:
    """Both in the order of time; an act stands before a message of the same instant."""
    return sorted((*events, *messages), key=lambda one: one.at)


def papers_of(notice: Notice, reader: Actor) -> list[StoredPaper]:
    """The papers that the reader may open, in the order of their steps."""
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id).order_by(StoredPaper.id)
    papers = list(db.session.scalars(query))
    dossiers = [paper for paper in papers if paper.kind is Paper.DOSSIER]
    if not dossiers or may_compile(notice, reader):
        return papers
    return [paper for paper in papers if paper not in dossiers]


def copies_of(notice: Notice) -> list[tuple[int, PaperCopy]]:
    """To whom papers were given out, the first one first, each with its number as a copy."""
    query = (
        select(PaperCopy)
        .join(PaperCopy.paper)
        .where(StoredPaper.notice_id == notice.id)
        .options(contains_eager(PaperCopy.paper), joinedload(PaperCopy.person))
        .order_by(PaperCopy.id)
    )
    given = Counter[int]()
    copies = []
    for copy in db.session.scalars(query):
        given[copy.paper_id] += 1
        copies.append((given[copy.paper_id], copy))
    return copies


def sections_of(notice: Notice, number: int, reader: Actor) -> list[Section]:
    """A version as it was written, compared with the one before; 404 where there is none.

    Nothing where it was erased.
    """
    facts = {version.version: version.facts for version in notice.versions}
    if number not in facts:
        abort(404)
    if notice.erased_at:
        return []
    log_reading(notice.id, reader, Personal.VERSION)
    return compare(facts[number], facts.get(number - 1), notice.post)


def told(event: Event) -> list[tuple[str, str]]:
    """What a step or act brought with it: labels and values in the reader's language."""
    return [
        (str(label), tell(event.data))
        for key, (label, tell) in BROUGHT.items()
        if event.data.get(key)
    ]


def _presentations(notice: Notice) -> list[Presentation]:
    query = (
        select(Presentation)
        .where(Presentation.notice_id == notice.id)
        .options(
            joinedload(Presentation.officer),
            selectinload(Presentation.markings).joinedload(Marking.deficiency),
        )
        .order_by(Presentation.ordinal)
    )
    return list(db.session.scalars(query))


def _questions(notice: Notice) -> list[ExitQuestion]:
    query = (
        select(ExitQuestion)
        .join(ExitQuestion.named)
        .where(NamedNotice.number == notice.number)
        .options(joinedload(ExitQuestion.place))
        .order_by(ExitQuestion.id)
    )
    return list(db.session.scalars(query))


def _leaves(notice: Notice) -> dict[int, int]:
    query = select(Event.id, LogEntry.leaf).join(LogEntry, LogEntry.event_id == Event.id)
    rows = db.session.execute(query.where(Event.notice_id == notice.id))
    return {event_id: leaf for event_id, leaf in rows if leaf is not None}


def _measured(data: dict[str, Any]) -> str:
    found = data["measured"]
    return measured(found["value"], Quantity(found["quantity"]))


def _checkpoint(data: dict[str, Any]) -> str:
    return in_language(db.session.get_one(Place, data["checkpoint_id"]).name)


def _checkpoint_before(data: dict[str, Any]) -> str:
    return in_language(db.session.get_one(Place, data["checkpoint_before_id"]).name)


def _first_signature(data: dict[str, Any]) -> str:
    first = db.session.get_one(Event, data["first_signature_id"])
    return f"{first.actor_name}, {at(first.at, first.place)}"


def _deficiency(data: dict[str, Any]) -> str:
    line = db.session.get(Deficiency, data["deficiency_id"])
    return f"{line.position}. {line.code}" if line else str(_l("Taken away by a correction"))


def _duplicates(data: dict[str, Any]) -> str:
    """What the inspector said of each earlier notice over the same deficiency."""
    said = [
        (db.session.get_one(Notice, earlier).number, word(answer, "DuplicateAnswer"))
        for earlier, answer in data["duplicates"]
    ]
    return "; ".join(f"{number}: {answer}" for number, answer in said)


def _day(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: day(date.fromisoformat(data[key]))


def _as_it_is(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: str(data[key])


def _code(key: str, vocabulary: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: word(data[key], vocabulary)


def _list(key: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: ", ".join(data[key])


BROUGHT: dict[str, tuple[LazyString, Callable[[dict[str, Any]], str]]] = {
    "checkpoint_before_id": (_l("Checkpoint before"), _checkpoint_before),
    "checkpoint_id": (_l("Checkpoint"), _checkpoint),
    "first_signature_id": (_l("First signature"), _first_signature),
    "plates": (_l("Plates"), _list("plates")),
    "how": (_l("Driver's acknowledgement"), _code("how", "Acknowledgement")),
    "witness": (_l("Witness"), _as_it_is("witness")),
    "deficiency_id": (_l("Deficiency"), _deficiency),
    "authority": (_l("Who demands it"), _as_it_is("authority")),
    "batch_id": (_l("Batch"), _as_it_is("batch_id")),
    "mark": (_l("Mark"), _code("mark", "Mark")),
    "measured": (_l("New measurement"), _measured),
    "document_number": (_l("Document"), _as_it_is("document_number")),
    "document_date": (_l("Date of the document"), _day("document_date")),
    "legal_ground": (_l("Legal ground"), _as_it_is("legal_ground")),
    "file_name": (_l("File"), _as_it_is("file_name")),
    "sha256": (_l("SHA-256 of the file"), _as_it_is("sha256")),
    "number": (_l("Number of the resolution"), _as_it_is("number")),
    "amount": (_l("Amount"), lambda data: money(data["amount"], data["currency"])),
    "imposed_on": (_l("Imposed on"), _day("imposed_on")),
    "receipt": (_l("Receipt"), _as_it_is("receipt")),
    "paid_on": (_l("Paid on"), _day("paid_on")),
    "expected_at": (
        _l("Expected at"),
        lambda data: at(datetime.fromisoformat(data["expected_at"])),
    ),
    "answer": (_l("Answer at the exit"), _code("answer", "ExitAnswer")),
    "duplicates": (_l("Earlier open notices"), _duplicates),
    "notices": (_l("Notices"), _list("notices")),
    "lookalikes": (_l("Plates easily mistaken for these"), _list("lookalikes")),
}
"""By the key in the data of an event."""
