"""Vehicle identification numbers: folded by shape, judged by form, doubted by check digit.

The form is that of ISO 3779: 17 capital Latin letters and digits without I, O and Q. The check
digit is prescribed in North America alone (49 CFR 565.15), so it can only raise a doubt.
"""

import re

from .plates import plate_key

VIN = re.compile(r"[0-9A-HJ-NPR-Z]{17}")
NORTH_AMERICAN = "12345"
"""The first character of the VINs of the United States, Canada and Mexico (ISO 3780)."""

# fmt: off
VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
# fmt: on
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
CHECK_DIGITS, CHECK_POSITION = "0123456789X", 8
MISREAD = str.maketrans("OQI", "001")
ALIKE = {"B": "8", "8": "B", "S": "5", "5": "S", "Z": "2", "2": "Z"}


def vin_key(typed: str) -> str:
    """The VIN in capital Latin letters by shape, without spaces and hyphens; it may be none."""
    return plate_key(typed)


def is_vin(typed: str) -> bool:
    """Whether the folded text has the form of a VIN."""
    return VIN.fullmatch(vin_key(typed)) is not None


def check_digit(vin: str) -> str:
    """What stands in position 9 of a folded VIN if it has a check digit (49 CFR 565.15(c))."""
    weighed = sum(VALUES[sign] * weight for sign, weight in zip(vin, WEIGHTS, strict=True))
    return CHECK_DIGITS[weighed % 11]


def doubtful(typed: str) -> bool:
    """Whether the text is a North American VIN whose check digit does not fit."""
    vin = vin_key(typed)
    if not is_vin(vin) or vin[0] not in NORTH_AMERICAN:
        return False
    return vin[CHECK_POSITION] != check_digit(vin)


def readings(typed: str) -> frozenset[str]:
    """The VINs that may stand behind one that was misread, for searches only.

    No VIN has O, Q or I: they are 0 and 1. One of B and 8, S and 5, Z and 2 may be the other.
    """
    vin = vin_key(typed).translate(MISREAD)
    changed = (
        vin[:at] + ALIKE[sign] + vin[at + 1 :] for at, sign in enumerate(vin) if sign in ALIKE
    )
    return frozenset((vin, *changed))
