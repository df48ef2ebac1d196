"""Confirming and refusing: only what the marks allow, and only by one officer at a time."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from notices.models import Event, Notice, StoredPaper, db, transaction
from notices.steps import take
from tests.factories import a_filing, a_measurement, a_notice, an_act, found, mark_all, step
from tests.notices.checkpoint.desk import again, at_desk
from tests.pages import Page
from tests.people import person
from workflows.acts import Marked, Remeasured
from workflows.filing import Finding, Measured
from workflows.vocabulary import Mark, Paper, Status


def presented(*findings: Finding) -> Notice:
    return a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(*findings))


def mark(notice: Notice, line: int, given: Mark, login: str = "officer") -> None:
    marked = Marked(notice.deficiencies[line].id, given, "77-1", date(2026, 11, 1), "ст. 5")
    take(an_act(login, marked, reason="проверено"), ("mark", notice))


def measure(notice: Notice, measured: Measured) -> None:
    take(an_act("officer", Remeasured(notice.deficiencies[0].id, measured)), ("measure", notice))


def decide(app: Flask, notice: Notice, name: str) -> Page:
    return at_desk(app).get(f"/checkpoint/notices/{notice.id}/{name}")


def why_not(page: Page) -> list[str]:
    return [line.text for line in page.all(".why li")]


@pytest.mark.parametrize("name", ["confirm", "refuse"])
def test_nothing_is_decided_while_a_deficiency_has_no_mark(app: Flask, name: str) -> None:
    notice = presented(found("M01"), found("I15"))
    mark(notice, 0, Mark.REMOVED if name == "confirm" else Mark.NOT_REMOVED)
    page = decide(app, notice, name)
    assert why_not(page) == ["Mark every deficiency first."]
    page = at_desk(app).post(page.address, status=422)
    assert page.errors == ["Mark every deficiency first."]
    assert again(notice).status is Status.AT_CHECKPOINT


def test_a_single_deficiency_that_remains_keeps_the_vehicle(app: Flask) -> None:
    notice = presented(*(found(code) for code in ("M01", "M17", "I15")))
    mark_all(notice, Mark.REMOVED)
    mark(notice, 1, Mark.NOT_REMOVED)
    expected = ["Refuse instead: at least one deficiency is marked as not removed."]
    assert why_not(decide(app, notice, "confirm")) == expected
    at_desk(app).post(f"/checkpoint/notices/{notice.id}/confirm", status=422)
    assert again(notice).status is Status.AT_CHECKPOINT


def test_there_is_nothing_to_refuse_when_nothing_remains(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_all(notice, Mark.REMOVED)
    expected = ["Mark what is not removed, or confirm: nothing is marked as not removed."]
    assert why_not(decide(app, notice, "refuse")) == expected


def test_what_was_measured_is_confirmed_by_a_new_measurement_within_the_limit_only(
    app: Flask,
) -> None:
    notice = presented(found("P01"))
    mark(notice, 0, Mark.REMOVED)
    page = decide(app, notice, "confirm")
    assert why_not(page)[0].startswith("Measure again"), "A document alone is not enough."
    over, not_established = a_measurement(41_500), a_measurement(40_900)
    expired = a_measurement(39_000, taken_on=date.max)
    for unfit in (over, not_established, expired):
        measure(notice, unfit)
        assert why_not(decide(app, notice, "confirm"))[0].startswith("Measure again")
    at_desk(app).post(page.address, status=422)
    measure(notice, a_measurement(40_100))
    decide(app, notice, "confirm").submit()
    assert again(notice).status is Status.CLEARED


def test_the_whole_decision_is_read_before_it_is_signed(app: Flask) -> None:
    notice = presented(found("M01"), found("I15"))
    mark_all(notice, Mark.REMOVED)
    mark(notice, 1, Mark.NOT_REQUIRED)
    page = decide(app, notice, "confirm")
    for said in ("1 · Removed", "3 · Removal not required", "77-1", "ст. 5", "проверено"):
        assert said in page.text
    assert "Confirmation of removal" in page.text
    page = page.submit()
    assert "Removal confirmed" in page.text and "Print: Confirmation of removal" in page.text


def test_a_refusal_lists_exactly_what_is_left_on_page_and_paper(app: Flask) -> None:
    codes = ("M01", "M17", "I15", "M05")
    notice = presented(*(found(code) for code in codes))
    mark_all(notice, Mark.REMOVED)
    mark(notice, 1, Mark.NOT_REMOVED)
    mark(notice, 2, Mark.NOT_REQUIRED)
    mark(notice, 3, Mark.NOT_REMOVED)
    page = decide(app, notice, "refuse")
    assert [line.text for line in page.all(".left .code")] == ["M17", "M05"]
    page = page.submit()
    assert "Print: Refusal of confirmation" in page.text
    query = select(StoredPaper).where(StoredPaper.kind == Paper.REFUSAL)
    facts = db.session.scalars(query).one().facts
    assert [line["code"] for line in facts["left"]] == ["M17", "M05"]
    assert again(notice).status is Status.OUTSTANDING and notice.remaining == 2


def test_nobody_decides_on_a_notice_that_they_issued(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_all(notice, Mark.REMOVED)
    with transaction():
        notice.issuer_id = person("officer").id
    expected = ["Leave the decision to a colleague: you issued this notice yourself."]
    assert why_not(decide(app, notice, "confirm")) == expected
    line = notice.deficiencies[0].id
    address = f"/checkpoint/notices/{notice.id}/mark/{line}"
    page = at_desk(app).get(address)
    assert page.submit(fields={"mark": "2", "reason": "x"}, status=422).errors == expected


def test_who_was_overtaken_reads_what_changed_and_changes_nothing(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_all(notice, Mark.REMOVED)
    page = decide(app, notice, "confirm")
    mark(notice, 0, Mark.NOT_REMOVED, login="second_officer")
    mark(notice, 0, Mark.REMOVED, login="second_officer")
    page = page.submit(status=409)
    assert "Deficiency marked" in page.text and "second_officer" in page.text
    assert again(notice).status is Status.AT_CHECKPOINT


def test_who_decides_second_is_told_that_it_is_decided(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_all(notice, Mark.REMOVED)
    page = decide(app, notice, "confirm")
    step("confirm", notice, "second_officer")
    assert page.submit(status=409).all("main")


def test_the_same_press_sent_twice_is_one_decision(app: Flask) -> None:
    notice = presented(found("M01"))
    mark_all(notice, Mark.REMOVED)
    page = decide(app, notice, "confirm")
    first, second = page.submit(), page.submit()
    assert first.address == second.address
    query = select(Event).where(Event.notice_id == notice.id, Event.name == "confirm")
    assert len(db.session.scalars(query).all()) == 1
