"""A press that was taken is answered with what came of it, however often and late it comes again.

The one door takes it once (see `steps`). What has changed meanwhile may still let its form or its
page refuse it: then the answer leads to what it did the first time.
"""

import json
from hashlib import sha256

from flask import Flask, Response, redirect, request, url_for
from flask_security import current_user
from sqlalchemy import select

from .interrupted import typed
from .models import Event, ExitQuestion, db

REFUSED = frozenset({404, 409, 422})
TOLD_BY = {
    "account": "absence",
    "administrator": "changed",
    "carrier": "notice",
    "supervisor": "retention",
}
"""The pages that tell, room by room, of acts without a notice, and of a carrier's own one."""


def press() -> str:
    """The digest of who has sent what where, with all fields but those that prove who presses."""
    person = current_user.id if current_user.is_authenticated else None
    told = json.dumps((person, request.path, sorted(typed()), _files()))
    return sha256(told.encode()).hexdigest()


def init_presses(app: Flask) -> None:
    """Answer every press that is refused although it was taken before."""
    app.after_request(_answer_again)


def _answer_again(response: Response) -> Response:
    if response.status_code not in REFUSED or not request.form.get("key"):
        return response
    db.session.rollback()
    taken = select(Event).where(Event.press == press()).order_by(Event.id).limit(1)
    event = db.session.scalars(taken).first()
    return redirect(_led_to(event), 303) if event else response  # type: ignore[return-value]


def _led_to(event: Event) -> str:
    """The page that tells of an act, in the room in which it was taken."""
    room = str(request.blueprint)
    if room == "exit_control":
        asked = select(ExitQuestion.id).where(ExitQuestion.event_id == event.id)
        question_id = event.data.get("question_id") or db.session.scalar(asked)
        return url_for("exit_control.question", question_id=question_id)
    if room == "carrier" or event.notice_id is None:
        return url_for(f"{room}.{TOLD_BY[room]}")
    return url_for(f"{room}.notice", notice_id=event.notice_id)


def _files() -> list[tuple[str, str]]:
    """The fields and digests of the files that were sent."""
    digests = []
    for field, file in request.files.items(multi=True):
        digests.append((field, sha256(file.stream.read()).hexdigest()))
        file.stream.seek(0)
    return sorted(digests)
