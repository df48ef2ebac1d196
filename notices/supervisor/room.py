"""The room itself, and what its pages share."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from notices.advice import advice_on
from notices.forms import StepForm
from notices.models import Event, Notice, db
from notices.security import acting_as, audience
from notices.steps import admit
from workflows.acts import Act, Details, OnHold
from workflows.vocabulary import Role

from . import queries

room = Blueprint("supervisor", __name__, url_prefix="/supervisor")
audience(room, Role.SUPERVISOR)


@room.context_processor
def links() -> dict[str, Any]:
    """What tells pages to which notices they may lead."""
    return {"may_read": lambda notice: queries.may_read(notice, current_user.side)}


def readable(notice_id: int) -> Notice:
    """A notice that the supervisor may read, else 404."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or not queries.may_read(notice, current_user.side):
        abort(404)
    return notice


def as_if_filled_in(notice: Notice, details: Details | None = None) -> Act:
    """An act of the supervisor to which nothing is wanting that a page would ask for.

    Without details of its own it names an authority, as a hold does.
    """
    now = datetime.now(UTC)
    able = queries.elsewhere(notice, advice_on(notice, now))
    return Act(
        actor=acting_as(Role.SUPERVISOR),
        at=now,
        reason="-",
        destination=able[0][1] if able else None,
        details=details or OnHold("-"),
    )


def shown(
    name: str, notice: Notice, form: StepForm, details: Details | None = None, **more: Any
) -> ResponseReturnValue:
    """The page of a step, for those who may try it now; 422 where the form was refused.

    It is one of this room, or of all that take the step.
    """
    admit(name, notice, as_if_filled_in(notice, details))
    page = render_template(
        [f"supervisor/{name}.html", f"notice/{name}.html"], notice=notice, form=form, **more
    )
    return page, 422 if form.errors else 200


def done(events: list[Event]) -> ResponseReturnValue:
    """Back to the notice, which says what was done and offers its paper."""
    last = events[-1]
    return redirect(url_for("supervisor.notice", notice_id=last.notice_id, done=last.id))
