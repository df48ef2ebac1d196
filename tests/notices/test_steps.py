"""The one door."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from notices.models import Event, Notice, NumberSeries, Place, StoredPaper, db, transaction
from notices.steps import Overtaken, take, unmet
from tests.factories import a_draft, a_filing, a_measurement, a_notice, an_act, found, step
from tests.people import person, place
from workflows.acts import Changed, Filed, Marked, Remeasured
from workflows.machine import NotAllowed, NotNow, Refused
from workflows.procedure import BY_NAME
from workflows.vocabulary import Mark, Paper, PlaceKind, Side, Status


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_reached_by_the_steps_that_lead_to_it(app: Flask, status: Status) -> None:
    assert a_notice(at=status).status is status


def test_every_step_leaves_an_event_and_the_paper_that_the_table_names(app: Flask) -> None:
    notice = a_notice(at=Status.EXITED)
    papers = {paper.event_id: paper for paper in db.session.scalars(select(StoredPaper))}
    query = select(Event).where(Event.notice_id == notice.id).order_by(Event.id)
    events = db.session.scalars(query).all()
    assert [e.name for e in events] == [
        "sign", "issue", "route", "receive", "mark", "confirm", "release",
    ]  # fmt: skip
    for event in events:
        expected = BY_NAME[event.name].paper
        assert (papers[event.id].kind if event.id in papers else None) is expected


def test_a_refused_issue_changes_nothing_and_gives_its_number_back(app: Flask) -> None:
    notice = a_draft()
    unnamed = replace(found(), document_kind=None)
    with pytest.raises(Refused) as refusal:
        step("issue", notice, filing=a_filing(unnamed))
    assert refusal.value.reasons == ["documents_named"]
    db.session.rollback()
    assert notice.status is Status.DRAFT and notice.number is None
    step("issue", notice)
    assert db.session.scalars(select(NumberSeries.last)).one() == 1


def test_a_press_repeated_under_the_same_key_changes_nothing(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("receive", notice, key="one press")
    step("receive", notice, key="one press")
    assert len(notice.presentations) == 1


def test_another_press_under_the_same_key_is_taken(app: Flask) -> None:
    first, second = (a_notice(filing=a_filing(found(code))) for code in ("M01", "I15"))
    step("receive", first, key="one page")
    step("receive", second, key="one page")
    step("withdraw", first, key="one page")
    step("receive", first, "second_officer", key="one page")
    assert first.status is second.status is Status.AT_CHECKPOINT
    line = first.deficiencies[0].id
    for mark in (Mark.NOT_REMOVED, Mark.NOT_REQUIRED):
        marked = Marked(line, mark, legal_ground="статья 8")
        take(an_act("officer", marked, reason="так", key="one page"), ("mark", first))
    assert first.deficiencies[0].mark is Mark.NOT_REQUIRED


def test_of_two_presses_in_one_both_are_repeated_or_none(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("P01")))
    line = notice.deficiencies[0].id
    measure = ("measure", notice, Remeasured(line, a_measurement(39_000)))

    def press(mark: Mark) -> list[int]:
        act = an_act("officer", reason="так", key="one page")
        marked = Marked(line, mark, legal_ground="статья 8")
        return [event.id for event in take(act, measure, ("mark", notice, marked))]

    first = press(Mark.NOT_REMOVED)
    assert press(Mark.NOT_REMOVED) == first and len(first) == 2
    assert press(Mark.REMOVED) != first
    assert notice.deficiencies[0].mark is Mark.REMOVED


@pytest.mark.parametrize("broken", ["write_version", "order_paper"])
def test_a_failure_half_way_leaves_nothing_behind(
    app: Flask, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    notice = a_draft()
    events = db.session.scalar(select(func.count(Event.id)))
    monkeypatch.setattr(f"notices.steps.{broken}", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        step("issue", notice)
    monkeypatch.undo()
    assert not (db.session.new or db.session.dirty or db.session.deleted)
    assert (notice.status, notice.number, notice.units) == (Status.DRAFT, None, [])
    assert db.session.scalar(select(func.count(Event.id))) == events
    assert not db.session.scalars(select(NumberSeries)).all()
    step("issue", notice)


def test_what_a_form_changed_is_dropped_when_its_act_is_not_allowed(app: Flask) -> None:
    checkpoint = place("KGOR")
    checkpoint.trucks_open = False
    details = Changed("KGOR", Side.RU, (("trucks_open", "yes", "no"),))
    with pytest.raises(NotAllowed):
        take(an_act("by_administrator", details), ("change_place", None))
    assert place("KGOR").trucks_open
    checkpoint.trucks_open = False
    take(an_act("ru_administrator", details), ("change_place", None))
    db.session.rollback()
    assert not place("KGOR").trucks_open


def test_the_issuer_is_who_issues(app: Flask) -> None:
    with transaction():
        person("other_inspector").place_id = place("KOZL").id
    notice = a_draft("inspector")
    step("issue", notice, "other_inspector")
    assert notice.issuer.login == "other_inspector"
    assert notice.versions[0].facts["issuer"] == person("other_inspector").name


def test_a_vehicle_is_taken_over_to_the_own_checkpoint_only(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    with pytest.raises(NotAllowed):
        step("take_over", notice, "other_officer", checkpoint="DUBO")
    assert notice.checkpoint is not None and notice.checkpoint.code == "KGOR"


def test_who_saw_an_older_revision_is_told_so(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    seen = notice.revision
    step("receive", notice, seen=seen)
    with pytest.raises(Overtaken):
        step("withdraw", notice, seen=seen)


def test_only_the_own_checkpoint_receives(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    with pytest.raises(NotAllowed):
        step("receive", notice, "other_officer")


def test_a_step_that_does_not_start_here_is_refused(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    with pytest.raises(NotNow):
        take(an_act("officer"), ("confirm", notice))


def test_withdrawing_puts_back_checkpoint_and_status(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, checkpoint="KGOR")
    step("take_over", notice, "other_officer", checkpoint="NOVZ")
    assert notice.checkpoint is not None and notice.checkpoint.code == "NOVZ"
    step("withdraw", notice, "other_officer")
    assert notice.status is Status.ROUTED
    assert notice.checkpoint.code == "KGOR"


@pytest.mark.parametrize("change", ["UPDATE event SET reason = 'x'", "DELETE FROM event"])
def test_the_database_itself_keeps_the_history(app: Flask, change: str) -> None:
    a_notice(at=Status.ROUTED)
    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text(change))
    db.session.rollback()


def test_a_correction_writes_the_next_version_and_keeps_the_first(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    line = notice.deficiencies[0].id
    filing = a_filing(found(line=line), found("I15"))
    step("correct", notice, filing=filing)
    assert [len(v.facts["deficiencies"]) for v in notice.versions] == [1, 2]
    assert notice.remaining == 2 and notice.version == 2


def test_after_a_presentation_nothing_is_softened(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING, filing=a_filing(found("M01"), found("I15")))
    line = notice.deficiencies[0].id
    with pytest.raises(Refused) as refusal:
        step("correct", notice, details=Filed(a_filing(found("M01", line=line))))
    assert refusal.value.reasons == ["nothing_softened"]
    assert db.session.get_one(Notice, notice.id).version == 1


def test_a_vehicle_that_nobody_directed_anywhere_is_taken_over_and_given_back(app: Flask) -> None:
    notice = a_notice(at=Status.ISSUED)
    step("take_over", notice)
    assert notice.checkpoint is not None and notice.checkpoint.code == "KGOR"
    step("withdraw", notice, "ru_supervisor")
    assert notice.status is Status.ISSUED and notice.checkpoint is None
    step("take_over", notice)
    step("refuse", notice)
    step("receive", notice)
    assert [visit.decision for visit in notice.presentations] == ["withdraw", "refuse", None]


def test_a_draft_is_annulled_with_a_paper_that_tells_nothing_of_it(app: Flask) -> None:
    draft = a_draft()
    step("annul", draft, "by_supervisor")
    paper = db.session.scalars(select(StoredPaper)).one()
    assert (paper.kind, paper.facts["notice"]) == (Paper.ANNULMENT, None)


def test_after_a_presentation_one_supervisor_alone_does_not_annul(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    with pytest.raises(Refused) as refusal:
        step("annul", notice, "by_supervisor")
    assert refusal.value.reasons == ["annulment_signed"]


def test_who_is_directed_late_has_the_whole_time(app: Flask) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(days=19)):
        notice = a_notice(at=Status.ISSUED)
    now = datetime.now(UTC)
    step("route", notice, at=now)
    assert notice.deadline == now + timedelta(days=app.config["DEADLINE_DAYS"])


def test_the_history_tells_from_where_and_back_to_where_a_vehicle_was_directed(app: Flask) -> None:
    notice = a_notice(checkpoint="KGOR")
    here, there = place("KGOR").id, place("NOVZ").id
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    step("take_over", notice, checkpoint="KGOR")
    step("withdraw", notice)
    query = select(Event).where(Event.notice_id == notice.id).order_by(Event.id.desc()).limit(3)
    withdrawn, taken, rerouted = [event.data for event in db.session.scalars(query)]
    assert (rerouted["checkpoint_before_id"], rerouted["checkpoint_id"]) == (here, there)
    assert (taken["checkpoint_before_id"], taken["checkpoint_id"]) == (there, here)
    assert (withdrawn["checkpoint_before_id"], withdrawn["checkpoint_id"]) == (here, there)


def test_a_checkpoint_that_is_open_at_the_arrival_is_chosen_though_none_is_now(app: Flask) -> None:
    draft = a_draft()
    with transaction():
        for other in db.session.scalars(select(Place).where(Place.kind == PlaceKind.CHECKPOINT)):
            other.trucks_open = False
    for choice, reasons in ((True, ["checkpoint_chosen"]), (False, [])):
        act = an_act("inspector", Filed(a_filing(), choice=choice))
        assert unmet("issue", draft, act) == reasons
