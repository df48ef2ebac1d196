"""The forms that registration plates usually have: to doubt a plate, never to refuse it.

Diplomatic, transit, personal and new plates follow other forms, so a form only makes an inspector
look again. The forms of Belarusian lorries are those of the national standard as published; all
others are from general knowledge (docs/assumptions.md). They describe the folded plate
(`workflows.plates.plate_key`): capital Latin letters by shape, without spaces and hyphens.
"""

import re
from typing import NamedTuple

from .plates import plate_key
from .vocabulary import UnitKind

DRAWN = (UnitKind.TRAILER, UnitKind.SEMI_TRAILER)
BY, RU, UA = "[ABEIKMHOPCTX]", "[ABEKMHOPCTYX]", "[ABCEHIKMOPTX]"
"""The letters that plates of Belarus, Russia (and Bulgaria) and Ukraine may have."""


class Form(NamedTuple):
    """An expression for whole folded plates, and a plate of that form as it is written."""

    expression: str
    example: str


class Forms(NamedTuple):
    """The forms of one state; `sign` is its distinguishing sign, which is often typed along.

    `drawn` is that of trailers and semi-trailers, None where it is not known.
    """

    sign: str
    drawing: Form
    drawn: Form | None


def _one(sign: str, expression: str, example: str) -> Forms:
    """Forms of a state whose trailers have plates like those of its lorries."""
    form = Form(expression, example)
    return Forms(sign, form, form)


# fmt: off
FORMS = {
    "BY": Forms("BY", Form(rf"{BY}{{2}}\d{{4}}[0-8]|\d{{4}}{BY}{{2}}[0-8]", "AB 1234-5"),
                Form(rf"{BY}\d{{4}}{BY}[0-8]", "A 1234 B-5")),
    "RU": Forms("RUS", Form(rf"{RU}\d{{3}}{RU}{{2}}\d{{2,3}}|{RU}{{2}}\d{{3}}{RU}\d{{2,3}}",
                            "A 123 BC 77"),
                Form(rf"{RU}{{2}}\d{{4}}\d{{2,3}}|{RU}{{2}}\d{{3}}{RU}\d{{2,3}}", "AB 1234 77")),
    "PL": _one("PL", r"(?=.*\d)[A-Z]{2,3}[0-9A-Z]{4,5}", "PO 12345"),
    "LT": Forms("LT", Form(r"[A-Z]{3}\d{3}", "ABC 123"), Form(r"[A-Z]{2}\d{3}", "AB 123")),
    "LV": Forms("LV", Form(r"[A-Z]{2}\d{1,4}", "AB-1234"), Form(r"[A-Z]\d{1,5}", "A-12345")),
    "EE": Forms("EST", Form(r"\d{2,3}[A-Z]{3}", "123 ABC"), Form(r"\d{2,3}[A-Z]{2}", "123 AB")),
    "DE": _one("D", r"[A-ZÄÖÜ]{1,3}[A-Z]{1,2}\d{1,4}[EH]?", "B-AB 1234"),
    "UA": _one("UA", rf"{UA}{{2}}\d{{4}}{UA}{{2}}", "AA 1234 BB"),
    "KZ": Forms("KZ", Form(r"\d{3}[A-Z]{2,3}\d{2}|[A-Z]\d{3}[A-Z]{2,3}", "123 ABC 02"),
                Form(r"\d{2}[A-Z]{3}\d{2}", "12 ABC 02")),
    "KG": Forms("KG", Form(r"\d{2}(KG)?\d{3}[A-Z]{3}|[A-Z]\d{4}[A-Z]{1,2}", "01 KG 123 ABC"),
                Form(r"\d{2}(KG)?\d{3}[A-Z]{2}", "01 KG 123 AB")),
    "AM": _one("AM", r"\d{2,3}[A-Z]{2}\d{2,3}", "12 AB 345"),
    "UZ": Forms("UZ", Form(r"\d{2}(\d{3}[A-Z]{3}|[A-Z]\d{3}[A-Z]{2})", "01 A 123 BC"),
                Form(r"\d{6}[A-Z]{2}", "01 1234 AB")),
    "TJ": Forms("TJ", Form(r"\d{4}[A-Z]{2}\d{2}", "1234 AB 01"), None),
    "TM": Forms("TM", Form(r"[A-Z]{2}\d{4}[A-Z]{2}", "AB 1234 AG"), None),
    "AZ": Forms("AZ", Form(r"\d{2}[A-Z]{2}\d{3}", "10-AB-123"), None),
    "GE": Forms("GE", Form(r"[A-Z]{2}\d{3}[A-Z]{2}|[A-Z]{3}\d{3}", "AB-123-CD"), None),
    "MD": _one("MD", r"[A-Z]{3}\d{3}", "ABC 123"),
    "RO": _one("RO", r"[A-Z]{1,2}\d{2,3}[A-Z]{3}", "CJ 12 ABC"),
    "TR": _one("TR", r"\d{2}[A-Z]{1,3}\d{2,5}", "34 AB 1234"),
    "FI": Forms("FIN", Form(r"[A-Z]{2,3}\d{1,3}", "ABC-123"),
                Form(r"[A-Z]{1,3}\d{1,3}", "ABC-123")),
    "CZ": _one("CZ", r"\d[A-Z][0-9A-Z]\d{4}", "1AB 2345"),
    "SK": _one("SK", r"[A-Z]{2}\d{3}[A-Z]{2}", "BA-123AB"),
    "HU": _one("H", r"[A-Z]{3,4}\d{3}", "ABC-123"),
    "BG": Forms("BG", Form(rf"{RU}{{1,2}}\d{{4}}{RU}{{2}}", "CA 1234 AB"), None),
    "RS": Forms("SRB", Form(r"[A-Z]{2}\d{3,5}[A-Z]{2}", "BG 1234-AB"), None),
    # The sign of the province is typed as Latin letters, or left out: the papers cannot print it.
    "CN": _one("CHN", r"[A-Z]+[A-Z0-9]{5,6}", "HEI A12345"),
    "MN": Forms("MGL", Form(r"\d{4}[A-ZА-ЯӨҮ]{3}", "1234 УБА"), None),
}
# fmt: on
"""By country of registration (ISO 3166). Plates of states that are not listed are never unusual."""


def example(country: str, kind: UnitKind) -> str:
    """A plate of the form that is usual in a country, as it is written; empty if none is known."""
    form = _form(country, kind)
    return form.example if form else ""


def unusual(plate: str, country: str, kind: UnitKind) -> bool:
    """Whether the plate has another form than is usual for the kind of vehicle in its country.

    The country's distinguishing sign before or after the plate makes no difference.
    """
    form = _form(country, kind)
    if form is None:
        return False
    key, sign = plate_key(plate), FORMS[country].sign
    written = (key, key.removeprefix(sign), key.removesuffix(sign))
    return not any(re.fullmatch(form.expression, bare) for bare in written)


def has_more_beside(plate: str, country: str, kind: UnitKind) -> bool:
    """Whether words of letters stand before or after a plate that is usual without them."""
    words = plate.split()
    own = [index for index, word in enumerate(words) if len(word) < 2 or not word.isalpha()]
    if not own or not unusual(plate, country, kind):
        return False
    first, last = own[0], own[-1]
    parts = (
        " ".join(words[begin : end + 1])
        for begin in range(first + 1)
        for end in range(last, len(words))
    )
    return not all(unusual(part, country, kind) for part in parts)


def _form(country: str, kind: UnitKind) -> Form | None:
    forms = FORMS.get(country)
    if forms is None:
        return None
    return forms.drawn if kind in DRAWN else forms.drawing
