"""Reads PDFs back, as a person, a scanner and a printer would."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

Glyphs = list[bytes]


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


def glyphs_of(pdf: bytes) -> Iterator[int]:
    """The numbers of all glyphs; 0 is the empty box that stands for an unknown letter."""
    for page in pages_of(pdf):
        stream = page.get_contents()
        for operands, operator in ContentStream(stream, page.pdf).operations:
            if operator == b"Tj":
                yield from _numbers(operands)
            elif operator == b"TJ":
                yield from _numbers(operands[0])


def _numbers(parts: list[object]) -> Iterator[int]:
    for part in parts:
        raw = getattr(part, "original_bytes", part if isinstance(part, bytes) else b"")
        yield from (int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))


def picture_of(pdf: bytes, folder: Path, *options: str) -> Image.Image:
    """The first page at 150 dots per inch, as a printer would put it on paper."""
    (folder / "paper.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", *options, "paper.pdf", "paper"]
    subprocess.run(command, cwd=folder, check=True)
    return Image.open(folder / "paper.png")


def scanned(pdf: bytes, folder: Path, *options: str) -> list[str]:
    """What the QR codes of the first page say."""
    return [code.text for code in zxingcpp.read_barcodes(picture_of(pdf, folder, *options))]
