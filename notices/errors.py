"""Maps what goes wrong in the domain to the pages that say so. Views hold no `try`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, render_template, request, session, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import BuildError, IntegerConverter

from workflows.machine import NotAllowed, NotNow, Refused

from .files import DamagedFile
from .forms import AUTOSAVE
from .interrupted import keep, typed
from .models import Event, InterruptedForm, Notice, db
from .security import SignInEnded, carrier_notice_id, owners_here
from .steps import Overtaken
from .words import LANGUAGE_BUTTON

Page = tuple[str, int] | tuple[str, int, dict[str, str]]
TOLD = {
    400: (_l("The request cannot be read"), _l("Go back, reload the page and try again.")),
    403: (
        _l("You may not open this page"),
        _l("Sign in with an account that may, or ask your administrator for the role."),
    ),
    404: (
        _l("The page was not found"),
        _l("Check the address, or look for the notice by its number or plate."),
    ),
    405: (
        _l("This address does not take such a request"),
        _l("Open the page again and use its buttons."),
    ),
    409: (_l("Somebody else was first"), _l("Open the page again and see what has changed.")),
    413: (
        _l("What you sent is too large"),
        _l("Send files of 10 MB at most and 60 MB together, and shorten long texts."),
    ),
    415: (_l("This kind of file cannot be read"), _l("Send a photo (JPEG, PNG) or a PDF.")),
    422: (_l("What you sent cannot be done"), _l("Open the page again and use its buttons.")),
    429: (_l("Too many attempts"), _l("Wait 15 minutes, then try again.")),
}
"""By the HTTP status: what happened, and what to do."""

KEPT_HEADERS = ("Allow", "Retry-After")
LARGEST_ID = 2**31 - 1


class RowId(IntegerConverter):
    """A number in an address. Larger ones than the database counts are not found."""

    def __init__(self, map: Any, *args: Any, **options: Any) -> None:  # noqa: A002
        super().__init__(map, *args, **{"max": LARGEST_ID} | options)


def register_errors(app: Flask | Blueprint) -> None:
    """Give every error its page, in the whole register or in a room that differs in some."""
    app.register_error_handler(NotAllowed, forbidden)
    app.register_error_handler(NotNow, not_now)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(Overtaken, overtaken)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(SignInEnded, signed_out)
    app.register_error_handler(SecurityError, unknown_host)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(DamagedFile, damaged)
    app.register_error_handler(Exception, broken)


def forbidden(error: NotAllowed) -> Page:
    """The person may not take the step: 403."""
    _log_refusal()
    return _page("forbidden", 403, step=error.step)


def not_now(error: NotNow) -> Page:
    """The notice is in another status: 409, with what has changed where something was sent."""
    events = _latest(error.notice_id) if request.method == "POST" else []
    return _page("not_now", 409, step=error.step, status=error.status, events=events)


def refused(error: Refused) -> Page:
    """Conditions are unmet: 422, and all of them are named."""
    return _page("refused", 422, step=error.step, reasons=error.reasons)


def overtaken(error: Overtaken) -> Page:
    """Somebody else was first: 409, with what has changed."""
    db.session.rollback()
    notice = db.session.get(Notice, error.notice_id) if error.notice_id else None
    return _page("overtaken", 409, notice=notice, events=_latest(error.notice_id))


def _latest(notice_id: int | None) -> Sequence[Event]:
    """What happened last to a notice, the newest first."""
    latest = select(Event).where(Event.notice_id == notice_id).order_by(Event.id.desc())
    return db.session.scalars(latest.limit(5)).all()


def expired(_error: CSRFError) -> Page:
    """The form's protection has expired: 400, and what was typed comes back."""
    return _with_everything_typed(400)


def signed_out(_error: SignInEnded) -> Page:
    """The sign-in has ended while a form was filled in: 401, and what was typed comes back."""
    return _with_everything_typed(401)


def _with_everything_typed(code: int) -> Page:
    """What was typed is kept for whom the page was made, files included; see `interrupted`.

    A page made for nobody in particular gives everything back but files, and is offered only for
    what a page of this site has sent.
    """
    form = None if AUTOSAVE in request.form else keep()
    own = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    return _page(
        "expired",
        code,
        kept=form,
        given_back=form is not None and form.owner in owners_here(),
        typed=typed() if own and not form else [],
        address=request.full_path.rstrip("?"),
        unjudged=LANGUAGE_BUTTON,
        door=_door(form),
    )


def _door(form: InterruptedForm | None) -> str | None:
    """Where to sign in first, if the sender has to; a carrier gives number and code again."""
    onward = url_for("pages.go_on", form_id=form.id) if form else None
    if request.blueprint == "carrier":
        return None if carrier_notice_id() else url_for("carrier.enter", next=onward)
    return None if current_user.is_authenticated else url_for("security.login", next=onward)


def unknown_host(_error: SecurityError) -> Page:
    """The request names a host that is not this register's: 400, without a page of it."""
    return "This host is not served here.\n", 400, {"Content-Type": "text/plain"}


def plain(error: HTTPException) -> Page:
    """Any other HTTP error: not found, wrong method, too large."""
    code = error.code or 500
    if code >= 500:
        return broken(error)
    if code == 403:
        _log_refusal()
    heading, remedy = TOLD.get(code, TOLD[400])
    told = render_template("errors/plain.html", heading=heading, remedy=remedy, back=_to_the_room())
    return told, code, {n: v for n, v in error.get_headers() if n in KEPT_HEADERS}


def damaged(error: DamagedFile) -> Page:
    """A stored file is not what was kept, or is gone: logged, told and not shown."""
    digest = str(error)
    current_app.logger.critical("The stored file %s is damaged or gone.", digest)
    return _page("damaged", 500, digest=digest)


def broken(error: Exception) -> Page:
    """What nobody foresaw: logged in full, told without a stack trace.

    The page needs neither the database nor the person, because those may be what is broken.
    """
    db.session.rollback()
    current_app.logger.error("Unforeseen error", exc_info=error)
    with force_locale(session.get("language", current_app.config["BABEL_DEFAULT_LOCALE"])):
        return render_template("errors/broken.html"), 500


def _log_refusal() -> None:
    who = getattr(current_user, "id", None)
    current_app.logger.warning("Person %s was refused %s %r", who, request.method, request.path)


def _page(name: str, code: int, **what: Any) -> Page:
    return render_template(f"errors/{name}.html", back=_to_the_notice(), **what), code


def _to_the_notice() -> tuple[str, str]:
    """The address and the words of the way back to the notice that the request was about."""
    which = {name: v for name, v in (request.view_args or {}).items() if name == "notice_id"}
    try:
        return url_for(f"{request.blueprint}.notice", **which), _("Back to the notice")
    except BuildError:
        return _to_the_room()


def _to_the_room() -> tuple[str, str]:
    if current_user.is_authenticated:
        return url_for("pages.home"), _("Back to my room")
    return url_for("pages.front"), _("Go to the front page")
