"""Measures papers: milliseconds, kilobytes and pages of each kind; papers per second in all.

python -m tests.bench.papers
"""

import io
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from flask import Flask
from pypdf import PdfReader

from notices.models import StoredPaper
from notices.papers.queue import drain, order_of
from notices.papers.render import render
from tests.conftest import app_on, fill
from tests.papers.lives import all_findings, every_kind, seven_findings, some_findings
from workflows.filing import Finding
from workflows.vocabulary import Paper

from .timing import row, table

ROUNDS = 5
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
        table("paper", "deficiencies", "ms (CPU, least)", "KB", "pages")
        for size, findings in SIZES.items():
            with app.app_context():
                for kind, paper in every_kind(findings=findings).items():
                    measure(kind, size, paper)
        print_all(app)


def measure(kind: Paper, size: int, paper: StoredPaper) -> None:
    """Render one paper a few times in this process."""
    order, taken = order_of(paper), []
    for _round in range(ROUNDS):
        began = time.process_time()
        pdf = render(**order)
        taken.append((time.process_time() - began) * 1000)
    row(kind, size, min(taken), len(pdf) / 1024, len(PdfReader(io.BytesIO(pdf)).pages))


def print_all(app: Flask) -> None:
    """Let the child render everything that is owed by now."""
    began = time.perf_counter()
    printed = drain(app)
    passed = time.perf_counter() - began
    print(f"\n{printed} papers by one child, its start included: {printed / passed:.1f} per second")


if __name__ == "__main__":
    main()
