"""Everything about one notice, and the steps that a supervisor may take with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices import advice
from notices.finding import find
from notices.models import Event, Notice, StoredPaper, db, transaction
from notices.papers.codes import address_of
from notices.steps import take
from tests.factories import (
    TRACTOR,
    a_draft,
    a_filing,
    a_notice,
    an_act,
    found,
    mark_all,
    of_vehicle,
    step,
)
from tests.pages import Page, Pages
from tests.people import place
from workflows.acts import Asked, Filed
from workflows.vocabulary import ExitAnswer, Mark, Paper, Status


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], Pages]:
    """A browser of one of the supervisors, in English."""

    def browser(login: str) -> Pages:
        pages = Pages(app)
        pages.speak("en")
        pages.sign_in(login)
        return pages

    return browser


Browser = Callable[[str], Pages]


def opened(pages: Pages, notice: Notice) -> Page:
    return pages.get(f"/supervisor/notices/{notice.id}")


def buttons(page: Page) -> list[str]:
    return [found.get_text(strip=True) for found in page.all(".steps .btn")]


def test_the_record_shows_versions_presentations_papers_questions_and_history(
    signed_in: Browser,
) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("correct", notice)
    step("receive", notice)
    step("refuse", notice)
    question = Asked(TRACTOR, (TRACTOR,), ExitAnswer.HELD, (notice.number or "",))
    take(an_act("exit_officer", question), ("ask_exit", None))
    page = opened(signed_in("ru_supervisor"), notice)
    for shown in ("Version 1", "Version 2", "Presentation 1", "проверено", "Held", "Козл"):
        assert shown.replace("Козл", "Kozlovichi") in page.text
    history = [line.get_text(strip=True) for line in page.all(".timeline-what")]
    events = db.session.scalars(select(Event).where(Event.notice_id == notice.id)).all()
    assert len(history) == len(events) == 7
    papers = db.session.scalars(select(StoredPaper)).all()
    assert len(page.all(".papers a")) == len(papers) == 5


def test_a_version_shows_what_it_changed_and_the_first_one_stays_readable(
    signed_in: Browser,
) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(found("M01"), found("I15")))
    line = notice.deficiencies[0].id
    filing = a_filing(found("M01", line=line), found("I18"))
    filing = replace(filing, driver=replace(filing.driver, document_number="MP7654321"))
    step("correct", notice, details=Filed(filing))
    pages = signed_in("ru_supervisor")
    second = opened(pages, notice).click("Version 2")
    changed = [" ".join(row.get_text(" ").split()) for row in second.all(".changed")]
    assert "Identity document MP7654321 Before: MP1234567" in changed
    titles = {title.get_text(" ", strip=True) for title in second.all("h2")}
    assert any("I18" in title and title.endswith("Added") for title in titles)
    assert any("I15" in title and title.endswith("Taken away") for title in titles)
    first = opened(pages, notice).click("Version 1")
    assert first.all(".changed") == [] and "MP1234567" in first.text
    pages.get(f"/supervisor/notices/{notice.id}/versions/3", status=404)


def test_each_side_is_offered_its_own_steps(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ROUTED)
    exception = ["Release by way of exception", "Sign an exceptional release first"]

    def offered(login: str) -> list[str]:
        *own, dossier, hold = buttons(opened(signed_in(login), notice))
        assert (dossier, hold) == ("Compile the dossier", "Put on hold")
        return own

    assert offered("by_supervisor") == ["Annul the notice", *exception]
    assert offered("ru_supervisor") == ["Direct to another checkpoint", *exception]
    step("receive", notice)
    assert offered("ru_supervisor") == ["Take back the presentation", *exception]
    step("confirm", notice)
    assert offered("ru_supervisor") == ["Withdraw the confirmation"]
    assert offered("by_supervisor") == []


def test_the_other_sides_steps_are_forbidden(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ROUTED)
    russian, belarusian = signed_in("ru_supervisor"), signed_in("by_supervisor")
    for pages, names in (
        (russian, ["annul"]),
        (belarusian, ["route", "reroute", "withdraw", "reopen"]),
    ):
        for name in names:
            address = f"/supervisor/notices/{notice.id}/{name}"
            pages.get(address, status=403)
            pages.post(address, {"reason": "так"}, status=403)
    belarusian.get("/supervisor/checkpoints/KGOR/reroute", status=403)


def test_after_a_presentation_annulling_takes_both_sides_and_the_button_says_so(
    signed_in: Browser,
) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    pages = signed_in("by_supervisor")
    page = opened(pages, notice)
    assert page.all(".steps button")[0].has_attr("disabled")
    why = "Have a supervisor of the other state sign the annulment first"
    assert page.all(".why")[0].get_text(strip=True).startswith(why)
    page = pages.get(f"/supervisor/notices/{notice.id}/annul")
    page = page.submit(fields={"Reason": "ошибка"}, status=422)
    assert page.errors[0].startswith(why)
    assert db.session.get_one(Notice, notice.id).status is Status.OUTSTANDING


def test_nobody_annuls_the_own_notice(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ROUTED)
    with transaction():
        notice.issuer_id = an_act("by_supervisor").actor.id or 0
    page = opened(signed_in("by_supervisor"), notice)
    for refusal in page.all(".why"):
        assert refusal.get_text(strip=True).startswith("Leave the decision to a colleague")


def test_a_draft_is_annulled(signed_in: Browser) -> None:
    notice = a_draft()
    pages = signed_in("by_supervisor")
    page = opened(pages, notice).click("Annul the notice")
    page = page.submit(fields={"Reason": "пробный черновик"})
    assert db.session.get_one(Notice, notice.id).status is Status.ANNULLED
    assert "Notice annulled" in page.text


def test_a_draft_that_was_annulled_was_never_issued(signed_in: Browser) -> None:
    draft = a_draft()
    take(an_act("by_supervisor", reason="дважды"), ("annul", draft))
    paper = db.session.scalars(select(StoredPaper)).one()
    assert find(address_of(paper)) == []
    for login, room, status in (
        ("by_supervisor", "supervisor", 200),
        ("inspector", "inspector", 200),
        ("ru_supervisor", "supervisor", 404),
        ("officer", "checkpoint", 404),
        ("other_inspector", "inspector", 404),
    ):
        pages = signed_in(login)
        pages.get(f"/{room}/notices/{draft.id}", status=status)
        if login in ("ru_supervisor", "officer"):
            pages.get(f"/papers/{paper.id}", status=404)
        if room == "supervisor":
            search = pages.get("/supervisor/search", query={"status": "annulled"})
            assert bool(search.all(".rows .number")) is (status == 200)


def test_an_issued_notice_is_directed_to_an_able_checkpoint(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ISSUED, filing=a_filing(found("P01")))
    page = opened(signed_in("ru_supervisor"), notice).click("Direct to a checkpoint")
    offered = [label.get_text(strip=True).split(" (")[0] for label in page.all(".form-check-label")]
    assert "Krasnaya Gorka" in offered and "Dolostsy" not in offered
    page = page.submit(fields={"checkpoint": "KGOR"})
    assert "Vehicle directed to a checkpoint" in page.one(".panel-done").get_text()
    assert page.one(".panel-done a").get_text(strip=True) == "Routing advice"
    assert db.session.get_one(Notice, notice.id).status is Status.ROUTED


def test_a_checkpoint_that_is_not_offered_is_not_taken(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ISSUED, filing=a_filing(found("P01")))
    pages = signed_in("ru_supervisor")
    for chosen in ({"checkpoint": "DOLO"}, {"checkpoint": "x"}, {}):
        page = pages.post(f"/supervisor/notices/{notice.id}/route", chosen, status=422)
        assert page.errors == ["Choose the checkpoint to which the vehicle goes."]


def test_withdrawing_puts_the_vehicle_back_on_its_way(signed_in: Browser) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    page = opened(signed_in("ru_supervisor"), notice).click("Take back the presentation")
    page = page.submit(fields={"Reason": " "}, status=422)
    assert page.errors == ["Write the reason."]
    page.submit(fields={"Reason": "пункт закрывается"})
    assert db.session.get_one(Notice, notice.id).status is Status.ROUTED


def test_who_confirmed_does_not_reopen(signed_in: Browser) -> None:
    notice = a_notice(at=Status.CLEARED)
    with transaction():
        notice.confirmed_by_id = an_act("ru_supervisor").actor.id
    page = opened(signed_in("ru_supervisor"), notice)
    assert "you confirmed the removal yourself" in page.one(".why").get_text()


def test_who_looked_at_an_older_state_reads_what_changed(signed_in: Browser) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    pages = signed_in("ru_supervisor")
    page = pages.get(f"/supervisor/notices/{notice.id}/withdraw")
    mark_all(notice, Mark.REMOVED)
    page = page.submit(fields={"Reason": "ушёл"}, status=409)
    assert "Deficiency marked" in page.text


def test_several_vehicles_are_directed_elsewhere_with_one_reason(signed_in: Browser) -> None:
    made = [a_notice(filing=of_vehicle(f"AB {n}"), checkpoint="KGOR") for n in range(3)]
    ids = [notice.id for notice in made]
    pages = signed_in("ru_supervisor")
    page = pages.get("/supervisor/checkpoints/KGOR/reroute")
    page = page.submit(
        fields={
            "notices": [str(ids[0]), str(ids[2])],
            "checkpoint": "NOVZ",
            "Reason": "пункт закрыт",
        }
    )
    assert "2 vehicles were directed elsewhere." in page.soup.get_text()
    where = [db.session.get_one(Notice, notice_id).checkpoint for notice_id in ids]
    assert [found.code for found in where if found] == ["NOVZ", "KGOR", "NOVZ"]
    events = db.session.scalars(select(Event).where(Event.name == "reroute")).all()
    assert [event.reason for event in events] == ["пункт закрыт", "пункт закрыт"]
    advice = select(StoredPaper).where(
        StoredPaper.event_id.in_([event.id for event in events]),
        StoredPaper.kind == Paper.ROUTING_ADVICE,
    )
    assert {paper.version for paper in db.session.scalars(advice)} == {2}


def test_of_several_vehicles_none_moves_while_one_cannot(signed_in: Browser) -> None:
    able = a_notice(filing=of_vehicle("AB 1"), checkpoint="KGOR")
    heavy = a_notice(filing=replace(a_filing(found("P01"))), checkpoint="KGOR")
    pages = signed_in("ru_supervisor")
    page = pages.get("/supervisor/checkpoints/KGOR/reroute")
    page = page.submit(
        fields={
            "notices": [str(able.id), str(heavy.id)],
            "checkpoint": "DOLO",
            "Reason": "закрыт",
        },
        status=422,
    )
    assert len(page.errors) == 1
    assert page.errors[0].startswith(f"{heavy.number}: Choose a checkpoint that can check")
    assert db.session.scalars(select(Event).where(Event.name == "reroute")).all() == []


def test_several_vehicles_are_judged_by_their_arrivals_which_are_reckoned_together(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other checkpoint is open now, but will be closed when the vehicles arrive there."""
    made = [a_notice(filing=of_vehicle(f"AB {n}"), checkpoint="KGOR") for n in range(3)]
    fields = {
        "notices": [str(notice.id) for notice in made],
        "checkpoint": "NOVZ",
        "Reason": "закрыт",
    }
    leaving_late = datetime.now(UTC).replace(hour=19) + timedelta(days=1)
    close("NOVZ", (leaving_late + timedelta(days=1)).date())
    reckoned = Mock(wraps=advice.from_best_source)
    monkeypatch.setattr(advice, "from_best_source", reckoned)
    with time_machine.travel(leaving_late, tick=False):
        page = signed_in("ru_supervisor").get("/supervisor/checkpoints/KGOR/reroute")
        refused = page.submit(fields=fields, status=422)
    assert len(refused.errors) == 3 and reckoned.call_count == 1
    assert "Choose a checkpoint that is open to trucks." in refused.errors[0]


