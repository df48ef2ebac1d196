"""The map on a paper: its names can be read back, in the papers' own fonts."""

from dataclasses import asdict
from typing import Any

import pytest
from weasyprint import HTML

from notices.papers.render import OnlyFonts, look, templates_in
from tests.maps import CHECKPOINTS, COURSES, a_map, the_nodes
from tests.papers.reading import empty_boxes_in, fonts_of, pages_of, text_of
from workflows.maps import PAPER

NAMES = [{"ru": the_nodes()[code].name, "en": code} for code in CHECKPOINTS]
PAGE = '<!doctype html><html lang="ru"><meta charset="utf-8"><title>Карта</title>'


def on_paper(course: str) -> bytes:
    """A paper with nothing but the map."""
    macros: Any = templates_in(("ru", "en")).get_template("papers/map.html").module
    document = HTML(
        string=PAGE + macros.figure(asdict(a_map(course, PAPER)), NAMES), url_fetcher=OnlyFonts()
    )
    fonts, style = look()
    pdf: bytes = document.write_pdf(stylesheets=[style], font_config=fonts)
    return pdf


@pytest.mark.parametrize("course", COURSES)
def test_the_names_are_on_one_page_in_the_papers_fonts(course: str) -> None:
    pdf = on_paper(course)
    assert len(pages_of(pdf)) == 1
    assert all(font.startswith("PT-Sans") for font in fonts_of(pdf))
    assert not empty_boxes_in(pdf)
    text = text_of(pdf)
    for end in a_map(course, PAPER).ends:
        assert end.name.replace(" ", "") in text
    for number, name in enumerate(NAMES, 1):
        assert f"{number}{name['ru']}/{name['en']}".replace(" ", "") in text


def test_equal_maps_give_equal_bytes() -> None:
    assert on_paper("to Moscow") == on_paper("to Moscow")
