"""Whatever fails at whichever statement of a press: the register stands before it or after it.

What strikes in the steps themselves is in `tests/notices/test_crashes.py`; here it is every form
with the key of a press, through its page. Who presses again after that is served, once.
"""

import contextlib
import itertools
from collections.abc import Callable, Iterator

import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from notices.models import Event, LogEntry, Notice, StoredPaper, db
from tests.notices.test_crashes import FAULTS, Fault, Rows, Strike, everything, fail, struck
from tests.rules.test_presses import (
    KEYED,
    NOW,
    SHOWN_FIRST,
    Sent,
    filled,
    form_of,
    hire_second_administrator,
)
from workflows.procedure import BY_NAME
from workflows.vocabulary import Logged


def strikes(long: bool) -> Iterator[tuple[int, Strike]]:
    """Where a fault strikes, and which one: every one at every statement, or some at a few."""
    if long:
        return ((at, strike) for at in itertools.count(1) for strike in FAULTS)
    return zip(itertools.count(2, 5), itertools.cycle(FAULTS), strict=False)


ASKED = "exit_control.ask_exit"
"""Was answered with "cannot tell" when it failed; asked again, it gets another answer."""


def before_a_press() -> Rows:
    """All rows but those of readings, which are logged before anything is shown, and of files that
    are to be removed unless a press keeps them.
    """
    rows = everything() | {"unneeded_file": []}
    reading = [index for index, row in enumerate(rows["log_entry"]) if Logged.READ in row]
    return rows | {"log_entry": [r for i, r in enumerate(rows["log_entry"]) if i not in reading]}


def events() -> list[Event]:
    """What was taken, the first first. A signed batch goes on erasing with the next press."""
    db.session.rollback()
    return list(db.session.scalars(select(Event).order_by(Event.id)))


def is_whole(taken: Event) -> bool:
    """Whether an event has its leaf and its paper, and its notice the status of the last event."""
    leaves = db.session.scalars(select(LogEntry.id).filter_by(event_id=taken.id)).all()
    papers = db.session.scalars(select(StoredPaper.kind).filter_by(event_id=taken.id)).all()
    due = BY_NAME[taken.name].paper
    notice = db.session.get(Notice, taken.notice_id) if taken.notice_id else None
    latest = select(Event.status_to).filter_by(notice_id=taken.notice_id).order_by(Event.id.desc())
    stands = notice is None or db.session.scalars(latest).first() == notice.status
    return len(leaves) == 1 and papers == ([due] if due else []) and stands


def fail_once(send: Callable[[], TestResponse], strike: Strike, at: int) -> bool:
    """Send a form while a fault strikes; tells whether it did."""
    with struck(strike, at) as statements, contextlib.suppress(Fault, DBAPIError):
        send()
    db.session.remove()
    if strike is not fail:
        db.engine.dispose()
    return len(statements) >= at


def press(app: Flask, endpoint: str, sent: Sent, long: bool) -> str:
    """Let an address fail until it does not any more; says what is wrong."""
    notice, address, desk, form = form_of(app, endpoint, sent)
    notice_id, shown = notice.id, {}

    def send() -> TestResponse:
        fields = filled(form, sent, db.session.get_one(Notice, notice_id))
        return desk.ask("POST", address, fields | shown)

    if endpoint in SHOWN_FIRST:
        again = BeautifulSoup(send().text, "lxml").select_one('main form [name="shown"]')
        shown = {"shown": again["value"]} if again else {}
    before, known = before_a_press(), len(events())
    for at, strike in strikes(long):
        struck_it, taken = fail_once(send, strike, at), events()[known:]
        if not all(map(is_whole, taken)) or (
            not taken and struck_it and before_a_press() != before
        ):
            return f"{endpoint} left something half done: {strike.__name__} at {at}"
        if taken or not struck_it:
            break
    names, answer = [event.name for event in taken], send()
    if not names or answer.status_code >= 400:
        return f"{endpoint} was not taken: {answer.status}"
    again = [event.name for event in events()[known:]]
    twice = again.count(names[0]) > names.count(names[0]) and endpoint != ASKED
    return f"{endpoint} was taken twice" if twice else ""


def test_a_fault_at_any_statement_of_a_form_leaves_before_or_after(app: Flask, long: bool) -> None:
    hire_second_administrator()
    some = 1 if long else 11 if db.engine.dialect.name == "sqlite" else 29
    with time_machine.travel(NOW):
        wrong = [press(app, *each, long) for each in list(KEYED.items())[3::some]]
    assert not any(wrong), "\n".join(filter(None, wrong))
