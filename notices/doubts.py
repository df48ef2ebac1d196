"""Doubts about what was typed: shown beside the field, never in the way of going on.

They need no press of their own. An inspector with a queue at night sees them beside the field as
often as the page is open, and once more on the check page, before anything is issued.
"""

from flask_babel import gettext as _

from workflows import vins
from workflows.plate_formats import example, unusual
from workflows.vocabulary import UnitKind


def plate_doubt(plate: str, country: str, kind: UnitKind) -> str:
    """What to do about a plate that is unusual for its country; empty where there is no doubt."""
    if not plate or not unusual(plate, country, kind):
        return ""
    return str(
        _(
            "Compare the plate with the vehicle: in this country plates usually look like"
            " %(example)s. If it is right, go on.",
            example=example(country, kind),
        )
    )


def vin_doubt(vin: str) -> str:
    """What to do about a VIN whose check digit does not fit; empty where there is no doubt."""
    if not vins.doubtful(vin):
        return ""
    return str(
        _(
            "Compare the VIN with the vehicle: its ninth character should be %(digit)s. If it is"
            " right, go on.",
            digit=vins.check_digit(vins.vin_key(vin)),
        )
    )
