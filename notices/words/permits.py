"""What a permit says, in the reader's language: from its row, or from the facts of a version."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from notices.models import Permit
from workflows.vocabulary import Quantity

from .codes import word
from .formats import country, day, measured

FIGURES = {
    "gross_mass": Quantity.GROSS_MASS,
    "length": Quantity.LENGTH,
    "width": Quantity.WIDTH,
    "height": Quantity.HEIGHT,
}
AXLES = {"axle_loads": Quantity.AXLE_LOAD, "axle_spacings": Quantity.AXLE_SPACING}


def permit_told(permit: Permit) -> list[tuple[str, str]]:
    """The labels and values of a permit that was filed, besides its kind, number and use."""
    row = {column.key: getattr(permit, column.key) for column in Permit.__table__.columns}
    told = _told(row) | _figures(row)
    return [(label, value) for label, value in told.items() if value]


def permit_facts_told(facts: Mapping[str, Any]) -> dict[str, str]:
    """All values of a permit by label, as a version of the notice has them; empty ones too."""
    days = {
        name: date.fromisoformat(facts[name]) if facts[name] else None
        for name in ("valid_from", "valid_until")
    }
    return {
        _("Kind of permit"): word(facts["kind"], "PermitKind"),
        _("Number"): facts["number"],
        **_told({**facts, **days}),
        _("Already used"): _("Yes") if facts["used"] else "",
        **_figures(facts),
    }


def _told(permit: Mapping[str, Any]) -> dict[str, str]:
    carriage = permit["carriage"]
    return {
        _("Valid from"): day(permit["valid_from"]),
        _("Valid until"): day(permit["valid_until"]),
        _("Trips"): word(permit["trips"], "Trips"),
        _("For carriage between"): " – ".join(map(country, permit["countries"])),
        _("Made out for this kind of carriage"): word(carriage, "Carriage") if carriage else "",
        _("Plates that it names"): ", ".join(permit["plates"]),
    }


def _figures(permit: Mapping[str, Any]) -> dict[str, str]:
    single = {
        word(quantity): measured(permit[name], quantity) if permit[name] else ""
        for name, quantity in FIGURES.items()
    }
    several = {
        word(quantity): " · ".join(measured(value, quantity) for value in permit[name])
        for name, quantity in AXLES.items()
    }
    return single | several
