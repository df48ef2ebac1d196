"""The words for codes, and how values are shown: in the reader's language, at display time."""

from flask import Flask, session
from flask_babel import Babel, get_locale
from flask_security import current_user

from workflows.vocabulary import Language

from .models import Person

LANGUAGES = tuple(language.value for language in Language)


def chosen_language() -> str:
    """The language of the reader: chosen on a page, else that of the account, else Russian."""
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    if isinstance(current_user, Person):
        return current_user.language
    return Language.RU


def in_language(text: dict[str, str] | None) -> str:
    """A text of the reference data in the reader's language."""
    return text[str(get_locale())] if text else ""


def init_words(app: Flask) -> None:
    """Install the catalogues and the filters."""
    Babel(app, locale_selector=chosen_language)
    app.add_template_filter(in_language)
