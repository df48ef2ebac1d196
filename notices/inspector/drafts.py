"""Keeps what is typed, as it is typed, from the first field on."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from notices.models import Draft, Notice, Person, db, transaction
from notices.steps import Overtaken
from workflows.acts import Act

from .forms.vehicles import plates_typed
from .queries import own_drafts
from .registered import registered_answers
from .room import is_draft

Answers = dict[str, dict[str, Any]]
"""Page → field → text as typed. The page `findings` has one such object for each deficiency."""


def begin(act: Act) -> Notice:
    """The inspector's draft in which nothing is written yet, made if there is none.

    The inspector's row is locked, so that two presses at once get the same.
    """
    mine = select(Person.id).where(Person.id == act.actor.id)
    with transaction():
        db.session.execute(mine.with_for_update(key_share=True))
        for draft in own_drafts(act.actor):
            if not answers_of(draft):
                return draft
        notice = Notice(
            post_id=act.actor.place_id,
            issuer_id=act.actor.id,
            created_at=act.at,
            changed_at=act.at,
            draft=Draft(answers={}, saved_at=act.at),
        )
        db.session.add(notice)
    return notice


def answers_of(notice: Notice) -> Answers:
    """What was typed so far; where a correction is not begun, what the register holds."""
    if notice.draft:
        return notice.draft.answers
    return {} if is_draft(notice) else registered_answers(notice)


def saved(notice: Notice) -> str:
    """When the answers were last saved, as a page tells it; empty where there is no draft."""
    return notice.draft.saved_at.isoformat() if notice.draft else ""


def plates_of(notice: Notice) -> list[str]:
    """The plates typed so far."""
    return plates_typed(answers_of(notice).get("vehicles", {}))


@contextmanager
def changing(notice: Notice) -> Iterator[Answers]:
    """Give the answers to be changed, and keep them as the block leaves them.

    The rows are locked, so that two devices on the same draft lose nothing of one another. A
    change takes the driver's acknowledgement back: the driver signed what he had seen. Raises
    Overtaken where a step was taken meanwhile: what was a draft is not corrected unawares.
    """
    status = notice.status
    with transaction():
        db.session.refresh(notice, with_for_update=True)
        if notice.status is not status:
            raise Overtaken(notice.id)
        if notice.draft:
            db.session.refresh(notice.draft)
        before = answers_of(notice)
        answers = deepcopy(before)
        yield answers
        if answers != before:
            _keep(notice, answers, datetime.now(UTC))


def save(notice: Notice, page: str, typed: dict[str, str]) -> None:
    """Keep a page."""
    with changing(notice) as answers:
        answers[page] = typed


def save_finding(notice: Notice, key: str, typed: dict[str, str]) -> None:
    """Keep the details of one deficiency, unless it was taken out meanwhile."""
    with changing(notice) as answers:
        answers["findings"].get(key, {}).update(typed)


def abandon_correction(notice: Notice) -> None:
    """Forget what was typed for the next version."""
    with transaction():
        notice.draft = None


def _keep(notice: Notice, answers: Answers, at: datetime) -> None:
    notice.draft = notice.draft or Draft()
    notice.draft.answers, notice.draft.saved_at = answers, at
    if is_draft(notice):
        notice.changed_at = at
        notice.acknowledgement = notice.acknowledged_at = None
        notice.witness = notice.signature_stroke = ""
