"""The program of the child that prints papers: one order on each line, then the paper's bytes."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from weasyprint.urls import FatalURLFetchingError

from .render import render
from .seal import seal_from

GARBAGE = (50_000, 20, 50)
"""How seldom the child looks for garbage: as often as usual would take a twentieth of the time."""

NICENESS = 10
"""A paper may wait a moment; a person at a page should not."""


def main(answers: BinaryIO, seal_folder: str) -> None:
    """Answer each line of standard input, an order, with a line of JSON and the bytes it names."""
    os.nice(NICENESS)
    # What the libraries keep for good need not be looked through after each paper.
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    for line in sys.stdin.buffer:
        wanted, pdf = json.loads(line), b""
        answer: dict[str, Any] = {"number": wanted["number"]}
        try:
            pdf = render(**wanted["order"], seal=seal_from(Path(seal_folder)))
        except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001 (the server is told)
            answer["failure"] = f"{type(error).__name__}: {error}"
        answer["size"] = len(pdf)
        try:
            answers.write(json.dumps(answer).encode() + b"\n" + pdf)
            answers.flush()
        except BrokenPipeError:
            # The server is gone, and with it everyone who wanted the paper.
            os._exit(0)
