"""Registration plates: folded by the shape of letters, never by their sound.

A clerk who types Cyrillic and one who types Latin mean the same plate, because both copy the
shapes they see. Sounds would make different plates equal (В is not V, Н is not N, Р is not R).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

SHAPES = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
CONFUSED = str.maketrans("OӨØIBЗҮĐŁҘӀҰҚҜҞҠҢҺҒҪҬҲҎИΜĦÐ", "000183YDL31YKKKKHHFCTXPNMHD")
SHORTEST, LONGEST = 3, 10
"""Letters and digits in the plates of the states whose vehicles come here."""

# fmt: off
COUNTRY_SIGNS = (
    "BY", "RUS", "PL", "LT", "LV", "EST", "D", "UA", "KZ", "KG", "AM", "UZ", "TJ", "TM", "AZ", "GE",
    "MD", "RO", "TR", "FIN", "CZ", "SK", "H", "BG", "SRB", "CN", "CHN", "MGL", "IR", "NL", "I", "F",
    "PБ", "PФ", "RB", "RF",
    "RU", "BLR", "KAZ", "KGZ", "ARM", "POL", "LTU", "LVA", "UKR", "DEU", "TUR", "UZB", "GEO", "AZE",
    "DK", "BIH", "HR", "SLO", "MK", "MNE", "GR", "AUT", "BEL", "NLD",
)
PROVINCES = (
    "JING", "JIN", "JI", "HU", "YU", "MENG", "LIAO", "HEI", "SU", "ZHE", "WAN", "MIN", "GAN", "LU",
    "E", "XIANG", "YUE", "GUI", "QIONG", "CHUAN", "QIAN", "YUN", "ZANG", "SHAN", "QING", "NING",
    "XIN",
)
# fmt: on
"""The signs that stand first on Chinese plates, as they are written in Latin letters."""

WITH_REGION = tuple(
    shape.replace("L", "[A-Z0138]").replace("N", "[0-9]")
    for shape in (
        *("LLNNNN(?=N{1,3}$)", "NNNNLL(?=N{1,3}$)", "LNNNNL(?=N$)"),
        *("LNNNLL(?=N{2,3}$)", "LLNNNL(?=N{2,3}$)", "N{2,3}L{2,3}(?=NN$)"),
    )
)
"""What stands before the region on plates of Belarus, of Russia and of Kazakhstan, in loose keys,
where some letters have become digits. JavaScript reads it too.
"""

WITHIN = tuple(re.compile(f"(?=({shape}))") for shape in WITH_REGION)
"""The same, wherever it begins."""

KYRGYZ = re.compile("(?<=[0-9]{2})KG(?=[0-9])")
"""The country's sign, which stands under the region on plates of Kyrgyzstan."""

WRITTEN = re.compile(r"[^\W_\u02bc]+(?:(?:[ \u00a0–—−-]+|[.·])[^\W_\u02bc]+)*")
"""Letters and digits, with blanks, hyphens or a dot between. Any other sign may stand for a letter
that nobody could read.
"""

TELLING = 5
"""Letters and digits that are looked for within a longer text; fewer stand there by chance."""


def plate_key(plate: str) -> str:
    """The plate in capital Latin letters by shape, without spaces, hyphens, dots and bars.

    "АВ 1234-7" in Cyrillic and "AB1234-7" in Latin give one key, which identifies the vehicle.
    """
    folded = unicodedata.normalize("NFKC", plate).upper().translate(SHAPES)
    return "".join(letter for letter in folded if letter.isalnum())


def loose_key(plate: str) -> str:
    """The key without marks on letters, with O and 0, I and 1, B and 8, З and 3, and letters of
    other languages with those that they look like, made one.

    It finds plates that may have been misread; it never establishes identity.
    """
    return _loosened(plate_key(plate))


def _loosened(key: str) -> str:
    parts = unicodedata.normalize("NFKD", key)
    bare = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return bare.translate(SHAPES).translate(CONFUSED)


def typed_keys(text: str) -> frozenset[str]:
    """The keys of what was typed: as it stands, with 1 for a small l, and without the sign that
    stands within Kyrgyz plates.
    """
    found = {plate_key(text), plate_key(text.replace("l", "1"))}
    return frozenset(found | {KYRGYZ.sub("", each) for each in found})


