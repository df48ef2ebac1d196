"""What each paper says is what the step committed."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from notices.exit_control.answering import answer
from notices.models import ExitQuestion, StoredPaper, db
from notices.papers.queue import GIVES_CODE, order_of
from notices.papers.render import SPECIAL_PERMIT, filled_in, render
from notices.steps import take
from tests.factories import (
    PERMITS,
    TRACTOR,
    a_draft,
    a_filing,
    a_notice,
    an_act,
    found,
    mark_all,
    step,
)
from tests.papers.conftest import Rendered
from tests.papers.family import COMMON, SAMPLE, Family, Member, Order
from tests.papers.lives import let_out, mark_in_turn, some_findings, turn_back
from tests.papers.reading import FONTS, empty_boxes_in, fonts_of, squeezed, text_of, texts_of
from workflows.acts import Asked, Fined, Signed
from workflows.vocabulary import Acknowledgement, ExitAnswer, Language, Mark, Paper, Status
from workflows.weighing import PERMIT

Facts = dict[str, Any]
pytestmark = pytest.mark.xdist_group("family")


def said_of_notice(notice: Facts) -> list[str]:
    """The vehicle, the carrier and the driver, as they were written."""
    units = [text for unit in notice["units"] for text in (unit["plate"], unit["vin"])]
    return [notice["number"], *units, notice["carrier"]["name"], notice["driver"]["name"]]


def said_of_lines(lines: list[Facts], *texts: str) -> list[str]:
    """Of each deficiency its code, its plate and the texts in both languages."""
    return [
        said
        for line in lines
        for said in (line["code"], line["plate"], *(w for t in texts for w in line[t].values()))
    ]


def said_of_place(place: Facts) -> list[str]:
    coordinates = (str(place["latitude"]), str(place["longitude"]))
    return [*place["name"].values(), *place["address"].values(), place["road"], *coordinates]


def moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%d.%m.%Y %H:%M} UTC+3"


def said_of_mark(mark: Facts) -> list[str]:
    told = [mark["officer"], mark["stamp"], mark["reason"], mark["legal_ground"]]
    told += [mark["document_number"], f"{date.fromisoformat(mark['document_date']):%d.%m.%Y}"]
    if mark["new"]:
        told += [mark["old"]["instrument"], mark["new"]["instrument"], "43,8", "38,8"]
    return [*mark["title"].values(), *told]


def where_and_when(facts: Facts) -> list[str]:
    notice = facts["notice"]
    return [*said_of_place(notice["checkpoint"]), moment(notice["deadline"])]


def said_of_findings(facts: Facts) -> list[str]:
    lines = said_of_lines(facts["notice"]["deficiencies"], "title", "removal", "acts")
    return lines + where_and_when(facts)


def said_of_held(facts: Facts) -> list[str]:
    return [
        said
        for held in facts["held"]
        for said in (
            held["number"],
            *said_of_place(held["place"]),
            *said_of_lines(held["left"], "title", "evidence"),
        )
    ]


def said_of_course(facts: Facts) -> list[str]:
    course = facts["dossier"]
    told = [text for file in course["files"] for text in (file["name"], *file["what"].values())]
    for event in course["events"]:
        told += [moment(event["at"]), event["name"], event["reason"], *event["what"].values()]
        told += [text for pair in event["brought"] for texts in pair for text in texts.values()]
    return told


def titles(facts: Facts) -> list[str]:
    return said_of_lines(facts["notice"]["deficiencies"], "title")


SAYS: dict[Paper, Callable[[Facts], list[str]]] = {
    Paper.DEFICIENCY_NOTICE: said_of_findings,
    Paper.CORRECTED_NOTICE: said_of_findings,
    Paper.ROUTING_ADVICE: lambda facts: (
        said_of_lines(facts["notice"]["deficiencies"], "title", "evidence") + where_and_when(facts)
    ),
    Paper.RECORD_OF_PRESENTATION: lambda facts: (
        titles(facts) + facts["presentation"]["plates_seen"]
    ),
    Paper.CONFIRMATION_OF_REMOVAL: lambda facts: [
        said for mark in facts["presentation"]["marks"] for said in said_of_mark(mark)
    ],
    Paper.REFUSAL: lambda facts: (
        said_of_lines(facts["left"], "title", "removal", "acts") + where_and_when(facts)
    ),
    Paper.WITHDRAWAL_OF_CONFIRMATION: lambda facts: (
        said_of_lines(facts["left"], "title", "evidence") + where_and_when(facts)
    ),
    Paper.EXIT_PERMIT: lambda facts: titles(facts) + facts["plates"],
    Paper.ANNULMENT: titles,
    Paper.TURN_BACK: said_of_held,
    Paper.EXCEPTIONAL_EXIT_PERMIT: lambda facts: [
        *said_of_lines(facts["left"], "title", "removal", "acts"),
        *facts["plates"],
        facts["first"]["name"],
        moment(facts["until"]),
    ],
    Paper.DOSSIER: lambda facts: titles(facts) + said_of_course(facts),
}


def expected(order: Order) -> list[str]:
    """Everything that a paper must say."""
    facts = with_single_acts(copy.deepcopy(order["facts"]))
    common = [facts["officer"]["name"], moment(facts["officer"]["at"]), facts["reason"]]
    common += said_of_notice(facts["notice"]) if facts["notice"] else facts["plates"]
    return [*common, order["code"], *SAYS[facts["kind"]](facts)]


def with_single_acts(facts: Facts) -> Facts:
    """Give each line its legal acts one by one, as papers list them."""
    for line in (facts["notice"] or {"deficiencies": []})["deficiencies"] + facts["left"]:
        acts = [act for basis in line["basis"].values() for act in basis.split("; ")]
        line["acts"] = dict(enumerate(acts))
    return facts


def test_a_paper_says_all_that_was_committed_in_its_own_fonts_on_numbered_pages(
    family: Family, member: Member
) -> None:
    order, pdf = family.order(member), family.sealed(member)
    assert fonts_of(pdf) <= FONTS, "It prints letters that PT Sans does not have."
    assert not empty_boxes_in(pdf), "It has empty boxes for letters."
    pages = texts_of(pdf)
    assert not [said for said in expected(order) if squeezed(said) not in "".join(pages)]
    notice = order["facts"]["notice"] or {"number": ""}
    for number, page in enumerate(pages, start=1):
        assert f"Страница{number}/{len(pages)}" in page and notice["number"] in page


def test_a_refusal_lists_exactly_what_is_left(family: Family) -> None:
    refusal = Member(Paper.REFUSAL, Language.BE, 7)
    facts, text = family.order(refusal)["facts"], text_of(family.sealed(refusal))
    marks = [mark["mark"] for mark in facts["presentation"]["marks"]]
    lines = facts["notice"]["deficiencies"]
    assert facts["left"] == [line for line, mark in zip(lines, marks, strict=True) if mark == "2"]
    ways = {squeezed(line["removal"]["ru"]) for line in facts["left"]}
    others = {squeezed(line["removal"]["ru"]) for line in lines} - ways
    assert others and all(way in text for way in ways)
    assert not [way for way in others if way in text]


def test_a_mark_carried_over_keeps_its_officer_and_its_measurement(app: Flask) -> None:
    let_out(a_filing(found("M01"), found("P01")))
    first = select(StoredPaper).where(StoredPaper.kind == Paper.CONFIRMATION_OF_REMOVAL)
    marks = (
        db.session.scalars(first.order_by(StoredPaper.id)).first().facts["presentation"]["marks"]
    )
    assert [mark["new"]["value"] for mark in marks if mark["code"] == "P01"] == [39_000]


def test_only_what_tells_the_carrier_what_to_do_gives_the_code(family: Family) -> None:
    for member in SAMPLE:
        assert bool(family.order(member)["code"]) is (member.kind in GIVES_CODE), member.kind


def test_the_annulment_of_a_draft_names_no_notice(family: Family) -> None:
    text = text_of(render(**family.smallest))
    assert squeezed("Чарнавік не патрэбны") in text and "№" not in text


def test_a_vehicle_is_turned_back_also_where_nothing_is_known(
    once: Flask, rendered: Rendered
) -> None:
    paper = turn_back(answer=ExitAnswer.CANNOT_TELL)
    text = text_of(rendered(paper))
    assert squeezed("АВ 1234-7") in text
    assert squeezed("Не удалось установить") in text and squeezed("легко спутать") in text


def turned_back(rendered: Rendered) -> str:
    """What the tractor's driver reads who asks at the exit now."""
    asked: Asked = answer(TRACTOR, datetime.now(UTC))
    take(an_act("exit_officer", asked), ("ask_exit", None))
    question = db.session.scalar(select(db.func.max(ExitQuestion.id)))
    take(an_act("exit_officer", replace(asked, question_id=question)), ("turn_back", None))
    return text_of(rendered(paper_of(Paper.TURN_BACK)))


