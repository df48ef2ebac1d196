"""The register's current version of a notice as the answers that a correction starts from."""

from datetime import datetime
from typing import Any

from flask_babel import format_decimal

from notices.models import Deficiency, Notice, Permit, Unit
from workflows.quantities import as_decimal
from workflows.vocabulary import Wheels
from workflows.weighed import LENGTHS

from .forms import permits
from .forms.suggestions import Decision, decision
from .forms.vehicles import SLOTS


def registered_answers(notice: Notice) -> dict[str, dict[str, Any]]:
    """What would have to be typed to file the current version again."""
    return {
        "vehicles": _vehicles(notice.units),
        "parties": _parties(notice),
        "journey": {
            "carriage": notice.carriage or "",
            "origin_country": notice.origin_country,
            "destination": notice.destination,
            "destination_country": notice.destination_country,
            "exit_post": notice.exit_post.code if notice.exit_post else "",
            "cargo": notice.cargo,
            "town": notice.town,
        },
        "permits": _permits(notice.permits),
        "findings": {
            str(line.position): _finding(line)
            for line in notice.deficiencies
            if not line.suggestion
        },
        **_suggestions(notice),
        **({"measuring": _measuring(notice.weighed)} if notice.weighed else {}),
    }


def _vehicles(units: list[Unit]) -> dict[str, str]:
    fields = ("kind", "plate", "country", "make", "vin", "vin_unread")
    typed = {
        f"{SLOTS[unit.position]}-{field}": str(getattr(unit, field))
        for unit in units
        for field in fields
    }
    unread = {f"{SLOTS[unit.position]}-vin_unreadable": "y" for unit in units if unit.vin_unread}
    return typed | unread


def _parties(notice: Notice) -> dict[str, str]:
    filed = ("name", "country", "tax_number", "address", "phone", "email")
    return {
        **{f"carrier_{field}": getattr(notice.carrier, field) for field in filed},
        "driver_surname": notice.driver_surname,
        "driver_given_names": notice.driver_given_names,
        "driver_citizenship": notice.driver_citizenship,
        "driver_document": notice.driver_document,
        "driver_phone": notice.driver_phone,
        "language": notice.language,
    }


def _permits(shown: list[Permit]) -> dict[str, str]:
    return {
        f"{slot}-{name}": typed
        for slot, permit in zip(permits.SLOTS, shown, strict=False)
        for name, typed in _permit(permit).items()
    }


def _permit(permit: Permit) -> dict[str, str]:
    country, other_country = (*permit.countries, "", "")[:2]
    lengths = {name: getattr(permit, name) for name in ("gross_mass", "length", "width", "height")}
    return {
        "kind": permit.kind,
        "number": permit.number,
        "valid_from": permit.valid_from.isoformat() if permit.valid_from else "",
        "valid_until": permit.valid_until.isoformat(),
        "trips": permit.trips,
        "plates": ", ".join(permit.plates),
        "country": country,
        "other_country": other_country,
        "carriage": permit.carriage or "",
        **{name: _decimal(value) if value else "" for name, value in lengths.items()},
        "axle_loads": _decimals(permit.axle_loads),
        "axle_spacings": _decimals(permit.axle_spacings),
        **({"used": "y"} if permit.used else {}),
    }


def _finding(line: Deficiency) -> dict[str, str]:
    found = {
        "code": line.code,
        "version": str(line.wording_version),
        "line": str(line.id),
        "unit": SLOTS[line.unit.position],
        "remark": line.remark,
        "document_kind": line.document_kind or "",
        "document_number": line.document_number,
    }
    first = line.first_measurement
    if first is None:
        return found
    return found | {
        "value": _decimal(first.value),
        "limit": _decimal(first.limit),
        "error": _decimal(first.error),
        "tolerance": _decimal(first.tolerance * 100),
        "act": first.act,
        "instrument": first.instrument,
        "verified_until": first.verified_until.isoformat() if first.verified_until else "",
        "taken_on": first.taken_on.isoformat(),
    }


def _suggestions(notice: Notice) -> dict[str, dict[str, str]]:
    """The decisions about what was suggested."""
    decided: dict[str, str] = {}
    for line in notice.deficiencies:
        if line.suggestion:
            decided |= decision(line.suggestion, Decision.ACCEPT, line.remark)
    for one in notice.struck or ():
        decided |= decision(one["suggestion"], Decision.STRIKE, one["reason"])
    return {"suggestions": decided} if decided else {}


def _measuring(weighed: dict[str, Any]) -> dict[str, str]:
    """What was typed about the measurements (`workflows.weighed.Weighed` as JSON)."""
    at = datetime.fromisoformat(weighed["taken_at"])
    twin = [number for number, kind in enumerate(weighed["wheels"], 1) if kind == Wheels.TWIN]
    typed = {
        "axles": " ".join(map(str, weighed["axles_of_unit"])),
        "loads": _decimals(weighed["axle_loads"]),
        "spacings": _decimals(weighed["axle_spacings"]),
        "twin": " ".join(map(str, twin)),
        "sum_answer": weighed["sum_answer"],
        "trailer": str(weighed.get("trailer") or ""),
        "taken_on": f"{at:%Y-%m-%d}",
        "taken_time": f"{at:%H:%M}",
        "gross_error": _decimal(weighed["gross_error"]),
        **{name: weighed[name] for name in ("road_class_by", "road_class_ru")},
        **{name: "y" for name in ("isothermal", "listed_road", "hot") if weighed[name]},
        **{name: _decimal(weighed[name]) for name in ("gross_mass", *LENGTHS)},
    }
    if _is_added_up(weighed):
        typed |= {"gross_mass": "", "gross_error": ""}
    for name in ("scales", "gauge"):
        if used := weighed[name]:
            typed[name], typed[f"{name}_until"] = used["name"], used["verified_until"]
            typed[f"{name}_error"] = _decimal(used["error"])
    return typed


def _is_added_up(weighed: dict[str, Any]) -> bool:
    """Whether the gross mass is the sum of the loads, with the error of each of them."""
    loads, scales = weighed["axle_loads"], weighed["scales"]
    added = (sum(loads), scales["error"] * len(loads)) if loads and scales else None
    return (weighed["gross_mass"], weighed["gross_error"]) == added


def _decimals(values: list[int]) -> str:
    return " ".join(map(_decimal, values))


def _decimal(value: int | None) -> str:
    """Thousandths as the reader types them."""
    return "" if value is None else format_decimal(as_decimal(value), "0.###")