@lru_cache(maxsize=200)
def misreadings(plate: str) -> frozenset[str]:
    """The loose keys under which the plate may be meant: as it was typed, and without a country's
    sign or the name of a Chinese province, where more than digits is left. Of two plates that may
    be taken for one another, however either was written down, both have one of these in common.
    """
    typed = typed_keys(plate)
    found = set(typed)
    found |= {each.removeprefix(sign) for each in found for sign in COUNTRY_SIGNS}
    found |= {each.removesuffix(sign) for each in found for sign in COUNTRY_SIGNS}
    found |= {each.removeprefix(name) for each in found for name in PROVINCES}
    telling = typed.union(each for each in found if not each.isdecimal())
    return frozenset(_loosened(each) for each in telling if len(each) >= SHORTEST)


def meant_by(plate: str) -> frozenset[str]:
    """The misreadings of what was typed, and of what is left of it without words before it, and
    without words of letters after it: what stands apart there in digits may be a region.
    """
    words = plate.split()
    last = len(words)
    while last and plate_key(words[last - 1]).isalpha():
        last -= 1
    ends = range(last, len(words) + 1)
    parts = {" ".join(words[begin:end]) for end in ends for begin in range(end)}
    return misreadings(plate).union(*map(misreadings, parts))


def standing_in(*parts: str) -> frozenset[str]:
    """The loose keys of what stands within the text, beside other words or numbers, and is long
    enough to tell; not what a region follows there, which is another plate without its region, nor
    digits alone.

    Whoever types a make, a country or a number of a list with a plate means the plate in it.
    """
    found = set()
    for key in typed_keys(" ".join(parts)):
        loose = [*map(_loosened, key)]
        for begin in range(len(key)):
            for end in range(begin + TELLING, min(begin + LONGEST, len(key)) + 1):
                if not key[begin:end].isdecimal():
                    found.add("".join(loose[begin:end]))
    return frozenset(found).difference(*map(before_regions, parts))


def across(parts: Collection[str]) -> frozenset[str]:
    """The loose keys of what stands in the parts together and in none alone: a plate that is
    written with a bar or a comma in it was cut there.
    """
    return standing_in(*parts).difference(*map(standing_in, parts))


def before_regions(part: str) -> frozenset[str]:
    """The loose keys of what a region follows, at the end of what was typed or meant."""
    return frozenset(
        found[1]
        for reading in meant_by(part)
        for shape in WITHIN
        for found in shape.finditer(reading)
    )


def without_region(reading: str) -> Iterator[str]:
    """What stands before the region in a loose key, for each kind of plate that it may be."""
    return (found[1] for shape in WITHIN if (found := shape.match(reading)))


def known_readings(plate: str) -> frozenset[str]:
    """The loose keys under which a known plate may be asked for: all that it may be misread as, and
    these without the region that stands last on it, which is easily left out.

    Of two plates of different regions neither is known by a misreading of the other.
    """
    found = misreadings(plate)
    return found.union(*map(without_region, found))


def known_plates(
    units: Mapping[str, bool], earlier: Iterable[str], seen: Collection[str]
) -> Iterator[tuple[str, str, bool]]:
    """What makes look-alikes known: a plate, one of its known readings, and whether it holds.

    `units` are the plates of a notice with whether it holds them, `earlier` those that it had
    before, `seen` those at its presentation. Where a held unit was not seen under its own plate, it
    may be any of those. Other plates hold, unless they are those of a unit that is free.
    """
    unseen = not_among((plate for plate, held in units.items() if held), seen)
    free = {plate_key(plate) for plate, held in units.items() if not held}
    others = (*earlier, *(seen if unseen else ()))
    holds = {plate: plate_key(plate) not in free for plate in others} | dict(units)
    for plate, held in holds.items():
        for reading in sorted(known_readings(plate)):
            yield plate, reading, held


def could_be_plate(text: str) -> bool:
    """Whether the text can be one plate, and is neither a fragment nor two plates side by side.

    This is no check of a format: diplomatic and transit plates follow none, and personal plates may
    have no digit.
    """
    key = plate_key(text)
    words = [plate_key(word) for word in text.split()]
    whole = [w for w in words if len(w) >= SHORTEST and not w.isdecimal()]
    complete = whole if key.isalpha() else [word for word in whole if not word.isalpha()]
    written = WRITTEN.fullmatch(text.strip())
    return bool(written) and SHORTEST <= len(key) <= LONGEST and len(complete) < 2


def not_among(plates: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """Those of the plates that none of the others means, as written."""
    keys = {plate_key(other) for other in others}
    return tuple(plate for plate in plates if plate_key(plate) not in keys)
