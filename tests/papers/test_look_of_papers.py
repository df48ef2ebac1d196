"""Papers can be read, scanned and kept: fonts, letters, page numbers, breaks, QR codes."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from fontTools.ttLib import TTFont
from weasyprint.urls import FatalURLFetchingError

from notices.forms import PRINTABLE
from notices.models import StoredPaper, db
from notices.papers.codes import address_of, paper_behind
from notices.papers.queue import order_of
from notices.papers.render import font_folder, render
from notices.steps import take
from tests.factories import a_draft, a_filing, a_notice, an_act, step
from tests.papers.conftest import Rendered
from tests.papers.lives import all_findings, mark_in_turn
from tests.papers.reading import (
    FONTS,
    empty_boxes_in,
    fonts_of,
    margins_of,
    pictures_of,
    scanned,
    squeezed,
    text_of,
    texts_of,
)
from workflows.filing import FiledCarrier, FiledDriver
from workflows.vocabulary import Paper, Status

FONT_FILES = ("PTS55F.ttf", "PTS56F.ttf", "PTS75F.ttf", "PTF75F.ttf")
RUSSIAN = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
BELARUSIAN = "АБВГДЕЁЖЗІЙКЛМНОПРСТУЎФХЦЧШЫЬЭЮЯабвгдеёжзійклмнопрстуўфхцчшыьэюя’"
LATIN = "".join(filter(PRINTABLE.match, map(chr, range(0x100, 0x180))))
SIGNS = "№ « » „ “ ” – — … § ° % · 0123456789"
LETTERS = (RUSSIAN, BELARUSIAN, LATIN, SIGNS)


@pytest.fixture
def app(on_sqlite: Flask) -> Flask:
    """How given facts look does not depend on the database that keeps them."""
    return on_sqlite


@pytest.fixture
def notice_paper(app: Flask) -> StoredPaper:
    """The paper of a notice that was issued just now."""
    a_notice(at=Status.ISSUED)
    return db.session.query(StoredPaper).filter_by(kind=Paper.DEFICIENCY_NOTICE).one()


def with_carrier(paper: StoredPaper, name: str) -> bytes:
    """The paper as it would be for a carrier of this name."""
    order = order_of(paper)
    notice = order["facts"]["notice"]
    carrier = {**notice["carrier"], "name": name}
    return render(**order | {"facts": {**order["facts"], "notice": {**notice, "carrier": carrier}}})


def test_every_letter_reaches_the_paper(notice_paper: StoredPaper) -> None:
    pdf = with_carrier(notice_paper, " ".join(LETTERS))
    missing = [letters for letters in LETTERS if squeezed(letters) not in text_of(pdf)]
    assert not missing and not empty_boxes_in(pdf)
    assert fonts_of(pdf) == FONTS


def test_a_letter_that_the_fonts_lack_would_be_noticed(notice_paper: StoredPaper) -> None:
    assert not PRINTABLE.match("漢")
    pdf = with_carrier(notice_paper, "漢")
    assert fonts_of(pdf) != FONTS or empty_boxes_in(pdf)


def test_forms_take_only_characters_that_every_font_has() -> None:
    for file in FONT_FILES:
        known = set(TTFont(font_folder() / file).getBestCmap())
        taken = {code for code in range(0x20, 0x3000) if PRINTABLE.match(chr(code))}
        assert taken <= known, f"{file} lacks {[chr(code) for code in taken - known]}."


def test_names_of_120_letters_stay_whole_and_inside_the_margins(
    app: Flask, rendered: Rendered, tmp_path: Path
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


def test_sixty_deficiencies_keep_each_line_together(app: Flask, rendered: Rendered) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(*all_findings()))
    assert len(notice.deficiencies) == 60
    mark_in_turn(notice)
    take(an_act("officer"), ("refuse", notice))
    refusal = db.session.query(StoredPaper).filter_by(kind=Paper.REFUSAL).one()
    pages = texts_of(rendered(refusal))
    for page in pages[1:-1]:
        assert "№Код,знак" in page, "The head of the table is not repeated."
    for line in refusal.facts["left"]:
        start, end = squeezed(line["title"]["ru"]), squeezed(line["removal"]["be"])
        assert any(start in page and end in page for page in pages), line["code"]


def test_the_qr_code_leads_to_the_paper_also_in_black_and_white(
    notice_paper: StoredPaper, rendered: Rendered, tmp_path: Path
) -> None:
    pdf = rendered(notice_paper)
    for options in ([], ["-mono"]):
        [address] = scanned(pdf, tmp_path, *options)
        assert address == address_of(notice_paper)
        assert "http://localhost/check" in text_of(pdf)
        assert paper_behind(address) is notice_paper


def test_equal_facts_give_equal_bytes(notice_paper: StoredPaper, rendered: Rendered) -> None:
    assert rendered(notice_paper) == rendered(notice_paper)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/x.png"])
def test_a_paper_loads_nothing_but_its_fonts(
    notice_paper: StoredPaper, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    markup = f'<img src="{address}">'
    monkeypatch.setattr("jinja2.Template.render", lambda *_args, **_facts: markup)
    with pytest.raises(FatalURLFetchingError, match="must not load"):
        render(**order_of(notice_paper))
