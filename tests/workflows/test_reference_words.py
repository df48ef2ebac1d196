"""The texts of the reference files are written in the language that they are filed under."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import workflows

FILES = sorted((Path(workflows.__file__).parent / "data").glob("*.json"))
VOWELS = "аеёіоуыэюя"
LATIN_IN_CYRILLIC_TEXT = {"CMR", "E", "II"}


def texts_in(value: object, language: str) -> Iterator[str]:
    """Every text of one language, wherever it stands in a file."""
    if isinstance(value, dict):
        if set(value) == {"ru", "be", "en"}:
            yield value[language]
        else:
            for part in value.values():
                yield from texts_in(part, language)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part, language)


def the_texts(language: str) -> list[str]:
    return [
        text
        for file in FILES
        for text in texts_in(json.loads(file.read_text(encoding="utf-8")), language)
    ]


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def is_latin(word: str) -> bool:
    return re.fullmatch(r"[A-Za-zÀ-ž]+", word) is not None


def is_cyrillic(word: str) -> bool:
    return re.fullmatch(r"[А-Яа-яЁёІіЎў]+", word) is not None


def test_there_is_something_to_read() -> None:
    assert len(the_texts("be")) > 400


@pytest.mark.parametrize(
    ("language", "foreign"),
    [("ru", "іўїєґ"), ("be", "ищъїєґ"), ("en", "абвгдеёжзийклмнопрстуфхцч")],
)
def test_no_letter_of_another_language_slips_in(language: str, foreign: str) -> None:
    wrong = [text for text in the_texts(language) if set(text.lower()) & set(foreign)]
    assert wrong == []


@pytest.mark.parametrize("language", ["ru", "be"])
def test_no_latin_letter_stands_for_a_cyrillic_one(language: str) -> None:
    wrong = [
        word
        for text in the_texts(language)
        for word in words_of(text)
        if not is_cyrillic(word) and not (is_latin(word) and word in LATIN_IN_CYRILLIC_TEXT)
    ]
    assert wrong == []


def test_belarusian_writes_short_u_after_a_vowel_and_nowhere_else() -> None:
    """Rules of Belarusian Orthography and Punctuation (2008), on ў: after a vowel, no pause."""
    too_long = re.compile(rf"[{VOWELS}]\s+у|[{VOWELS}]у", re.IGNORECASE)
    too_short = re.compile(rf"(?<![{VOWELS}])(?<![{VOWELS}]\s)ў", re.IGNORECASE)
    wrong = [
        text
        for text in the_texts("be")
        if too_short.search(text) or any(m[0][-1] == "у" for m in too_long.finditer(text))
    ]
    assert wrong == []


def test_belarusian_keeps_its_hard_consonants() -> None:
    """ж, р, ч and ш are always hard in Belarusian, and soft д and т have become дз and ц."""
    wrong = [
        word
        for text in the_texts("be")
        for word in words_of(text)
        if re.search(r"[жрчш][еіёюя]|[дт][еіёюя]", word, re.IGNORECASE)
    ]
    assert wrong == []
