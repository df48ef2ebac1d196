"""Registration plates: folded by the shape of letters, never by their sound.

A clerk who types Cyrillic and one who types Latin mean the same plate, because both copy the
shapes they see. Sounds would make different plates equal (В is not V, Н is not N, Р is not R).
"""

import unicodedata
from collections.abc import Iterable

SHAPES = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
CONFUSED = str.maketrans("OIBЗ", "0183")
SHORTEST, LONGEST = 3, 10
"""Letters and digits in the plates of the states whose vehicles come here."""

# fmt: off
COUNTRY_SIGNS = (
    "BY", "RUS", "PL", "LT", "LV", "EST", "D", "UA", "KZ", "KG", "AM", "UZ", "TJ", "TM", "AZ", "GE",
    "MD", "RO", "TR", "FIN", "CZ", "SK", "H", "BG", "SRB", "CN", "CHN", "MGL", "IR", "NL", "I", "F",
)
# fmt: on


def plate_key(plate: str) -> str:
    """The plate in capital Latin letters by shape, without spaces, hyphens, dots and bars.

    "АВ 1234-7" in Cyrillic and "AB1234-7" in Latin give one key, which identifies the vehicle.
    """
    folded = unicodedata.normalize("NFKC", plate).upper().translate(SHAPES)
    return "".join(letter for letter in folded if letter.isalnum())


def loose_key(plate: str) -> str:
    """The key with O and 0, I and 1, B and 8, З and 3 made one.

    It finds plates that may have been misread; it never establishes identity.
    """
    return plate_key(plate).translate(CONFUSED)


def misreadings(plate: str) -> frozenset[str]:
    """The loose keys that a misread plate may have: as it stands, and without a country's sign."""
    key = plate_key(plate)
    without = {key.removeprefix(sign) for sign in COUNTRY_SIGNS}
    without |= {key.removesuffix(sign) for sign in COUNTRY_SIGNS}
    return frozenset(loose_key(bare) for bare in {key} | without if len(bare) >= SHORTEST)


def could_be_plate(text: str) -> bool:
    """Whether the text can be one plate, and is neither a fragment nor two plates side by side.

    This is no check of a format: diplomatic, transit and personal plates follow none.
    """
    key = plate_key(text)
    words = [plate_key(word) for word in text.split()]
    complete = [w for w in words if len(w) >= SHORTEST and not w.isalpha() and not w.isdecimal()]
    return SHORTEST <= len(key) <= LONGEST and not key.isalpha() and len(complete) < 2


def not_among(plates: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Those of the plates that none of the others means, as written."""
    keys = {plate_key(other) for other in others}
    return tuple(plate for plate in plates if plate_key(plate) not in keys)
