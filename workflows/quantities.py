"""Measured quantities: typed as decimals, kept as whole kilograms and millimetres, judged exactly.

A measured value is corrected by the instrument's error in the carrier's favour. The corrected
value is over its limit when it exceeds the limit by more than the tolerance that the act names
(Russia: 2 %, Federal Law 257-FZ, article 3); between the two the excess is not established.
"""

import re
from decimal import Decimal

from .vocabulary import Quantity, Verdict

MASSES = frozenset({Quantity.GROSS_MASS, Quantity.AXLE_LOAD, Quantity.AXLE_GROUP_LOAD})
PLAIN_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
PLAIN_AMOUNT = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?")
UNITS_PER_DECIMAL = 1000
"""A tonne is 1000 kg, a metre 1000 mm."""

MINOR_UNITS = 100
"""A rouble has 100 kopecks, a euro 100 cents."""


def is_mass(quantity: Quantity) -> bool:
    """Whether the quantity is typed in tonnes (otherwise in metres)."""
    return quantity in MASSES


def parse_thousandths(text: str) -> int:
    """Read "11,5", "11.5" or " 11,50 " (tonnes, metres) as 11500 (kilograms, millimetres).

    Raises ValueError for anything but a plain number with at most three decimals.
    """
    if not PLAIN_NUMBER.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no plain number.")
    return int(Decimal(text.strip().replace(",", ".")) * UNITS_PER_DECIMAL)


def parse_minor_units(text: str) -> int:
    """Read an amount of money such as "1500" or "1500,50" as 150000 or 150050 minor units.

    Raises ValueError for anything but a plain amount below ten million.
    """
    if not PLAIN_AMOUNT.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no plain amount.")
    return int(Decimal(text.strip().replace(",", ".")) * MINOR_UNITS)


def as_decimal(thousandths: int) -> Decimal:
    """Give 11500 (kilograms, millimetres) as 11.5 (tonnes, metres), without trailing zeros."""
    value = (Decimal(thousandths) / UNITS_PER_DECIMAL).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def corrected(value: int, error: int) -> int:
    """The measured value less the instrument's error, never below nothing."""
    return max(value - error, 0)


def verdict_on(
    *, value: int, error: int, limit: int, tolerance: int, instrument_verified: bool
) -> Verdict:
    """Judge a value (kg or mm) against its limit; `tolerance` is in thousandths of the limit.

    An instrument whose verification has expired cannot establish anything.
    """
    if not instrument_verified:
        return Verdict.NOT_ESTABLISHED
    settled = corrected(value, error)
    if settled <= limit:
        return Verdict.WITHIN
    over = settled * 1000 > limit * (1000 + tolerance)
    return Verdict.OVER if over else Verdict.NOT_ESTABLISHED
