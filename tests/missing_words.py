"""Notes every text that a page asks for in a language whose catalogue does not have it."""

from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import get_domain

LANGUAGES = ("ru", "be")
"""The texts in the code are English, so that English lacks nothing."""


class Noting(NullTranslations):
    """Stands behind a catalogue and hears of whatever it does not have."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing

    def gettext(self, message: str) -> str:
        """Note a text and leave it English."""
        self.missing.append(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Note a text with a number."""
        self.missing.append(msgid1)
        return msgid1 if n == 1 else msgid2


class Catalogues(dict[Any, Translations]):
    """The cache of loaded catalogues: puts a note-taker behind each as it comes in."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing

    def __setitem__(self, key: Any, catalogue: Translations) -> None:
        if key[0] in LANGUAGES:
            catalogue.add_fallback(Noting(self.missing))
        super().__setitem__(key, catalogue)


def note_missing_words(app: Flask) -> list[str]:
    """Give the list that fills with the texts that lack a translation."""
    missing: list[str] = []
    with app.app_context():
        get_domain().cache = Catalogues(missing)
    return missing
