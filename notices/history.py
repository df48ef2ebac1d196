"""The whole record of a notice, for those who may read everything of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Response, abort
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from workflows.acts import Actor
from workflows.vocabulary import Personal, Quantity

from .attachments import send_attachment
from .log.entries import log_reading
from .models import (
    Attachment,
    Deficiency,
    Event,
    ExitQuestion,
    LogEntry,
    Marking,
    NamedNotice,
    Notice,
    NoticeVersion,
    Place,
    Presentation,
    StoredPaper,
    db,
)
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
    papers: list[StoredPaper]
    attachments: list[Attachment]
    questions: list[ExitQuestion]
    leaves: dict[int, int]


def record_of(notice: Notice, reader: Actor) -> Record:
    """Everything that the register knows of a notice, and into the log who reads it."""
    log_reading(notice.id, reader, Personal.NOTICE)
    events = events_of(notice)
    by_id = {event.id: event for event in events}
    return Record(
        notice=notice,
        versions=[(version, by_id[version.event_id]) for version in notice.versions],
        presentations=_presentations(notice),
        events=events,
        papers=papers_of(notice),
        attachments=attachments_of(notice),
        questions=_questions(notice),
        leaves=_leaves(notice),
    )


def events_of(notice: Notice) -> list[Event]:
    """All steps and acts, the first one first."""
    query = select(Event).where(Event.notice_id == notice.id).options(joinedload(Event.place))
    return list(db.session.scalars(query.order_by(Event.id)))


def papers_of(notice: Notice) -> list[StoredPaper]:
    """All papers, in the order of their steps."""
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id)
    return list(db.session.scalars(query.order_by(StoredPaper.id)))


def attachments_of(notice: Notice) -> list[Attachment]:
    """All files handed in."""
    query = select(Attachment).where(Attachment.notice_id == notice.id)
    return list(db.session.scalars(query.order_by(Attachment.id)))


def sections_of(notice: Notice, number: int, reader: Actor) -> list[Section]:
    """A version as it was written, compared with the one before; 404 where there is none."""
    facts = {version.version: version.facts for version in notice.versions}
    if number not in facts:
        abort(404)
    log_reading(notice.id, reader, Personal.VERSION)
    return compare(facts[number], facts.get(number - 1), notice.post)


def file_of(notice: Notice, file_id: int, reader: Actor) -> Response:
    """A file that was handed in for a notice, else 404."""
    file = db.session.get(Attachment, file_id)
    if file is None or file.notice_id != notice.id:
        abort(404)
    log_reading(notice.id, reader, Personal.FILE)
    return send_attachment(file)


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
    "checkpoint_id": (_l("Checkpoint"), _checkpoint),
    "plates": (_l("Plates"), _list("plates")),
    "how": (_l("Driver's acknowledgement"), _code("how", "Acknowledgement")),
    "witness": (_l("Witness"), _as_it_is("witness")),
    "deficiency_id": (_l("Deficiency"), _deficiency),
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
