"""What the booth is told, through its page, on both databases."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from notices.exit_control.facts import facts_about
from notices.models import Event, ExitQuestion, Notice, StoredPaper, db
from notices.papers.codes import address_of
from tests.factories import TRACTOR, TRAILER, a_filing, a_notice, found, step
from tests.pages import Page, Pages
from workflows.acts import Fined
from workflows.filing import FiledUnit
from workflows.vocabulary import OPEN, ExitAnswer, ExitReason, Status, UnitKind

LOOKALIKE_OF_TRACTOR = "А8 1234-7"


def ask(app: Flask, text: str) -> Page:
    pages = Pages(app)
    pages.sign_in("exit_officer")
    pages.speak("en")
    return pages.get("/exit").submit(fields={"text": text})


def recorded() -> ExitQuestion:
    query = select(ExitQuestion).order_by(ExitQuestion.id.desc()).limit(1)
    return db.session.scalars(query).one()


def answered(app: Flask, text: str) -> tuple[ExitAnswer, list[str]]:
    page = ask(app, text)
    question = recorded()
    assert page.one(f".panel-{question.answer}").h2 is not None
    return question.answer, question.reasons


def on_units(*plates: str, trailer_bears: bool = False) -> Notice:
    """A routed notice on other vehicles than those of the default filing."""
    kinds = (UnitKind.TRACTOR, UnitKind.SEMI_TRAILER)
    units = tuple(FiledUnit(kind, plate, "BY") for kind, plate in zip(kinds, plates, strict=False))
    finding = found("I15", unit=1) if trailer_bears else found("M01")
    return a_notice(filing=a_filing(finding, units=units))


@pytest.mark.parametrize("status", sorted(OPEN))
def test_an_open_notice_holds_its_vehicle_however_it_is_typed(app: Flask, status: Status) -> None:
    notice = a_notice(at=status)
    for text in (TRACTOR, "ab1234-7", f"{TRACTOR}, {TRAILER}", notice.number or ""):
        assert answered(app, text) == (ExitAnswer.HELD, [ExitReason.DEFICIENCIES_LEFT])
        assert recorded().notices == [notice.number]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.EXITED, Status.ANNULLED])
def test_drafts_and_closed_notices_hold_nothing(app: Flask, status: Status) -> None:
    a_notice(at=status)
    assert answered(app, TRACTOR) == (ExitAnswer.MAY_LEAVE, [ExitReason.NOTHING_OPEN])


def test_a_vehicle_without_notices_may_leave(app: Flask) -> None:
    assert answered(app, "X 999 XX 77") == (ExitAnswer.MAY_LEAVE, [ExitReason.NOTHING_OPEN])


def test_a_cleared_vehicle_may_leave(app: Flask) -> None:
    a_notice(at=Status.CLEARED)
    assert answered(app, TRACTOR) == (ExitAnswer.MAY_LEAVE, [ExitReason.ALL_REMOVED])


def test_the_page_says_which_notice_what_is_left_where_to_go_and_by_when(app: Flask) -> None:
    notice = a_notice(at=Status.OUTSTANDING, filing=a_filing(found("M01"), found("I15")))
    page = ask(app, TRACTOR)
    assert notice.checkpoint is not None and notice.deadline is not None
    for told in (
        notice.number,
        "2 deficiencies are left",
        notice.deficiencies[0].entry.title["en"],
        notice.deficiencies[1].entry.title["en"],
        notice.checkpoint.name["en"],
        notice.checkpoint.address["en"],
        f"{notice.deadline.astimezone(notice.checkpoint.zone):%d.%m.%Y %H:%M}",
    ):
        assert told in page.text


def test_before_routing_the_issuing_post_is_where_to_go(app: Flask) -> None:
    notice = a_notice(at=Status.ISSUED)
    assert notice.post.address["en"] in ask(app, TRACTOR).text


def test_a_plate_much_like_a_held_one_has_to_be_checked(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    for typed in (LOOKALIKE_OF_TRACTOR, "BY AB1234-7", "AВ I234-7", "AB 1234"):
        assert TRACTOR in ask(app, typed).one(".panel-cannot_tell").get_text()
        assert recorded().reasons == [ExitReason.LOOKALIKE]
        assert recorded().lookalikes == [TRACTOR]


def test_only_what_is_held_makes_a_plate_doubtful(app: Flask) -> None:
    a_notice(at=Status.EXITED)
    assert answered(app, LOOKALIKE_OF_TRACTOR)[0] is ExitAnswer.MAY_LEAVE


def test_a_plate_that_is_known_itself_is_not_doubtful(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    cleared = on_units(LOOKALIKE_OF_TRACTOR)
    step("receive", cleared, plates=(LOOKALIKE_OF_TRACTOR,))
    step("confirm", cleared)
    assert answered(app, LOOKALIKE_OF_TRACTOR)[0] is ExitAnswer.MAY_LEAVE


def test_a_trailer_without_a_deficiency_is_not_held(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    assert answered(app, TRAILER)[0] is ExitAnswer.MAY_LEAVE


def test_a_trailer_with_a_deficiency_holds_any_tractor(app: Flask) -> None:
    on_units("CC 1111-1", TRAILER, trailer_bears=True)
    assert answered(app, f"EE 2222-2, {TRAILER}")[0] is ExitAnswer.HELD


def test_asked_by_number_all_plates_of_the_notice_count(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED)
    other = on_units("CC 1111-1", TRAILER, trailer_bears=True)
    assert answered(app, cleared.number or "")[0] is ExitAnswer.HELD
    assert set(recorded().notices) == {cleared.number, other.number}


def test_units_that_leave_together_are_asked_about_together(app: Flask) -> None:
    first = on_units(TRACTOR, TRAILER, trailer_bears=True)
    step("receive", first)
    step("confirm", first)
    on_units("CC 1111-1", TRAILER, trailer_bears=True)
    assert answered(app, TRACTOR)[0] is ExitAnswer.HELD


def test_a_scanned_code_means_the_vehicles_of_its_notice(app: Flask) -> None:
    notice = a_notice(at=Status.ROUTED)
    paper = db.session.scalars(select(StoredPaper).where(StoredPaper.notice_id == notice.id))
    assert answered(app, address_of(paper.first()))[0] is ExitAnswer.HELD
    assert recorded().plates == [TRACTOR, TRAILER]


def test_what_cannot_be_read_never_opens_the_exit(app: Flask) -> None:
    for text in (
        "BY-KOZL-2026-000001-0",
        "BY-KOZL-2026-000001",
        "BY-K0ZL-2026-000001-R",
        "http://localhost/q/MQ.forged",
        "AB1234-7 A5678B-7",
        "???",
        "AB",
    ):
        assert answered(app, text) == (ExitAnswer.CANNOT_TELL, [ExitReason.UNREADABLE])


def test_a_number_that_nobody_has_never_opens_the_exit(app: Flask) -> None:
    notice = a_notice(at=Status.EXITED)
    unknown = (notice.number or "").replace("KOZL", "GRIG")
    assert facts_about(unknown).plates == ()
    assert answered(app, unknown)[0] is ExitAnswer.CANNOT_TELL


@pytest.mark.parametrize("blocks", [True, False])
def test_an_unpaid_fine_holds_where_the_register_says_so(app: Flask, blocks: bool) -> None:
    app.config["FINE_BLOCKS_EXIT"] = blocks
    notice = a_notice(at=Status.CLEARED)
    step("fine", notice, details=Fined("18/2026", 500_000, "RUB", date(2026, 11, 20)))
    expected = (ExitAnswer.HELD, [ExitReason.FINE_UNPAID])
    free = (ExitAnswer.MAY_LEAVE, [ExitReason.ALL_REMOVED])
    assert answered(app, TRACTOR) == (expected if blocks else free)


def test_an_empty_question_is_sent_back(app: Flask) -> None:
    page = ask(app, "   ")
    assert page.errors == ["Type the plates or the number of the notice, or scan its code."]
    assert db.session.scalars(select(ExitQuestion)).all() == []


def test_a_question_too_long_comes_back_as_typed(app: Flask) -> None:
    page = ask(app, "A" * 201)
    assert page.errors == ["Shorten what you ask to 200 characters."]
    assert page.one("#text")["value"] == "A" * 201


def test_control_characters_of_a_scanner_do_no_harm(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    assert answered(app, f"\x00{TRACTOR}\x1d\n")[0] is ExitAnswer.HELD


def test_a_press_sent_twice_is_one_question_and_another_text_is_another(app: Flask) -> None:
    a_notice(at=Status.ROUTED)
    pages = Pages(app)
    pages.sign_in("exit_officer")
    form = pages.get("/exit")
    first = form.submit(fields={"text": TRACTOR})
    again = form.submit(fields={"text": TRACTOR})
    other = form.submit(fields={"text": "X 999 XX 77"})
    assert first.address == again.address != other.address
    asked = select(Event).where(Event.name == "ask_exit")
    assert len(db.session.scalars(asked).all()) == 2
    assert recorded().answer is ExitAnswer.MAY_LEAVE
