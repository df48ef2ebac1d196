"""Answers "may it leave?", whatever happens: nobody leaves because something failed."""

from datetime import datetime
from time import monotonic

from flask import current_app, session
from flask_babel import force_locale
from sqlalchemy import text as sql

from notices.models import db
from notices.words import LANGUAGES
from workflows.acts import Asked
from workflows.exit import may_it_leave
from workflows.vocabulary import ExitAnswer, ExitReason, Language

from .facts import facts_about

Page = tuple[str, int]

PATIENCE = 5
"""Seconds after which what was read is no answer any more."""


def answer(text: str, at: datetime) -> Asked:
    """The answer at an instant; "cannot tell" where the register could not be asked."""
    began = monotonic()
    try:
        _limit_time()
        facts = facts_about(text)
        if monotonic() - began > PATIENCE:
            raise TimeoutError("The register took too long.")
    except Exception:
        db.session.rollback()
        current_app.logger.exception("The question at an exit failed.")
        return Asked(text, (), ExitAnswer.CANNOT_TELL, reasons=(ExitReason.FAILED,))
    given, reasons = may_it_leave(facts, at)
    return Asked(
        text=text,
        plates=facts.plates,
        answer=given,
        notices=tuple(notice.number for notice in facts.notices),
        lookalikes=facts.lookalikes,
        reasons=reasons,
    )


def _limit_time() -> None:
    """Let PostgreSQL end a statement that takes too long; SQLite has no lock to wait for."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sql(f"SET LOCAL statement_timeout = {int(PATIENCE * 1000)}"))


def cannot_tell(error: Exception) -> Page:
    """The page for whatever else fails in this room.

    It asks nothing of the database, so its frame does not know who is signed in.
    """
    db.session.rollback()
    current_app.logger.error("A page of the exit control failed.", exc_info=error)
    chosen = session.get("language")
    language = str(chosen) if chosen in LANGUAGES else Language.RU.value
    with force_locale(language):
        page = current_app.jinja_env.get_template("exit_control/failed.html").render(
            language=language,
            languages=(),
            current_user=None,
            is_demonstration=lambda: current_app.extensions.get("demonstration"),
        )
    return page, 503