GO_TO = squeezed("Where to report")


def test_who_is_turned_back_learns_where_to_go_while_nothing_is_decided(
    app: Flask, rendered: Rendered
) -> None:
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(language=Language.EN))
    mark_all(notice, Mark.REMOVED, "officer")
    text = turned_back(rendered)
    assert GO_TO in text and squeezed(notice.checkpoint.name["en"]) in text


def test_who_is_turned_back_for_a_fine_learns_which_and_where(
    app: Flask, rendered: Rendered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "FINE_BLOCKS_EXIT", True)
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(language=Language.EN))
    take(an_act("officer", Fined("П-77/1", 150_000, "RUB", date(2026, 11, 1))), ("fine", notice))
    step("confirm", notice)
    text = turned_back(rendered)
    assert squeezed("Resolution П-77/1 of 01.11.2026: 1,500.00 RUB.") in text
    assert GO_TO in text and squeezed(notice.checkpoint.name["en"]) in text


@pytest.mark.parametrize("blocks", [True, False])
def test_a_confirmation_allows_no_more_than_its_notice(
    app: Flask, rendered: Rendered, monkeypatch: pytest.MonkeyPatch, blocks: bool
) -> None:
    monkeypatch.setitem(app.config, "FINE_BLOCKS_EXIT", blocks)
    notice = a_notice(at=Status.AT_CHECKPOINT, filing=a_filing(language=Language.EN))
    take(an_act("officer", Fined("П-77/1", 150_000, "RUB", date(2026, 11, 1))), ("fine", notice))
    step("confirm", notice)
    text = text_of(rendered(paper_of(Paper.CONFIRMATION_OF_REMOVAL)))
    assert squeezed("Its deficiencies no longer keep the vehicle.") in text
    assert OTHERS in text and squeezed("may leave") not in text
    assert (squeezed("Resolution П-77/1 of 01.11.2026: 1,500.00 RUB.") in text) is blocks


