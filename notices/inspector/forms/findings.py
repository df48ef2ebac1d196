"""The pages of what was found: the choice of a deficiency, and the details of each kind."""

from collections.abc import Mapping
from datetime import date
from secrets import token_urlsafe
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from notices.catalogue import documents_on
from notices.models import CatalogueEntry
from notices.words import in_language, word
from workflows.filing import Finding
from workflows.vocabulary import Bears, DeficiencyClass

from .page import PageForm, Typed
from .parts import after_blank, line, one_of, one_of_few, several_lines, sort_key
from .vehicles import TRACTOR, slot_name


def of_the_catalogue(entry: CatalogueEntry) -> dict[str, Any]:
    """What a finding repeats of its entry."""
    return {
        "code": entry.code,
        "wording_version": entry.version,
        "deficiency_class": entry.deficiency_class,
        "bears_on": entry.bears_on,
        "needs": entry.needs,
        "quantity": entry.quantity,
    }


class CodeForm(PageForm):
    """Which deficiency of the catalogue it is. A press repeated under its `key` adds no other."""

    key = HiddenField(default=lambda: token_urlsafe(12))
    code = one_of(_l("Deficiency"), _l("Choose the deficiency."), list)

    def __init__(self, entries: Mapping[str, CatalogueEntry], typed: Typed | None = None) -> None:
        super().__init__(typed)
        self.code.choices = after_blank(
            {
                word(kind): [
                    (entry.code, f"{entry.code} · {in_language(entry.title)}")
                    for entry in entries.values()
                    if entry.deficiency_class is kind
                ]
                for kind in DeficiencyClass
            }
        )


class DetailsForm(PageForm):
    """What is said of any deficiency. Those of the whole journey belong to the tractor."""

    unit = one_of_few(_l("Vehicle"), _l("Choose the vehicle."), list)
    remark = several_lines(_l("Remark"), render_kw={"rows": 3})

    def __init__(
        self,
        entry: CatalogueEntry,
        vehicles: Mapping[str, str],
        today: date,
        typed: Typed | None = None,
        **known: Any,
    ) -> None:
        if len(vehicles) == 1:
            known["unit"] = TRACTOR
        known.setdefault("document_kind", entry.document_kind)
        super().__init__(typed, **known)
        self.entry, self.today = entry, today
        self.vehicles = list(vehicles)
        self.unit.choices = [
            (slot, f"{slot_name(slot)} {plate}".strip()) for slot, plate in vehicles.items()
        ]
        if entry.bears_on is Bears.JOURNEY:
            del self.unit

    def finding(self, line_id: int | None) -> Finding:
        """The deficiency as filed; `line_id` is its row where it has one."""
        slot = self.unit.data if self.unit else TRACTOR
        return Finding(
            **of_the_catalogue(self.entry),
            unit=self.vehicles.index(slot),
            remark=self.remark.data or "",
            line=line_id,
            **self.particulars(),
        )

    def particulars(self) -> dict[str, Any]:
        """What only this kind of deficiency has."""
        return {}


class DocumentForm(DetailsForm):
    """A document that is missing or irregular."""

    document_kind = one_of(_l("Kind of document"), _l("Choose the kind of document."), list)
    document_number = line(_l("Number of the document"), 60)

    def __init__(self, *args: Any, since: date | None = None, **kwargs: Any) -> None:
        """`since` is the day on which the line was issued: what was in force then stays offered."""
        super().__init__(*args, **kwargs)
        days = (since, self.today) if since else (self.today,)
        kinds = {kind.code: kind for day in days for kind in documents_on(day)}
        named = [(code, in_language(kind.title)) for code, kind in kinds.items()]
        self.document_kind.choices = after_blank(
            sorted(named, key=lambda choice: sort_key(choice[1]))
        )

    def particulars(self) -> dict[str, Any]:
        """Which document it is."""
        return {
            "document_kind": self.document_kind.data,
            "document_number": self.document_number.data or "",
        }
