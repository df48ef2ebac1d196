"""What happens when people press at the same moment, in threads with connections of their own.

Each race is held up at its narrowest places: the first press has passed its guards, and then has
written but not yet committed, while the second one starts. PostgreSQL lets the second one run into
the first, SQLite makes it queue.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from threading import Event as Signal

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from notices import steps
from notices.inspector import drafts
from notices.models import Carrier, Notice, Presentation, StoredPaper, db
from notices.papers.queue import hurry
from notices.steps import Overtaken, take
from tests.factories import (
    TRACTOR,
    a_draft,
    a_filing,
    a_notice,
    act_of,
    an_act,
    asked,
    found,
    of_vehicle,
    step,
)
from tests.notices.checkpoint.desk import at_desk
from tests.people import place
from workflows.acts import Actor, Filed, Marked
from workflows.filing import FiledCarrier
from workflows.machine import NotNow, Refused
from workflows.vocabulary import Mark, Status

Job = Callable[[], object]
Race = Callable[..., list[object]]
LONG = 20


def results_of(app: Flask, *jobs: Job, after: Signal | None = None) -> list[object]:
    """Run each job in a thread; those after the first start when the signal says so, or at once."""
    together = Barrier(1 if after else len(jobs))

    def run(index: int, job: Job) -> object:
        with app.app_context():
            if after and index:
                assert after.wait(LONG)
            together.wait(LONG)
            return job()

    db.session.remove()
    with ThreadPoolExecutor(len(jobs)) as pool:
        running = [pool.submit(run, index, job) for index, job in enumerate(jobs)]
        return [each.exception(LONG) or each.result() for each in running]


@pytest.fixture
def race(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Race:
    """Hold the first job up in the effect of a step, until the second one is well under way."""

    def run(held_up_in: str, *jobs: Job) -> list[object]:
        reached, effect = Signal(), steps.EFFECTS[held_up_in]

        def hesitate(*arguments: object) -> None:
            first = not reached.is_set()
            reached.set()
            time.sleep(0.2 if first else 0)
            effect(*arguments)
            db.session.flush()
            time.sleep(0.2 if first else 0)

        monkeypatch.setitem(steps.EFFECTS, held_up_in, hesitate)
        return results_of(app, *jobs, after=reached)

    return run


def press(name: str, notice_id: int, login: str = "", **changed: object) -> Job:
    """A step of a notice that is loaded in the thread."""
    return lambda: step(name, db.session.get_one(Notice, notice_id), login, **changed)


def again(notice_id: int) -> Notice:
    """The notice as it stands after the race."""
    db.session.rollback()
    return db.session.get_one(Notice, notice_id)


def sequence_of(number: str | None) -> int:
    """The six digits of a number."""
    return int((number or "").split("-")[3])


def was_told(result: object) -> bool:
    """Whether somebody was told that the notice has moved on."""
    return isinstance(result, Overtaken | NotNow)


def test_numbers_have_no_gap_and_no_twin_though_half_of_the_issues_are_refused(app: Flask) -> None:
    kinds = ["RU-PERMIT", None] * 4
    presses = [
        press(
            "issue",
            a_draft().id,
            filing=of_vehicle(f"AB 000{index}-7", findings=(found(document_kind=kind),)),
        )
        for index, kind in enumerate(kinds)
    ]
    results = results_of(app, *presses)
    assert Counter(map(type, results)) == {type(None): 4, Refused: 4}
    numbers = db.session.scalars(select(Notice.number).where(Notice.number.is_not(None)))
    assert sorted(map(sequence_of, numbers)) == [1, 2, 3, 4]


def test_a_failed_issue_gives_its_number_to_whoever_waits_for_the_next_one(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(steps.EFFECTS, "route", lambda *_: 1 / 0)
    first, second = a_draft().id, a_draft().id

    def fail() -> None:
        notice = db.session.get_one(Notice, first)
        filed = Filed(of_vehicle("AB 1111-7"))
        act = an_act("inspector", filed)
        there = place("KGOR").as_destination(act.at)
        take(replace(act, destination=there), ("issue", notice), ("route", notice))

    failed, done = race("issue", fail, press("issue", second, filing=of_vehicle("AB 2222-7")))
    assert isinstance(failed, ZeroDivisionError) and done is None
    assert again(first).number is None
    assert sequence_of(again(second).number) == 1


def test_one_draft_issued_from_two_devices_becomes_one_notice(
    race: Race,
) -> None:
    draft = a_draft().id
    done, told = race("issue", press("issue", draft), press("issue", draft))
    assert done is None and was_told(told)
    assert again(draft).version == 1


def test_of_two_checkpoints_only_one_takes_the_vehicle_in(
    race: Race,
) -> None:
    notice = a_notice(at=Status.ROUTED).id
    elsewhere = press("take_over", notice, "other_officer", checkpoint="NOVZ")
    done, told = race("receive", press("receive", notice), elsewhere)
    assert done is None and was_told(told)
    assert len(again(notice).presentations) == 1


def test_a_mark_set_during_a_confirmation_is_not_lost(race: Race) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    line, notice_id = notice.deficiencies[0].id, notice.id
    step("mark", notice, details=Marked(line, Mark.NOT_REQUIRED, legal_ground="статья 8"))

    def unmark() -> None:
        act = an_act("second_officer", Marked(line, Mark.NOT_REMOVED), reason="не устранено")
        take(act, ("mark", db.session.get_one(Notice, notice_id)))

    def confirm() -> None:
        take(an_act("officer"), ("confirm", db.session.get_one(Notice, notice_id)))

    done, told = race("mark", unmark, confirm)
    assert done is None and isinstance(told, Overtaken | Refused)
    assert again(notice_id).status is Status.AT_CHECKPOINT and again(notice_id).remaining == 1


def test_a_mark_set_after_a_confirmation_is_refused(race: Race) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    line, notice_id = notice.deficiencies[0].id, notice.id

    def unmark() -> None:
        act = an_act("second_officer", Marked(line, Mark.NOT_REMOVED), reason="не устранено")
        take(act, ("mark", db.session.get_one(Notice, notice_id)))

    done, told = race("confirm", press("confirm", notice_id), unmark)
    assert done is None and was_told(told)
    assert again(notice_id).status is Status.CLEARED and again(notice_id).remaining == 0


def test_a_vehicle_does_not_leave_in_the_instant_in_which_a_notice_on_it_is_issued(
    race: Race,
) -> None:
    cleared, draft = a_notice(at=Status.CLEARED).id, a_draft("other_inspector").id
    issue = press("issue", draft, "other_inspector", filing=a_filing(found("I15")))
    done, kept = race("issue", issue, press("release", cleared, "exit_officer"))
    assert done is None
    assert isinstance(kept, Refused) and kept.reasons == ["nothing_open_on_units"]
    assert again(cleared).status is Status.CLEARED


def test_two_posts_that_find_the_same_at_once_are_asked_whether_it_is_the_same(
    race: Race,
) -> None:
    here, there = a_draft().id, a_draft("other_inspector").id
    done, told = race("issue", press("issue", here), press("issue", there, "other_inspector"))
    assert done is None
    assert isinstance(told, Refused) and told.reasons == ["duplicates_answered"]


def test_two_posts_file_a_new_carrier_at_once(race: Race) -> None:
    carrier = FiledCarrier("ООО «Новы»", "BY", "190000001")
    here = press("issue", a_draft().id, filing=of_vehicle("AB 1111-7", carrier=carrier))
    draft = a_draft("other_inspector").id
    filing = of_vehicle("AB 2222-7", carrier=carrier)
    results = race("issue", here, press("issue", draft, "other_inspector", filing=filing))
    assert results == [None, None]
    known = select(func.count()).where(Carrier.tax_number == carrier.tax_number)
    assert db.session.scalar(known) == 1


def test_two_notices_released_in_different_orders_do_not_wait_for_one_another(app: Flask) -> None:
    together = [a_notice(at=Status.CLEARED, filing=a_filing(found(c))).id for c in ("M01", "I15")]

    def release(*ids: int) -> Job:
        def job() -> None:
            notices = [db.session.get_one(Notice, each) for each in ids]
            act = an_act("exit_officer", asked(*notices), plates=(TRACTOR,))
            take(act, *(("release", notice) for notice in notices))

        return job

    results = results_of(app, release(*together), release(*reversed(together)))
    assert None in results and any(map(was_told, results))
    assert {again(each).status for each in together} == {Status.EXITED}


def test_a_press_sent_twice_at_once_is_taken_once(race: Race) -> None:
    notice_id = a_notice(at=Status.ROUTED).id
    seen = again(notice_id).revision

    def receive() -> list[int]:
        act = an_act("officer", plates=(TRACTOR,), key="one press", seen=seen)
        notice = db.session.get_one(Notice, notice_id)
        return [event.id for event in take(act, ("receive", notice))]

    first, second = race("receive", receive, receive)
    assert first == second and isinstance(first, list)
    assert db.session.scalar(select(func.count(Presentation.id))) == 1


def test_a_question_asked_twice_at_once_is_kept_once(app: Flask) -> None:
    question = asked()

    def ask() -> list[int]:
        act = an_act("exit_officer", question, key="one question")
        return [event.id for event in take(act, ("ask_exit", None))]

    results = results_of(app, *[ask] * 4)
    assert all(result == results[0] for result in results) and isinstance(results[0], list)


def test_nobody_waits_for_ever_for_what_another_press_has_locked(on_postgresql: Flask) -> None:
    assert db.session.scalar(text("SHOW lock_timeout")) == "10s"
    notice_id = a_notice(at=Status.ROUTED).id
    with db.engine.begin() as stuck:
        stuck.execute(select(Notice.id).where(Notice.id == notice_id).with_for_update())
        notice = db.session.get_one(Notice, notice_id)
        db.session.execute(text("SET LOCAL lock_timeout = 100"))
        with pytest.raises(OperationalError, match="lock timeout"):
            take(act_of("receive", notice), ("receive", notice))
    step("receive", db.session.get_one(Notice, notice_id))


def test_eight_vehicles_go_through_the_procedure_at_once(app: Flask) -> None:
    drafts = [a_draft().id for _ in range(8)]

    def pass_through(draft: int) -> None:
        notice = db.session.get_one(Notice, draft)
        step("issue", notice, filing=of_vehicle(f"AB {draft:04d}-7"))
        for name in ("route", "receive", "refuse", "receive", "confirm", "release"):
            step(name, notice, **{"plates": (f"AB {draft:04d}-7",)} if name == "release" else {})

    results = results_of(app, *(lambda draft=each: pass_through(draft) for each in drafts))
    assert results == [None] * 8
    assert {again(each).status for each in drafts} == {Status.EXITED}


def test_eight_officers_read_and_write_at_their_desks_at_once(once: Flask) -> None:
    filings = [of_vehicle(f"AB 000{index}-7") for index in range(8)]
    expected = [a_notice(filing=filing).id for filing in filings]

    def receive(index: int) -> None:
        pages = at_desk(once)
        page = pages.get(f"/checkpoint/notices/{expected[index]}").click("Receive the vehicle")
        page.submit(fields={"tractor": f"AB 000{index}-7"}).click("Mark M01")
        pages.get("/checkpoint")

    results = results_of(once, *(lambda each=each: receive(each) for each in range(8)))
    assert results == [None] * 8
    assert {again(each).status for each in expected} == {Status.AT_CHECKPOINT}


def test_who_waits_for_a_paper_does_not_fail_because_others_write(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    paper = db.session.scalars(select(StoredPaper.id)).first() or 0

    def look() -> None:
        with app.test_request_context("/"):
            db.session.get_one(StoredPaper, paper)
            looked.set()
            assert written.wait(LONG)
            hurry(paper)

    def write() -> None:
        assert looked.wait(LONG)
        a_draft()
        written.set()

    looked, written = Signal(), Signal()
    assert results_of(app, look, write) == [None, None]


def test_two_presses_on_new_notice_begin_one_draft(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = drafts.own_drafts

    def hesitate(actor: Actor) -> list[Notice]:
        found = seen(actor)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(drafts, "own_drafts", hesitate)
    act = an_act("inspector")
    begun = results_of(app, *[lambda: drafts.begin(act).id] * 2)
    assert db.session.scalars(select(Notice.id)).all() == [begun[0]] == [begun[1]]
