"""What takes a supervisor of each side: an exceptional release, and an annulment after a visit."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.models import Event, ExitQuestion, Notice, StoredPaper, db, transaction
from notices.papers.render import filled_in
from tests.factories import TRACTOR, a_notice, an_act, step
from tests.pages import Page, Pages
from workflows.machine import NotAllowed, NotNow, Refused
from workflows.vocabulary import ExitAnswer, Paper, Role, Status


def desk(app: Flask, login: str) -> Pages:
    pages = Pages(app)
    pages.sign_in(login)
    pages.speak("en")
    return pages


def at_the_booth(app: Flask) -> Page:
    return desk(app, "exit_officer").get("/exit").submit(fields={"text": TRACTOR})


def opened(app: Flask, login: str, notice: Notice) -> Page:
    return desk(app, login).get(f"/supervisor/notices/{notice.id}")


def released(at: Status = Status.OUTSTANDING) -> Notice:
    notice = a_notice(at=at)
    step("ask_release", notice, "ru_supervisor")
    step("release_exceptionally", notice, "by_supervisor")
    return notice


def last_answer() -> ExitQuestion:
    query = select(ExitQuestion).order_by(ExitQuestion.id.desc()).limit(1)
    return db.session.scalars(query).one()


def names_of(notice: Notice) -> list[str]:
    query = select(Event.name).where(Event.notice_id == notice.id).order_by(Event.id)
    return list(db.session.scalars(query))


def test_two_supervisors_let_a_vehicle_out_that_a_booth_then_lets_pass(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    page = opened(app, "by_supervisor", notice)
    assert "Have a supervisor of the other state sign the release first" in page.text
    page = page.click("Sign an exceptional release first")
    page.submit(fields={"Reason": "Вяртаецца праз Латвію"})

    listed = desk(app, "ru_supervisor").get("/supervisor/attention/signatures")
    assert "Вяртаецца праз Латвію" in listed.text
    page = listed.click(notice.number).click("Release by way of exception")
    page = page.submit(fields={"Reason": "В Россию не въезжала"})
    assert "Exceptional exit permit" in page.one(".panel-done").get_text()
    listed = desk(app, "by_supervisor").get("/supervisor/attention/signatures")
    assert "There is nothing here." in listed.text

    answer = at_the_booth(app)
    assert "by way of exception" in answer.one(".panel-may_leave").get_text()
    answer.submit("release")
    assert db.session.get_one(Notice, notice.id).status is Status.EXITED
    assert names_of(notice)[-3:] == ["ask_release", "release_exceptionally", "let_out"]
    assert last_answer().outcome == "let_out"
    at_the_booth(app)
    assert last_answer().reasons == ["nothing_open"]


def test_the_paper_names_both_signers_what_is_left_and_its_end(app: Flask) -> None:
    notice = released()
    query = select(StoredPaper).where(StoredPaper.kind == Paper.EXCEPTIONAL_EXIT_PERMIT)
    facts = db.session.scalars(query).one().facts
    assert "ru_supervisor" in facts["first"]["name"]
    assert "by_supervisor" in facts["officer"]["name"]
    assert [line["code"] for line in facts["left"]] == [line.code for line in notice.deficiencies]
    until, signed = (datetime.fromisoformat(facts[key]) for key in ("until", "until"))
    assert until - datetime.now(UTC) < timedelta(hours=4)
    assert until == signed


def test_what_was_not_used_in_four_hours_holds_again_and_can_be_signed_anew(app: Flask) -> None:
    notice = released()
    later = datetime.now(UTC) + timedelta(hours=4, minutes=1)
    with time_machine.travel(later, tick=False):
        at_the_booth(app)
        assert last_answer().answer is ExitAnswer.HELD
        assert last_answer().reasons == ["exception_expired"]
        with pytest.raises(Refused) as refusal:
            step("let_out", notice)
        assert refusal.value.reasons == ["released_in_time"]
        step("ask_release", notice, "by_supervisor")
        step("release_exceptionally", notice, "ru_supervisor")
        at_the_booth(app)
        assert last_answer().answer is ExitAnswer.MAY_LEAVE
    query = select(StoredPaper.version).where(StoredPaper.kind == Paper.EXCEPTIONAL_EXIT_PERMIT)
    assert list(db.session.scalars(query.order_by(StoredPaper.id))) == [1, 2]


def test_one_side_alone_releases_nothing(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    with pytest.raises(Refused) as refusal:
        step("release_exceptionally", notice, "by_supervisor")
    assert refusal.value.reasons == ["release_signed"]


def test_after_a_quarter_of_an_hour_the_first_signature_counts_no_more(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    later = datetime.now(UTC) + timedelta(minutes=16)
    with time_machine.travel(later, tick=False), pytest.raises(Refused) as refusal:
        step("release_exceptionally", notice, "ru_supervisor")
    assert refusal.value.reasons == ["release_signed"]


def test_a_step_in_between_voids_the_first_signature(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("ask_release", notice, "by_supervisor")
    step("receive", notice)
    with pytest.raises(Refused) as refusal:
        step("release_exceptionally", notice, "ru_supervisor")
    assert refusal.value.reasons == ["release_signed"]


def test_the_issuer_signs_neither_first_nor_second(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    with transaction():
        notice.issuer_id = an_act("by_supervisor").actor.id or 0
    with pytest.raises(Refused) as first:
        step("ask_release", notice, "by_supervisor")
    step("ask_release", notice, "ru_supervisor")
    with pytest.raises(Refused) as second:
        step("release_exceptionally", notice, "by_supervisor")
    assert first.value.reasons == second.value.reasons == ["not_own_notice"]


def test_a_vehicle_that_was_let_out_is_not_released_again(app: Flask) -> None:
    notice = released()
    step("let_out", notice)
    with pytest.raises(NotAllowed):
        step("ask_release", notice, "by_supervisor")


def test_another_open_notice_holds_the_vehicle_all_the_same(app: Flask) -> None:
    notice = released()
    a_notice(at=Status.ROUTED)
    at_the_booth(app)
    assert last_answer().reasons == ["deficiencies_left"]
    with pytest.raises(Refused) as refusal:
        step("let_out", notice)
    assert refusal.value.reasons == ["nothing_open_on_units"]


def test_a_presentation_under_way_ends_with_the_release(app: Flask) -> None:
    notice = released(at=Status.AT_CHECKPOINT)
    assert notice.presentations[-1].decision == "release_exceptionally"


def test_each_vehicle_is_counted_once_in_public_in_the_year_of_minsk(app: Flask) -> None:
    pages = Pages(app)
    pages.speak("en")
    assert "No vehicle was released" in pages.get("/statistics").text
    notice = released()
    in_minsk = datetime(2025, 12, 31, 21, tzinfo=UTC)
    values = {"actor_name": "", "actor_role": Role.SUPERVISOR, "data": {}}
    with transaction():
        earlier = Event(notice_id=notice.id, at=in_minsk, name="release_exceptionally", **values)
        db.session.add(earlier)
    cells = pages.get("/statistics").all("tbody th, tbody td")
    assert [cell.get_text() for cell in cells] == ["2026", "1"]


def test_after_a_presentation_the_sides_annul_together(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    page = opened(app, "ru_supervisor", notice).click("Sign an annulment first")
    page.submit(fields={"Reason": "ошибка в номере"})
    page = opened(app, "by_supervisor", notice).click("Annul the notice")
    page = page.submit(fields={"Reason": "согласен"})
    assert "Notice annulled" in page.text
    assert db.session.get_one(Notice, notice.id).status is Status.ANNULLED


def test_before_a_presentation_nobody_needs_a_second_signature(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    with pytest.raises(NotAllowed):
        step("ask_annulment", notice, "by_supervisor")


def test_a_cleared_vehicle_needs_no_exception(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    with pytest.raises(NotNow):
        step("ask_release", notice, "by_supervisor")


def test_belarus_annuls_with_the_signature_of_russia_and_the_paper_names_both(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    step("ask_annulment", notice, "ru_supervisor", reason="другая машина")
    with pytest.raises(NotAllowed):
        step("annul", notice, "ru_supervisor")
    step("ask_annulment", notice, "by_supervisor")
    step("annul", notice, "by_supervisor", reason="памылка")
    signed, annulled = db.session.scalars(
        select(Event).where(Event.name.in_(("ask_annulment", "annul"))).order_by(Event.id)
    ).all()[::2]
    assert annulled.data == {"first_signature_id": signed.id}
    facts = db.session.get_one(StoredPaper, annulled.id).facts
    assert "ru_supervisor" in facts["first"]["name"]
    assert (facts["first_reason"], facts["reason"]) == ("другая машина", "памылка")
    printed, _told = filled_in(facts, address="", code="", drawing={}, files=[])
    assert facts["first"]["name"] in printed and "другая машина" in printed
    page = desk(app, "by_auditor").get(f"/auditor/notices/{notice.id}")
    assert f"First signature {signed.actor_name}" in " ".join(page.text.split())
