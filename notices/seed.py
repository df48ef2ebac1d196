"""Brings the versioned reference data into an empty register."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from workflows.vocabulary import DeficiencyClass

from .models import CatalogueEntry, DocumentKind, Place, db, transaction

ENTRY = (
    "code", "severity", "bears_on", "needs", "quantity", "document_kind",
    "title", "basis", "removal", "evidence",
)  # fmt: skip
PLACE = (
    "code", "kind", "side", "name", "counterpart", "region", "address", "timezone", "hours",
    "capabilities", "note",
)  # fmt: skip


def seed_reference() -> None:
    """Write places, document kinds and the catalogue, where the register has none."""
    if db.session.scalars(select(Place).limit(1)).first():
        return
    with transaction():
        db.session.add_all(_place(row) for row in _read("places-1")["places"])
        documents = _read("documents-1")
        db.session.add_all(
            DocumentKind(code=row["code"], version=documents["version"], title=row["title"])
            for row in documents["kinds"]
        )
        catalogue = _read("catalogue-1")
        db.session.add_all(_entry(row, catalogue) for row in catalogue["entries"])


def _read(name: str) -> dict[str, Any]:
    text = files("workflows").joinpath("data", f"{name}.json").read_text("utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _place(row: dict[str, Any]) -> Place:
    return Place(
        **{name: row[name] for name in PLACE},
        road=row["road"] or "",
        neighbour=row["neighbour"] or "",
        latitude=row["lat"],
        longitude=row["lon"],
        trucks_open=row["trucks"] == "open",
        spelling_keys="",
    )


def _entry(row: dict[str, Any], catalogue: dict[str, Any]) -> CatalogueEntry:
    return CatalogueEntry(
        **{name: row[name] for name in ENTRY},
        version=catalogue["version"],
        effective_from=date.fromisoformat(catalogue["effective_from"]),
        deficiency_class=DeficiencyClass(row["code"][0]),
    )
