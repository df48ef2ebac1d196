"""The room itself, and the ways into a notice from it."""

from datetime import UTC, datetime

from flask import Blueprint, abort

from notices.models import Notice, db
from notices.security import acting_as, audience
from notices.steps import admit
from workflows.acts import Act, Actor
from workflows.vocabulary import Role, Status

room = Blueprint("inspector", __name__, url_prefix="/inspector")
audience(room, Role.INSPECTOR)


def inspector() -> Actor:
    """Who is at the keyboard."""
    return acting_as(Role.INSPECTOR)


def now() -> Act:
    """An act of the inspector at this instant, to which a page adds what it asks for."""
    return Act(actor=inspector(), at=datetime.now(UTC))


def readable(notice_id: int) -> Notice:
    """A notice that the inspector may read: any issued one, and the own drafts; else 404."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or (not notice.is_issued and notice.issuer_id != inspector().id):
        abort(404)
    return notice


def open_to(step: str, notice_id: int) -> Notice:
    """A notice on which the inspector may try the step; raises NotNow or NotAllowed."""
    return _admitted(step, readable(notice_id))


def being_filed(notice_id: int) -> Notice:
    """A notice whose pages the inspector may fill in: an own draft, or one to be corrected."""
    notice = readable(notice_id)
    return _admitted("issue", notice) if is_draft(notice) else being_corrected(notice)


def being_corrected(notice: Notice) -> Notice:
    """A notice that the inspector may correct."""
    return _admitted("correct", notice)


def _admitted(step: str, notice: Notice) -> Notice:
    admit(step, notice, now())
    return notice


def is_draft(notice: Notice) -> bool:
    """Whether the notice is still to be issued."""
    return notice.status is Status.DRAFT
