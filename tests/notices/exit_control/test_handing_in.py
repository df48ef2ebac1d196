"""What a booth decided off line is taken once, and what cannot be taken is reported."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.exit_control.answering import answer
from notices.exit_control.facts import facts_about
from notices.exit_control.handing_in import hand_in
from notices.models import Event, ExitQuestion, LogEntry, Notice, StoredPaper, db
from notices.steps import Overtaken
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, an_act, found, of_vehicle, step
from tests.pages import Page, Pages
from tests.people import person
from workflows.acts import Act, Asked, Offline
from workflows.filing import FiledUnit
from workflows.vocabulary import ExitAnswer, Paper, Status, UnitKind

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MAY = ExitAnswer.MAY_LEAVE
UNKNOWN = "X 999 XX 77"
TEXT = f"{TRACTOR}, {TRAILER}"


def decided(
    text: str = TEXT,
    given: ExitAnswer = MAY,
    outcome: str = "",
    *notices: Notice,
    ago: timedelta = timedelta(0),
    age: timedelta | None = timedelta(minutes=9),
) -> Act:
    """A decision that a booth has taken off line a while ago, on a snapshot of some age."""
    at = datetime.now(UTC) - ago
    offline = Offline(
        str(uuid4()),
        at,
        outcome,
        pressed_at=at if outcome else None,
        snapshot_at=at - age if age is not None else None,
        officer="Иванов",
        proven=True,
    )
    numbers = tuple(notice.number or "" for notice in notices)
    asked = Asked(text, facts_about(text).plates, given, numbers, offline=offline)
    return an_act("exit_officer", asked, key=offline.id)


def handed_in(act: Act) -> ExitQuestion:
    assert isinstance(act.details, Asked)
    return hand_in(act, facts_about(act.details.text, issued_by=act.details.offline.left_at))


def names() -> list[str]:
    """The events of the booth, the first first."""
    wanted = ("ask_exit", "release", "let_out", "turn_back", "report_exit")
    query = select(Event.name).where(Event.name.in_(wanted)).order_by(Event.id)
    return list(db.session.scalars(query))


def test_a_release_off_line_is_taken_once_by_whomever_it_is_handed_in(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    act = decided(TEXT, MAY, "release", notice)
    question = handed_in(act)
    assert question.outcome == "release" and notice.status is Status.EXITED
    again, by_another = (
        handed_in(Act(who, datetime.now(UTC), key=act.key, details=act.details))
        for who in (act.actor, replace(act.actor, id=person("ru_exit_officer").id))
    )
    assert again.id == by_another.id == question.id
    assert names() == ["ask_exit", "release"]
    with pytest.raises(Overtaken):
        handed_in(replace(act, actor=person("ru_exit_officer").acting_as(act.actor.role)))
    permits = db.session.scalars(select(StoredPaper).where(StoredPaper.kind == Paper.EXIT_PERMIT))
    assert len(permits.all()) == 1


def test_the_log_says_what_was_decided_when_and_on_which_snapshot(app: Flask) -> None:
    act = decided(UNKNOWN)
    question = handed_in(act)
    assert isinstance(act.details, Asked) and act.details.offline
    assert question.offline_at == act.details.offline.at < question.asked_at
    event = db.session.get_one(Event, question.event_id)
    assert event.data["offline"]["snapshot_at"] == str(act.details.offline.snapshot_at)
    assert db.session.scalars(select(LogEntry).filter_by(event_id=event.id)).one()


def a_snapshot(pages: Pages) -> dict[str, Any]:
    """What a booth tells of the snapshot that it is given now."""
    kept = json.loads(gzip.decompress(pages.get("/exit/snapshot").response.data))
    return {"snapshot_at": json.loads(kept["payload"])["iat"], "receipt": kept["receipt"]}


def test_no_part_of_a_long_text_goes_unjudged(app: Flask) -> None:
    a_notice()
    pages = Pages(app)
    pages.sign_in("exit_officer")
    given = a_snapshot(pages)
    decided_at = given["snapshot_at"] + 1
    told = {"key": str(uuid4()), "answer": "may_leave", "decided_at": decided_at, **given}
    text = ", ".join([*(f"X {number:03} XX 77" for number in range(15)), TRACTOR])
    page = pages.post("/exit/report_exit", {**told, "text": text})
    assert page.response.json == {"outcome": "report_exit"}
    assert db.session.scalars(select(ExitQuestion)).one().text == text[:200]


def test_what_failed_half_way_goes_on_when_it_is_handed_in_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = decided(UNKNOWN, MAY, "turn_back")
    with monkeypatch.context() as broken:
        broken.setattr("notices.exit_control.handing_in._conclude", lambda *_all, **_told: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            handed_in(act)
    assert handed_in(act).outcome == "turn_back"
    assert names() == ["ask_exit", "turn_back"]


def test_what_was_not_released_at_the_booth_is_not_released_afterwards(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    assert handed_in(decided(TEXT, MAY, "", notice)).outcome is None
    assert handed_in(decided(TEXT, ExitAnswer.HELD, "")).outcome is None
    assert notice.status is Status.CLEARED and names() == ["ask_exit", "ask_exit"]


def test_a_vehicle_that_was_let_out_although_its_notice_was_reopened_is_reported(
    app: Flask,
) -> None:
    notice = a_notice(at=Status.CLEARED)
    act = decided(TEXT, MAY, "release", notice)
    step("reopen", notice, "ru_supervisor")
    question = handed_in(act)
    assert question.outcome == "report_exit" and question.notices == [notice.number]
    assert handed_in(act).id == question.id
    assert names() == ["ask_exit", "report_exit"] and notice.status is Status.OUTSTANDING
    shown = supervisor(app).get("/supervisor/attention/left-off-line")
    assert TRACTOR in shown.text and str(notice.number) in shown.text


def test_a_vehicle_of_which_the_snapshot_did_not_know_yet_is_reported(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    before = decided(TRACTOR, ago=HOUR)
    assert handed_in(before).outcome is None  # The notice was issued after the vehicle left.
    question = handed_in(decided(TRACTOR))
    assert question.outcome == "report_exit"
    assert [named.number for named in question.named] == [notice.number]


def an_exception(**filed: Any) -> Notice:
    """A notice of a vehicle that supervisors have released exceptionally."""
    notice = a_notice(at=Status.ROUTED, **filed)
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    return notice


def test_nobody_is_released_from_a_notice_that_came_after_the_vehicle_had_left(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    excepted = an_exception(filing=of_vehicle("AB 1111-7"))
    for text in (TEXT, "AB 1111-7"):
        assert handed_in(decided(text, ago=HOUR)).outcome is None
    assert cleared.status is Status.CLEARED and excepted.exit_until
    assert names() == ["ask_exit", "ask_exit"]


def test_who_left_held_is_reported_though_the_way_is_free_now(app: Flask) -> None:
    """The notice was issued before the decision, which freed the vehicle only afterwards."""
    with time_machine.travel(datetime.now(UTC) - 2 * HOUR):
        opened = a_notice(at=Status.ROUTED)
    step("ask_release", opened, "by_supervisor")
    step("release_exceptionally", opened, "ru_supervisor")
    question = handed_in(decided(TEXT, MAY, "", ago=HOUR))
    assert question.outcome == "report_exit" and opened.exit_until
    assert question.notices == [opened.number]
    assert handed_in(decided(TEXT, MAY, "release", opened)).outcome == "let_out"


def test_no_booth_is_believed_that_tells_of_no_snapshot_or_another_time(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    for act in (
        decided(TEXT, MAY, "release", notice, age=None),
        decided(TEXT, MAY, "release", notice, age=4 * HOUR + MINUTE),
    ):
        assert handed_in(act).outcome == "report_exit"
    assert handed_in(decided(UNKNOWN, ago=-3 * MINUTE)).outcome == "report_exit"
    assert notice.status is Status.CLEARED


def test_nothing_is_released_on_a_snapshot_that_the_post_was_not_given(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    number = str(cleared.number)
    pages, other = Pages(app), Pages(app)
    pages.sign_in("exit_officer")
    other.sign_in("ru_exit_officer")
    given, of_another_post = a_snapshot(pages), a_snapshot(other)
    now = str(given["snapshot_at"] + 1)
    press = {"outcome": "release", "answer": "may_leave", "text": TEXT, "notices": number}
    press |= {"decided_at": now, "pressed_at": now, "reasons": "all_removed", "reason": ""}
    for told in (
        {"snapshot_at": now},
        {"snapshot_at": now, "receipt": "Ы." * 500},
        {**given, "receipt": f"{given['receipt']}A"},
        {**given, "snapshot_at": str(given["snapshot_at"] - 60)},
        of_another_post,
    ):
        assert send(pages, **press, **told).response.json == {"outcome": "report_exit"}
    assert db.session.get_one(Notice, cleared.id).status is Status.CLEARED
    assert send(pages, **press, **given).response.json == {"outcome": "release"}


def test_after_a_day_nothing_is_released_but_reported(app: Flask) -> None:
    """An exceptional release that ran out long ago is not used up as if it had been in time."""
    with time_machine.travel(datetime.now(UTC) - 30 * DAY):
        excepted = an_exception()
        cleared = a_notice(at=Status.CLEARED, filing=of_vehicle("AB 1111-7"))
    with time_machine.travel(datetime.now(UTC) - 30 * DAY + MINUTE, tick=False):
        let_out = decided(TEXT, MAY, "release", excepted)
        released = decided("AB 1111-7", MAY, "release", cleared)
        unknown = decided(UNKNOWN)
    for act in (let_out, released):
        assert handed_in(replace(act, at=datetime.now(UTC))).outcome == "report_exit"
    assert excepted.exit_until and cleared.status is Status.CLEARED
    assert answer(TEXT, datetime.now(UTC)).answer is ExitAnswer.HELD
    assert handed_in(replace(unknown, at=datetime.now(UTC))).outcome is None


def test_an_answer_off_line_is_never_fresh_on_line(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    question = handed_in(decided(TEXT, MAY, "", cleared, ago=HOUR))
    booth = Pages(app)
    booth.sign_in("exit_officer")
    page = booth.get(f"/exit/questions/{question.id}")
    assert page.one(".panel-warning") and not page.all(".panel-may_leave, form#release")
    assert page.submit("ask").one(".panel-may_leave")


def test_whoever_let_a_held_vehicle_out_is_reported_though_it_is_cleared_now(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    assert handed_in(decided(TEXT, ExitAnswer.HELD, "release")).outcome == "report_exit"
    assert notice.status is Status.CLEARED


def test_an_exceptional_release_that_was_used_in_time_counts_though_it_is_over_now(
    app: Flask,
) -> None:
    notice = an_exception()
    in_time = decided(TEXT, MAY, "release", notice)
    assert isinstance(in_time.details, Asked) and in_time.details.offline
    notice.exit_until = in_time.details.offline.at
    db.session.commit()
    late = decided(TEXT, MAY, "release", notice)
    assert handed_in(late).outcome == "report_exit"
    question = handed_in(in_time)
    assert question.outcome == "let_out" and notice.exit_until is None


SENT: dict[str, Any] = {
    "text": TRACTOR,
    "answer": "held",
    "reasons": "deficiencies_left, lookalike",
    "notices": "",
    "lookalikes": "",
    "outcome": "turn_back",
    "decided_at": "1795800000",
    "snapshot_at": "1795799000",
    "officer": "Иванов",
    "reason": "Тент",
}


def send(pages: Pages, status: int = 200, **changed: str) -> Page:
    fields = SENT | {"key": str(uuid4())} | changed
    return pages.post("/exit/report_exit", fields, status)


def test_what_the_page_sends_is_taken_and_what_is_no_decision_is_not(app: Flask) -> None:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    assert send(pages).response.json == {"outcome": "turn_back"}
    assert send(pages, text="\u200b", snapshot_at="").response.json == {"outcome": "turn_back"}
    assert send(pages, reason="😀", text="A\u20641").response.json == {"outcome": "turn_back"}
    taken = db.session.scalars(select(ExitQuestion).order_by(ExitQuestion.id)).all()
    assert [question.text for question in taken] == [TRACTOR, "?", "A1"]
    assert taken[0].reasons == ["deficiencies_left", "lookalike"]
    assert [question.snapshot_at is None for question in taken] == [False, True, False]
    for wrong in (
        {"key": "1"},
        {"answer": "perhaps"},
        {"outcome": "let_out"},
        {"reasons": "because"},
        {"decided_at": ""},
        {"decided_at": "-1"},
        {"decided_at": str(10**20)},
    ):
        assert send(pages, 422, **wrong).response.json == {"wrong": list(wrong)}


def supervisor(app: Flask) -> Pages:
    pages = Pages(app)
    pages.speak("en")
    pages.sign_in("by_supervisor")
    return pages


def test_off_line_answers_are_told_apart_on_the_pages(app: Flask) -> None:
    handed_in(decided(TRACTOR))
    booth = Pages(app)
    booth.speak("en")
    booth.sign_in("exit_officer")
    page = booth.get("/exit/questions")
    assert "off line" in page.text and "snapshot of" in page.text
    assert "Answered off line." in page.click(TRACTOR).text


def test_what_the_register_cannot_tell_apart_is_reported(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC) - 2 * HOUR):
        a_notice()
    for text in (
        "A8 1234-7",
        "АВ 1234-7 MAZ",
        "AB 12/34-7",
        "BY-KOZL-2026-000001",
        "?? 4444-4",
        "??",
    ):
        assert handed_in(decided(text)).outcome == "report_exit", text
    assert handed_in(decided(UNKNOWN)).outcome is None


def test_a_notice_that_came_later_makes_nothing_doubtful(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    right, free = decided(TEXT, MAY, "release", cleared), decided(UNKNOWN)
    assert handed_in(free).outcome is None
    for lookalike in ("A8 1234-7", "X 999 XX 77 LT"):
        a_notice(filing=of_vehicle(lookalike))
    assert handed_in(right).outcome == "release"
    assert handed_in(free).outcome is None


def test_a_release_of_a_later_journey_makes_nothing_doubtful(app: Flask) -> None:
    act = decided(UNKNOWN)
    trailer = FiledUnit(UnitKind.TRAILER, TRAILER, "BY")
    units = (*of_vehicle(UNKNOWN).units, trailer)
    an_exception(filing=a_filing(found("M01"), found("I15", unit=1), units=units))
    handed_in(act)
    assert names() == ["ask_exit"]


def test_no_second_answer_is_taken_under_the_id_of_the_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared = a_notice(at=Status.CLEARED)
    for first in (decided(TEXT, ExitAnswer.HELD), decided(UNKNOWN)):
        assert handed_in(first).outcome is None
        monkeypatch.setattr(f"{__name__}.uuid4", lambda known=first.key: known)
        assert handed_in(decided(TEXT, MAY, "release", cleared)).outcome == "report_exit"
        monkeypatch.undo()
    assert cleared.status is Status.CLEARED
