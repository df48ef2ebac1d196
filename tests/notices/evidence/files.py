"""Photos and PDFs as people hand them in, sound and otherwise."""

import struct
import zlib
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


def a_pdf(catalogue: bytes = b"", *objects: bytes) -> bytes:
    """A PDF of one page, with entries of its catalogue, and objects that may begin with 5 0 obj."""
    always = (
        b"1 0 obj << /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Annots [4 0 R] >>",
        b"4 0 obj << /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://gov.by) >> >>",
    )
    body = b"".join(one + b"\nendobj\n" for one in (*always, *objects))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF"


def a_swollen_pdf(megabytes: int) -> bytes:
    """A small and sound PDF whose table of objects swells to so many megabytes when it is read."""
    pdf = a_pdf().partition(b"trailer")[0]
    table = b"".join(b"\1" + struct.pack(">H", pdf.index(b"%d 0 obj" % n)) for n in range(1, 5))
    swollen = zlib.compress(table + bytes(megabytes * 2**20))
    about = b"/Type /XRef /Root 1 0 R /W [1 2 0] /Index [1 4] /Size 5 /Filter /FlateDecode"
    stream = b"5 0 obj << %s /Length %d >> stream\n%s\nendstream\nendobj\n"
    end = b"startxref\n%d\n%%%%EOF" % len(pdf)
    return pdf + stream % (about, len(swollen), swollen) + end


def a_camera_that_writes_nonsense() -> bytes:
    """A photo, taken with the camera on its side, whose resolution is given as text."""
    photo = BytesIO()
    Image.new("RGB", (40, 20)).save(photo, "JPEG")
    start, rest = photo.getvalue()[:2], photo.getvalue()[2:]
    turn, resolution = (
        struct.pack("<HHIHH", TURN_TAG, 3, 1, 6, 0),
        b"\x1a\x01\x02\0\x04\0\0\x0072\0\0",
    )
    exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + turn + resolution + bytes(4)
    return start + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + rest


def a_file(content: bytes, name: str = "снимок.jpg") -> FileStorage:
    """A file as it comes from a browser."""
    return FileStorage(BytesIO(content), filename=name)


def refusal_of(content: bytes) -> str:
    """Why a file is not taken."""
    with pytest.raises(ValidationError) as refused:
        taken_in(a_file(content))
    return str(refused.value)
