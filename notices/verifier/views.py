"""Pages for anyone who holds a paper: is it genuine, unchanged, and does it still hold?

Nothing personal is shown, and what the register does not know looks like what it will not tell.
"""

from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import current_user

from notices.models import StoredPaper
from notices.opening import CodeForm
from notices.papers.authority import public_revoked, revoked_in
from notices.papers.codes import paper_behind
from notices.papers.keys import public_keys
from notices.papers.payload import key_set
from notices.papers.standing import verify
from notices.security import rooms
from notices.words import standing
from workflows.vocabulary import Role

from .forms import FileForm
from .offline import known_offline, offline_page
from .queries import paper_in, papers_of

room = Blueprint("verifier", __name__)

READERS = (Role.INSPECTOR, Role.CHECKPOINT_OFFICER, Role.SUPERVISOR, Role.AUDITOR)
"""Who has a page for each notice in the own room."""


@room.get("/q/")
@room.get("/q/<path:payload>")
def code(payload: str = "") -> ResponseReturnValue:
    """What became of the paper with this QR code; to an officer the page of its notice."""
    found = paper_behind(payload)
    if found is None:
        return render_template("verifier/foreign.html"), 404
    doors, verified = doors_to(found), verify(found)
    if len(doors) == 1:
        flash(standing(verified, found.kind), "message" if verified.is_good else "warning")
        return redirect(doors[0][1])
    return answer(found, doors=doors)


@room.get("/check")
def check() -> str:
    """Ask for what is to be checked."""
    return asked()


@room.post("/check/file")
def file() -> ResponseReturnValue:
    """Whether a file is a paper of this register, and whether it was changed."""
    form = FileForm()
    if not form.validate_on_submit():
        return asked(file_form=form)
    found, unchanged = paper_in(form.file.data.read())
    if found is None:
        return render_template("verifier/foreign.html", file=True)
    return answer(found, unchanged=unchanged)


@room.post("/check/number")
def number() -> str:
    """All papers of a notice, for whoever has its number and code."""
    form = CodeForm()
    notice_id = form.validate_on_submit() and form.opened(request.remote_addr or "")
    if not notice_id:
        return asked(number_form=form)
    return render_template("verifier/papers.html", papers=papers_of(notice_id))


@room.get("/check/keys.json")
def keys() -> ResponseReturnValue:
    """The public keys of the codes, a JSON Web Key Set (RFC 7517)."""
    return key_set(public_keys(current_app.config["CODES"]))


@room.get("/check/offline")
def offline() -> ResponseReturnValue:
    """A page that verifies codes in the browser; `?download` gives it as one file."""
    own_keys = key_set(public_keys(current_app.config["CODES"]))
    if "download" not in request.args:
        return render_template("verifier/offline.html", known=known_offline(own_keys))
    response = Response(offline_page(own_keys), mimetype="text/html")
    name = f"check-papers-{get_locale()}.html"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def asked(number_form: CodeForm | None = None, file_form: FileForm | None = None) -> str:
    """The page with both forms; one of them may have been sent."""
    return render_template(
        "verifier/check.html",
        form=number_form or file_form or FileForm(formdata=None),
        number_form=number_form or CodeForm(formdata=None),
        file_form=file_form or FileForm(formdata=None),
        revoked=revoked_in(public_revoked(current_app.config["SEAL"])),
    )


def answer(
    paper: StoredPaper,
    unchanged: bool | None = None,
    doors: list[tuple[Role, str]] | tuple[()] = (),
) -> str:
    """What is told of a genuine paper; `unchanged` is about its file, where one was sent."""
    return render_template(
        "verifier/paper.html",
        paper=paper,
        verified=verify(paper),
        unchanged=unchanged,
        doors=doors,
    )


def doors_to(paper: StoredPaper) -> list[tuple[Role, str]]:
    """Where the reader, if signed in, goes on with the paper's notice or vehicle."""
    if not current_user.is_authenticated:
        return []
    notice = paper.facts["notice"]
    asked = notice["number"] if notice else ", ".join(paper.facts["plates"])
    ways = dict.fromkeys(READERS, f"/notices/{paper.notice_id}") if paper.notice_id else {}
    ways[Role.EXIT_OFFICER] = "?" + urlencode({"text": asked})
    return [(role, address + ways[role]) for role, address in rooms() if role in ways]
