"""The deficiency catalogue and the classifier of documents, read from `data/` and checked.

A deficiency is a controlled parameter that does not conform (P), a missing document (M) or an
irregular one (I): Procedure for transport control at the external border of the EAEU (Appendix 1
to Annex 24 of the EAEU Treaty), paragraphs 7 and 9.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

from .reference import FaultyData, Record, Words, assumptions_in, file_of
from .vocabulary import Bears, Capability, DeficiencyClass, Quantity, Severity

__all__ = [
    "Catalogue",
    "DocumentKind",
    "DocumentKinds",
    "Entry",
    "FaultyCatalogue",
    "Words",
    "earliest_day",
    "parse_catalogue",
    "parse_documents",
    "worst",
]

CODE = r"[PMI][0-9]{2}"
KIND_CODE = r"[A-Z]+(-[A-Z]+)*"
MEASURED_BY = {
    Quantity.GROSS_MASS: Capability.WEIGH,
    Quantity.AXLE_LOAD: Capability.WEIGH,
    Quantity.AXLE_GROUP_LOAD: Capability.WEIGH,
    Quantity.AXLE_SPACING: Capability.MEASURE,
    Quantity.LENGTH: Capability.MEASURE,
    Quantity.WIDTH: Capability.MEASURE,
    Quantity.HEIGHT: Capability.MEASURE,
    Quantity.REAR_OVERHANG: Capability.MEASURE,
}


EASTERNMOST = timezone(timedelta(hours=12))
"""Kamchatka, where each day of the two states begins first."""


class FaultyCatalogue(FaultyData):
    """The catalogue or its classifier of documents cannot be published."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of document that may be missing or irregular. `assumptions` names own fields."""

    code: str
    title: Words
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentKinds:
    """One version of the classifier of documents, by code."""

    version: int
    effective_from: date
    kinds: Mapping[str, DocumentKind]


@dataclass(frozen=True, slots=True)
class Entry:
    """One deficiency of the catalogue.

    `quantity` is what was measured, if anything; `needs` is what a checkpoint must be able to do
    to check the removal; `basis` names act, article and paragraph; `removal` tells the driver what
    to do; `evidence` is what is shown at the checkpoint; `assumptions` names own fields.
    """

    code: str
    severity: Severity
    quantity: Quantity | None
    bears_on: Bears
    needs: Capability
    document_kind: str | None
    title: Words
    basis: Words
    removal: Words
    evidence: Words
    assumptions: tuple[str, ...]

    @property
    def deficiency_class(self) -> DeficiencyClass:
        """The legal group, which is the first letter of the code."""
        return DeficiencyClass(self.code[0])


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One version of the catalogue: entries by code, in the order of the file."""

    version: int
    effective_from: date
    entries: Mapping[str, Entry]
    documents: DocumentKinds


def parse_catalogue(data: Mapping[str, Any], documents: Mapping[str, Any]) -> Catalogue:
    """Read `catalogue-N.json` and `documents-N.json`, given as parsed JSON.

    Raises FaultyCatalogue, which names every fault of both files.
    """
    faults: list[str] = []
    kinds = _read_kinds(Record("documents", documents, faults))
    head = Record("catalogue", data, faults)
    head.expect_fields(("version", "effective_from", "entries"))
    entries = [_read_entry(record, kinds) for record in head.records("entries")]
    version, effective_from = head.whole("version"), head.day("effective_from")
    if faults:
        raise FaultyCatalogue(faults)
    by_code = MappingProxyType({entry.code: entry for entry in entries})
    return Catalogue(version, effective_from, by_code, kinds)


def parse_documents(data: Any) -> DocumentKinds:
    """Read `documents-N.json` alone. Raises FaultyData, which names every fault."""
    faults: list[str] = []
    kinds = _read_kinds(file_of("documents", data, faults))
    if faults:
        raise FaultyCatalogue(faults)
    return kinds


def earliest_day(at: datetime) -> date:
    """The first day that, at this instant, has not begun anywhere in the two states."""
    return at.astimezone(EASTERNMOST).date() + timedelta(days=1)


def worst(severities: Iterable[Severity]) -> Severity | None:
    """The gravest of several; nothing where there is none."""
    return max(severities, key=list(Severity).index, default=None)


def _read_kinds(head: Record) -> DocumentKinds:
    head.expect_fields(("version", "effective_from", "kinds"))
    kinds = {}
    for record in head.records("kinds"):
        record.expect_fields([field.name for field in fields(DocumentKind)])
        kind = DocumentKind(
            record.text("code", KIND_CODE, most=20), record.words("title"), assumptions_in(record)
        )
        kinds[kind.code] = kind
    return DocumentKinds(head.whole("version"), head.day("effective_from"), MappingProxyType(kinds))


def _read_entry(record: Record, kinds: DocumentKinds) -> Entry:
    record.expect_fields([field.name for field in fields(Entry)])
    entry = Entry(
        code=record.text("code", CODE),
        severity=record.choice("severity", Severity),
        quantity=record.choice("quantity", Quantity) if record.holds("quantity") else None,
        bears_on=record.choice("bears_on", Bears),
        needs=record.choice("needs", Capability),
        document_kind=record.text("document_kind") if record.holds("document_kind") else None,
        title=record.words("title"),
        basis=record.words("basis"),
        removal=record.words("removal"),
        evidence=record.words("evidence"),
        assumptions=assumptions_in(record),
    )
    if record.is_sound():
        _check_class(record, entry, kinds)
    return entry


def _check_class(record: Record, entry: Entry, kinds: DocumentKinds) -> None:
    """A parameter may be measured and has no document; a document has a kind and no quantity."""
    if entry.quantity and entry.needs != MEASURED_BY[entry.quantity]:
        record.fault("needs", f"must be {MEASURED_BY[entry.quantity]} to check {entry.quantity}")
    if entry.deficiency_class is DeficiencyClass.PARAMETER:
        if entry.document_kind:
            record.fault("document_kind", "must be empty: class P concerns no document")
        return
    if entry.quantity:
        record.fault("quantity", "must be empty: a document is not measured")
    if entry.document_kind not in kinds.kinds:
        record.fault("document_kind", f"is not in the classifier: {entry.document_kind}")
