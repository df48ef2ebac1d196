"""The printed code can be read after a photocopier and dirt, and its file leads to the paper."""

import io
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from pypdf import PdfReader, PdfWriter

from notices.models import StoredPaper, db
from notices.papers.codes import address_of
from notices.papers.files import codes_in
from tests.factories import a_notice
from tests.papers.conftest import Rendered
from tests.papers.copying import blotted, code_on, photocopied
from workflows.vocabulary import Status

LONG_ADDRESS = "https://notices.transport.example.by"
COPIES, MANY_COPIES = 10, 500


@pytest.fixture
def app(on_sqlite: Flask) -> Flask:
    """What a code looks like does not depend on the database."""
    return on_sqlite


@pytest.fixture
def printed(app: Flask, rendered: Rendered, tmp_path: Path) -> tuple[str, bytes, Image.Image]:
    """A notice with a long public address: what its code says, its file and its code at 30 mm."""
    app.config["PUBLIC_URL"] = LONG_ADDRESS
    a_notice(at=Status.ISSUED)
    paper = db.session.query(StoredPaper).one()
    pdf = rendered(paper)
    return address_of(paper), pdf, code_on(pdf, tmp_path)


def says(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_a_photocopy_can_be_scanned(printed: tuple[str, bytes, Image.Image], long: bool) -> None:
    address, _pdf, code = printed
    seeds = range(MANY_COPIES if long else COPIES)
    assert all(says(photocopied(code, seed)) == [address] for seed in seeds)


def test_a_blot_on_15_percent_does_no_harm(printed: tuple[str, bytes, Image.Image]) -> None:
    address, _pdf, code = printed
    copies = [photocopied(blot, seed) for seed, blot in enumerate(blotted(code, 0.15))]
    assert [says(copy) for copy in copies] == [[address]] * len(copies)


def saved_anew(pdf: bytes) -> bytes:
    """The same pages in another file, as other programs write it."""
    file = io.BytesIO()
    PdfWriter(clone_from=PdfReader(io.BytesIO(pdf))).write(file)
    return file.getvalue()


def test_the_file_holds_its_address_also_when_saved_anew(
    printed: tuple[str, bytes, Image.Image],
) -> None:
    address, pdf, _code = printed
    copy = saved_anew(pdf)
    assert copy != pdf
    for file in (pdf, copy):
        assert list(codes_in(file)) == [address.partition("/q/")[2]]
