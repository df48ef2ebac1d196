"""The dossier: the whole course of a notice, with all its papers and evidence enclosed."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from notices.evidence.reading import evidence_of
from notices.files import as_local
from notices.history import events_of, papers_of, told
from notices.models import Attachment, Event, Notice, StoredPaper, db
from notices.words import done, word
from workflows.acts import Act
from workflows.vocabulary import Paper, Role

from .facts import DossierFacts, EventFacts, FileFacts, Text
from .printer import NotPrinted
from .tell import MOSCOW, Teller, local

BYTES_AT_MOST = 200 * 2**20
PATIENT_FOR = 3
"""Attempts that wait for papers which are still owed; then they are printed together with it."""

Order = dict[str, Any]


class State(StrEnum):
    """Whether a file is in the dossier, or why not."""

    ENCLOSED = "enclosed"
    NOT_PRINTED = "not_printed"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"


def dossier_of(notice: Notice, act: Act, teller: Teller) -> DossierFacts:
    """Tell the history, and list what the reader may see of papers and evidence."""
    reader = act.actor
    papers = [one for one in papers_of(notice, reader) if one.kind is not Paper.DOSSIER]
    files = [_paper(one, teller) for one in papers]
    files += [_evidence(one, notice, teller) for one in evidence_of(notice, reader)]
    return DossierFacts(
        status=teller.said(lambda: word(notice.status_at(act.at))),
        events=tuple(_event(event, teller) for event in events_of(notice)),
        files=tuple(files),
    )


def files_of(dossier: Order) -> list[Order]:
    """The files as they are kept by now, each numbered and with its state."""
    wanted = {one["paper_id"] for one in dossier["files"]} - {None}
    query = select(StoredPaper).where(StoredPaper.id.in_(wanted))
    papers = {paper.id: paper for paper in db.session.scalars(query)}
    files = []
    for number, one in enumerate(dossier["files"], start=1):
        paper = papers.get(one["paper_id"])
        kept = {"sha256": paper.sha256 or "", "size": paper.size or 0} if paper else {}
        files.append({**one, **kept, "name": f"{number:03}-{one['name']}", "path": ""})
    total = 0
    for file in files:
        total += file["size"]
        too_large = State.TOO_LARGE if total > BYTES_AT_MOST else State.ENCLOSED
        file["state"] = too_large if file["sha256"] else State.NOT_PRINTED
    return files


def owed_to(order: Order) -> list[int]:
    """The papers that a dossier is to enclose and that are not printed yet."""
    return [one["paper_id"] for one in order["files"] if one["state"] == State.NOT_PRINTED]


@contextmanager
def with_files(order: Order, attempts: int) -> Iterator[Order]:
    """The order with the places of the files that it encloses, for as long as it is rendered.

    Raises NotPrinted for a while where papers of the notice are still owed.
    """
    files = order["files"]
    if attempts < PATIENT_FOR and owed_to(order):
        raise NotPrinted("Other papers of the notice are printed first.")
    enclosed = [one["sha256"] for one in files if one["state"] == State.ENCLOSED]
    with as_local(enclosed) as paths:
        for one in files:
            if one["state"] == State.ENCLOSED:
                found = paths.get(one["sha256"])
                one.update(path=str(found)) if found else one.update(state=State.DAMAGED)
        yield order


def _event(event: Event, teller: Teller) -> EventFacts:
    side = event.actor_side
    return EventFacts(
        at=_at(event),
        what=teller.said(lambda: done(event.name)),
        name="" if event.actor_role is Role.CARRIER else event.actor_name,
        instead_of=event.holder_name,
        role=teller.said(lambda: word(event.actor_role)),
        side=teller.said(lambda: word(side)) if side else None,
        place=teller.text(event.place.name) if event.place else None,
        reason=event.reason,
        brought=tuple(_pairs(teller.said(lambda: told(event)))),
    )


def _pairs(rows: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[Text, Text]]:
    """The labels and the values, each in every language."""
    for row in zip(*rows.values(), strict=True):
        labels, values = zip(*row, strict=True)
        yield dict(zip(rows, labels, strict=True)), dict(zip(rows, values, strict=True))


def _paper(paper: StoredPaper, teller: Teller) -> FileFacts:
    version = paper.version
    return FileFacts(
        name=f"{paper.kind.replace('_', '-')}-{version}.pdf",
        what=teller.said(lambda: f"{word(paper.kind)}, {_('version %(number)s', number=version)}"),
        at=_at(paper.event),
        paper_id=paper.id,
    )


def _evidence(file: Attachment, notice: Notice, teller: Teller) -> FileFacts:
    return FileFacts(
        name=file.file_name,
        what=teller.said(lambda: _shown(file, notice)),
        at=_at(file.event),
        sha256=file.sha256,
        size=file.size,
    )


def _shown(file: Attachment, notice: Notice) -> str:
    """What a piece of evidence is said to show, and who handed it in."""
    lines = {line.id: line for line in notice.deficiencies}
    line = lines.get(file.deficiency_id or 0)
    shows = f"{line.position}. {line.code}" if line else _("The notice as a whole")
    evidence = _("Evidence handed in")
    return f"{evidence}: {shows}; {word(file.event.actor_role)}"


def _at(event: Event) -> str:
    return local(event.at, event.place.zone if event.place else MOSCOW)
