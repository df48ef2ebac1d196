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
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import BuildError, IntegerConverter

from workflows.machine import NotAllowed, NotNow, Refused

from .agency import NotLetIn
from .files import DamagedFile
from .forms import AUTOSAVE
from .interrupted import is_door, is_filled_in, keep, typed
from .log.sequencer import Rewritten
from .models import Event, InterruptedForm, Notice, db
from .openid import NotBelieved, ProviderAway
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
    429: (
        _l("Too many attempts"),
        _l("Wait 15 minutes, then try again; after an hour at the latest you can."),
    ),
}
"""By the HTTP status: what happened, and what to do."""

AGENCY_FAILED: dict[type[Exception], tuple[int, str, str]] = {
    ProviderAway: (
        503,
        _l("The sign-in of your agency does not answer"),
        _l("Try again in a few minutes, or use your login and password of this register."),
    ),
    NotBelieved: (
        400,
        _l("The sign-in through your agency was not completed"),
        _l("Nothing has changed. Begin it once more, in one window and within ten minutes."),
    ),
    NotLetIn: (
        403,
        _l("Your agency's account does not open this register"),
        _l(
            "Ask the administrator of your own state whether you have an account here, under the"
            " login that your agency knows, and whether it is open."
        ),
    ),
}
"""What can go wrong on the way through a provider. The last says the same to everybody."""

KEPT_HEADERS = ("Allow", "Retry-After")
LARGEST_ID = 2**31 - 1
WAITED_IN_VAIN, LOCKED = ("40P01", "55P03", "57014"), "database is locked"
"""What PostgreSQL (Appendix A: deadlock, lock, cancelled) and SQLite say of a press that waited."""


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
    for failure in AGENCY_FAILED:
        app.register_error_handler(failure, agency_failed)
    app.register_error_handler(Rewritten, log_refuses)
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
    notice = _notice(error.notice_id)
    return _page("not_now", 409, step=error.step, notice=notice, events=events)


def refused(error: Refused) -> Page:
    """Conditions are unmet: 422, and all of them are named."""
    return _page("refused", 422, step=error.step, reasons=error.reasons)


def overtaken(error: Overtaken) -> Page:
    """Somebody else was first: 409, with what has changed."""
    db.session.rollback()
    notice = _notice(error.notice_id)
    return _page("overtaken", 409, notice=notice, events=_latest(error.notice_id))


def _notice(notice_id: int | None) -> Notice | None:
    return db.session.get(Notice, notice_id) if notice_id else None


def _latest(notice_id: int | None) -> Sequence[Event]:
    """What happened last to a notice, the newest first."""
    latest = select(Event).where(Event.notice_id == notice_id).order_by(Event.id.desc())
    return db.session.scalars(latest.limit(5)).all()


def agency_failed(error: Exception) -> Page:
    """Somebody could not sign in through the agency: why, as far as it is told, and another way."""
    db.session.rollback()
    current_app.logger.warning("A sign-in through an agency failed: %r", error)
    code, heading, remedy = AGENCY_FAILED[type(error)]
    in_already = current_user.is_authenticated
    by_password = url_for("security.login"), _("Sign in with login and password")
    back = _to_the_room() if in_already else by_password
    told = render_template("errors/plain.html", heading=heading, remedy=remedy, back=back)
    return told, code


def log_refuses(error: Rewritten) -> Page:
    """Nothing is erased before the log goes on: 503, and what was pressed is kept."""
    db.session.rollback()
    current_app.logger.critical("The log is not continued. %s", error)
    heading = _("The log of this server is not continued")
    remedy = _(
        "Nothing was erased, and what was signed stays signed. Tell those who run the server: its"
        " messages say what to do. Then open the list again."
    )
    back = _to_the_room()
    return render_template("errors/plain.html", heading=heading, remedy=remedy, back=back), 503


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
        typed=typed() if own and not form and is_filled_in() else [],
        address=request.full_path.rstrip("?"),
        unjudged=LANGUAGE_BUTTON,
        door=_door(form),
    )


def _door(form: InterruptedForm | None) -> str | None:
    """Where to sign in first, if the sender has to; a carrier gives number and code again.

    It leads on to the form that is kept, or else to the page of the press.
    """
    rule = request.url_rule
    is_page = rule is not None and "GET" in (rule.methods or ()) and not is_door()
    onward = request.full_path.rstrip("?") if is_page else None
    if form:
        onward = url_for("pages.go_on", form_id=form.id)
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
    A press that waited too long for others is no fault of anybody: 503, and nothing has changed.
    """
    db.session.rollback()
    busy = _has_waited_in_vain(error)
    current_app.logger.error("Busy" if busy else "Unforeseen error", exc_info=error)
    with force_locale(session.get("language", current_app.config["BABEL_DEFAULT_LOCALE"])):
        return render_template("errors/broken.html", busy=busy), 503 if busy else 500


def _has_waited_in_vain(error: Exception) -> bool:
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.orig, "sqlstate", "") in WAITED_IN_VAIN or LOCKED in str(error.orig)


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