OTHERS = squeezed("the officer also looks for other notices on the vehicle")


def test_an_exceptional_permit_speaks_of_its_notice_alone(app: Flask, rendered: Rendered) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(language=Language.EN))
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    assert OTHERS in text_of(rendered(paper_of(Paper.EXCEPTIONAL_EXIT_PERMIT)))


def test_who_is_turned_back_after_an_exceptional_release_has_not_left(
    app: Flask, rendered: Rendered
) -> None:
    notice = a_notice(at=Status.ROUTED, filing=a_filing(language=Language.EN))
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=5)):
        text = turned_back(rendered)
    assert squeezed("did not leave in time") in text and squeezed("already left") not in text
    assert squeezed("only supervisors of both states together can release it anew") in text
    assert squeezed("Where to ask again") in text
    assert GO_TO not in text and squeezed("To show:") not in text


def test_who_is_turned_back_for_another_s_plate_asks_again_here(
    once: Flask, rendered: Rendered
) -> None:
    paper = turn_back(answer=ExitAnswer.CANNOT_TELL)
    place = paper.facts["officer"]["place"]["name"]["en"]
    assert squeezed("Where to ask again") + squeezed(place) in text_of(rendered(paper)).replace(
        squeezed(paper.facts["officer"]["place"]["name"]["ru"]) + "/", ""
    )


def test_a_driver_signs_only_what_the_driver_has_read(app: Flask, rendered: Rendered) -> None:
    notice = a_draft()
    drawn = Signed(Acknowledgement.ON_SCREEN, stroke="M10 10L90 40L20 60L95 15")
    take(an_act("inspector", drawn), ("sign", notice))
    filing = a_filing(found("M01"), language=Language.EN)
    step("issue", notice, filing=filing)
    step("route", notice)
    line = replace(filing.findings[0], line=notice.deficiencies[0].id)
    step("correct", notice, filing=replace(filing, findings=(line, found("P01"))))
    first = text_of(rendered(paper_of(Paper.DEFICIENCY_NOTICE)))
    assert squeezed("has read this notice and signed it on the screen") in first
    page, data = filled_in(**order_of(paper_of(Paper.CORRECTED_NOTICE)))
    assert "has read version 1 and signed it on the screen" in page
    assert "Signature under this version" in page and "Signature of the driver" not in page
    assert "drawn" not in page and "signature_stroke" not in data["notice"]


