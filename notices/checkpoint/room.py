"""The room itself, and what its pages share."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from notices.forms import StepForm
from notices.models import Event, Notice, Place, db
from notices.security import acting_as, audience
from notices.steps import admit
from workflows.acts import Act, Actor
from workflows.procedure import BY_NAME
from workflows.vocabulary import Role

room = Blueprint("checkpoint", __name__, url_prefix="/checkpoint")
audience(room, Role.CHECKPOINT_OFFICER)


def officer() -> Actor:
    """Who is at the keyboard."""
    return acting_as(Role.CHECKPOINT_OFFICER)


def own_place() -> Place:
    """The officer's checkpoint, or that of whom the officer stands in for; 403 where it is none."""
    place_id = officer().place_id
    return db.session.get_one(Place, place_id) if place_id else abort(403)


def issued(notice_id: int | None) -> Notice:
    """A notice that has left the inspector's desk: an officer may read any of them; else 404."""
    notice = db.session.get(Notice, notice_id) if notice_id else None
    if notice is None or not notice.is_issued:
        abort(404)
    return notice


def as_if_filled_in() -> Act:
    """An act of the officer to which nothing is wanting that a page would ask for."""
    now = datetime.now(UTC)
    return Act(
        actor=officer(),
        at=now,
        reason="-",
        plates=("-",),
        destination=own_place().as_destination(now),
    )


def shown(name: str, notice: Notice, form: StepForm, **more: Any) -> ResponseReturnValue:
    """The page of a step, for those who may try it now; 422 where the form was refused.

    It is one of this room, or of all that take the step.
    """
    admit(name, notice, as_if_filled_in())
    facts = {"step_name": name, "paper": BY_NAME[name].paper, "notice": notice, "form": form}
    page = render_template([f"checkpoint/{name}.html", f"notice/{name}.html"], **facts, **more)
    return page, 422 if form.errors else 200


def done(events: list[Event]) -> ResponseReturnValue:
    """Back to the notice, which says what was done and offers its paper."""
    last = events[-1]
    return redirect(url_for("checkpoint.notice", notice_id=last.notice_id, done=last.id))
