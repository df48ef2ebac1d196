"""Milliseconds of the exit question: the answer alone, and asked through the page."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from notices.exit_control.answering import answer
from notices.models import Notice, Unit, db
from workflows.vocabulary import Status

from .browser import Browser
from .timing import row, table, timed

UNKNOWN = "AB 9999-7"


def measure(app: Flask) -> None:
    """Print the times of each kind of answer."""
    asked = {
        "may leave, nothing known": UNKNOWN,
        "may leave, all removed": _plates(Status.CLEARED),
        "held": _plates(Status.ROUTED),
        "cannot tell, one letter misread": _misread(_plates(Status.ROUTED)),
    }
    db.session.remove()
    browser = Browser(app, "exit-by")
    table("question", "answer: least ms", "median", "95 %", "page: least ms", "median", "95 %")
    for name, text in asked.items():
        alone = timed(lambda text=text: _alone(text))
        paged = timed(lambda text=text: browser.post("/exit/ask_exit", {"text": text}))
        row(name, *alone, *paged)


def _alone(text: str) -> None:
    answer(text, datetime.now(UTC))
    db.session.rollback()


def _plates(status: Status) -> str:
    newest = select(Notice.id).where(Notice.status == status).order_by(Notice.id.desc()).limit(1)
    units = select(Unit.plate).where(Unit.notice_id.in_(newest)).order_by(Unit.position)
    return ", ".join(db.session.scalars(units))


def _misread(plates: str) -> str:
    return plates.split(",", maxsplit=1)[0].translate(str.maketrans("OIB018", "018OIB"))