def test_after_a_refusal_papers_demand_only_what_is_left(app: Flask, rendered: Rendered) -> None:
    filing = a_filing(*some_findings(), language=Language.EN)
    notice = a_notice(at=Status.ROUTED, filing=filing)
    step("receive", notice)
    mark_in_turn(notice)
    take(an_act("officer"), ("refuse", notice))
    step("reroute", notice, "inspector", checkpoint="NOVZ")
    lines = [
        replace(finding, line=row.id)
        for finding, row in zip(filing.findings, notice.deficiencies, strict=True)
    ]
    step("correct", notice, filing=replace(filing, findings=(*lines, found("I03"))))
    for kind, asks, left in (
        (Paper.ROUTING_ADVICE, "To show:", 1),
        (Paper.CORRECTED_NOTICE, "To remove it:", 2),
    ):
        text = text_of(rendered(paper_of(kind)))
        assert text.count(squeezed(asks)) == left, kind
        for told in ("M01", "I15", "Removed", "Removal not required"):
            assert squeezed(told) in text, kind


def test_the_notice_names_the_checkpoint_before_the_advice_does(app: Flask) -> None:
    a_notice(at=Status.ISSUED, checkpoint="NOVZ")
    assert paper_of(Paper.DEFICIENCY_NOTICE).facts["notice"]["checkpoint"]["code"] == "NOVZ"


def common_paper(family: Family, change: Callable[[Facts], Facts]) -> str:
    """What the common paper says after its notice was changed."""
    order = family.order(COMMON)
    changed = {**order["facts"], "notice": change(order["facts"]["notice"])}
    return text_of(render(**{**order, "facts": changed}))


def test_the_driver_s_answer_stands_on_the_notice(family: Family) -> None:
    refused = {"acknowledgement": "refused", "witness": "Кавалёў Іван"}
    text = common_paper(family, lambda notice: notice | refused)
    assert squeezed("от подписи отказался") in text and squeezed("Кавалёў Іван") in text


def test_a_notice_that_is_older_than_permits_is_printed(family: Family) -> None:
    text = common_paper(family, lambda notice: {n: v for n, v in notice.items() if n != "permits"})
    assert squeezed("АВ 1234-7") in text


def test_the_permits_shown_stand_on_the_notice(once: Flask, rendered: Rendered) -> None:
    a_notice(at=Status.ISSUED, filing=a_filing(permits=PERMITS, language=Language.EN))
    text = text_of(rendered(paper_of(Paper.DEFICIENCY_NOTICE)))
    for told in (
        "Russian transit permit: 77-1, TR–RU, 01.01.2026–31.12.2026;",
        "One trip there and back; АВ 1234-7, A 5678 B-7; уже использовано / already used",
        "Special permit for a heavy vehicle: ТГ 5, до 30.11.2026 / until 30.11.2026;",
        "44,5 т / 44.5 t",
        "7,1 т · 11,5 т / 7.1 t · 11.5 t",
    ):
        assert squeezed(told) in text


def test_every_step_of_the_verdict_is_written_out(family: Family) -> None:
    text = text_of(family.plain(COMMON))
    for told in (
        "Gross mass: measured 44 t; less the error of 0.2 t it is 43.8 t.",
        "Limit 40 t, with the tolerance of 2 % 40.8 t.",
        "The limit is exceeded by 3.8 t (9.5 %): the excess is established.",
        "измерено 44 т; за вычетом погрешности 0,2 т — 43,8 т.",
    ):
        assert squeezed(told) in text


def test_the_limits_looked_at_cite_the_special_permit_that_raised_one(
    app: Flask, rendered: Rendered
) -> None:
    a_notice(at=Status.ISSUED, filing=a_filing(found("P01"), language=Language.EN))
    paper = paper_of(Paper.DEFICIENCY_NOTICE)
    notice = paper.facts["notice"]
    raised = notice["deficiencies"][0]["measured"] | {
        "limit_code": "RU-MASS",
        "act": f"{PERMIT}ТГ 5",
        "source": {"ru": f"{PERMIT}ТГ 5", "en": "Special permit No. ТГ 5"},
    }
    paper.facts = {**paper.facts, "notice": notice | {"judged": [raised]}}
    assert squeezed("40 t, Специальное разрешение № ТГ 5 / Special permit") in text_of(
        rendered(paper)
    )
    db.session.rollback()


def paper_of(kind: Paper) -> StoredPaper:
    papers = select(StoredPaper).where(StoredPaper.kind == kind).order_by(StoredPaper.id.desc())
    return db.session.scalars(papers.limit(1)).one()


def test_a_permit_is_known_by_how_its_act_begins() -> None:
    assert SPECIAL_PERMIT == PERMIT
