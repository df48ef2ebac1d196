"""Drafts that the inspectors of the demonstration have begun, kept as their pages keep them."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from notices.inspector.drafts import begin, save
from notices.inspector.forms.vehicles import SLOTS
from workflows.acts import Act
from workflows.vocabulary import Role

from .hauls import Garage, Haul
from .staff import Staff

DRAFTS = 8
SEED = 8
Pages = dict[str, dict[str, Any]]


def begin_drafts(staff: Staff, now: datetime) -> None:
    """Begin some drafts, each of them filled in a little further than the one before."""
    inspectors = staff.all_of(Role.INSPECTOR)
    garage = Garage(Random(SEED))  # noqa: S311 (nothing here is secret)
    for place in range(DRAFTS):
        pages = list(_pages(garage.haul(garage.company())).items())
        at = now - timedelta(minutes=7 * (DRAFTS - place))
        notice = begin(Act(inspectors[place % len(inspectors)], at))
        for page, typed in pages[: place % len(pages) + 1]:
            save(notice, page, typed)


def _pages(haul: Haul) -> Pages:
    """What would be typed on each page for a haul."""
    carrier, driver, journey = haul.carrier, haul.driver, haul.journey
    return {
        "vehicles": {
            f"{slot}-{field}": str(getattr(unit, field))
            for slot, unit in zip(SLOTS, haul.units, strict=False)
            for field in ("kind", "plate", "country", "make", "vin")
        },
        "parties": {
            "carrier_name": carrier.name,
            "carrier_country": carrier.country,
            "carrier_tax_number": carrier.tax_number,
            "carrier_address": carrier.address,
            "driver_surname": driver.surname,
            "driver_given_names": driver.given_names,
            "driver_citizenship": driver.citizenship,
            "driver_document": driver.document_number,
            "language": haul.language.value,
        },
        "journey": {
            "carriage": journey.carriage.value,
            "origin_country": journey.origin_country,
            "destination": journey.destination,
            "destination_country": journey.destination_country,
            "exit_post": journey.exit_post,
            "cargo": journey.cargo,
        },
        "findings": {"1": {"code": "I18", "remark": "", "document_number": ""}},
    }
