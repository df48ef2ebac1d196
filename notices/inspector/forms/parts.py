"""What the pages of a draft are made of: fields with their limits and rules."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Regexp, StopValidation

Pairs = Iterable[tuple[str, str]]
Groups = Mapping[str, list[tuple[str, str]]]

TELLS = {"data-known": True}
"""Marks a field by which vehicles or carriers are known: `filing.js` asks as soon as it is left."""

MAY_STAY_EMPTY = _l("May stay empty.")
TOO_LONG = _l("Shorten this to %(max)d characters.")
NEIGHBOURS = ("BY", "RU", "PL", "LT", "LV", "UA", "KZ")
"""The countries whose vehicles come most often stand first."""

NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Two-letter codes of Unicode that are no countries of ISO 3166."""

ALPHABETS = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


class Chosen:
    """Validator: one of the choices that the field offers."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Form, field: Any) -> None:
        """Refuse a blank choice as well as one that was never offered."""
        if not field.data or all(value != field.data for value, _label in pairs_of(field)):
            raise StopValidation(self.message)


def tidy(text: str | None) -> str:
    """The text without blanks at its ends or twice in a row."""
    return " ".join((text or "").split())


def line(
    label: str, most: int, needed: str = "", rule: tuple[str, str] | None = None, **more: Any
) -> StringField:
    """One line of at most so many characters; `rule` is an expression and the words for it."""
    validators: list[Any] = [DataRequired(needed)] if needed else []
    validators += [Length(max=most, message=TOO_LONG)]
    more.setdefault("description", "" if needed else MAY_STAY_EMPTY)
    if rule:
        validators.append(_fits(*rule))
    return StringField(label, validators=validators, filters=[tidy], **more)


def several_lines(label: str, most: int = 1000, **more: Any) -> TextAreaField:
    """Several lines that may stay empty."""
    rules = [Length(max=most, message=TOO_LONG)]
    return TextAreaField(label, validators=rules, description=MAY_STAY_EMPTY, **more)


def one_of(
    label: str, message: str, choices: Callable[[], Pairs | Groups], **more: Any
) -> SelectField:
    """One choice of many, with an empty one before them."""
    return SelectField(
        label,
        choices=lambda: after_blank(choices()),
        validate_choice=False,
        validators=[Chosen(message)],
        **more,
    )


def one_of_few(label: str, message: str, choices: Callable[[], Pairs], **more: Any) -> RadioField:
    """One choice of a few, all of them in sight."""
    return RadioField(
        label, choices=choices, validate_choice=False, validators=[Chosen(message)], **more
    )


def pairs_of(field: SelectField) -> Pairs:
    """What a field offers, without the groups. WTForms makes an object of each choice."""
    offered: Any = field.choices
    return chain.from_iterable(offered.values()) if isinstance(offered, Mapping) else offered


def after_blank(choices: Pairs | Groups) -> Any:
    """The choices, also in groups, after an empty one."""
    blank = ("", _("Choose"))
    return {None: [blank], **choices} if isinstance(choices, Mapping) else [blank, *choices]


def countries() -> list[tuple[str, str]]:
    """All countries by name in the reader's language, the neighbours before the others."""
    return _countries_in(get_locale())


@cache
def _countries_in(locale: Locale) -> list[tuple[str, str]]:
    names = {
        code: name
        for code, name in locale.territories.items()
        if len(code) == 2 and code not in NO_COUNTRIES
    }
    others = sorted(names.keys() - set(NEIGHBOURS), key=lambda code: sort_key(names[code]))
    return [(code, names[code]) for code in (*NEIGHBOURS, *others)]


def sort_key(text: str) -> list[int]:
    """Where a text stands in a list in the reader's language, by its alphabet."""
    return _sort_key(text, get_locale().language)


@lru_cache(4096)
def _sort_key(text: str, language: str) -> list[int]:
    alphabet = ALPHABETS[language]
    letters = text.casefold()
    if alphabet.isascii():
        letters = unicodedata.normalize("NFKD", letters)
    return [alphabet.find(letter) for letter in letters if letter.isalpha() or letter == " "]


def _fits(expression: str, message: str) -> Regexp:
    return Regexp(f"(?:{expression})?$", message=message)
