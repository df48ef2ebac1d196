"""What anyone learns of a paper by its code, and how officers go on from there."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.models import Notice, StoredPaper, db
from notices.papers.codes import address_of
from notices.steps import take
from notices.words.formats import at
from tests.factories import a_filing, a_notice, an_act, found, step
from tests.pages import Page, Pages
from tests.papers.lives import every_kind, let_out, some_findings, turn_back
from tests.papers.test_serving import paper_of
from workflows.acts import Fined, Paid
from workflows.vocabulary import ExitAnswer, Paper, Status


def scanned(app: Flask, paper: StoredPaper, login: str = "") -> Page:
    """Where a person comes who scans the paper's code; a stranger without a login."""
    pages = Pages(app)
    pages.speak("en")
    if login:
        pages.sign_in(login)
    return pages.get(address_of(paper).removeprefix("http://localhost"))


@pytest.mark.parametrize(
    ("status", "kind", "told"),
    [
        (Status.ROUTED, Paper.DEFICIENCY_NOTICE, "Genuine and valid"),
        (Status.OUTSTANDING, Paper.REFUSAL, "Genuine and valid"),
        (Status.CLEARED, Paper.DEFICIENCY_NOTICE, "Genuine; everything is removed"),
        (Status.CLEARED, Paper.CONFIRMATION_OF_REMOVAL, "Genuine; everything is removed"),
        (Status.EXITED, Paper.EXIT_PERMIT, "Genuine; the vehicle has left the Union State"),
        (Status.ANNULLED, Paper.ROUTING_ADVICE, "Genuine, but the notice is annulled"),
    ],
)
def test_anyone_learns_whether_a_paper_still_holds(
    app: Flask, status: Status, kind: Paper, told: str
) -> None:
    a_notice(at=status)
    assert told in scanned(app, paper_of(kind)).text


def test_a_replaced_paper_says_by_which_version(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    first, advice = paper_of(Paper.DEFICIENCY_NOTICE), paper_of(Paper.ROUTING_ADVICE)
    step("correct", notice)
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    assert "replaced by version 2" in scanned(app, first).text
    assert "replaced by version 2" in scanned(app, advice).text
    assert "Genuine and valid" in scanned(app, paper_of(Paper.ROUTING_ADVICE)).text


def told_of(app: Flask, *kinds: Paper) -> list[tuple[str, str]]:
    """The colour and the heading of what a stranger learns of the last paper of each kind."""
    return [told_of_paper(app, paper_of(kind)) for kind in kinds]


def told_of_paper(app: Flask, paper: StoredPaper) -> tuple[str, str]:
    """The colour and the heading of what a stranger learns of a paper."""
    panel = scanned(app, paper).one(".panel")
    return panel["class"][-1], panel.h2.get_text()


def for_now(notice: Notice) -> tuple[str, str]:
    until = f"until {at(notice.exit_until)}, not by removal"
    return "panel-done", f"Genuine; the vehicle is released by way of exception {until}"


def held_again(notice: Notice) -> tuple[str, str]:
    expired = f"Genuine, but the exceptional release expired on {at(notice.exit_until)}"
    return (
        "panel-warning",
        f"{expired}: only supervisors of both states can release the vehicle anew",
    )


def test_a_vehicle_released_exceptionally_has_left_only_when_it_has(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    released(notice)
    kinds, until = (Paper.EXCEPTIONAL_EXIT_PERMIT, Paper.ROUTING_ADVICE), at(notice.exit_until)
    assert told_of(app, *kinds) == [
        ("panel-done", f"Genuine and valid until {until}"),
        for_now(notice),
    ]
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5)):
        assert told_of(app, *kinds) == [
            (
                "panel-warning",
                f"Genuine, but it expired on {until}: the vehicle must not leave with it",
            ),
            held_again(notice),
        ]
    step("let_out", notice)
    assert (
        told_of(app, *kinds)
        == [("panel-done", "Genuine; the vehicle has left the Union State")] * 2
    )


