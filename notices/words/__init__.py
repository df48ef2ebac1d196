"""The words for codes, and how values are shown: in the reader's language, at display time."""

from collections.abc import Callable

from flask import Flask, request, session
from flask_babel import Babel, refresh
from flask_security import current_user
from jinja2 import pass_context

from notices.models import Person
from workflows.vocabulary import Language

from .codes import consequence, duty, list_of, word
from .formats import FORMATS, MINSK, country, in_language
from .permits import permit_facts_told, permit_told
from .reasons import reason
from .standing import standing
from .steps import by_whom, done, logged, next_step, status_now, step_word

FILTERS: dict[str, Callable[..., str]] = {
    **FORMATS,
    "word": word,
    "list_of": list_of,
    "duty": duty,
    "consequence": consequence,
    "step": step_word,
    "done": done,
    "by_whom": by_whom,
    "logged": logged,
    "reason": reason,
    "standing": standing,
    "status_now": status_now,
    "next_step": next_step,
}
LANGUAGES = tuple(language.value for language in Language)
LANGUAGE_BUTTON = "switch_language"
"""A language button of a page with a form submits that form under this name: the page comes back
in the other language with everything that was typed."""

__all__ = [
    "LANGUAGES",
    "LANGUAGE_BUTTON",
    "MINSK",
    "by_whom",
    "choose_language",
    "country",
    "done",
    "in_language",
    "init_words",
    "list_of",
    "next_step",
    "permit_facts_told",
    "reason",
    "standing",
    "step_word",
    "word",
]


def chosen_language() -> str:
    """The language of the reader: chosen on a page, else that of the account, else Russian."""
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    if isinstance(current_user, Person):
        return current_user.language
    return Language.RU


def choose_language(code: str | None) -> None:
    """Keep the reader's choice; a code that is no language is ignored."""
    if code in LANGUAGES:
        session["language"] = code
        refresh()


def for_each_reader(told: Callable[..., str]) -> Callable[..., str]:
    """A filter that no page is compiled with: a constant would stay in its first reader's words."""
    return pass_context(lambda _context, *values, **named: told(*values, **named))


def init_words(app: Flask) -> None:
    """Install the catalogues, the filters and the language buttons of pages with a form."""
    Babel(app, locale_selector=chosen_language)
    app.jinja_env.filters.update({name: for_each_reader(told) for name, told in FILTERS.items()})
    app.jinja_env.filters["permit"] = permit_told
    app.before_request(switch_language)


def switch_language() -> None:
    """Take note of a language button, before the form is read."""
    choose_language(request.values.get(LANGUAGE_BUTTON))
