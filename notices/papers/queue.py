"""Renders the papers that are owed: rows of committed steps that have no bytes yet.

Whoever renders takes a row (see `notices.owed`), keeps the bytes, and writes their digest where
there is none.
"""

import logging
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from notices.files import name_of
from notices.log.entries import is_logged
from notices.maps import course_in, drawn
from notices.models import StoredPaper, db, transaction
from notices.owed import claim, postpone, start_with_first_page, work_off
from notices.unneeded import keep, need, note, remove_unneeded_files
from workflows.maps import PAPER
from workflows.vocabulary import Language, Paper

from .codes import address_of, carrier_code
from .dossier import files_of, owed_to, with_files
from .printer import PATIENCE, NotPrinted, Printer

LEASE = timedelta(seconds=PATIENCE + 20)
GIVES_CODE = (Paper.DEFICIENCY_NOTICE, Paper.CORRECTED_NOTICE, Paper.ROUTING_ADVICE)
OWED = Signal()
LOG = logging.getLogger(__name__)


def wake() -> None:
    """Say that a committed step may owe a paper."""
    OWED.set()


def hurry(paper_id: int) -> None:
    """Put a paper first that somebody is waiting for, unless it is under way or has failed.

    SQLite lets no transaction write that has read before others wrote, so a new one begins here.
    """
    db.session.rollback()
    now = datetime.now(UTC)
    waiting = (StoredPaper.id == paper_id, StoredPaper.sha256.is_(None), StoredPaper.due <= now)
    with transaction():
        db.session.execute(update(StoredPaper).where(*waiting).values(due=now))
    wake()


def init_papers(app: Flask) -> None:
    """Let the server render by itself, unless other processes do."""
    if app.config["RENDERS_PAPERS"]:
        start_with_first_page(app, work_forever)


def work_forever(app: Flask) -> None:
    """Render whatever is owed, remove the files that nobody needs, and wait for more."""
    printer = Printer(app.config["SEAL"])
    work_off(lambda: work(app, printer), OWED)


def work(app: Flask, printer: Printer) -> None:
    """Render everything that is due now, and remove the files that are."""
    drain(app, printer)
    with app.app_context():
        remove_unneeded_files()


def drain(app: Flask, printer: Printer | None = None) -> int:
    """Render everything that is due now, and say how many papers that were."""
    own = printer or Printer(app.config["SEAL"])
    done = 0
    try:
        while _print_next(app, own):
            done += 1
    finally:
        if printer is None:
            own.close()
    return done


def _print_next(app: Flask, printer: Printer) -> bool:
    with app.app_context():
        paper_id = _claim()
        if paper_id is None:
            return False
        _print(printer, paper_id)
        return True


def _print(printer: Printer, paper_id: int) -> bool:
    """Print a paper, or write down why not and when to try again; whether it was printed."""
    try:
        paper = db.session.get_one(StoredPaper, paper_id)
        if not is_logged(paper.event_id):
            raise NotPrinted("The log does not tell of this paper, or tells otherwise.")
        order, attempts = order_of(paper), paper.attempts
        db.session.rollback()
        with with_files(order, attempts) as complete:
            pdf = printer.render(complete)
        # The printer works. Papers that it cannot print even now, the dossier goes without.
        printed_late = [_print(printer, other) for other in owed_to(order)]
        if any(printed_late):
            return _print(printer, paper_id)
        [digest] = keep(pdf)
        _deliver(paper_id, digest, len(pdf))
    except Exception as error:  # One paper never keeps the others back.
        db.session.rollback()
        known = isinstance(error, NotPrinted | OSError)
        LOG.warning("Paper %s was not printed: %s", paper_id, error, exc_info=not known)
        postpone(StoredPaper, paper_id, str(error) or type(error).__name__)
        return False
    return True


def _claim() -> int | None:
    """Take the paper that was wanted last."""
    owed = (
        select(StoredPaper.id)
        .where(StoredPaper.sha256.is_(None), StoredPaper.erased_at.is_(None))
        .order_by(StoredPaper.due.desc(), StoredPaper.id)
    )
    with transaction():
        paper = claim(StoredPaper, owed, LEASE)
        return paper.id if paper else None


def order_of(paper: StoredPaper) -> dict[str, Any]:
    """The arguments of `render.render` for a paper."""
    gives_code = paper.notice_id is not None and paper.kind in GIVES_CODE
    dossier = paper.facts.get("dossier")
    return {
        "facts": paper.facts,
        "address": address_of(paper),
        "code": carrier_code(paper.notice_id) if gives_code and paper.notice_id else "",
        "drawing": _drawing(paper.facts),
        "files": files_of(dossier) if dossier else [],
    }


def _drawing(facts: dict[str, Any]) -> dict[str, Any] | None:
    """The map of a journey with its names in Russian; the child knows no maps."""
    course = course_in(facts)
    return asdict(drawn(course, Language.RU, PAPER)) if course else None


def _deliver(paper_id: int, digest: str, size: int) -> None:
    """Write down where the bytes are, unless the paper is printed already, or erased."""
    owed = (StoredPaper.sha256.is_(None), StoredPaper.erased_at.is_(None))
    row = update(StoredPaper).where(StoredPaper.id == paper_id, *owed)
    delivered = row.values(sha256=digest, size=size, failure="").returning(StoredPaper.id)
    with transaction():
        taken = db.session.scalar(delivered)
        need(digest)
        if taken is None:
            note([name_of(digest)], datetime.now(UTC))
