"""How instants, days, measured values, money and countries are shown."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask_babel import format_currency, format_date, format_decimal, get_locale
from flask_babel import gettext as _

from workflows.filing import Measured
from workflows.quantities import as_decimal, is_mass
from workflows.reference import Words
from workflows.vocabulary import Language, Quantity

if TYPE_CHECKING:
    from notices.models import Place

MINSK = ZoneInfo("Europe/Minsk")
HOUR = timedelta(hours=1)
MINOR_UNITS = 100
MEGABYTE = 1_000_000


def in_language(text: dict[str, str] | Words | None) -> str:
    """A text of the reference data in the reader's language."""
    words = text._asdict() if isinstance(text, Words) else text
    return words[str(get_locale())] if words else ""


def at(instant: datetime | None, place: "Place | None" = None) -> str:
    """An instant on the clock of a place (else of Minsk): 22.11.2026 14:05 UTC+3."""
    if instant is None:
        return ""
    local = instant.astimezone(place.zone if place else MINSK)
    offset = local.utcoffset() or timedelta()
    return f"{local:%d.%m.%Y %H:%M} UTC{offset / HOUR:+.3g}"


def day(value: date | None) -> str:
    """A day as written in the reader's language: 22 November 2026."""
    order = "d MMMM y" if str(get_locale()) == Language.EN else "long"
    return str(format_date(value, order, rebase=False)) if value else ""


def mass(kilograms: int) -> str:
    """Kilograms as tonnes."""
    return str(_("%(tonnes)s t", tonnes=format_decimal(as_decimal(kilograms))))


def length(millimetres: int) -> str:
    """Millimetres as metres."""
    return str(_("%(metres)s m", metres=format_decimal(as_decimal(millimetres))))


def distance(kilometres: int) -> str:
    """The length of a way: 1,058 km."""
    return str(_("%(kilometres)s km", kilometres=format_decimal(kilometres)))


def driving_time(minutes: int) -> str:
    """A time of driving: 8 h 15 min."""
    return str(_("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=minutes % 60))


def measured(value: int, quantity: Quantity) -> str:
    """A value of a quantity (kg or mm) with its unit."""
    return mass(value) if is_mass(quantity) else length(value)


def excess(found: Measured) -> str:
    """By how much a corrected value is over its limit, if it is: 1.8 t (18 %)."""
    if not found.excess:
        return str(_("none"))
    return f"{measured(found.excess, found.quantity)} ({_per_cent(found.excess_percent)})"


def axles(numbers: str) -> str:
    """The axles that bear a load ("2", "3-5") in words."""
    if numbers.isdecimal():
        return str(_("axle %(number)s", number=numbers))
    return str(_("axles %(numbers)s", numbers=numbers.replace("-", "–")))


def file_size(size: int) -> str:
    """Bytes as kilobytes (rounded up) or megabytes, both powers of ten: 3.4 MB."""
    if size < MEGABYTE:
        return str(_("%(size)s kB", size=format_decimal(-(-size // 1000))))
    return str(_("%(size)s MB", size=format_decimal(Decimal(size) / MEGABYTE, "#,##0.0")))


def percent(thousandths: int) -> str:
    """A share in per cent."""
    return _per_cent(Decimal(thousandths) / 10)


def _per_cent(share: Decimal) -> str:
    """With a space that keeps it on one line."""
    return f"{format_decimal(share)}\N{NO-BREAK SPACE}%"


def money(minor_units: int, currency: str) -> str:
    """An amount of money with the code of its currency (ISO 4217): 1 250.50 BYN."""
    return str(format_currency(Decimal(minor_units) / MINOR_UNITS, currency, "#,##0.00 ¤¤"))


def country(code: str) -> str:
    """The name of a country (ISO 3166); a code that is unknown stays a code."""
    return str(get_locale().territories.get(code, code))


FORMATS: dict[str, Callable[..., str]] = {
    "tr": in_language,
    "at": at,
    "day": day,
    "mass": mass,
    "length": length,
    "distance": distance,
    "driving_time": driving_time,
    "quantity": measured,
    "excess": excess,
    "axles": axles,
    "file_size": file_size,
    "percent": percent,
    "money": money,
    "country": country,
}
