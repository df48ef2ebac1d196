"""The printed code can be read after a photocopier and dirt, and its file leads to the paper."""

import io
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image
from pypdf import PdfReader, PdfWriter

from notices.papers import payload
from notices.papers.files import codes_in
from notices.papers.render import render
from tests.papers.copying import blotted, code_on, photocopied
from tests.papers.family import Family
from tests.papers.reading import by_zbar, by_zxing, read_codes
from tests.papers.test_payload import CLAIMS

LONG_ADDRESS = "https://notices.transport.example.by"
KEY = ec.derive_private_key(2026, payload.CURVE)
"""Always the same, so that the code is as well."""

Printed = tuple[str, bytes, Image.Image]


@pytest.fixture(scope="session")
def printed(family: Family, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """A paper with a long public address: what its code says, its file and its code at 30 mm."""
    return printed_with(family, tmp_path_factory.mktemp("page"))


def printed_with(family: Family, folder: Path, paper_id: int = CLAIMS.paper_id) -> Printed:
    code = payload.write(CLAIMS._replace(paper_id=paper_id), KEY)
    address = f"{LONG_ADDRESS}/q/{code}"
    pdf = render(**family.smallest | {"address": address})
    return address, pdf, code_on(pdf, folder)


def test_a_photocopy_can_be_scanned(printed: Printed, long: bool) -> None:
    address, _pdf, code = printed
    for seed in range(500 if long else 10):
        assert read_codes(photocopied(code, seed)) == [address], seed


def test_a_blot_on_15_percent_does_no_harm_outside_the_corner_marks(
    family: Family, tmp_path: Path, long: bool
) -> None:
    """A telephone looks many times: of a thousand, ZBar alone misses one at the first look."""
    for paper_id in range(1, 101 if long else 2):
        address, _pdf, code = printed_with(family, tmp_path, paper_id)
        for place, blot in enumerate(blotted(code, 0.15)):
            looks = [photocopied(blot, seed) for seed in (place, place + 10, place + 20)]
            for reader in (by_zbar, by_zxing):
                assert any(reader(look) == [address] for look in looks), (paper_id, place)


def saved_anew(pdf: bytes) -> bytes:
    """The same pages in another file, as other programs write it."""
    file = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))).write(file)
    return file.getvalue()


def test_the_file_holds_its_address_also_when_saved_anew(
    printed: Printed,
) -> None:
    address, pdf, _code = printed
    copy = saved_anew(pdf)
    assert copy != pdf
    for file in (pdf, copy):
        assert list(codes_in(file)) == [address.partition("/q/")[2]]
