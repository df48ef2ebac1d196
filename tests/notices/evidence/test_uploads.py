"""What is handed in is told by its content, cleaned and kept, or refused with the reason."""

import re
import struct
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from wtforms.validators import ValidationError

from notices.evidence import photos, scanned, scans, uploads
from notices.evidence.scanned import Fault
from notices.evidence.uploads import plain_name, taken_in
from notices.files import read
from tests.notices.evidence.files import (
    a_camera_that_writes_nonsense,
    a_file,
    a_pdf,
    a_photo,
    a_scan,
    a_swollen_pdf,
    refusal_of,
)

LAUNCHES = b"/AA << /O << /S /Launch /F (run.exe) >> >>"
"""An action that starts a program when the page is opened."""


pytestmark = pytest.mark.usefixtures("web")


def picture(digest: str) -> Image.Image:
    return Image.open(BytesIO(read(digest)))


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def a_png(width: int, height: int, pixels: bytes = b"", bits: int = 8, hides: bytes = b"") -> bytes:
    """A grey PNG that claims a size, whatever it holds; one level may be see-through."""
    header = struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    if hides:
        parts.insert(1, (b"tRNS", hides))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_without_what_the_camera_wrote(kind: str) -> None:
    sent = a_photo(kind)
    assert b"hidden" in sent or b"GPSLatitude" in sent
    kept = taken_in(a_file(sent), deficiency_id=7)
    content = read(kept.sha256)
    assert kept.media_type == f"image/{kind.lower()}" and kept.deficiency_id == 7
    assert kept.size == len(content) and kept.file_name == "снимок.jpg"
    for digest in (kept.sha256, kept.thumbnail):
        assert not picture(digest).getexif() and not picture(digest).info.get("xmp")
        assert not [hidden for hidden in (b"hidden", b"GPS", b"Exif") if hidden in read(digest)]


def test_a_photo_is_turned_upright_before_the_turn_is_forgotten() -> None:
    kept = taken_in(a_file(a_photo(turn=6, size=(40, 20))))
    upright = picture(kept.sha256)
    assert upright.size == (20, 40)
    red, _green, blue = upright.getpixel((10, 3))
    assert red > 200 > 50 > blue


def test_nonsense_that_a_camera_wrote_keeps_no_photo_back() -> None:
    kept = taken_in(a_file(a_camera_that_writes_nonsense()))
    assert picture(kept.sha256).size == (20, 40) and not picture(kept.sha256).getexif()


def test_a_photo_has_a_thumbnail_of_at_most_320_pixels() -> None:
    kept = taken_in(a_file(a_photo(size=(1600, 1200))))
    assert (kept.width, kept.height) == picture(kept.thumbnail).size == (320, 240)
    see_through = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(see_through, "PNG")
    kept = taken_in(a_file(see_through.getvalue()))
    assert picture(kept.thumbnail).getpixel((4, 4)) == (255, 255, 255)
    assert picture(kept.sha256).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("hides", [b"", b"\x80\x80"])
def test_a_scan_of_sixteen_bits_keeps_every_level_of_grey(hides: bytes) -> None:
    levels = b"\0" + b"".join(bytes((level, level)) for level in range(256))
    kept = taken_in(a_file(a_png(256, 1, levels, bits=16, hides=hides)))
    shown = picture(kept.sha256)
    assert [shown.getpixel((x, 0)) for x in range(256)] == [(x, x, x) for x in range(256)]


def test_a_photo_takes_less_memory_than_sixfold_its_pixels() -> None:
    file = BytesIO()
    Image.new("RGBA", (2_000, 2_000), (200, 0, 0, 100)).save(file, "WEBP", method=0)
    Path("/proc/self/clear_refs").write_text("5")  # The most so far is counted anew: proc(5).
    before = memory("VmRSS")
    photos.cleaned(file.getvalue(), "WEBP")
    assert memory("VmHWM") - before < 6 * 4 * 2_000 * 2_000


def memory(name: str) -> int:
    """What the system says of the memory of this process, in bytes."""
    said = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert said
    return int(said[1]) * 1024


def test_a_scan_is_kept_byte_for_byte_whatever_its_name_says() -> None:
    scan = a_scan()
    kept = taken_in(a_file(scan, "photo.jpg"))
    assert (kept.media_type, kept.thumbnail) == ("application/pdf", "")
    assert read(kept.sha256) == scan


