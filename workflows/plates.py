"""Registration plates: folded by the shape of letters, never by their sound.

A clerk who types Cyrillic and one who types Latin mean the same plate, because both copy the
shapes they see. Sounds would make different plates equal (В is not V, Н is not N, Р is not R).
"""

import unicodedata

SHAPES = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
CONFUSED = str.maketrans("OIBЗ", "0183")


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
