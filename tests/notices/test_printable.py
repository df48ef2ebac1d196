"""What people may type is what the fonts of the papers can print."""

import re

from fontTools.ttLib import TTFont

from notices import TEMPLATES
from notices.forms import PRINTABLE
from notices.papers.render import font_folder

ALPHABETS = (
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгдеёжзійклмнопрстуўфхцчшыьэюя’ʼ",
    "aąbcćčdeęėfghiįyjklłmnńoóprsśštuųūvzźżžõäöüß", "0123456789 «»„“”№§—–-.,:;()/+&%€₽",
)  # fmt: skip


def test_every_font_of_the_papers_has_every_character_that_a_form_takes() -> None:
    style = (TEMPLATES / "papers" / "paper.css").read_text("utf-8")
    names = set(re.findall(r"url\((\w+\.ttf)\)", style))
    assert names
    taken = {code for code in range(0x20, 0x3000) if PRINTABLE.fullmatch(chr(code))}
    for name in names:
        with TTFont(font_folder() / name) as font:
            missing = taken - set(font.getBestCmap())
        assert not missing, f"{name} lacks {[chr(code) for code in sorted(missing)]}"


def test_forms_take_the_alphabets_of_the_region() -> None:
    for alphabet in ALPHABETS:
        for text in (alphabet, alphabet.upper()):
            assert PRINTABLE.fullmatch(text), PRINTABLE.sub("", text)


def test_forms_do_not_take_what_no_font_of_the_papers_has() -> None:
    for text in ("京", "🚚", "\u202e", "ﷺ"):
        assert not PRINTABLE.fullmatch(text)
