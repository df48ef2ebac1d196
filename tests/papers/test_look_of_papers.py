"""Papers can be read, scanned and kept: fonts, letters, page numbers, breaks, QR codes."""

import re
from dataclasses import replace
from pathlib import Path

import pyphen
import pytest
from babel.messages.pofile import read_po
from flask import Flask
from fontTools.ttLib import TTFont
from weasyprint.urls import FatalURLFetchingError

from notices import translations
from notices.forms import PRINTABLE
from notices.models import StoredPaper, db
from notices.papers.codes import address_of, paper_behind
from notices.papers.render import font_folder, render
from tests.factories import a_draft, a_filing, a_notice, step
from tests.papers.conftest import Rendered
from tests.papers.family import COMMON, Family, Member
from tests.papers.reading import (
    FONTS,
    empty_boxes_in,
    fonts_of,
    margins_of,
    pictures_of,
    read_out,
    scanned,
    squeezed,
    text_of,
    texts_of,
)
from workflows.filing import FiledCarrier, FiledDriver
from workflows.vocabulary import Language, Paper, Status

FONT_FILES = ("PTS55F.ttf", "PTS56F.ttf", "PTS75F.ttf", "PTF75F.ttf")
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
BELARUSIAN = "АБВГДЕЁЖЗІЙКЛМНОПРСТУЎФХЦЧШЫЬЭЮЯабвгдеёжзійклмнопрстуўфхцчшыьэюя’"
LATIN = "".join(filter(PRINTABLE.match, map(chr, range(0x100, 0x180))))
SIGNS = "№ « » „ “ ” – — … § ° % · 0123456789"
LETTERS = (RUSSIAN, BELARUSIAN, LATIN, SIGNS)
BELARUSIAN_WORD = re.compile("[а-зй-шыьэюяёіў]+(?:[’'][а-зй-шыьэюяёіў]+)*")
NO_PART = re.compile("[^аеёіоуыэюя]*|.?")
NEVER_APART = re.compile("д-[жз]|-[йўь’']|[^аеёіоуыэюяйўь’']-[аеёіоуыэюя]")
LONGEST = Member(Paper.CORRECTED_NOTICE, Language.EN, 60)
pytestmark = pytest.mark.xdist_group("family")


def with_carrier(family: Family, name: str) -> bytes:
    """The common paper as it would be for a carrier of this name."""
    order = family.order(COMMON)
    notice = order["facts"]["notice"]
    changed = {**notice, "carrier": {**notice["carrier"], "name": name}}
    return render(**order | {"facts": {**order["facts"], "notice": changed}})


def translated(language: Language) -> str:
    """All that the register says in a language."""
    path = Path(translations.__file__).parent / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return " ".join(str(message.string) for message in read_po(file))


def test_every_letter_reaches_the_paper(family: Family) -> None:
    pdf = with_carrier(family, " ".join(LETTERS))
    missing = [letters for letters in LETTERS if squeezed(letters) not in text_of(pdf)]
    assert not missing and not empty_boxes_in(pdf)
    assert fonts_of(pdf) == FONTS


def test_a_letter_that_the_fonts_lack_would_be_noticed(family: Family) -> None:
    assert not PRINTABLE.match("漢")
    pdf = with_carrier(family, "漢")
    assert fonts_of(pdf) != FONTS or empty_boxes_in(pdf)


def test_forms_take_only_characters_that_every_font_has() -> None:
    for file in FONT_FILES:
        known = set(TTFont(font_folder() / file).getBestCmap())
        taken = {code for code in range(0x20, 0x3000) if PRINTABLE.match(chr(code))}
        assert taken <= known, f"{file} lacks {[chr(code) for code in taken - known]}."


def test_names_of_120_letters_stay_whole_and_inside_the_margins(
    once: Flask, rendered: Rendered, tmp_path: Path
) -> None:
    long = "Щ" * 120
    notice = a_draft()
    carrier = FiledCarrier(long, "BY", "191234567", "Ў" * 200)
    driver = FiledDriver("Ы" * 80, "Ё" * 120, "BY", "MP1234567")
    step("issue", notice, filing=replace(a_filing(), carrier=carrier, driver=driver))
    pdf = rendered(db.session.query(StoredPaper).one())
    for name in (long, "Ў" * 200, "Ы" * 80 + "Ё" * 120):
        assert name in text_of(pdf)
    for page in pictures_of(pdf, tmp_path):
        left, right = margins_of(page)
        assert left > 19 and right > 11


def test_sixty_deficiencies_keep_each_line_together(family: Family) -> None:
    lines = family.order(LONGEST)["facts"]["notice"]["deficiencies"]
    assert len(lines) > 60
    pages = texts_of(family.sealed(LONGEST))
    for page in pages[1:-1]:
        assert "№Код,знак" in page, "The head of the table is not repeated."
    for line in lines:
        start, end = squeezed(line["title"]["ru"]), squeezed(line["removal"]["en"])
        assert any(start in page and end in page for page in pages), line["code"]


def test_words_are_divided_by_hyphens_that_are_read_as_soft_ones(family: Family) -> None:
    said = read_out(family.sealed(LONGEST))
    assert "\u00ad\n" in said and not {"\u2010", "\u2011"} & set(said)


@pytest.mark.parametrize("language", [Language.BE, Language.EN])
def test_sentences_of_both_languages_are_divided(family: Family, language: Language) -> None:
    divided = re.findall(
        r"(\w+)\u00ad\n(\w+)", read_out(family.sealed(LONGEST._replace(language=language)))
    )
    own = {Language.BE: "[іў]", Language.EN: "[a-z]"}[language]
    kinds = [bool(re.search(own, start + end)) for start, end in divided]
    assert any(kinds) and not all(kinds)
    assert all(len(start) >= 4 <= len(end) for start, end in divided)


def test_belarusian_words_are_divided_as_the_law_demands() -> None:
    """Law 420-З of 23 July 2008, § 41: no letter alone, дж, дз, й, ў, ь and apostrophes kept.

    Consonants between vowels may stand on either side: "дзя-цінства, дзя-цін-ства".
    """
    dictionary = pyphen.Pyphen(lang=Language.BE)
    words = set(BELARUSIAN_WORD.findall(translated(Language.BE).casefold()))
    parts = {parts for word in words for parts in dictionary.iterate(word)}
    assert len(parts) > 4000
    assert not {f"{start}-{end}" for start, end in parts if NO_PART.fullmatch(start)}
    assert not {f"{start}-{end}" for start, end in parts if NO_PART.fullmatch(end)}
    assert not set(filter(NEVER_APART.search, map("-".join, parts)))


def test_the_qr_code_leads_to_the_paper_also_in_black_and_white(
    once: Flask, rendered: Rendered, tmp_path: Path
) -> None:
    a_notice(at=Status.ISSUED)
    paper = db.session.query(StoredPaper).one()
    pdf = rendered(paper)
    assert "http://localhost/check" in text_of(pdf)
    for options in ([], ["-mono"]):
        [address] = scanned(pdf, tmp_path, *options)
        assert address == address_of(paper)
        assert paper_behind(address) is paper


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/x.png"])
def test_a_paper_loads_nothing_but_its_fonts(
    family: Family, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    order, markup = family.order(COMMON), f'<html><body><img src="{address}"/></body></html>'
    monkeypatch.setattr("jinja2.Template.render", lambda *_args, **_facts: markup)
    with pytest.raises(FatalURLFetchingError, match="must not load"):
        render(**order)
