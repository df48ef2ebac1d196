"""Photos and PDFs as people hand them in, sound and otherwise."""

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.actions import JavaScript
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from notices.evidence.uploads import taken_in

PLACE_TAG, TURN_TAG = 0x8825, 0x0112
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>53,54N</exif:GPSLatitude></x:xmpmeta>"


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), turn: int = 1) -> bytes:
    """A photo, red on its left, that tells where it was taken and how the camera was held."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[TURN_TAG] = turn
    exif.get_ifd(PLACE_TAG).update({1: "N", 2: (53.0, 54.0, 16.2)})
    text = PngInfo()
    text.add_text("Comment", "hidden")
    hidden = {"pnginfo": text} if kind == "PNG" else {"comment": b"hidden", "xmp": XMP}
    file = BytesIO()
    image.save(file, kind, exif=exif, **hidden)
    return file.getvalue()


def a_scan(pages: int = 1, password: str = "", script: str = "", enclosed: bytes = b"") -> bytes:
    """A PDF of empty pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(100, 100)
    if script:
        writer.add_open_action(JavaScript(script))
    if enclosed:
        writer.add_attachment("other.exe", enclosed)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def a_file(content: bytes, name: str = "снимок.jpg") -> FileStorage:
    """A file as it comes from a browser."""
    return FileStorage(BytesIO(content), filename=name)


def refusal_of(content: bytes) -> str:
    """Why a file is not taken."""
    with pytest.raises(ValidationError) as refused:
        taken_in(a_file(content))
    return str(refused.value)
