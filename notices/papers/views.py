"""Papers and what stands behind their QR codes."""

import time

from flask import Blueprint, Response, abort, render_template, session
from flask.typing import ResponseReturnValue
from flask_security import current_user

from notices.models import StoredPaper, db

from .queue import hurry
from .store import path_of

room = Blueprint("papers", __name__)

WAITS = 3.0
LOOKS_EVERY = 0.05
"""Seconds that a reader waits for a paper that is being printed, and between two looks for it."""


@room.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> ResponseReturnValue:
    """The paper's bytes, or a page that says that it is being printed."""
    found = db.session.get(StoredPaper, paper_id)
    if found is None or not may_read(found):
        abort(404)
    if found.sha256 is None:
        wait_for(found)
    if found.sha256 is None:
        return render_template("papers/printing.html", paper=found), 503, {"Retry-After": "3"}
    return served(found, found.sha256)


def may_read(paper: StoredPaper) -> bool:
    """People of both sides read every paper; a carrier those of the notice whose code it gave."""
    if current_user.is_authenticated:
        return True
    return paper.notice_id is not None and session.get("carrier_notice") == paper.notice_id


def wait_for(paper: StoredPaper) -> None:
    """Let the paper be rendered next, and give it a few seconds."""
    hurry(paper.id)
    end = time.monotonic() + WAITS
    while paper.sha256 is None and time.monotonic() < end:
        db.session.rollback()
        time.sleep(LOOKS_EVERY)
        db.session.refresh(paper)


def served(paper: StoredPaper, digest: str) -> Response:
    """The stored bytes, never made again."""
    response = Response(path_of(digest).read_bytes(), mimetype="application/pdf")
    response.set_etag(digest)
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(paper)}"'
    return response


def file_name(paper: StoredPaper) -> str:
    """A name that says what lies in the download folder: number, kind and version."""
    number = (paper.facts["notice"] or {"number": f"paper-{paper.id}"})["number"]
    return f"{number}-{paper.kind.replace('_', '-')}-{paper.version}.pdf"
