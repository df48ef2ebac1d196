"""How people write down plates that they see: in a hurry, in two alphabets, with more beside."""

import random
from collections.abc import Callable

from workflows.plates import SHAPES

PLATES = {
    "BY": ("AB 1234-7", "1234 BK-3", "A 5678 B-7", "OI 8010-1", "BB 8888-8"),
    "RUS": ("A 123 BC 77", "О 001 ОВ 199", "ВА 4321 78", "K 321 MM 750"),
    "KZ": ("123 ABC 02", "45 KLM 16", "808 BOI 01"),
    "KG": ("01 KG 456 HKM", "02 123 ABC"),
    "LT": ("KLM 321", "BIO 801"),
    "LV": ("KR-9417",),
    "PL": ("WGM 5432A", "PO 7K890"),
    "TR": ("34 KBC 987",),
    "UZ": ("50 P 123 AB",),
    "AM": ("34 OL 345",),
    "D": ("B-KX 1234", "TÜ AB 123"),
}
"""Held plates by the sign of the country."""

REGIONS = {"BY": 1, "RUS": 2, "KZ": 2}
"""How many letters the shortest region has, where plates are known without it."""

BEFORE = ("1", "2", "12", "MAZ", "МАЗ", "DAF", "Volvo", "TIR", "прицеп")
AFTER = BEFORE[3:]
"""Makes and other words; numbers stand before a plate, because behind one they may be a region."""

SEPARATORS = (" ", " ", "-", ".", "  ", "")
CUTS = (",", "/", ";", "+", " / ", ", ")
MISTAKEN = {"O": "0", "0": "O", "I": "1", "1": "I", "B": "8", "8": "B"}
CYRILLIC = {chr(latin): chr(letter) for letter, latin in SHAPES.items() if latin < letter}

Way = Callable[[random.Random, str], str]


def in_other_letters(chance: random.Random, plate: str) -> str:
    """Some letters in Cyrillic, some small, or a small l for each 1."""
    found = "".join(chance.choice((sign, CYRILLIC.get(sign, sign))) for sign in plate)
    if chance.random() < 0.2:
        return found.replace("1", "l")
    return "".join(sign.lower() if chance.random() < 0.1 else sign for sign in found)


def misread(chance: random.Random, plate: str) -> str:
    """A letter and a digit taken for one another."""
    sign = chance.choice(plate)
    return plate.replace(sign, MISTAKEN.get(sign, sign), 1)


def spaced_otherwise(chance: random.Random, plate: str) -> str:
    """Without blanks and hyphens, or with others."""
    return "".join(chance.choice(SEPARATORS) if sign in " -" else sign for sign in plate)


def beside_a_word(chance: random.Random, plate: str) -> str:
    """With a make, a number of a list or another word, before or after it, or glued to it."""
    between = chance.choice(SEPARATORS)
    before, after = chance.choice(BEFORE), chance.choice(AFTER)
    return chance.choice((f"{before}{between}{plate}", f"{plate}{between}{after}"))


def cut(chance: random.Random, plate: str) -> str:
    """With a comma or a bar in it."""
    at = chance.randrange(1, len(plate))
    return f"{plate[:at]}{chance.choice(CUTS)}{plate[at:]}"


def beside_another(chance: random.Random, plate: str) -> str:
    """With the plate of another unit."""
    return chance.choice((f"{plate}, CX 2222-2", f"CX 2222-2; {plate}"))


WAYS: tuple[Way, ...] = (in_other_letters, misread, spaced_otherwise, beside_a_word, cut)


def typed_in_a_hurry(chance: random.Random, country: str, plate: str) -> str:
    """The plate as somebody might type it who has the vehicle before the eyes."""
    if country in REGIONS and chance.random() < 0.3:
        plate = without_region(plate, country)
    if chance.random() < 0.2:
        sign, between = chance.choice((country, "RU", "BLR")), chance.choice(SEPARATORS)
        plate = chance.choice((f"{sign}{between}{plate}", f"{plate}{between}{sign}"))
    for way in chance.sample(WAYS, chance.randrange(4)):
        plate = way(chance, plate)
    return beside_another(chance, plate) if chance.random() < 0.2 else plate


def without_region(plate: str, country: str) -> str:
    """The plate without what stands last on it."""
    return plate[:-1].rstrip("-") if country == "BY" else plate.rpartition(" ")[0]
