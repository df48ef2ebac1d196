"""Pages of the supervisor: what needs attention, any notice, and where vehicles wait."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, render_template, request, session, url_for
from flask_security import current_user

from notices.evidence.reading import piece_of
from notices.history import record_of, sections_of, told
from notices.models import Notice
from notices.search import SearchForm, answer
from notices.security import acting_as
from notices.steps import offered
from workflows.machine import is_taker
from workflows.procedure import BY_NAME
from workflows.vocabulary import Role

from . import queries, retention, steps
from .room import as_if_filled_in, readable, room

__all__ = ["retention", "room", "steps"]


@room.get("")
def attention() -> str:
    """Everything that needs attention, each with the length of its list."""
    now = datetime.now(UTC)
    counted = [
        (name, matter, matter.count(now))
        for name, matter in queries.MATTERS.items()
        if current_user.side in matter.sides
    ]
    return render_template(
        "supervisor/attention.html",
        counted=counted,
        to_review=queries.batches_to_review(current_user.side),
        form=SearchForm(),
    )


@room.get("/alerts")
def alerts() -> dict[str, int]:
    """How many vehicles have tried to leave since the list of refused exits was last opened."""
    return {"attempts": attempts()}


@room.context_processor
def alerted() -> dict[str, Any]:
    """What the frame of this room's pages needs."""
    return {"attempts": attempts}


def attempts() -> int:
    """That number, for the sign-in of this browser."""
    return queries.attempts_after(session.get("attempts_seen", 0), datetime.now(UTC))[0]


@room.get("/attention/<name>")
def matter(name: str) -> str:
    """The list of one matter."""
    found = queries.MATTERS.get(name)
    if found is None or current_user.side not in found.sides:
        abort(404)
    now = datetime.now(UTC)
    if name == "refused-exits":
        seen = session.get("attempts_seen", 0)
        session["attempts_seen"] = queries.attempts_after(seen, now)[1]
    return render_template(
        "supervisor/matter.html",
        matter=found,
        count=found.count(now),
        listed=found.page(now, request.args.get("after")),
        now=now,
    )


@room.get("/search")
def find() -> str:
    """Any notice by what is known of it."""
    form = SearchForm()
    mine = queries.readable_by(current_user.side)
    found = answer(form, mine, acting_as(Role.SUPERVISOR))
    return render_template("supervisor/search.html", form=form, found=found, now=datetime.now(UTC))


@room.get("/notices/<int:notice_id>")
def notice(notice_id: int) -> str:
    """Everything about one notice, and what may be done with it."""
    notice = readable(notice_id)
    record = record_of(notice, acting_as(Role.SUPERVISOR))
    just_now = request.args.get("done", type=int)
    return render_template(
        "supervisor/notice.html",
        record=record,
        told=told,
        actions=_actions(notice),
        done=next((event for event in record.events if event.id == just_now), None),
        now=datetime.now(UTC),
    )


@room.get("/notices/<int:notice_id>/versions/<int:number>")
def version(notice_id: int, number: int) -> str:
    """A version as it was written, and what it changed."""
    notice = readable(notice_id)
    return render_template(
        "supervisor/version.html",
        notice=notice,
        number=number,
        sections=sections_of(notice, number, acting_as(Role.SUPERVISOR)),
    )


@room.get("/notices/<int:notice_id>/evidence/<int:file_id>")
def evidence(notice_id: int, file_id: int) -> Response:
    """A piece of evidence."""
    return piece_of(readable(notice_id), file_id, acting_as(Role.SUPERVISOR))


@room.get("/checkpoints")
def checkpoints() -> str:
    """Where vehicles are expected, and which of these checkpoints are closed."""
    return render_template(
        "supervisor/checkpoints.html",
        checkpoints=queries.checkpoints(),
        waiting=queries.waiting_by_checkpoint(),
        may_reroute=is_taker(BY_NAME["reroute"], acting_as(Role.SUPERVISOR)),
        now=datetime.now(UTC),
    )


def _actions(notice: Notice) -> list[tuple[str, str, list[str]]]:
    """The steps of the supervisor's side from here, each with what stands in its way."""
    return [
        (name, url_for(f".{name}", notice_id=notice.id), reasons)
        for name, reasons in offered(notice, as_if_filled_in(notice)).items()
    ]
