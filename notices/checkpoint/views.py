"""Pages of the checkpoint: who is expected, who is here, and everything about one notice."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from notices.evidence.reading import piece_of
from notices.finding import easily_mistaken, find
from notices.history import record_of, told
from notices.models import Event, Notice, StoredPaper
from notices.papers.codes import paper_behind
from notices.papers.standing import Standing, verify
from notices.steps import offered
from workflows.plates import not_among

from . import queries, steps
from .forms import FindForm
from .room import as_if_filled_in, issued, officer, own_place, room

__all__ = ["room", "steps"]

Row = TypeVar("Row", Event, StoredPaper)
BELOW_A_NOTICE = (
    "receive",
    "take_over",
    "confirm",
    "refuse",
    "withdraw",
    "fine",
    "attach",
    "compile_dossier",
)
"""The other acts have their buttons beside a deficiency or a fine."""

OVERTAKEN = (Standing.SUPERSEDED, Standing.CORRECTED)
"""What has become of a paper that a later one has taken the place of."""


@room.get("")
def queue() -> str:
    """Who is expected here, the most urgent first, and who is here now."""
    now = datetime.now(UTC)
    expected = queries.expected_at(own_place().id, now, request.args.get("after"))
    return render_template(
        "checkpoint/queue.html",
        place=own_place(),
        form=FindForm(formdata=None),
        expected=expected,
        here=queries.here_at(own_place().id, request.args.get("here")),
        said=queries.said_by_carriers(expected.rows),
        told=told,
        now=now,
    )


@room.get("/find")
def search() -> ResponseReturnValue:
    """Open the notice that is meant, or list those that may be."""
    form = FindForm(formdata=request.args)
    text = form.text.data or ""
    found = find(text) if form.validate() else []
    if len(found) == 1:
        scanned = paper_behind(text) if "/q/" in text else None
        paper = scanned.id if scanned else None
        return redirect(url_for(".notice", notice_id=found[0].id, scanned=paper))
    similar = [] if found or form.errors else easily_mistaken(text)
    return render_template(
        "checkpoint/found.html", form=form, found=found, similar=similar, now=datetime.now(UTC)
    )


@room.get("/notices/<int:notice_id>")
def notice(notice_id: int) -> str:
    """Everything about one notice, and what may be done with it here."""
    notice = issued(notice_id)
    may = offered(notice, as_if_filled_in())
    if notice.checkpoint_id == own_place().id:
        may.pop("take_over", None)
    record = record_of(notice, officer())
    done = _asked_for("done", record.events)
    scanned = _asked_for("scanned", record.papers)
    return render_template(
        "checkpoint/notice.html",
        notice=notice,
        may=may,
        actions=[
            (name, url_for(f".{name}", notice_id=notice.id), may[name])
            for name in BELOW_A_NOTICE
            if name in may
        ],
        done=done,
        printed=[paper for paper in record.papers if done and paper.event_id == done.id],
        replaced=scanned is not None and verify(scanned).standing in OVERTAKEN,
        record=record,
        told=told,
        **_plates(notice),
    )


@room.get("/notices/<int:notice_id>/evidence/<int:file_id>")
def evidence(notice_id: int, file_id: int) -> Response:
    """A piece of evidence."""
    return piece_of(issued(notice_id), file_id, officer())


def _asked_for(argument: str, rows: Sequence[Row]) -> Row | None:
    """The one of the rows whose id stands in the page's address."""
    wanted = request.args.get(argument, type=int)
    return next((row for row in rows if row.id == wanted), None)


def _plates(notice: Notice) -> dict[str, tuple[str, ...]]:
    """How the plates seen at the last presentation that stands differ from those of the notice."""
    shown = notice.standing_presentation
    seen = shown.plates_seen if shown else ()
    noted = [unit.plate for unit in notice.units]
    unseen = not_among(noted, seen) if seen else ()
    return {"unseen": unseen, "unexpected": not_among(seen, noted)}
