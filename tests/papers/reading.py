"""Reads PDFs back, as a person, a scanner and a printer would."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

DOTS_PER_INCH = 150
GLYPHS_IN_FONT = 697
"""Each of the four fonts has as many or one more; WeasyPrint numbers what they lack from there on."""


def pages_of(pdf: bytes) -> list[PageObject]:
    """The pages."""
    return list(PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """The text without white space, because a paper breaks lines where it must."""
    return re.sub(r"\s", "", text)


def text_of(pdf: bytes) -> str:
    """Everything that the paper says, squeezed."""
    return squeezed("".join(page.extract_text() for page in pages_of(pdf)))


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts, each of which must be embedded."""
    names = set()
    for page in pages_of(pdf):
        for reference in page["/Resources"].get("/Font", {}).values():
            [descendant] = reference.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
            assert embedded, f"{descriptor['/FontName']} is not embedded."
            names.add(descriptor["/FontName"].partition("+")[2] or descriptor["/FontName"][1:])
    return names


def empty_boxes_in(pdf: bytes) -> list[int]:
    """The glyphs that no font has; a paper shows each of them as an empty box (.notdef)."""
    strings = [string for page in pages_of(pdf) for string in _strings_on(page)]
    glyphs = [int.from_bytes(pair) for s in strings for pair in zip(s[::2], s[1::2], strict=True)]
    assert glyphs, "The paper says nothing."
    return [glyph for glyph in glyphs if glyph in (0, *range(GLYPHS_IN_FONT, 2**16))]


def _strings_on(page: PageObject) -> Iterator[bytes]:
    """What is drawn, as two bytes for each glyph."""
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        if operator == b"TJ":
            drawn = [part for part in operands[0] if isinstance(part, str | bytes)]
            yield from (getattr(part, "original_bytes", part) for part in drawn)


def pictures_of(pdf: bytes, folder: Path, *options: str) -> list[Image.Image]:
    """The pages at 150 dots per inch, as a printer would put them on paper."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), *options, "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page-*"))]


def scanned(pdf: bytes, folder: Path, *options: str) -> list[str]:
    """What the QR codes of the first page say."""
    return [code.text for code in zxingcpp.read_barcodes(pictures_of(pdf, folder, *options)[0])]


def margins_of(picture: Image.Image) -> tuple[float, float]:
    """How much of the page is empty on the left and on the right, in millimetres."""
    box = ImageOps.invert(picture).getbbox()
    assert box, "The page is empty."
    left, _top, right, _bottom = box
    return left / DOTS_PER_INCH * 25.4, (picture.width - right) / DOTS_PER_INCH * 25.4
