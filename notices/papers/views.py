"""Papers, for whoever may read them."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import OK
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import insert

from notices.cases import may_compile
from notices.files import read, served
from notices.log.entries import log_reading
from notices.models import Notice, PaperCopy, StoredPaper, db
from notices.security import acting_as, acting_roles, carrier_notice_id
from workflows.acts import Actor
from workflows.vocabulary import Paper, Personal, Role, Side

from .authority import public, public_revoked, seal_in_use, seals_itself
from .queue import hurry
from .standing import verify

room = Blueprint("papers", __name__)

WAITS = 3.0
LOOKS_EVERY = 0.05
"""Seconds that a reader waits for a paper that is being printed, and between two looks for it."""

SOON = {"Retry-After": "3", "Refresh": "3"}

OPEN_PAPERS = {
    Role.INSPECTOR,
    Role.CHECKPOINT_OFFICER,
    Role.EXIT_OFFICER,
    Role.SUPERVISOR,
    Role.AUDITOR,
}
"""Who needs papers at work: an administrator does not."""


@room.get("/papers/<int:paper_id>")
def paper(paper_id: int) -> ResponseReturnValue:
    """The paper's bytes, or a page that says that it is being printed."""
    return given(paper_id, pdf_of)


@room.get("/papers/<int:paper_id>/facts")
def facts(paper_id: int) -> ResponseReturnValue:
    """For programs: the facts that the paper tells, and whether it still holds, as JSON."""
    return given(paper_id, facts_of)


@room.get("/seal/ca.pem")
def certificates() -> ResponseReturnValue:
    """The certificates with which anyone can check the seals of papers, by a program of their own.

    Where a seal is set that has not yet sealed a paper, there are none.
    """
    if seals_itself():
        seal_in_use(current_app.config["SEAL"])
    found = public(current_app.config["SEAL"])
    if not found:
        abort(404)
    return Response(b"".join(found), mimetype="application/x-pem-file")


@room.get("/seal/revoked.pem")
def revoked_certificates() -> ResponseReturnValue:
    """The certificates of seals that count no more, each with a line before it: since when."""
    revoked = public_revoked(current_app.config["SEAL"])
    return Response(revoked, mimetype="application/x-pem-file")


def given(
    paper_id: int, answer: Callable[[StoredPaper, str, Actor], Response]
) -> ResponseReturnValue:
    """An answer about a paper with these bytes to this reader, or a page that says why not."""
    found = db.session.get(StoredPaper, paper_id) or abort(404)
    actor = reader(found) or abort(404)
    if found.erased_at:
        return render_template("papers/erased.html", paper=found), 410
    if found.sha256 is None and not found.failure:
        wait_for(found)
    if found.sha256 is None:
        return render_template("papers/printing.html", paper=found), 503, SOON
    return answer(found, found.sha256, actor)


def pdf_of(paper: StoredPaper, sha256: str, actor: Actor) -> Response:
    """The paper, each of whose copies is counted."""
    response = served(sha256, "application/pdf", file_name(paper))
    is_copy = response.status_code == OK and request.method == "GET"
    note_reading(paper, actor, is_copy=is_copy)
    return response


def facts_of(paper: StoredPaper, sha256: str, actor: Actor) -> Response:
    """The data that are attached to the paper, under its seal, and what has become of it since."""
    verified = verify(paper)
    answer = {
        "as_of": datetime.now(UTC).isoformat(),
        "standing": verified.standing,
        "newest_version": verified.version,
        "until": verified.until.isoformat() if verified.until else None,
        "sha256": sha256,
        "facts": attached_to(read(sha256)),
    }
    note_reading(paper, actor, is_copy=False)
    return jsonify(answer)


def attached_to(pdf: bytes) -> Any:
    """The facts within a paper, if it has any: those of version 0.1.0 have none. A dossier encloses
    other files beside them.
    """
    from pypdf import PdfReader  # noqa: PLC0415 (a server that is asked for none needs no reader)

    files = PdfReader(BytesIO(pdf)).attachments
    content = next((files[name][0] for name in files if name.endswith(".json")), b"null")
    return json.loads(content)


def reader(paper: StoredPaper) -> Actor | None:
    """In which capacity a paper is read; nobody for whom it does not exist.

    Officials of both sides read every paper, but that of a draft, which stays in Belarus; a carrier
    reads those of the notice that it opened. A dossier is for those who may compile it.
    """
    if not current_user.is_authenticated:
        opened = paper.notice_id is not None and carrier_notice_id() == paper.notice_id
        return acting_as(Role.CARRIER) if opened and paper.kind is not Paper.DOSSIER else None
    if current_user.one_time_password:
        return None
    notice = db.session.get(Notice, paper.notice_id) if paper.notice_id else None
    actors = map(acting_as, acting_roles())
    if notice and paper.kind is Paper.DOSSIER:
        return next((actor for actor in actors if may_compile(notice, actor)), None)
    at_home = notice is not None and not notice.is_issued
    return next((actor for actor in actors if _reads_at_work(actor, at_home)), None)


def _reads_at_work(actor: Actor, at_home: bool) -> bool:
    anywhere = not at_home or actor.side is Side.BY or actor.role is Role.AUDITOR
    return actor.role in OPEN_PAPERS and anywhere


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


def note_reading(paper: StoredPaper, reader: Actor, *, is_copy: bool) -> None:
    """Write down who reads a paper and to whom a copy is given, before anything is sent.

    One transaction, which has read nothing.
    """
    copy = {"paper_id": paper.id, "at": datetime.now(UTC), "person_id": reader.id}
    with db.engine.begin() as connection:
        if paper.notice_id is not None:
            log_reading(paper.notice_id, reader, Personal.PAPER, connection)
        if is_copy:
            connection.execute(insert(PaperCopy).values(copy))


def file_name(paper: StoredPaper) -> str:
    """A name that says what lies in the download folder: number, kind and version."""
    number = (paper.facts["notice"] or {"number": f"paper-{paper.id}"})["number"]
    return f"{number}-{paper.kind.replace('_', '-')}-{paper.version}.pdf"