def close(code: str, since: date) -> None:
    """Let a checkpoint be closed from a day on."""
    with transaction():
        place(code).closed_from = since


def test_a_vehicle_that_has_moved_on_is_not_directed_elsewhere(signed_in: Browser) -> None:
    moves, stays = (a_notice(filing=of_vehicle(f"AB {n}"), checkpoint="KGOR") for n in range(2))
    page = signed_in("ru_supervisor").get("/supervisor/checkpoints/KGOR/reroute")
    step("receive", moves)
    fields = {"notices": [str(moves.id)], "checkpoint": "NOVZ", "Reason": "так"}
    refused = page.submit(fields=fields, status=422)
    assert refused.errors == ["One of the notices has moved on. Choose again from the list."]
    step("receive", stays)
    assert "No vehicle is on its way to this checkpoint." in page.submit(fields=fields).text


def test_only_checkpoints_have_vehicles_on_their_way(signed_in: Browser) -> None:
    pages = signed_in("ru_supervisor")
    for code in ("KOZL", "XXXX"):
        pages.get(f"/supervisor/checkpoints/{code}/reroute", status=404)


def test_the_other_language_keeps_what_was_typed(signed_in: Browser) -> None:
    notice = a_notice(at=Status.ROUTED)
    page = signed_in("by_supervisor").get(f"/supervisor/notices/{notice.id}/annul")
    page = page.submit(fields={"Reason": "дубль"}, button="Беларуская")
    assert page.one("html")["lang"] == "be"
    assert page.one("#reason").get_text(strip=True) == "дубль"
    assert db.session.get_one(Notice, notice.id).status is Status.ROUTED