MOVED = "Genuine, but where or when to report has changed: see the newest paper of the notice"


def test_a_paper_that_sends_elsewhere_by_now_says_so(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING)
    turned_back = turn_back(notice)
    kinds = (Paper.DEFICIENCY_NOTICE, Paper.ROUTING_ADVICE, Paper.REFUSAL)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        step("reroute", notice, "inspector", checkpoint="NOVZ")
        changed, advised, refused = told_of(app, *kinds)
        assert changed == refused == ("panel-warning", MOVED)
        assert advised == ("panel-done", "Genuine and valid")
        assert MOVED in scanned(app, turned_back).text
        step("take_over", notice, checkpoint="KGOR")
        assert told_of(app, Paper.ROUTING_ADVICE) == [("panel-warning", MOVED)]
        step("confirm", notice)
        assert told_of(app, Paper.ROUTING_ADVICE) == [
            ("panel-done", "Genuine; everything is removed")
        ]


CORRECTED = ("panel-warning", "Genuine, but the notice was corrected since: see its version 2")


def test_what_a_correction_has_overtaken_says_so_until_the_vehicle_is_cleared(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(found("M01")))
    turned_back = turn_back(notice)
    kinds = (Paper.ROUTING_ADVICE, Paper.DEFICIENCY_NOTICE, Paper.CORRECTED_NOTICE)
    with_another(notice)
    assert told_of(app, *kinds) == [
        CORRECTED,
        ("panel-warning", "Genuine, but replaced by version 2"),
        ("panel-done", "Genuine and valid"),
    ]
    assert "a notice named in it was corrected since" in scanned(app, turned_back).text
    assert "Genuine and valid" in scanned(app, turn_back(notice)).text
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    assert told_of(app, Paper.ROUTING_ADVICE) == [("panel-done", "Genuine and valid")]


def test_a_refusal_that_lacks_what_was_added_says_so(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING, filing=a_filing(found("M01")))
    with_another(notice)
    kinds = (Paper.REFUSAL, Paper.RECORD_OF_PRESENTATION)
    assert told_of(app, *kinds) == [CORRECTED] * 2
    step("receive", notice)
    step("confirm", notice)
    assert told_of(app, *kinds) == [
        ("panel-done", "Genuine; everything is removed"),
        ("panel-done", "Genuine; everything is removed"),
    ]


def with_another(notice: Notice) -> None:
    """Add a deficiency to the one that the notice has."""
    [line] = notice.deficiencies
    step("correct", notice, filing=a_filing(found(line.code, line=line.id), found("M16")))


def test_an_officer_learns_that_the_scanned_paper_is_overtaken(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(found("M01")))
    advice = paper_of(Paper.ROUTING_ADVICE)
    with_another(notice)
    desk = Pages(app)
    desk.speak("en")
    desk.sign_in("officer")
    page = desk.get("/checkpoint/find", query={"text": address_of(advice)})
    assert "was replaced by a later one" in page.one(".panel-warning").get_text()


GOOD = ("panel-done", "Genuine and valid")
FREED = "Genuine; the notices named in it no longer keep the vehicle"


def test_a_turning_back_says_when_nothing_named_keeps_the_vehicle_any_more(app: Flask) -> None:
    first = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("M01")))
    second = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("I15")))
    turned_back = turn_back(first, second)
    step("confirm", first)
    assert "Genuine and valid" in scanned(app, turned_back).text
    step("confirm", second)
    panel = scanned(app, turned_back).one(".panel")
    assert (panel["class"][-1], panel.h2.get_text()) == ("panel-done", FREED)
    step("reopen", second, "ru_supervisor")
    assert FREED not in scanned(app, turned_back).text


