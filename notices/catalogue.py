"""The catalogue of deficiencies and the classifier of documents, by version and by day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflows.vocabulary import (
    Capability,
    DeficiencyClass,
    Language,
    ProposalKind,
    ProposalState,
    Severity,
)

from .models import CatalogueEntry, DocumentKind, Proposal, db

TEXTS = ("title", "basis", "removal", "evidence")
"""What an entry says in each language; see `workflows.catalogue.Entry`."""


def catalogue_on(day: date) -> dict[str, CatalogueEntry]:
    """The wordings in force on a day, by code."""
    query = (
        select(CatalogueEntry)
        .where(CatalogueEntry.effective_from <= day)
        .order_by(CatalogueEntry.code, CatalogueEntry.version)
    )
    return {entry.code: entry for entry in db.session.scalars(query)}


class Wordings(dict[str, CatalogueEntry]):
    """The wordings in force on a day by code, each read when it is first asked for.

    Raises NoResultFound for a code that the catalogue of the day lacks.
    """

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day

    def __missing__(self, code: str) -> CatalogueEntry:
        query = select(CatalogueEntry).where(
            CatalogueEntry.code == code, CatalogueEntry.effective_from <= self.day
        )
        newest = query.order_by(CatalogueEntry.version.desc()).limit(1)
        self[code] = db.session.scalars(newest).one()
        return self[code]


def versions_of(code: str) -> list[CatalogueEntry]:
    """All wordings of a code, the newest first."""
    query = select(CatalogueEntry).where(CatalogueEntry.code == code)
    return list(db.session.scalars(query.order_by(CatalogueEntry.version.desc())))


@dataclass(frozen=True)
class Listed:
    """A code in the list: the wording in force, the next one, and whether more is proposed."""

    entry: CatalogueEntry
    coming: CatalogueEntry | None
    proposed: bool

    @property
    def complete(self) -> bool:
        """Whether what is in force and what comes is there in every language."""
        return is_complete(self.entry) and (self.coming is None or is_complete(self.coming))


def listed_on(day: date) -> list[Listed]:
    """The whole catalogue as it stands on a day, in the order of classes and codes."""
    in_force, newest = catalogue_on(day), catalogue_on(date.max)
    waiting = select(Proposal.subject, Proposal.base).where(
        Proposal.kind == ProposalKind.WORDING, Proposal.state == ProposalState.WAITING
    )
    proposed = {(subject, base) for subject, base in db.session.execute(waiting)}
    listed = [
        Listed(
            entry=in_force.get(code, last),
            coming=last if last is not in_force.get(code, last) else None,
            proposed=(code, last.version) in proposed,
        )
        for code, last in newest.items()
    ]
    return sorted(listed, key=lambda line: list(DeficiencyClass).index(line.entry.deficiency_class))


def is_complete(entry: CatalogueEntry) -> bool:
    """Whether every text of an entry is there in every language."""
    texts = (getattr(entry, name) for name in TEXTS)
    return all(text.get(language) for text in texts for language in Language)


def documents_on(day: date) -> list[DocumentKind]:
    """The kinds of documents in the version of the classifier that is in force on a day, by code.

    A kind that this version has left out is offered no more.
    """
    in_force = select(DocumentKind.version).where(DocumentKind.effective_from <= day)
    newest = in_force.order_by(DocumentKind.version.desc()).limit(1).scalar_subquery()
    query = select(DocumentKind).where(DocumentKind.version == newest)
    return list(db.session.scalars(query.order_by(DocumentKind.code)))


def titles_of_documents(
    day: date = date.max, among: Collection[str] | None = None
) -> dict[str, dict[str, str]]:
    """The titles of all kinds of documents that ever were in the classifier, by code; or of some.

    Each as it was worded on a day, or as it was first worded where that came later.
    """

    def rank(kind: DocumentKind) -> tuple[bool, int]:
        in_force = kind.effective_from <= day
        return in_force, kind.version if in_force else -kind.version

    query = select(DocumentKind)
    if among is not None:
        query = query.where(DocumentKind.code.in_(among))
    kinds = sorted(db.session.scalars(query), key=rank) if among != set() else []
    return {kind.code: kind.title for kind in kinds}


def told_of_wording(entry: CatalogueEntry) -> dict[str, str]:
    """What can be proposed otherwise, by the names under which the history keeps it."""
    texts = {
        f"{name}_{language}": getattr(entry, name).get(language, "")
        for name in TEXTS
        for language in Language
    }
    return {
        "severity": entry.severity,
        "needs": entry.needs,
        "document_kind": entry.document_kind or "",
        **texts,
    }


def wording_of(proposal: Proposal) -> CatalogueEntry:
    """The version that a proposal becomes. Code, class, quantity and bearer stay for ever."""
    base = db.session.get_one(CatalogueEntry, (proposal.subject, proposal.base))
    content: Mapping[str, str] = proposal.content
    return CatalogueEntry(
        code=base.code,
        version=base.version + 1,
        effective_from=proposal.effective_from,
        deficiency_class=base.deficiency_class,
        bears_on=base.bears_on,
        quantity=base.quantity,
        severity=Severity(content["severity"]),
        needs=Capability(content["needs"]),
        document_kind=content["document_kind"] or None,
        **{name: _text(content, name) for name in TEXTS},
    )


def _text(content: Mapping[str, str], name: str) -> dict[str, str]:
    return {language.value: content[f"{name}_{language}"] for language in Language}
