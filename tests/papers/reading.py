"""Reads PDFs back, as a person, a scanner and a printer would."""

import io
import re
import subprocess
from functools import lru_cache
from pathlib import Path

import zxingcpp
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader
from pyzbar.pyzbar import ZBarSymbol, decode

DOTS_PER_INCH = 150
DRAWN = re.compile(rb"<([0-9a-f]+)>(?=[^\]]*\] TJ)")
FONTS = {"PT-Sans", "PT-Sans-Italic", "PT-Sans-Bold", "PT-Serif-Bold"}
GLYPHS_IN_FONT = 697
"""Each of the four fonts has as many or one more; what they lack is numbered from there on."""


@lru_cache(maxsize=4)
def pages_of(pdf: bytes) -> list[PageObject]:
    """The pages."""
    return list(PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """The text without white space and soft hyphens, because a paper breaks lines where it must."""
    return re.sub(r"[\s\u00ad]", "", text)


def read_out(pdf: bytes) -> str:
    """What the paper says, line by line, with a form feed after each page."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    said = subprocess.run(command, input=pdf, stdout=subprocess.PIPE, check=True).stdout
    return said.decode()


def texts_of(pdf: bytes) -> list[str]:
    """What each page says, squeezed."""
    return [squeezed(page) for page in read_out(pdf).split("\f")[:-1]]


def text_of(pdf: bytes) -> str:
    """Everything that the paper says, squeezed."""
    return "".join(texts_of(pdf))


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
    drawn = b"".join(page.get_contents().get_data() for page in pages_of(pdf))
    text = b"".join(DRAWN.findall(drawn))
    glyphs = [int(text[at : at + 4], 16) for at in range(0, len(text), 4)]
    assert glyphs, "The paper says nothing."
    return [glyph for glyph in glyphs if glyph == 0 or glyph >= GLYPHS_IN_FONT]


def pictures_of(pdf: bytes, folder: Path, *options: str) -> list[Image.Image]:
    """The pages at 150 dots per inch, as a printer would put them on paper."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(DOTS_PER_INCH), *options, "paper.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    return [Image.open(path).convert("L") for path in sorted(folder.glob("page-*"))]


def scanned(pdf: bytes, folder: Path, *options: str) -> list[str]:
    """What the QR codes of the first page say."""
    return read_codes(pictures_of(pdf, folder, *options)[0])


def by_zbar(picture: Image.Image) -> list[str]:
    """What the QR codes of a picture say, to one of the two readers that most apps are made of."""
    return sorted(code.data.decode() for code in decode(picture, [ZBarSymbol.QRCODE]))


def by_zxing(picture: Image.Image) -> list[str]:
    """What they say to the other one."""
    return sorted(code.text for code in zxingcpp.read_barcodes(picture))


def read_codes(picture: Image.Image) -> list[str]:
    """What the QR codes of a picture say, to both readers."""
    said = by_zbar(picture)
    assert said == by_zxing(picture)
    return said


def margins_of(picture: Image.Image) -> tuple[float, float]:
    """How much of the page is empty on the left and on the right, in millimetres."""
    box = ImageOps.invert(picture).getbbox()
    assert box, "The page is empty."
    left, _top, right, _bottom = box
    return left / DOTS_PER_INCH * 25.4, (picture.width - right) / DOTS_PER_INCH * 25.4