def test_a_fine_keeps_a_turning_back_valid(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "FINE_BLOCKS_EXIT", True)
    notice = a_notice(at=Status.CLEARED)
    fined = Fined("18810077", 500_000, "RUB", date(2026, 11, 2))
    take(an_act("officer", fined), ("fine", notice))
    turned_back = turn_back(notice)
    assert "Genuine and valid" in scanned(app, turned_back).text
    paid = Paid(notice.fines[0].id, "4711", date(2026, 11, 3))
    take(an_act("officer", paid), ("fine_paid", notice))
    assert FREED in scanned(app, turned_back).text


def test_a_turning_back_that_no_notice_caused_stays_valid(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    turned_back = turn_back(cleared, answer=ExitAnswer.MAY_LEAVE)
    step("release", cleared)
    assert "Genuine and valid" in scanned(app, turned_back).text


def test_a_turning_back_follows_an_exceptional_release(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    sent_to_checkpoint = turn_back(notice)
    released(notice)
    during = turn_back(notice)
    assert told_of_paper(app, sent_to_checkpoint) == for_now(notice)
    assert told_of_paper(app, during) == for_now(notice)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5)):
        assert told_of_paper(app, sent_to_checkpoint) == held_again(notice)
        assert told_of_paper(app, during) == held_again(notice)
        unused = turn_back(notice)
        assert told_of_paper(app, unused) == GOOD
        released(notice)
        assert told_of_paper(app, unused) == told_of_paper(app, during) == for_now(notice)
        step("let_out", notice)
        for paper in (sent_to_checkpoint, during, unused):
            assert told_of_paper(app, paper) == ("panel-done", FREED)


def test_a_turning_back_frees_nothing_while_one_of_its_notices_holds_again(app: Flask) -> None:
    cleared = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(found("M01")))
    excepted = a_notice(at=Status.ROUTED, filing=a_filing(found("I15")))
    released(excepted)
    turned_back = turn_back(cleared, excepted)
    step("confirm", cleared)
    assert told_of_paper(app, turned_back) == for_now(excepted)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5)):
        assert told_of_paper(app, turned_back) == held_again(excepted)


