"""Takes in a newer classifier of documents or list of places: what differs is told before.

Nothing is ever deleted. What a newer file leaves out is offered no more, and stays readable where
old notices name it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from workflows.acts import Act, Changed
from workflows.catalogue import DocumentKinds, FaultyCatalogue, earliest_day
from workflows.places import FaultyPlaces, Places
from workflows.vocabulary import Language, Logged

from .catalogue import catalogue_on, documents_on
from .changes import Triple, differences
from .log.entries import canonical, log_act
from .models import DocumentKind, Place, db, transaction
from .people import command_line
from .seed import TEXTS_OF_PLACE, rows_of_documents, values_of_place
from .steps import take

PLAIN = ("hours", "road", "neighbour", "timezone")


@dataclass(frozen=True)
class PlaceChange:
    """A place that differs; `row` is None for a new one, `columns` are what is written."""

    code: str
    row: Place | None
    columns: dict[str, Any]
    values: tuple[Triple, ...]


def differing_documents(new: DocumentKinds, at: datetime) -> list[str]:
    """One line for each kind that a newer classifier adds, words otherwise or leaves out.

    Raises FaultyCatalogue where the file is no newer version, or begins too early.
    """
    _check_newer(new, at)
    old = {kind.code: kind.title for kind in documents_on(date.max)}
    titles = {kind.code: kind.title._asdict() for kind in new.kinds.values()}
    return [*_worded(old, titles), *_left_out(old, titles)]


def import_documents(new: DocumentKinds) -> None:
    """Write the next version of the classifier, which applies from its effective day."""
    with transaction():
        rows = rows_of_documents(new)
        db.session.add_all(rows)
        titles = canonical({row.code: row.title for row in rows})
        log_act(Logged.IMPORT_DOCUMENTS, version=new.version, sha256=sha256(titles).hexdigest())


def differing_places(new: Places) -> list[PlaceChange]:
    """What a newer list says otherwise of each place, by code.

    A place that it leaves out is closed from the list's day on. One that was left out once and
    comes back stays closed until an administrator opens it. Raises FaultyPlaces where a code would
    come to mean a place of another kind or side.
    """
    rows = {place.code: place for place in db.session.scalars(select(Place).order_by(Place.code))}
    _check_same(new, rows)
    columns = {code: values_of_place(place) for code, place in new.places.items()}
    closing = {"closed_from": new.as_of, "closed_until": None}
    columns |= {code: dict(closing) for code in rows if code not in columns}
    found = (_change(code, rows.get(code), columns[code]) for code in sorted(columns))
    return [change for change in found if change.values]


def import_places(changes: list[PlaceChange], at: datetime) -> None:
    """Write what differs, each place with an act in the history of its side's administration."""
    with transaction():
        for change in changes:
            place = change.row or Place()
            for name, value in change.columns.items():
                setattr(place, name, value)
            db.session.add(place)
            details = Changed(change.code, place.side, change.values)
            take(Act(command_line(place.side), at, details=details), ("change_place", None))


def _check_newer(new: DocumentKinds, at: datetime) -> None:
    newest = max(kind.version for kind in db.session.scalars(select(DocumentKind)))
    if new.version <= newest:
        raise FaultyCatalogue([f"documents: version must be {newest + 1} or later"])
    if new.effective_from < earliest_day(at):
        raise FaultyCatalogue([f"documents: effective_from must be {earliest_day(at)} or later"])


Titles = Mapping[str, dict[str, str]]


def _worded(old: Titles, new: Titles) -> Iterator[str]:
    for code, title in new.items():
        if code not in old:
            yield f"+ {code}: {title[Language.EN]}"
        for language in Language:
            if code in old and old[code][language] != title[language]:
                yield f"~ {code} ({language}): {old[code][language]} → {title[language]}"


def _left_out(old: Titles, new: Titles) -> Iterator[str]:
    entries = catalogue_on(date.max).values()
    for code in sorted(old.keys() - new.keys()):
        yield f"- {code}: offered no more, still readable"
        for entry in entries:
            if entry.document_kind == code:
                yield f"! {entry.code} names {code}: propose another wording of {entry.code}"


def _check_same(new: Places, rows: Mapping[str, Place]) -> None:
    faults = [
        f"{place.code}: {field} must stay {getattr(rows[place.code], field)}"
        for place in new.places.values()
        for field in ("kind", "side")
        if place.code in rows and getattr(place, field) is not getattr(rows[place.code], field)
    ]
    if faults:
        raise FaultyPlaces(faults)


def _change(code: str, row: Place | None, columns: dict[str, Any]) -> PlaceChange:
    """What is written of one place. Earlier names still find it; what is closed stays so."""
    before = {name: getattr(row, name) for name in columns} if row else {}
    if row and "spelling_keys" in columns:
        keys = {*row.spelling_keys.split("|"), *columns["spelling_keys"].split("|")} - {""}
        columns["spelling_keys"] = f"|{'|'.join(sorted(keys))}|"
    if row and "closed_from" in columns and row.closed_from and row.closed_until is None:
        columns["closed_from"] = min(row.closed_from, columns["closed_from"])
    return PlaceChange(code, row, columns, differences(dict(_told(before)), dict(_told(columns))))


def _told(columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The columns by the names under which the history keeps them (`notices.changes.FIELDS`)."""
    for name in TEXTS_OF_PLACE:
        text = columns.get(name) or {}
        if name in columns:
            yield from ((f"{name}_{language}", text.get(language, "")) for language in Language)
    yield from ((name, columns[name]) for name in PLAIN if name in columns)
    if "latitude" in columns:
        yield "position", f"{columns['latitude']}, {columns['longitude']}"
        yield "capabilities", ", ".join(sorted(columns["capabilities"]))
        yield "trucks_open", "yes" if columns["trucks_open"] else "no"
        yield "spellings", ", ".join(columns["spelling_keys"].strip("|").split("|"))
    for name in ("closed_from", "closed_until"):
        if name in columns:
            yield name, columns[name].isoformat() if columns[name] else ""
