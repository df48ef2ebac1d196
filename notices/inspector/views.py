"""The inspector's lists, the page of one notice, and the papers of the last step."""

from dataclasses import replace

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.finding import easily_mistaken, find
from notices.history import file_of, papers_of, record_of, told
from notices.keyset import page_of
from notices.models import Notice
from notices.steps import offered
from workflows.vocabulary import Status

from . import changes, drafting, finding
from .drafts import plates_of
from .queries import another_able, corrections_under_way, issued_at_post, own_drafts
from .room import inspector, is_draft, now, readable, room

__all__ = ["changes", "drafting", "finding", "room"]

LISTS = tuple(status for status in Status if status is not Status.DRAFT)
"""The lists of issued notices, in the order of the procedure."""

STEPS = ("route", "reroute", "correct", "attach")
"""The buttons of an issued notice."""

DIRECTING = ("route", "reroute")
"""The steps whose page asks for another checkpoint than the one named."""


@room.get("")
def home() -> str:
    """The own drafts, and the post's notices by status, the newest first."""
    me = inspector()
    status = request.args.get("status", Status.ROUTED)
    if status not in LISTS:
        abort(404)
    issued = page_of(
        issued_at_post(me.place_id, Status(status)),
        Notice.id,
        after=request.args.get("after"),
        newest_first=True,
    )
    return render_template(
        "inspector/home.html",
        drafts=[(notice, plates_of(notice)) for notice in own_drafts(me)],
        corrections=corrections_under_way(me.place_id),
        issued=issued,
        status=status,
        tabs=[(each, url_for(".home", status=each), each == status) for each in LISTS],
        now=now().at,
    )


@room.get("/find")
def search() -> ResponseReturnValue:
    """Open the notice with this number or plate, of whichever post; or list those that may be."""
    sought = request.args.get("sought", "").strip()[:200]
    found = find(sought) if sought else []
    if len(found) == 1:
        return redirect(url_for(".notice", notice_id=found[0].id))
    similar = easily_mistaken(sought) if sought and not found else []
    return render_template(
        "inspector/found.html", sought=sought, found=found, similar=similar, now=now().at
    )


@room.get("/notices/<int:notice_id>")
def notice(notice_id: int) -> ResponseReturnValue:
    """Everything about one notice; a draft opens where all its answers are."""
    notice = readable(notice_id)
    if is_draft(notice):
        return redirect(url_for(".issue", notice_id=notice_id))
    return render_template(
        "inspector/notice.html",
        notice=notice,
        record=record_of(notice, now().actor),
        actions=_actions(notice),
        told=told,
        now=now().at,
    )


@room.get("/notices/<int:notice_id>/done")
def done(notice_id: int) -> str:
    """The papers of the last step that printed any, to be handed over."""
    notice = readable(notice_id)
    papers = papers_of(notice) or abort(404)
    latest = [paper for paper in papers if paper.event.at == papers[-1].event.at]
    return render_template("inspector/done.html", notice=notice, papers=latest)


@room.get("/notices/<int:notice_id>/evidence/<int:file_id>")
def evidence(notice_id: int, file_id: int) -> Response:
    """A file that was handed in."""
    return file_of(readable(notice_id), file_id, now().actor)


def _actions(notice: Notice) -> list[tuple[str, str, list[str]]]:
    """The buttons, with whatever stands in the way that their own pages will not ask for."""
    act = replace(now(), reason="-")
    elsewhere = another_able(notice, act)
    to = replace(act, destination=elsewhere.as_destination(act.at) if elsewhere else None)
    here, there = offered(notice, act), offered(notice, to)
    may = {name: (there if name in DIRECTING else here)[name] for name in STEPS if name in here}
    return [
        (name, url_for(f".{name}", notice_id=notice.id), reasons) for name, reasons in may.items()
    ]
