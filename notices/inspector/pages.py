"""The pages of a draft or correction, in their order."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from notices.log.entries import log_reading
from notices.models import db
from workflows.vocabulary import Personal

from .filing import Reading, State
from .room import inspector, is_draft

TITLES = {
    "vehicles": _l("Vehicles"),
    "parties": _l("Carrier and driver"),
    "journey": _l("Journey"),
    "permits": _l("Permits shown"),
    "measuring": _l("What was measured"),
    "findings": _l("What was found"),
    "earlier": _l("Earlier notices"),
    "checkpoint": _l("Checkpoint"),
    "sign": _l("Driver's acknowledgement"),
    "issue": _l("Check and issue"),
    "correct": _l("Check and correct"),
}
FILLED = ("vehicles", "parties", "journey", "permits", "measuring", "earlier", "checkpoint")
"""The pages that are one form and nothing else."""

STATES = {State.DONE: _l("complete"), State.INCOMPLETE: _l("incomplete")}
CHECKS = ("issue", "correct")
"""The pages that show all answers; every "change" link leads back to one of them."""


@dataclass(frozen=True)
class Step:
    """One page in the list of pages."""

    name: str
    title: str
    address: str
    state: State
    current: bool

    @property
    def words(self) -> str:
        """How far the page is, in words."""
        return str(STATES[self.state]) if self.state in STATES else ""


def order_of(reading: Reading) -> list[str]:
    """The names of the pages, the check page last."""
    earlier = ["earlier"] if reading.overlaps else []
    last = ["checkpoint", "sign", "issue"] if is_draft(reading.notice) else ["correct"]
    first = ["vehicles", "parties", "journey", "permits", "measuring", "findings"]
    return [*first, *earlier, *last]


def steps(reading: Reading, current: str) -> list[Step]:
    """The list of pages, for the side of each of them."""
    return [
        Step(
            name,
            str(TITLES[name]),
            address(reading, name),
            State.TO_DO if name in CHECKS else reading.state(name),
            name == current,
        )
        for name in order_of(reading)
    ]


def address(reading: Reading, name: str, **more: Any) -> str:
    """Where a page is."""
    if name in FILLED:
        return url_for(".fill", notice_id=reading.notice.id, page=name, **more)
    return url_for(f".{name}", notice_id=reading.notice.id, **more)


def beside(reading: Reading, current: str) -> dict[str, Any]:
    """What every page of a draft or correction shows besides its form.

    The forms of a correction show the driver. So that is logged whenever a page is made, also in
    answer to what was sent: that is saved or refused by now, and the transaction that is left would
    keep the log waiting on SQLite.
    """
    notice = reading.notice
    if not is_draft(notice):
        notice_id, reader = notice.id, inspector()
        if request.method == "POST":
            db.session.rollback()
        log_reading(notice_id, reader, Personal.FORM)
    return {
        "reading": reading,
        "notice": notice,
        "title": TITLES[current],
        "steps": steps(reading, current),
        "known": reading.known(),
        "back": back(),
    }


def following(reading: Reading, name: str) -> str:
    """Where "save and continue" leads: the next page, or back to the check page."""
    order = order_of(reading)
    if back() or name not in order:
        return address(reading, order[-1])
    return address(reading, order[order.index(name) + 1])


def back() -> dict[str, Any]:
    """The part of an address that leads back to the check page, where the visit began there."""
    return {"back": 1} if "back" in request.args else {}
