"""Erases the content of notices and questions, within the transaction of the act.

Files are noted in that transaction and removed afterwards, by whoever prints papers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, Update, delete, exists, select, update

from notices.files import name_of
from notices.interrupted import owner_of
from notices.log.erasing import UNSYNCHRONISED, leaves_of
from notices.log.erasing import erase as erase_leaves
from notices.models import (
    Alert,
    Attachment,
    Carrier,
    ErasureBatch,
    Event,
    ExitQuestion,
    InterruptedForm,
    LogEntry,
    NamedNotice,
    Notice,
    StoredPaper,
    db,
)
from notices.papers.codes import digest_of
from notices.unneeded import note
from workflows.acts import Act, Erasure

from .content import (
    DELETED,
    ERASED_ALERT,
    ERASED_NOTICE,
    ERASED_QUESTION,
    ERASED_ROWS,
    bare,
    of_notice,
)
from .schedule import needed_by_notice, over_before

ABOUT_QUESTIONS = ("turn_back", "report_exit")
"""Acts without a notice that say in their data which question they settle."""


class OtherLeaves(Exception):
    """The leaves that an act names are not those to be erased: something has happened since."""


def leaves_to_erase(notice: Notice, batch: ErasureBatch) -> tuple[int, ...]:
    """The leaves of a notice: its events, those of its questions, and who has read of it.

    A reading that waits for its leaf stays: it holds nothing of the notice. Raises NotYetALeaf.
    """
    return (*_leaves_told(notice, _questions_of(notice, batch)), *_leaves_read(notice))


def leaves_of_questions(questions: Sequence[int]) -> tuple[int, ...]:
    """The leaves of questions that no notice needs. Raises NotYetALeaf."""
    return leaves_of(_entries_of(_events_of(questions)))


def erase(notice: Notice, act: Act, event: Event) -> None:
    """Erase the content of a notice. Raises OtherLeaves or NotYetALeaf."""
    details = cast(Erasure, act.details)
    leaves = set(details.leaves)
    questions = _questions_of(notice, db.session.get_one(ErasureBatch, details.batch_id))
    told = set(_leaves_told(notice, questions, besides=event))
    if not told <= leaves <= told | set(_leaves_read(notice)):
        raise OtherLeaves
    _note_files(notice, act.at)
    _erase_papers(StoredPaper.notice_id == notice.id, act)
    _erase_questions(questions, act)
    for table, values in ERASED_ROWS.items():
        _update(update(table).where(of_notice(table, notice.id)).values(**values))
    carrier_id = notice.carrier_id
    own = update(Notice).where(Notice.id == notice.id)
    _update(own.values(erased_at=act.at, revision=Notice.revision + 1, **ERASED_NOTICE))
    for deleted in DELETED:
        db.session.execute(delete(deleted).where(of_notice(deleted, notice.id)))
    if carrier_id is not None:
        _delete_carrier(carrier_id)
    erase_leaves(leaves)


def erase_questions(act: Act, _event: Event) -> None:
    """Erase the words of questions that name no kept notice. Raises OtherLeaves or NotYetALeaf."""
    details = cast(Erasure, act.details)
    if set(leaves_of_questions(details.questions)) != set(details.leaves):
        raise OtherLeaves
    _erase_questions(details.questions, act)
    erase_leaves(details.leaves)


def _questions_of(notice: Notice, batch: ErasureBatch) -> list[int]:
    """The questions that name the notice and no other one that is kept, as the batch has them."""
    named = select(NamedNotice.question_id).where(NamedNotice.number == notice.number)
    query = select(ExitQuestion.id).where(
        ExitQuestion.id.in_(named),
        ExitQuestion.erased_at.is_(None),
        ~needed_by_notice(notice.id),
        over_before(batch),
    )
    return list(db.session.scalars(query))


def _leaves_told(
    notice: Notice, questions: Sequence[int], besides: Event | None = None
) -> tuple[int, ...]:
    """The leaves of all events of a notice but one, and of its questions."""
    other = Event.id != (besides.id if besides else 0)
    own = _ids(select(Event.id).where(Event.notice_id == notice.id, other))
    return leaves_of(_entries_of(own | _events_of(questions)))


def _leaves_read(notice: Notice) -> tuple[int, ...]:
    """The leaves of readings."""
    readings = select(LogEntry).where(LogEntry.notice_id == notice.id, LogEntry.leaf.is_not(None))
    return leaves_of(db.session.scalars(readings))


def _events_of(questions: Sequence[int]) -> set[int]:
    """The events of questions that are not those of a notice: asking, and what came of it."""
    if not questions:
        return set()
    asked = select(ExitQuestion.event_id).where(ExitQuestion.id.in_(questions))
    settled = select(Event.id).where(
        Event.name.in_(ABOUT_QUESTIONS), Event.data["question_id"].as_integer().in_(questions)
    )
    return _ids(asked) | _ids(settled)


def _ids(query: Select[int]) -> set[int]:
    return set(db.session.scalars(query))


def _entries_of(events: set[int]) -> Iterable[LogEntry]:
    return db.session.scalars(select(LogEntry).where(LogEntry.event_id.in_(events)))


def _erase_questions(questions: Sequence[int], act: Act) -> None:
    _erase_papers(StoredPaper.event_id.in_(_events_of(questions)), act)
    alerts = update(Alert).where(Alert.question_id.in_(questions))
    _update(alerts.values(**ERASED_ALERT))
    asked = update(ExitQuestion).where(ExitQuestion.id.in_(questions))
    _update(asked.values(erased_at=act.at, **ERASED_QUESTION))


def _erase_papers(which: ColumnElement[bool], act: Act) -> None:
    """Erase papers but what they are known by: the digests of file and code, and the number."""
    papers = db.session.scalars(select(StoredPaper).where(which)).all()
    note((name_of(paper.sha256) for paper in papers if paper.sha256), act.at)
    for paper in papers:
        paper.facts, paper.failure = bare(paper.facts), ""
        paper.code = digest_of(paper.code)
        paper.erased_at = act.at


def _note_files(notice: Notice, at: datetime) -> None:
    files = select(Attachment.sha256, Attachment.thumbnail).where(Attachment.notice_id == notice.id)
    names = [name_of(digest) for row in db.session.execute(files) for digest in row if digest]
    forms = select(InterruptedForm).where(InterruptedForm.owner == owner_of(Notice, notice.id))
    for form in db.session.scalars(forms).all():
        names += [file["stored"] for file in form.files]
        db.session.delete(form)
    note(names, at)


def _delete_carrier(carrier_id: int) -> None:
    """Delete a carrier whom no other notice names. The lock lets nobody file it meanwhile."""
    db.session.execute(select(Carrier.id).where(Carrier.id == carrier_id).with_for_update())
    named = exists().where(Notice.carrier_id == carrier_id)
    unnamed = delete(Carrier).where(Carrier.id == carrier_id, ~named)
    db.session.execute(unnamed, execution_options=UNSYNCHRONISED)


def _update(statement: Update) -> None:
    db.session.execute(statement, execution_options=UNSYNCHRONISED)
