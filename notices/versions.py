"""What a version of a notice says, line by line, and in what it differs from the one before.

The facts of a version never change (`notices.papers.facts.NoticeFacts`, as JSON).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from workflows.vocabulary import Quantity

from .models import Place
from .words import country, permit_facts_told, word
from .words.formats import at, day, length, mass, measured

Facts = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One fact. `before` is what the earlier version said, or None where there is none."""

    label: str
    value: str
    before: str | None

    @property
    def changed(self) -> bool:
        """Whether the earlier version said something else."""
        return self.before is not None and self.before != self.value


@dataclass(frozen=True)
class Section:
    """Facts that belong together. A part that only one of the versions has is added or dropped."""

    title: str
    lines: tuple[Line, ...]
    added: bool
    dropped: bool

    @property
    def changed(self) -> bool:
        """Whether anything in it differs from the earlier version."""
        return any(line.changed for line in self.lines)


Told = dict[str, tuple[str, dict[str, str]]]
"""By a key that both versions share: the title of a section and its facts by label."""


def compare(facts: Facts, before: Facts | None, post: Place) -> list[Section]:
    """Everything that a version says, beside what the one before it said."""
    now = dict(_told(facts, post))
    then = dict(_told(before, post)) if before else {}
    return [
        Section(
            title=(now.get(key) or then[key])[0],
            lines=tuple(_lines(now.get(key), then.get(key), first=before is None)),
            added=before is not None and key not in then,
            dropped=key not in now,
        )
        for key in dict.fromkeys((*now, *then))
    ]


def _lines(
    now: tuple[str, dict[str, str]] | None, then: tuple[str, dict[str, str]] | None, *, first: bool
) -> Iterator[Line]:
    values, earlier = (now or ("", {}))[1], (then or ("", {}))[1]
    for label in dict.fromkeys((*values, *earlier)):
        value, before = values.get(label, ""), earlier.get(label, "")
        if value or before:
            yield Line(label, value, None if first else before)


def _told(facts: Facts, post: Place) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
    yield "notice", (_("Notice"), _notice(facts, post))
    for unit in facts["units"]:
        yield f"unit {unit['position']}", (word(unit["kind"], "UnitKind"), _unit(unit))
    yield "carrier", (_("Carrier"), _party(facts["carrier"], _("Name"), _("Tax number")))
    driver = _party(facts["driver"], _("Surname and given names"), _("Identity document"))
    yield "driver", (_("Driver"), driver)
    yield "journey", (_("Journey"), _journey(facts))
    for number, permit in enumerate(facts.get("permits", ()), start=1):
        title = _("Permit %(number)s", number=number)
        yield f"permit {number}", (title, permit_facts_told(permit))
    if facts.get("judged"):
        yield "judged", (_("Limits that were looked at"), dict(map(_judged, facts["judged"])))
    if facts.get("struck"):
        struck = {one["suggestion"]: one["reason"] for one in facts["struck"]}
        yield "struck", (_("Suggested and struck"), struck)
    for line in facts["deficiencies"]:
        title = f"{line['position']}. {line['code']} {_text(line['title'])}"
        yield f"deficiency {line['id']}", (title, _deficiency(line))


def _notice(facts: Facts, post: Place) -> dict[str, str]:
    acknowledged = facts["acknowledgement"]
    return {
        _("Number"): facts["number"],
        _("Issued"): at(datetime.fromisoformat(facts["issued_at"]), post),
        _("Issued by"): facts["issuer"],
        _("Present by"): at(datetime.fromisoformat(facts["deadline"]), post),
        _("Checkpoint"): _text((facts["checkpoint"] or {}).get("name")),
        _("Restriction"): word(facts["severity"], "Severity"),
        _("Language of the papers"): word(facts["language"], "Language"),
        _("Driver's acknowledgement"): word(acknowledged, "Acknowledgement")
        if acknowledged
        else "",
        _("Witness"): facts["witness"],
    }


def _unit(unit: Facts) -> dict[str, str]:
    return {
        _("Kind of vehicle"): word(unit["kind"], "UnitKind"),
        _("Plate"): unit["plate"],
        _("Country"): country(unit["country"]),
        _("Make"): unit["make"],
        _("VIN"): unit["vin"],
        _("Why the VIN was not read"): unit["vin_unread"],
    }


def _party(party: Facts, name: str, number: str) -> dict[str, str]:
    return {
        name: party["name"],
        _("Country"): country(party["country"]),
        number: party["number"],
        _("Address"): party["address"],
    }


def _journey(facts: Facts) -> dict[str, str]:
    return {
        _("Kind of carriage"): word(facts["carriage"], "Carriage"),
        _("From"): country(facts["origin_country"]),
        _("To"): f"{facts['destination']}, {country(facts['destination_country'])}",
        _("Leaves the Union State at"): _text((facts["exit_post"] or {}).get("name")),
        _("Cargo"): facts["cargo"],
        _("Axle loads"): _listed(mass(load) for load in facts["axle_loads"]),
        _("Axle spacings"): _listed(length(spacing) for spacing in facts["axle_spacings"]),
    }


def _deficiency(line: Facts) -> dict[str, str]:
    return {
        _("Group"): word(line["deficiency_class"], "DeficiencyClass"),
        _("Vehicle"): line["plate"],
        _("Document"): _text(line["document_kind"]),
        _("Number of the document"): line["document_number"],
        **(_measurement(line["measured"]) if line["measured"] else {}),
        _("Remark"): line["remark"],
        _("What removes it"): _text(line["removal"]),
        _("Legal basis"): _text(line["basis"]),
    }


def _judged(found: Facts) -> tuple[str, str]:
    quantity = Quantity(found["quantity"])
    what = f"{word(quantity)} {found['axles']}".strip()
    state = word(found["limit_code"][:2], "Side")
    value = measured(found["corrected"], quantity)
    limit = _("limit %(limit)s", limit=measured(found["limit"], quantity))
    verdict = word(found["verdict"], "Verdict")
    return f"{what}, {state}, {found['limit_code']}", f"{value} · {limit} · {verdict}"


def _measurement(found: Facts) -> dict[str, str]:
    quantity = Quantity(found["quantity"])
    verified = found["verified_until"]
    return {
        _("Measured value"): f"{word(quantity)}: {measured(found['value'], quantity)}",
        _("Error of the instrument"): measured(found["error"], quantity),
        _("Limit"): measured(found["limit"], quantity),
        _("Verdict"): word(found["verdict"], "Verdict"),
        _("Instrument"): found["instrument"],
        _("Verified until"): day(date.fromisoformat(verified)) if verified else "",
        _("Measured on"): day(date.fromisoformat(found["taken_on"])),
        _("Source of the limit"): _text(found.get("source")) or found["act"],
    }


def _text(words: dict[str, str] | None) -> str:
    """A text in the reader's language, or in Russian where the paper has no such text."""
    return (words.get(str(get_locale())) or words["ru"]) if words else ""


def _listed(parts: Iterable[str]) -> str:
    return " · ".join(parts)
