"""Maps what goes wrong in the domain to the pages that say so. Views hold no `try`."""

from flask import Blueprint, Flask, current_app, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from workflows.machine import NotAllowed, NotNow, Refused

from .models import Event, Notice, db
from .steps import Overtaken

Page = tuple[str, int]
TOLD = {
    400: (
        _l("The request cannot be read"),
        _l("Go back, reload the page and try again."),
    ),
    403: (
        _l("You may not open this page"),
        _l("Sign in with an account that may, or ask your administrator for the role."),
    ),
    404: (
        _l("The page was not found"),
        _l("Check the address, or search for the notice by its number or plate."),
    ),
    405: (
        _l("This address does not take that request"),
        _l("Open the page again and use its buttons."),
    ),
    413: (
        _l("What you sent is too large"),
        _l("Send files of 10 MB at most, and shorten long texts."),
    ),
    415: (
        _l("This kind of file cannot be read"),
        _l("Send a photo (JPEG, PNG) or a PDF."),
    ),
    429: (
        _l("Too many attempts"),
        _l("Wait 15 minutes, then try again."),
    ),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was saved by this press. Try again in a few minutes."),
    ),
}
"""By the HTTP status: what happened, and what to do."""


def register_errors(app: Flask | Blueprint) -> None:
    """Give every error its page, in the whole register or in a room that differs in some."""
    app.register_error_handler(NotAllowed, forbidden)
    app.register_error_handler(NotNow, not_now)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Overtaken, overtaken)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(Exception, broken)


def forbidden(error: NotAllowed) -> Page:
    """The person may not take the step: 403."""
    return render_template("errors/forbidden.html", step=error.step), 403


def not_now(error: NotNow) -> Page:
    """The notice is in another status: 409."""
    return render_template("errors/not_now.html", step=error.step, status=error.status), 409


def refused(error: Refused) -> Page:
    """Conditions are unmet: 422, and all of them are named."""
    return render_template("errors/refused.html", step=error.step, reasons=error.reasons), 422


def overtaken(error: Overtaken) -> Page:
    """Somebody else was first: 409, with what has changed."""
    db.session.rollback()
    notice = db.session.get(Notice, error.notice_id) if error.notice_id else None
    latest = select(Event).where(Event.notice_id == error.notice_id).order_by(Event.id.desc())
    events = db.session.scalars(latest.limit(5)).all()
    return render_template("errors/overtaken.html", notice=notice, events=events), 409


def expired(_error: CSRFError) -> Page:
    """The form's protection has expired: 400, and sending it again helps."""
    return render_template("errors/expired.html"), 400


def plain(error: HTTPException) -> Page:
    """Any other HTTP error: not found, wrong method, too large."""
    code = error.code or 500
    return _told(code)


def broken(error: Exception) -> Page:
    """What nobody foresaw: logged in full, told without a stack trace."""
    db.session.rollback()
    current_app.logger.error("Unforeseen error", exc_info=error)
    return _told(500)


def _told(code: int) -> Page:
    heading, remedy = TOLD.get(code, TOLD[500 if code >= 500 else 400])
    return render_template("errors/plain.html", heading=heading, remedy=remedy), code