def test_a_photo_that_is_a_program_as_well_is_a_photo_alone_afterwards() -> None:
    archive = BytesIO()
    with ZipFile(archive, "w") as file:
        file.writestr("run.sh", "hidden")
    kept = taken_in(a_file(a_photo() + archive.getvalue()))
    assert b"run.sh" not in read(kept.sha256)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty."),
        (b"GIF89a", "neither a photo"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "neither a photo"),
        ("# Заметка\n{{ 7 * 7 }}".encode(), "neither a photo"),
        (b"<html>%PDF-", "neither a photo"),
        (b"RIFF\0\0\0\0WAVE", "neither a photo"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (a_photo()[:-40], "damaged or not whole"),
        (a_photo("PNG", (400, 400))[:200], "damaged or not whole"),
        (a_photo("WEBP")[:60], "damaged or not whole"),
        (a_png(0, 0), "damaged or not whole"),
        (a_png(30_000, 30_000), "more than 25 megapixels"),
        (a_png(6_000, 6_000), "more than 25 megapixels"),
        (b"%PDF-1.7\n", "not whole"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
        (a_scan()[:-20], "not whole"),
        (a_scan() + b"<script>", "contains other files"),
        (a_scan(pages=0), "has no pages"),
        (a_scan(password="x"), "encrypted"),
        (a_scan(script="app.alert(1)"), "contains a program"),
        (a_scan(enclosed=b"MZ"), "contains other files"),
        (a_scan().replace(b"/MediaBox", LAUNCHES + b" /MediaBox"), "contains a program"),
        (b"%PDF-1.7\n" + b"[" * 100_000 + b"%%EOF", "damaged"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    assert reason in refusal_of(content)


@pytest.mark.parametrize(
    ("catalogue", "objects", "fault"),
    [
        (b"/OpenAction [3 0 R /Fit] /Dests << /A [3 0 R /Fit] >>", [], None),
        (b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", [], None),
        (b"/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>", [], Fault.ACTIVE),
        (b"/OpenAction << /S /URI /URI (https://x.by) >>", [], Fault.ACTIVE),
        (b"/AA << /WC << /S /URI /URI (https://x.by) >> >>", [], Fault.ACTIVE),
        (b"/X << /S /GoToR /F (//x/y.pdf) >>", [], Fault.ACTIVE),
        (b"/X << /S /GoToE >>", [], Fault.ACTIVE),
        (b"/X << /S /RichMediaExecute >>", [], Fault.ACTIVE),
        (b"/X 5 0 R /Y 5 1 R", [b"5 0 obj << >>", b"5 1 obj << /S /Launch >>"], Fault.ACTIVE),
        (b"/AF [5 0 R]", [b"5 0 obj << /Type /Filespec /EF << /F 6 0 R >> >>"], Fault.HIDING),
    ],
)
def test_a_scan_may_have_links_and_does_nothing_by_itself(
    catalogue: bytes, objects: list[bytes], fault: Fault | None
) -> None:
    assert scanned.judge(a_pdf(catalogue, *objects)) is fault


PROGRAM = b"<< /JavaScript << /Names [(a) << /S /JavaScript /JS (app.alert) >>] >> >>"
IN_STREAM = b"6 0 << /Y 1 /Y << /S /JavaScript >> >>"
STREAM = b"5 0 obj << /Type /ObjStm /N 1 /First 4 /Length %d >> stream\n%s\nendstream"
OTHER_ROOT = b"5 0 obj << /Type /Catalog /Pages 2 0 R /Names " + PROGRAM + b" >>"


@pytest.mark.parametrize(
    "pdf",
    [
        a_pdf(b"/Names << >> /Names " + PROGRAM),
        a_pdf(b"/X << /Names << >> /Names " + PROGRAM + b" >>"),
        a_pdf(b"/AF [] /AF [5 0 R]", b"5 0 obj << /EF << >> >>"),
        a_pdf(b"/X 6 0 R", STREAM % (len(IN_STREAM), IN_STREAM)),
        a_pdf(b"", OTHER_ROOT).replace(b"/Root 1 0 R", b"/Root 1 0 R /Root 5 0 R"),
        a_pdf(b"/X <not hexadecimal> /Names " + PROGRAM),
    ],
)
def test_a_pdf_that_programs_may_read_in_two_ways_is_damaged(pdf: bytes) -> None:
    assert "damaged" in refusal_of(pdf)


def test_a_pdf_that_is_made_to_cost_much_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = a_swollen_pdf(megabytes=50)
    assert len(bomb) < 60_000 and scanned.judge(bomb) is None
    with monkeypatch.context() as costing:
        costing.setattr(scans, "MEGABYTES", 100)
        assert taken_in(a_file(a_pdf()))
        assert refusal_of(bomb)
    monkeypatch.setattr(scans, "SECONDS", 0.001)
    assert "too intricate" in refusal_of(a_pdf())


def test_a_pdf_that_is_an_archive_as_well_is_refused() -> None:
    file = BytesIO(a_scan())
    with ZipFile(file, "a") as archive:
        archive.writestr("run.sh", "")
        archive.comment = b"%%EOF"
    assert "contains other files" in refusal_of(file.getvalue())


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "at most 10 MB" in refusal_of(b"%PDF-" + bytes(10 * 2**20))
    monkeypatch.setattr(photos, "MEGAPIXELS_AT_MOST", 0.0007)
    assert "megapixels" in refusal_of(a_photo(size=(40, 20)))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\photos\\дазвол.jpg", "дазвол.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\n\0b\u202egpj.pdf", "abgpj.pdf"),
        ("漢字 🚚.jpg", "__ _.jpg"),
        ("e\u0301.png", "é.png"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("", "file"),
    ],
)
def test_names_keep_what_pages_and_papers_can_show(name: str, kept: str) -> None:
    assert plain_name(name) == kept
    assert len(kept) <= uploads.NAME_AT_MOST


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # It says what it skips of broken EXIF.
def test_no_changed_file_brings_the_register_down(web: Flask, long: bool) -> None:
    seeds = [a_photo(kind) for kind in ("JPEG", "PNG", "WEBP")]
    pdfs = [a_scan(), a_scan(script="1"), a_scan(enclosed=b"1")]

    @settings(
        max_examples=3_000 if long else 60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        st.sampled_from(seeds + pdfs), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)))
    )
    def mutated(seed: bytes, changes: list[tuple[float, bytes]]) -> None:
        content = bytearray(seed)
        for where, other in changes:
            at = int(where * (len(content) - 1))
            content[at : at + len(other)] = other
        if seed in pdfs:
            scanned.judge(bytes(content))
            return
        try:
            kept = taken_in(a_file(bytes(content)))
        except ValidationError:
            return
        assert read(kept.sha256)

    mutated()
