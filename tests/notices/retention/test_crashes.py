"""Whatever fails at whichever statement: the content of a notice is there, or all of it is gone."""

import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from notices.files import Folder, name_of
from notices.log.sequencer import continue_log
from notices.models import (
    ErasureBatch,
    LegalHold,
    LogEntry,
    Notice,
    StoredPaper,
    UnneededFile,
    db,
)
from notices.retention.erasing import leaves_to_erase
from notices.steps import Overtaken, take
from tests.factories import an_act, of_vehicle
from tests.notices.retention.batches import (
    a_full_notice,
    age,
    an_old_notice,
    erase,
    erased,
    hold,
    propose,
    sign,
)
from tests.notices.test_crashes import (
    FAULTS,
    MOST,
    Fault,
    everything,
    fail,
    kill,
    killed,
    strikes,
    struck,
)
from tests.notices.test_races import results_of
from workflows.acts import Erasure
from workflows.machine import Impossible


def press(notice_id: int) -> None:
    """Erase the notice of the only batch, as a request does that begins with nothing in memory."""
    db.session.remove()
    notice = db.session.get_one(Notice, notice_id)
    batch = db.session.scalars(select(ErasureBatch)).one()
    details = Erasure(batch.id, leaves=leaves_to_erase(notice, batch))
    take(an_act("ru_supervisor", details), ("erase", notice))


def test_a_fault_at_any_statement_leaves_all_of_the_content_or_nothing(
    app: Flask, long: bool
) -> None:
    notice = a_full_notice()
    age(notice)
    sign(propose(notice))
    continue_log()
    notice_id, before = notice.id, everything()
    with struck(fail, MOST) as sent, pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", lambda: fail(db.session.connection()))
        with pytest.raises(Fault):
            press(notice_id)
    for strike, at in strikes(len(sent) + 1, long):
        with pytest.raises((Fault, DBAPIError), match=FAULTS[strike]), struck(strike, at):
            press(notice_id)
        db.session.remove()
        if strike is not fail:
            db.engine.dispose()
        assert everything() == before, f"{strike.__name__} at {at}"
    killed(lambda: be_killed_at(len(sent), notice_id))
    assert everything() == before
    press(notice_id)
    notice = db.session.get_one(Notice, notice_id)
    assert notice.erased_at and notice.driver_surname == ""
    assert len(everything()["log_entry"]) == len(before["log_entry"]) + 1


def be_killed_at(at: int, notice_id: int) -> None:
    """Let the process die at a statement."""
    with struck(kill, at):
        press(notice_id)


def test_files_that_were_to_be_removed_go_after_a_crash(app: Flask) -> None:
    notice = a_full_notice()
    age(notice)
    batch = propose(notice)
    sign(batch)
    digests = {*db.session.scalars(select(StoredPaper.sha256))}
    files = [store_of(app) / name_of(digest) for digest in digests if digest]
    assert all(file.exists() for file in files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "remove", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        batch_id = batch.id
        killed(lambda: be_erased(batch_id))
    batch = db.session.get_one(ErasureBatch, batch_id)
    assert erased(db.session.get_one(Notice, 1)) == [True]
    assert len(db.session.scalars(select(UnneededFile)).all()) > len(files)
    assert erase(batch) == 0
    assert not db.session.scalars(select(UnneededFile)).all()
    assert not any(file.exists() for file in files)


def store_of(app: Flask) -> Path:
    """The folder of papers and evidence."""
    return Path(app.config["STORAGE_URL"])


def be_erased(batch_id: int) -> None:
    """Carry a batch out."""
    erase(db.session.get_one(ErasureBatch, batch_id))


def test_a_large_batch_is_erased_notice_by_notice_and_goes_on(app: Flask) -> None:
    notices = [an_old_notice(code=code) for code in ("M01", "I15", "M02")]
    batch = propose(*notices)
    sign(batch)
    assert erase(batch, most=2) == 2 and sum(erased(*notices)) == 2
    assert erase(batch, most=2) == 1 and all(erased(*notices))
    told = db.session.scalars(select(LogEntry.name).where(LogEntry.name == "erase")).all()
    assert len(told) == 3


def test_a_hold_and_the_erasing_of_one_instant_have_one_winner(
    on_postgresql: Flask, long: bool
) -> None:
    for pair in range(50 if long else 3):
        notice = an_old_notice(filing=of_vehicle(f"AB {pair}"))
        batch = propose(notice)
        sign(batch)
        notice_id = notice.id
        erasing = partial(attempted, partial(be_erased, batch.id))
        found = results_of(
            on_postgresql, partial(attempted, partial(be_held, notice_id)), erasing, erasing
        )
        held = select(LegalHold).where(LegalHold.notice_id == notice_id)
        is_held = db.session.scalars(held).first() is not None
        assert [is_held] != erased(db.session.get_one(Notice, notice_id)), found


def be_held(notice_id: int) -> None:
    """Put a notice on hold."""
    hold(db.session.get_one(Notice, notice_id))


def attempted(job: Callable[[], object]) -> object:
    """What comes of a press; who comes too late is told so."""
    try:
        return job()
    except (Impossible, Overtaken) as late:
        db.session.rollback()
        return late
