"""Makes a register: its tables, the versioned reference data, and what kind of register it is."""

from datetime import UTC, datetime
from typing import Any

from alembic import command
from sqlalchemy import select

from workflows import places
from workflows.catalogue import Catalogue, DocumentKinds, Entry, parse_catalogue
from workflows.limits import parse_limits
from workflows.places import Trucks, parse_places
from workflows.reference import Words

from .demo.fill import fill_demonstration
from .limits import row_of
from .log.beginning import take_in_history
from .models import CatalogueEntry, DocumentKind, LimitRow, Place, Register, db, transaction
from .reference import read_reference
from .schema import config, migration, migrations

TEXTS_OF_PLACE = ("name", "counterpart", "region", "address", "note")
TEXTS_OF_ENTRY = ("title", "basis", "removal", "evidence")
SAME_IN_PLACE = ("code", "kind", "side", "timezone", "hours")
SAME_IN_ENTRY = (
    "code", "deficiency_class", "severity", "bears_on", "needs", "quantity", "document_kind",
)  # fmt: skip


def make_register(demonstration: bool) -> Register:
    """Write what kind of register this is; a demonstration is filled with it, or not made at all.

    The tables must be there, with the reference data and without a register.
    """
    now = datetime.now(UTC)
    with transaction():
        register = Register(made_at=now, demonstration=demonstration)
        db.session.add(register)
        if demonstration:
            fill_demonstration(now)
    return register


def upgrade() -> None:
    """Take the database to the newest migration, and begin the log where there was none.

    Where it is there already nothing is locked, and the role that only works with it may ask.
    """
    is_newest = migration() == migrations()[0]
    db.session.rollback()  # Migrations have a connection of their own.
    if not is_newest:
        command.upgrade(config(), "head")
    take_in_history()


def seed_reference() -> None:
    """Write places, document kinds, the catalogue and the limits, where the register has none.

    Raises `workflows.reference.FaultyData`, which names every fault of the files.
    """
    if not db.session.scalars(select(LimitRow).limit(1)).first():
        with transaction():
            db.session.add_all(map(row_of, parse_limits(read_reference("limits-1"))))
    if db.session.scalars(select(Place).limit(1)).first():
        return
    catalogue = parse_catalogue(read_reference("catalogue-1"), read_reference("documents-1"))
    listed = parse_places(read_reference("places-1")).places.values()
    with transaction():
        db.session.add_all(Place(**values_of_place(place)) for place in listed)
        db.session.add_all(rows_of_documents(catalogue.documents))
        db.session.add_all(_entry(entry, catalogue) for entry in catalogue.entries.values())


def words(text: Words | None) -> dict[str, str] | None:
    """A text in every language, as the register stores it."""
    return text._asdict() if text else None


def rows_of_documents(documents: DocumentKinds) -> list[DocumentKind]:
    """One version of the classifier, as the register stores it."""
    version = {"version": documents.version, "effective_from": documents.effective_from}
    return [
        DocumentKind(code=kind.code, title=words(kind.title), **version)
        for kind in documents.kinds.values()
    ]


def values_of_place(place: places.Place) -> dict[str, Any]:
    """A place of the list, as the register stores it."""
    return {
        **{name: getattr(place, name) for name in SAME_IN_PLACE},
        **{name: words(getattr(place, name)) for name in TEXTS_OF_PLACE},
        "road": place.road or "",
        "neighbour": place.neighbour or "",
        "latitude": place.lat,
        "longitude": place.lon,
        "capabilities": sorted(place.capabilities),
        "trucks_open": place.trucks is Trucks.OPEN,
        "spelling_keys": f"|{'|'.join(sorted(place.keys))}|",
    }


def _entry(entry: Entry, catalogue: Catalogue) -> CatalogueEntry:
    return CatalogueEntry(
        **{name: getattr(entry, name) for name in SAME_IN_ENTRY},
        **{name: words(getattr(entry, name)) for name in TEXTS_OF_ENTRY},
        version=catalogue.version,
        effective_from=catalogue.effective_from,
    )
