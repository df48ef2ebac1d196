"""Every word that a person reads exists in Russian and Belarusian; English stands in the code."""

import io
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
WHERE = [("notices/**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "_n": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
FOREIGN = {"ru": re.compile("[іўІЎ]"), "be": re.compile("[ищъИЩЪ]")}
NAMES_OF_LANGUAGES = {"Русский", "Беларуская", "English"}
INTERNATIONAL = {"PDF", "SHA", "UTC", "VIN", "nbsp"}


@cache
def words_in_the_tree() -> dict[str, str]:
    """Every message with a place where it stands."""
    found: dict[str, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(ROOT, WHERE, {}, KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            found.setdefault(text, f"{name}:{line}")
    return found


def catalogue(language: str) -> Catalog:
    path = ROOT / "notices" / "translations" / language / "LC_MESSAGES" / "messages.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


def strings(translated: str | tuple[str, ...]) -> list[str]:
    return [translated] if isinstance(translated, str) else list(translated)


@pytest.mark.parametrize("language", ["ru", "be"])
def test_no_word_is_missing(language: str) -> None:
    known = catalogue(language)
    missing = [
        f"{place}: {text!r}"
        for text, place in words_in_the_tree().items()
        if (found := known.get(text)) is None or found.fuzzy or not all(strings(found.string))
    ]
    listed = "\n".join(missing)
    assert not missing, f"Add to translations/{language}/LC_MESSAGES/messages.po:\n{listed}"


@pytest.mark.parametrize("language", ["ru", "be"])
def test_no_word_is_kept_that_nobody_says(language: str) -> None:
    said = words_in_the_tree()
    kept = [
        text
        for message in catalogue(language)
        if (text := message.id[0] if isinstance(message.id, tuple) else message.id)
        and text not in said
    ]
    assert not kept, f"Nobody says these any more ({language}): {kept}"


@pytest.mark.parametrize("language", ["ru", "be"])
def test_placeholders_and_letters_are_right(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        ids = strings(message.id)
        allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
        for text in strings(message.string):
            assert set(PLACEHOLDER.findall(text)) <= allowed, (message.id, text)
            letters = text
            for name in NAMES_OF_LANGUAGES:
                letters = letters.replace(name, "")
            assert not FOREIGN[language].search(letters), f"A foreign letter: {text!r}"
        if isinstance(message.id, str):
            assert set(PLACEHOLDER.findall(str(message.string))) == allowed, message.id


JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
ADDRESS = re.compile(r"/[a-z]+")
TAG = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"""\b(?:alt|title|placeholder|aria-label)=["']([^"'{]+)["']""")


def test_no_text_stands_in_a_template_untranslated() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        markup = JINJA.sub(" ", path.read_text("utf-8"))
        spoken = [ADDRESS.sub(" ", TAG.sub(" ", markup)), *SPOKEN_ATTRIBUTE.findall(markup)]
        left = [word for text in spoken for word in re.findall(r"[^\W\d_]{2,}", text)]
        bare = [word for word in left if word not in NAMES_OF_LANGUAGES | INTERNATIONAL]
        assert not bare, f"{path.relative_to(ROOT)}: wrap in _(): {bare}"
