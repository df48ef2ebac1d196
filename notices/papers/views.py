"""Papers and what stands behind their QR codes."""

import time

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug import Response as BaseResponse

from notices.log.entries import log_reading
from notices.models import StoredPaper, db
from notices.security import acting_as, carrier_notice_id, rooms_of
from workflows.acts import Actor
from workflows.vocabulary import Personal, Role

from .codes import paper_behind
from .queue import hurry
from .standing import verify
from .store import path_of

room = Blueprint("papers", __name__)

WAITS = 3.0
LOOKS_EVERY = 0.05
"""Seconds that a reader waits for a paper that is being printed, and between two looks for it."""

SOON = {"Retry-After": "3", "Refresh": "3"}
READERS = (Role.INSPECTOR, Role.CHECKPOINT_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
"""Who has a page for each notice in the own room."""


@room.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> ResponseReturnValue:
    """The paper's bytes, or a page that says that it is being printed."""
    found = db.session.get(StoredPaper, paper_id)
    if found is None or not may_read(found):
        abort(404)
    if found.sha256 is None and not found.failure:
        wait_for(found)
    if found.sha256 is None:
        return render_template("papers/printing.html", paper=found), 503, SOON
    if found.notice_id is not None:
        log_reading(found.notice_id, reader(), Personal.PAPER)
    return served(found, found.sha256)


@room.get("/q/")
@room.get("/q/<path:payload>")
def verification(payload: str = "") -> ResponseReturnValue:
    """Whether a paper is genuine, and what has become of it; nothing personal."""
    found = paper_behind(payload)
    if found is None:
        return render_template("papers/verification.html", paper=None), 404
    return render_template(
        "papers/verification.html", paper=found, verified=verify(found), doors=doors_to(found)
    )


def doors_to(paper: StoredPaper) -> list[tuple[Role, str]]:
    """Where the reader, if signed in, finds the paper's notice."""
    if not current_user.is_authenticated or paper.notice_id is None:
        return []
    rooms = [(role, address) for role, address in rooms_of(current_user) if role in READERS]
    return [(role, f"{address}/notices/{paper.notice_id}") for role, address in rooms]


def may_read(paper: StoredPaper) -> bool:
    """People of both sides read every paper; a carrier those of the notice whose code it gave."""
    if current_user.is_authenticated:
        return not current_user.one_time_password
    return paper.notice_id is not None and carrier_notice_id() == paper.notice_id


def reader() -> Actor:
    """Who reads a paper: a person in the first of the roles held, or a carrier."""
    signed_in = current_user.is_authenticated
    return acting_as(current_user.role_names[0] if signed_in else Role.CARRIER)


def wait_for(paper: StoredPaper) -> None:
    """Let the paper be rendered next, and give it a few seconds."""
    paper_id = paper.id
    db.session.rollback()
    hurry(paper_id)
    end = time.monotonic() + WAITS
    while paper.sha256 is None and time.monotonic() < end:
        db.session.rollback()
        time.sleep(LOOKS_EVERY)
        db.session.refresh(paper)


def served(paper: StoredPaper, digest: str) -> BaseResponse:
    """The stored bytes, never made again."""
    response = Response(path_of(digest).read_bytes(), mimetype="application/pdf")
    response.set_etag(digest)
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(paper)}"'
    return response.make_conditional(request)


def file_name(paper: StoredPaper) -> str:
    """A name that says what lies in the download folder: number, kind and version."""
    number = (paper.facts["notice"] or {"number": f"paper-{paper.id}"})["number"]
    return f"{number}-{paper.kind.replace('_', '-')}-{paper.version}.pdf"
