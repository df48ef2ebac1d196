"""What keeps a vehicle however it is asked about: misread, scanned, and beside other units."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from notices.exit_control.answering import answer
from notices.exit_control.facts import LONGEST_KEPT, in_short
from notices.finding import easily_mistaken
from notices.models import Notice, StoredPaper, db, transaction
from notices.papers.codes import address_of
from notices.steps import take
from tests.factories import (
    TRACTOR,
    TRAILER,
    a_filing,
    a_notice,
    an_act,
    asked,
    found,
    of_vehicle,
    step,
)
from workflows.acts import Fined
from workflows.filing import FiledUnit
from workflows.machine import Refused
from workflows.vocabulary import ExitAnswer, ExitReason, Status, UnitKind

HELD, MAY_LEAVE = ExitAnswer.HELD, ExitAnswer.MAY_LEAVE
LOOKALIKE = ExitAnswer.CANNOT_TELL, (ExitReason.LOOKALIKE,)
OTHER, MISREAD = "CC 7777-7", "A8 1234-7"


def answered(text: str) -> tuple[ExitAnswer, tuple[ExitReason, ...]]:
    given = answer(text, datetime.now(UTC))
    return given.answer, given.reasons


def scan(notice: Notice) -> str:
    """The address on the first paper of a notice."""
    query = select(StoredPaper).where(StoredPaper.notice_id == notice.id).order_by(StoredPaper.id)
    return address_of(db.session.scalars(query.limit(1)).one())


def let_go_exceptionally(notice: Notice, expired: bool = False) -> Notice:
    step("ask_release", notice, "by_supervisor")
    step("release_exceptionally", notice, "ru_supervisor")
    if expired:
        with transaction():
            notice.exit_until = datetime.now(UTC) - timedelta(minutes=1)
    return notice


def test_nothing_typed_beside_a_scan_is_lost(app: Flask) -> None:
    cleared = a_notice(at=Status.CLEARED, filing=of_vehicle("AB 9999-7"))
    held = a_notice(filing=of_vehicle(OTHER))
    free, kept = scan(cleared), scan(held)
    assert answered(free)[0] is MAY_LEAVE
    for text in (f"{OTHER}, {free}", f"{free} {OTHER}", f"{OTHER}{free}", f"{kept}, {free}"):
        assert answered(text)[0] is HELD, text
        assert answered(in_short(text))[0] is HELD, text
    for text in (free + kept, free + free, f"{free}, ???q", f"{free[:-3]}, AB 9999-7"):
        assert answered(text)[0] is not MAY_LEAVE, text
        assert answered(in_short(text))[0] is not MAY_LEAVE, text
    assert in_short(f"{OTHER}, {free}") == f"{OTHER}, {cleared.number}"
    assert len(in_short("https://host/q/" + "A" * 1000)) < LONGEST_KEPT


@pytest.mark.parametrize(
    ("filed", "typed"),
    [
        ("BY AB 1234-7", "AB 1234-7"),
        ("LT ABC 123", "ABC 123 LT"),
        ("TÜ AB 123", "TU AB 123"),
        ("1234 УБӨ", "1234 УБО"),
        ("HEI A12345", "A12345"),
        ("K 321 MM 77 RU", "K 321 MM 77"),
        ("BLR AM 4321-5", "AM 4321-5"),
        ("LTU KLM 321", "KLM 321"),
        ("POL WGM 5432", "WGM 5432"),
        ("DK BX 54 321", "BX 54 321"),
        ("AM 4321-5 РБ", "AM 4321-5"),
        ("РФ K 321 MM 77", "K 321 MM 77"),
    ],
)
def test_a_plate_is_found_however_it_was_filed(once: Flask, filed: str, typed: str) -> None:
    notice = a_notice(filing=of_vehicle(filed))
    assert answered(typed) == LOOKALIKE
    assert easily_mistaken(typed) == [notice]


def test_a_held_plate_is_found_beside_whatever_else_is_typed(app: Flask) -> None:
    for filed in (TRACTOR, "A 123 BC 77", "KK 123", "K 321 MM 77"):
        a_notice(filing=of_vehicle(filed))
    for text in (
        *("AB 1234-7 BLR", "МАЗ АВ 1234-7", "TIR AB1234-7", "A8 1234-7 MAZ", "AB12347MAZ"),
        *("A123BC77 RU", "1 AB 1234-7", "1.AB 1234-7", "AB 1234-7 1шт", "CD456.KK123"),
        "K 321 MM 7",
    ):
        assert answered(text) == LOOKALIKE, text
    for other in ("AB 1234-5", "A 123 BC 99", "BA 1234-7", "KK 12"):
        assert answered(other) == (MAY_LEAVE, (ExitReason.NOTHING_OPEN,)), other


def test_a_plate_that_is_cut_in_two_is_found_all_the_same(app: Flask) -> None:
    for filed in (TRACTOR, "1234 AB-7", "A 123 BC 77", "123 ABC 02"):
        a_notice(filing=of_vehicle(filed))
    for text in (
        *("1234/AB-7", "1234,AB-7", "1234;AB-7", "AB 12/34-7", "AB 1+234-7", "A8 12, 34-7"),
        *("А 123/ВС 77", "A 123\nBC 77", "123/ABC 02", f"{OTHER}, 123 A, BC02, {TRAILER}"),
    ):
        assert ExitReason.LOOKALIKE in answered(text)[1], text
        assert answered(text)[0] is not MAY_LEAVE, text
    for bare in ("1234", "7777", f"{OTHER}, 12", "123456 A", "BY ABC"):
        assert answered(bare)[0] is ExitAnswer.CANNOT_TELL, bare
    for others in (f"{OTHER}, {TRAILER}", "AB 1234-5, A 5678 B-7"):
        assert answered(others)[0] is MAY_LEAVE, others


def test_a_plate_without_its_region_is_found_beside_other_words(app: Flask) -> None:
    for filed in (TRACTOR, "A 123 BC 77"):
        a_notice(filing=of_vehicle(filed))
    for text in (
        *("MAZ AB 1234", "7 AB 1234", "AB 1234 MAZ", "TIR A8 1234", "МАЗ А123ВС", "MAZ-AB 1234"),
        *("МАЗ.А123ВС", "1.AB 1234", "AB1234MAZ", "AB 1234 BY 7", "77А123ВС", "AB 12, 34 MAZ"),
    ):
        assert answered(text) == LOOKALIKE, text
    for other in ("MAZ AB 1234-5", "BY AB 1234-5", "AB 1234 5", "A 123 BC 99"):
        assert answered(other)[0] is MAY_LEAVE, other


def test_a_plate_whose_letters_are_like_digits_is_found_as_well(app: Flask) -> None:
    for filed in ("О 123 ОВ 77", "BI 1080-3"):
        a_notice(filing=of_vehicle(filed))
    for text in (
        *("О123ОВ77RU", "О123ОВ77 1", "О 123/ОВ 77", "1.О123ОВ77", "77О123ОВ", "О123ОВRU"),
        *("BI1080-3BLR", "BI 1080-3 1", "1.BI 1080-3", "3BI1080", "MAZ-BI1080-3"),
    ):
        assert answered(text) == LOOKALIKE, text
    for other in ("0123087, CC 1111-1", "A 1230 B-7", "О 123 ОВ 99", "BI 1080-4"):
        assert LOOKALIKE[1][0] not in answered(other)[1], other


def test_what_a_plate_may_be_filed_and_typed_with_comes_together(app: Flask) -> None:
    for filed in ("TX 7654", "AP 1417-7", "A 123 BC 77", "01 654 AB"):
        a_notice(filing=of_vehicle(filed))
    for text in (
        *("1.TX 7654-7", "MAZ-TX 7654-7", "МАЗTX7654-7", "AP l417-7MAZ", "MAZ-AP l417-7"),
        *("МАЗAPl417-7", "А l23/ВС 77", "MAZ-А l23 ВС", "1.01KG654AB"),
    ):
        assert answered(text) == LOOKALIKE, text


@pytest.mark.parametrize("fragment", ["000001-{}", "26-000001-{}", "№ 000001 {}", "KOZL-000001"])
def test_a_part_of_a_notices_number_is_no_plate(once: Flask, fragment: str) -> None:
    number = str(a_notice().number)
    text = fragment.format(number[-1])
    assert answered(text) == (ExitAnswer.CANNOT_TELL, (ExitReason.UNREADABLE,))


@pytest.mark.parametrize(
    "text",
    [
        *("A8*34-7", "AB *234-7", "AB #234-7", "AB .234-7", "AB |234-7", "AB ʼ234-7", "AB 12_4-7"),
        *("AB ?234-7", "1: AB 1234-7", "AB 1234-7 (1)", "AB 1234-7 №1", "KK123，CD456", "AB-"),
    ],
)
def test_what_no_plate_is_written_with_is_unreadable(once: Flask, text: str) -> None:
    assert answered(text) == (ExitAnswer.CANNOT_TELL, (ExitReason.UNREADABLE,))


@pytest.mark.parametrize("plate", ["1234567", "123456 A", "BY ABC", "LABAS"])
def test_what_is_hardly_a_plate_is_one_where_the_register_knows_it(once: Flask, plate: str) -> None:
    assert answered(plate) == (ExitAnswer.CANNOT_TELL, (ExitReason.UNREADABLE,))
    a_notice(filing=of_vehicle(plate))
    assert answered(plate) == (HELD, (ExitReason.DEFICIENCIES_LEFT,))


def test_a_short_plate_is_found_by_itself_and_stands_in_no_other(app: Flask) -> None:
    for filed in ("042 TR", "1234"):
        a_notice(filing=of_vehicle(filed))
    for text in ("042 TR", "O42 TR", "1234"):
        assert answered(text)[0] is not MAY_LEAVE, text
    for other in ("PM 0423-7", "O 042 MM 50", "HI 8897-5, O 4231 C-7", "AB 1234-7"):
        assert answered(other)[0] is MAY_LEAVE, other


@pytest.mark.parametrize(
    ("filed", "typed", "others"),
    [
        ("TX 7654", ["TX 7654-7", "TX7654-7", "BY TX7654-7"], ["TX 7655-7", "TX 765-7"]),
        ("H 456 MM", ["H456MM77", "H 456 MM 777"], ["H 456 MX 77"]),
        ("01 KG 456 HKM", ["01 456 HKM", "01456HKM", "KG 01 456 HKM"], ["02 KG 456 HKM"]),
        ("2234 АВ 77", ["2234 АВ", "RUS 2234 AB"], ["2234 AB 99"]),
    ],
)
def test_a_plate_is_found_by_what_was_left_out_of_it(
    once: Flask, filed: str, typed: list[str], others: list[str]
) -> None:
    a_notice(filing=of_vehicle(filed))
    assert {text: answered(text) for text in typed} == dict.fromkeys(typed, LOOKALIKE)
    assert {answered(other)[0] for other in others} == {MAY_LEAVE}


def test_letters_of_other_languages_are_taken_for_those_that_they_look_like(app: Flask) -> None:
    a_notice(filing=of_vehicle("KI 1111-1"))
    for text in ("KI l111-1", "Kl 111l-1", "KӀ 1111-1", "ҚI 1111-1", "KΙ 1111-1"):
        assert answered(text)[0] is ExitAnswer.CANNOT_TELL, text


def test_the_number_of_another_notice_hides_no_look_alike(app: Flask) -> None:
    misread = a_notice(filing=of_vehicle(MISREAD))
    step("annul", misread, "by_supervisor")
    a_notice()
    trailer = a_filing(
        units=(of_vehicle(OTHER).units[0], FiledUnit(UnitKind.TRAILER, "A 5678 8-7", "BY"))
    )
    cleared = a_notice(at=Status.CLEARED, filing=trailer)
    a_notice(filing=of_vehicle(TRAILER))
    for text in (misread.number, scan(misread), cleared.number):
        assert answered(str(text)) == LOOKALIKE, text


def test_whatever_keeps_a_vehicle_makes_its_look_alikes_doubtful(app: Flask) -> None:
    app.config["FINE_BLOCKS_EXIT"] = True
    fined = a_notice(at=Status.CLEARED, filing=of_vehicle("AB 7777-7"))
    assert answered("A8 7777-7")[0] is MAY_LEAVE
    step("fine", fined, details=Fined("18/2026", 500_000, "RUB", date(2026, 11, 20)))
    let_go_exceptionally(a_notice(), expired=True)
    assert answered("AB 7777-7") == (HELD, (ExitReason.FINE_UNPAID,))
    assert answered("A8 7777-7") == LOOKALIKE
    assert answered(TRACTOR) == (HELD, (ExitReason.EXCEPTION_EXPIRED,))
    assert answered(MISREAD) == LOOKALIKE


def test_units_released_together_leave_together(app: Flask) -> None:
    both = a_filing(found("M01"), found("I15", unit=1))
    notice = let_go_exceptionally(a_notice(filing=both))
    assert answered(f"{OTHER}, {TRAILER}") == (
        ExitAnswer.CANNOT_TELL,
        (ExitReason.UNITS_APART,),
    )
    for plates in ((TRAILER,), (TRACTOR, OTHER)):
        with pytest.raises(Refused) as refusal:
            step("let_out", notice, plates=plates)
        assert refusal.value.reasons == ["released_units_together"]
    for text in (f"{TRACTOR}, {TRAILER}", notice.number or ""):
        assert answered(text) == (MAY_LEAVE, (ExitReason.EXCEPTION,))
    step("let_out", notice)
    assert answered(TRAILER)[0] is MAY_LEAVE


def test_another_notice_on_a_unit_released_together_keeps_them_all(app: Flask) -> None:
    notice = let_go_exceptionally(a_notice(filing=a_filing(found("M01"), found("I15", unit=1))))
    a_notice(filing=of_vehicle(TRAILER))
    assert answered(TRACTOR)[0] is HELD
    with pytest.raises(Refused) as refusal:
        step("let_out", notice)
    assert refusal.value.reasons == ["nothing_open_on_units"]


@pytest.mark.parametrize(
    ("expired", "reason"), [(True, "nothing_open_on_units"), (False, "leave_together")]
)
def test_an_exceptional_release_counts_for_the_other_notices_of_the_vehicle(
    app: Flask, expired: bool, reason: str
) -> None:
    cleared = a_notice(at=Status.CLEARED, filing=a_filing(found("I15")))
    excepted = let_go_exceptionally(a_notice(), expired)
    with pytest.raises(Refused) as refusal:
        step("release", cleared)
    assert refusal.value.reasons == [reason]
    act = an_act("exit_officer", asked(cleared, excepted), plates=(TRACTOR, TRAILER))
    if not expired:
        take(act, ("release", cleared), ("let_out", excepted))
        assert cleared.status is Status.EXITED and excepted.exit_until is None


def test_earlier_plates_of_an_open_notice_are_doubtful(app: Flask) -> None:
    wrong = a_filing(found("M01"), units=of_vehicle("KK 9999-1").units)
    notice = a_notice(filing=wrong)
    kept = replace(wrong.findings[0], line=notice.deficiencies[0].id)
    step("correct", notice, filing=replace(wrong, units=a_filing().units, findings=(kept,)))
    assert answered(TRACTOR)[0] is HELD
    assert answered("KK 9999-1") == answered("KK 9999-I") == LOOKALIKE
    assert answered(TRAILER)[0] is MAY_LEAVE
    step("annul", notice)
    assert answered("KK 9999-1")[0] is MAY_LEAVE


def test_plates_seen_at_the_presentation_that_stands_are_doubtful(app: Flask) -> None:
    notice = a_notice()
    step("receive", notice, plates=("AB 1284-7", TRAILER))
    assert answered("AB 1284-7") == LOOKALIKE
    assert answered(TRAILER)[0] is MAY_LEAVE
    step("withdraw", notice)
    assert answered("AB 1284-7")[0] is MAY_LEAVE
    step("receive", notice, plates=("AB 1284-7", TRAILER))
    step("refuse", notice)
    assert answered("AB 1284-7") == LOOKALIKE
    step("receive", notice)
    assert answered("AB 1284-7")[0] is MAY_LEAVE


def test_a_strange_trailer_is_free_where_every_held_unit_was_seen(app: Flask) -> None:
    notice = a_notice()
    step("receive", notice, plates=(TRACTOR, OTHER))
    step("refuse", notice)
    assert answered(f"X 999 XX 77, {OTHER}")[0] is MAY_LEAVE
    let_go_exceptionally(notice)
    assert answered(f"{TRACTOR}, {OTHER}") == (MAY_LEAVE, (ExitReason.EXCEPTION,))


def test_a_plate_of_letters_alone_is_believed_where_the_register_knows_it(app: Flask) -> None:
    notice = a_notice(at=Status.CLEARED, filing=of_vehicle("LABAS"))
    assert answered("labas")[0] is MAY_LEAVE
    step("reopen", notice, "ru_supervisor")
    assert answered("LABAS")[0] is HELD
    unknown = ExitAnswer.CANNOT_TELL, (ExitReason.UNREADABLE,)
    assert answered("NOMERA NET") == answered("NOMER") == unknown
