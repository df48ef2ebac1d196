"""Pages of the auditor, who reads everything, compiles dossiers and changes nothing else."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import true

from notices.changes import acts_of_administrators, changes_in
from notices.entries import (
    catalogue_page,
    limit_page,
    limits_or_404,
    limits_page,
    proposal_or_404,
    proposal_page,
    wording_page,
)
from notices.evidence.reading import piece_of
from notices.forms import StepForm
from notices.history import record_of, sections_of, told
from notices.keyset import page_of
from notices.log.proofs import entries, proof_of, readings_of, waiting
from notices.log.sequencer import newest_checkpoint
from notices.models import ErasureBatch, Event, LogEntry, Notice, db
from notices.retention.schedule import batches
from notices.search import SearchForm, answer
from notices.security import acting_as, audience
from notices.steps import admit, offered
from notices.words import done
from workflows.acts import Act
from workflows.vocabulary import Role, Side

room = Blueprint("auditor", __name__, url_prefix="/auditor")
audience(room, Role.AUDITOR)


@room.get("")
def find() -> str:
    """Any notice by what is known of it."""
    form = SearchForm()
    found = answer(form, true(), acting_as(Role.AUDITOR))
    return render_template("auditor/search.html", form=form, found=found, now=datetime.now(UTC))


@room.get("/notices/<int:notice_id>")
def notice(notice_id: int) -> str:
    """Everything about one notice."""
    record = record_of(_notice(notice_id), acting_as(Role.AUDITOR))
    now = datetime.now(UTC)
    return render_template(
        "auditor/notice.html",
        record=record,
        told=told,
        may=offered(record.notice, Act(acting_as(Role.AUDITOR), now)),
        now=now,
    )


@room.get("/notices/<int:notice_id>/versions/<int:number>")
def version(notice_id: int, number: int) -> str:
    """A version as it was written, and what it changed."""
    notice = _notice(notice_id)
    sections = sections_of(notice, number, acting_as(Role.AUDITOR))
    return render_template("auditor/version.html", notice=notice, number=number, sections=sections)


@room.get("/notices/<int:notice_id>/evidence/<int:file_id>")
def evidence(notice_id: int, file_id: int) -> Response:
    """A piece of evidence."""
    return piece_of(_notice(notice_id), file_id, acting_as(Role.AUDITOR))


@room.route("/notices/<int:notice_id>/compile_dossier", methods=["GET", "POST"])
def compile_dossier(notice_id: int) -> ResponseReturnValue:
    """Put the whole history with all papers and evidence into one PDF."""
    notice = _notice(notice_id)
    form = StepForm(notice)
    act = form.act(Role.AUDITOR)
    admit("compile_dossier", notice, act)
    if form.validate_on_submit() and form.take(act, ("compile_dossier", notice)):
        flash(done("compile_dossier"))
        return redirect(url_for(".notice", notice_id=notice_id))
    page = render_template("notice/compile_dossier.html", notice=notice, form=form)
    return page, 422 if form.errors else 200


@room.get("/notices/<int:notice_id>/readings")
def readings(notice_id: int) -> str:
    """Who has read the personal data of a notice, the newest reading first."""
    notice, after = _notice(notice_id), request.args.get("after")
    listed = page_of(readings_of(notice.id), LogEntry.id, after=after, newest_first=True)
    return render_template("auditor/readings.html", notice=notice, listed=listed)


@room.get("/log")
def log() -> str:
    """The log, the newest entry first, and its newest checkpoint."""
    after = request.args.get("after")
    return render_template(
        "auditor/log.html",
        checkpoint=newest_checkpoint(),
        waiting=waiting(),
        listed=page_of(entries(), LogEntry.id, after=after, newest_first=True),
    )


@room.get("/log/<int:leaf>")
def leaf(leaf: int) -> str:
    """One entry, and the proof that it is in the log."""
    return render_template("auditor/leaf.html", proof=proof_of(leaf))


@room.get("/log/<int:leaf>/proof")
def proof(leaf: int) -> Response:
    """The proof as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{leaf}.tlog-proof"'}
    return Response(proof_of(leaf).text(), mimetype="text/plain", headers=headers)


@room.get("/administrators")
def administrators() -> str:
    """What the administrators of both sides changed, the newest first."""
    after = request.args.get("after")
    listed = page_of(acts_of_administrators(), Event.id, after=after, newest_first=True)
    return render_template("auditor/administrators.html", listed=listed, changes_in=changes_in)


@room.get("/erasures")
def erasures() -> str:
    """The batches of content that one side has proposed to erase, the newest first."""
    after = request.args.get("after")
    listed = page_of(batches(), ErasureBatch.id, after=after, newest_first=True)
    return render_template("auditor/erasures.html", listed=listed)


@room.get("/catalogue")
def catalogue() -> str:
    """Every code of the catalogue with the wording in force."""
    return catalogue_page("auditor")


@room.get("/catalogue/<deficiency>")
def wording(deficiency: str) -> str:
    """One code with all its versions and everything that was proposed about it."""
    return wording_page("auditor", deficiency)


@room.get("/limits")
def limits() -> str:
    """The limits of both states, one after the other."""
    country = Side.RU if request.args.get("country") == Side.RU else Side.BY
    return limits_page("auditor", country)


@room.get("/limits/<limit>")
def limit(limit: str) -> str:
    """One limit with all its versions and everything that was proposed about it."""
    return limit_page("auditor", limits_or_404(limit, *Side))


@room.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> str:
    """What was proposed, and what became of it."""
    return proposal_page("auditor", proposal_or_404(proposal_id))


def _notice(notice_id: int) -> Notice:
    return db.session.get(Notice, notice_id) or abort(404)