def test_a_turning_back_follows_a_confirmation_that_is_withdrawn(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    turned_back = turn_back(notice, answer=ExitAnswer.CANNOT_TELL)
    assert told_of_paper(app, turned_back) == GOOD
    step("reopen", notice, "ru_supervisor")
    assert told_of_paper(app, turned_back) == ("panel-warning", MOVED)


def released(notice: Notice) -> None:
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")


def test_a_withdrawn_confirmation_says_so(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED)
    confirmation = paper_of(Paper.CONFIRMATION_OF_REMOVAL)
    step("reopen", notice, "ru_supervisor")
    assert "the confirmation was withdrawn" in scanned(app, confirmation).text
    step("receive", notice)
    step("confirm", notice)
    assert "replaced by version 2" in scanned(app, confirmation).text


def test_verification_tells_nothing_personal(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    notice = paper.facts["notice"]
    told = scanned(app, paper).text
    assert notice["number"] in told and "Deficiency notice" in told
    personal = [notice["driver"]["name"], notice["driver"]["number"], notice["carrier"]["name"]]
    personal += [unit["plate"] for unit in notice["units"]] + [paper.facts["officer"]["name"]]
    assert not [words for words in personal if words in told]


def test_the_code_opens_an_officers_page_in_one_step(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    first = paper_of(Paper.DEFICIENCY_NOTICE)
    page = scanned(app, first, "officer")
    assert page.address == f"/checkpoint/notices/{notice.id}"
    assert page.one(".flash-message").get_text() == "Genuine and valid"
    step("correct", notice)
    page = scanned(app, first, "officer")
    assert page.address == f"/checkpoint/notices/{notice.id}"
    assert page.one(".flash-warning").get_text() == "Genuine, but replaced by version 2"


@pytest.mark.parametrize(
    ("login", "room"),
    [("inspector", "inspector"), ("by_supervisor", "supervisor"), ("ru_auditor", "auditor")],
)
def test_whoever_has_a_page_of_the_notice_comes_to_it(app: Flask, login: str, room: str) -> None:
    notice = a_notice(at=Status.ROUTED)
    page = scanned(app, paper_of(Paper.ROUTING_ADVICE), login)
    assert page.address == f"/{room}/notices/{notice.id}"


def test_at_the_booth_the_question_is_filled_in(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    page = scanned(app, paper_of(Paper.DEFICIENCY_NOTICE), "exit_officer")
    assert page.submit(button="May it leave?").one(".panel-held")
    page = scanned(app, turn_back(notice), "exit_officer")
    assert page.one("[name=text]")["value"] == "АВ 1234-7, A 5678 B-7"


def test_a_carrier_is_led_to_the_own_notice(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    page = scanned(app, paper_of(Paper.DEFICIENCY_NOTICE))
    assert page.one("main a")["href"] == f"/carrier?number={notice.number}"


def test_a_turning_back_is_verified_without_its_plates(app: Flask) -> None:
    told = scanned(app, turn_back(a_notice(at=Status.ROUTED))).text
    assert "Genuine and valid" in told and "1234" not in told


@pytest.mark.parametrize(
    "payload",
    ["", "x", "a" * 5000, "MQ.forged", "%FF%FE", "ў/і", ".", "..%2f..", "MQ.", "é" * 300],
)
def test_anything_else_is_not_genuine_and_never_an_error(app: Flask, payload: str) -> None:
    pages = Pages(app)
    pages.speak("en")
    assert "This paper is not genuine" in pages.get(f"/q/{payload}", status=404).text


def test_a_payload_changed_by_one_character_is_not_genuine(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    address = address_of(paper_of(Paper.DEFICIENCY_NOTICE)).removeprefix("http://localhost")
    changed = address[:-1] + ("A" if address[-1] != "A" else "B")
    Pages(app).get(changed, status=404)


def test_annulment_marks_every_paper_of_the_notice(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    step("correct", notice)
    papers = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).all()
    assert len(papers) == 4
    step("annul", notice)
    for paper in papers:
        assert "the notice is annulled" in scanned(app, paper).text, paper.kind
    assert "Genuine and valid" in scanned(app, paper_of(Paper.ANNULMENT)).text


def test_the_record_of_a_withdrawn_presentation_says_so(app: Flask) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT)
    record = paper_of(Paper.RECORD_OF_PRESENTATION)
    assert "Genuine and valid" in scanned(app, record).text
    step("withdraw", notice)
    assert "the presentation was withdrawn" in scanned(app, record).text
    step("receive", notice)
    assert "the presentation was withdrawn" in scanned(app, record).text


NOT_LET_OUT = {
    Paper.CORRECTED_NOTICE: "the notice is annulled",
    Paper.ANNULMENT: "Genuine and valid",
    Paper.TURN_BACK: "no longer keep the vehicle",
}


def test_every_kind_of_paper_says_how_its_notice_ended(app: Flask) -> None:
    last = every_kind()
    assert set(last) == set(Paper)
    for kind, paper in last.items():
        ended = NOT_LET_OUT.get(kind, "the vehicle has left the Union State")
        assert ended in scanned(app, paper).text, kind


def test_every_earlier_paper_says_by_which_one_it_is_replaced(app: Flask) -> None:
    let_out(a_filing(*some_findings()))
    papers = db.session.scalars(select(StoredPaper).order_by(StoredPaper.id)).all()
    newest = {paper.kind: paper for paper in papers}
    earlier = [paper for paper in papers if paper is not newest[paper.kind]]
    assert {paper.kind for paper in earlier} == {
        Paper.RECORD_OF_PRESENTATION,
        Paper.CONFIRMATION_OF_REMOVAL,
    }
    for paper in earlier:
        replaced = f"replaced by version {newest[paper.kind].version}"
        assert replaced in scanned(app, paper).text, paper.kind
