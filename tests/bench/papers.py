"""Measures papers, bare and sealed: milliseconds, kilobytes, pages; papers per second in all.

Bare is what WeasyPrint alone takes for the same page.

python -m tests.bench.papers
"""

import io
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from pydyf import PDF
from pypdf import PdfReader
from sqlalchemy import select

from notices.files import read
from notices.models import StoredPaper, db
from notices.papers.archival import VARIANT, tag_languages
from notices.papers.page import Page
from notices.papers.picture import PLACE, CodeImage
from notices.papers.queue import drain, order_of
from notices.papers.render import OnlyFonts, filled_in, finish, look, render
from notices.papers.seal import Seal, seal_from
from tests.conftest import app_on, fill
from tests.pages import Pages
from tests.papers.lives import all_findings, every_kind, seven_findings, some_findings
from workflows.filing import Finding
from workflows.vocabulary import Paper

from .timing import row, table
from .timing import timed as repeated

ROUNDS = 15
EMPTY = '<html lang="ru"><head><title>А</title></head><body><p>А</p></body></html>'
SIZES: dict[int, Callable[[], Sequence[Finding]]] = {
    1: lambda: some_findings()[1:2],
    7: seven_findings,
    60: all_findings,
}


def main() -> None:
    """Print both tables, on a register thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        app = app_on(f"sqlite:///{folder}/register.sqlite", Path(folder))
        fill(app)
        seal = seal_from(app.config["SEAL"])
        empty = min(timed(nearly_empty)[0] for _round in range(ROUNDS))
        print(f"An empty page that is archival and accessible: {empty:.0f} ms")
        table(
            "paper",
            "deficiencies",
            "bare, ms (CPU, least)",
            "unsealed",
            "sealed",
            "sealed to bare",
            "KB",
            "pages",
        )
        for size, findings in SIZES.items():
            with app.app_context():
                for kind, paper in every_kind(findings=findings).items():
                    measure(kind, size, paper, seal)
        print_all(app)
        serve(app)


def measure(kind: Paper, size: int, paper: StoredPaper, seal: Seal) -> None:
    """Render one paper a few times in this process, in turn by each way."""
    order = order_of(paper)
    ways: list[Callable[[], bytes]] = [
        lambda: bare(**order),
        lambda: render(**order),
        lambda: render(**order, seal=seal),
    ]
    least = [math.inf] * len(ways)
    for _round in range(ROUNDS):
        for index, way in enumerate(ways):
            took, pdf = timed(way)
            least[index] = min(least[index], took)
    ratio = least[-1] / least[0]
    row(kind, size, *least, ratio, len(pdf) / 1024, len(PdfReader(io.BytesIO(pdf)).pages))


def timed(way: Callable[[], bytes]) -> tuple[float, bytes]:
    """The milliseconds of processor time, and the PDF."""
    began = time.process_time()
    pdf = way()
    return (time.process_time() - began) * 1000, pdf


def bare(facts: dict[str, Any], **others: Any) -> bytes:
    """The same page by the library alone."""
    page, _data = filled_in(facts, **others)
    return written(page, cache={PLACE: CodeImage(others["address"])})


def nearly_empty() -> bytes:
    """A page with one letter, archival and accessible: what no paper can do without."""
    tag_languages()
    return written(EMPTY, pdf_variant=VARIANT, pdf_identifier=True, finisher=accessible)


def accessible(_document: object, pdf: PDF) -> None:
    """Finish the page as a paper."""
    finish(pdf, "http://localhost/q/", None, portfolio=False)


def written(page: str, **options: Any) -> bytes:
    """A page in the papers' fonts and style."""
    fonts, style = look()
    pdf: bytes = Page(page, OnlyFonts()).write_pdf(
        stylesheets=[style], font_config=fonts, **options
    )
    return pdf


def print_all(app: Flask) -> None:
    """Let the child render everything that is owed by now."""
    began = time.perf_counter()
    printed = drain(app)
    passed = time.perf_counter() - began
    print(f"\n{printed} papers by one child, its start included: {printed / passed:.1f} per second")


def serve(app: Flask) -> None:
    """Hand out a paper, and a static file of its size, to somebody who is signed in."""
    pages = Pages(app)
    with app.app_context():
        pages.sign_in("inspector")
        query = select(StoredPaper).where(StoredPaper.kind == Paper.DEFICIENCY_NOTICE).limit(1)
        paper = db.session.scalars(query).one()
        content, address, known = read(paper.sha256), f"/papers/{paper.id}", f'"{paper.sha256}"'
        db.session.remove()
    app.static_folder = str(Path(app.instance_path))
    (Path(app.static_folder) / "paper.pdf").write_bytes(content)
    ways: dict[str, Callable[[], object]] = {
        "a static file": lambda: fetched(pages, "/static/paper.pdf"),
        "a paper": lambda: fetched(pages, address),
        "a paper that the reader has (304)": lambda: fetched(pages, address, known),
    }
    print()
    table("handed out", "least, ms", "median", "95 %")
    for name, way in ways.items():
        row(name, *repeated(way))


def fetched(pages: Pages, address: str, known: str = "") -> None:
    """Get all of an answer."""
    with pages.client.get(address, headers={"If-None-Match": known}) as answer:
        answer.get_data()


if __name__ == "__main__":
    main()
