"""The rule of the exit, without any register behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.acts import Offline
from workflows.exit import (
    CLOCKS_DIFFER,
    Facts,
    Standing,
    is_credible,
    is_hardly_a_plate,
    may_it_leave,
    understand,
)
from workflows.numbers import notice_number
from workflows.plates import could_be_plate, misreadings, plate_key
from workflows.vocabulary import OPEN, ExitAnswer, ExitReason, Status

PLATES = ("AB 1234-7",)
NUMBER = notice_number("KOZL", 2026, 17)


NOW = datetime(2026, 11, 20, tzinfo=UTC)


def a_notice(
    status: Status, fine_owed: bool = False, exit_until: datetime | None = None
) -> Standing:
    return Standing(NUMBER, status, fine_owed, exit_until)


def facts(*notices: Standing, **changed: Any) -> Facts:
    return Facts(**{"plates": PLATES, "notices": notices} | changed)


MAY_LEAVE, HELD, CANNOT_TELL = ExitAnswer.MAY_LEAVE, ExitAnswer.HELD, ExitAnswer.CANNOT_TELL
LEFT, FINE = ExitReason.DEFICIENCIES_LEFT, ExitReason.FINE_UNPAID
EXPIRED, BEFORE = ExitReason.EXCEPTION_EXPIRED, NOW - timedelta(seconds=1)
LOOKALIKE, UNREADABLE = ExitReason.LOOKALIKE, ExitReason.UNREADABLE
EXCEPTION, CLOCK = ExitReason.EXCEPTION, ExitReason.CLOCK_SET_BACK
SOON, AHEAD = NOW + CLOCKS_DIFFER, NOW + CLOCKS_DIFFER + timedelta(seconds=1)

# fmt: off
TABLE = [
    (facts(), MAY_LEAVE, [ExitReason.NOTHING_OPEN]),
    (facts(a_notice(Status.CLEARED)), MAY_LEAVE, [ExitReason.ALL_REMOVED]),
    *[(facts(a_notice(status)), HELD, [LEFT]) for status in sorted(OPEN)],
    (facts(a_notice(Status.CLEARED), a_notice(Status.ROUTED)), HELD, [LEFT]),
    (facts(a_notice(Status.CLEARED, fine_owed=True)), HELD, [FINE]),
    (facts(a_notice(Status.ROUTED, fine_owed=True)), HELD, [LEFT, FINE]),
    (facts(a_notice(Status.EXITED, exit_until=NOW)), MAY_LEAVE, [EXCEPTION]),
    (facts(a_notice(Status.EXITED, exit_until=BEFORE)), HELD, [EXPIRED]),
    (facts(a_notice(Status.EXITED, exit_until=NOW), a_notice(Status.ROUTED)), HELD, [LEFT]),
    (
        facts(a_notice(Status.EXITED, exit_until=NOW), a_notice(Status.CLEARED)),
        MAY_LEAVE,
        [ExitReason.ALL_REMOVED, EXCEPTION],
    ),
    (facts(lookalikes=("A8 1234-7",)), CANNOT_TELL, [LOOKALIKE]),
    (facts(unreadable=("BY-KOZL-2026-000017-X",)), CANNOT_TELL, [UNREADABLE]),
    (facts(plates=()), CANNOT_TELL, [UNREADABLE]),
    (facts(plates=(*PLATES, "")), CANNOT_TELL, [UNREADABLE]),
    (facts(plates=(*PLATES, " - ")), CANNOT_TELL, [UNREADABLE]),
    (facts(a_notice(Status.CLEARED), unreadable=("?",)), CANNOT_TELL, [UNREADABLE]),
    (facts(a_notice(Status.ROUTED), unreadable=("?",)), HELD, [LEFT, UNREADABLE]),
    (facts(a_notice(Status.ROUTED), lookalikes=("A8 1",)), HELD, [LEFT, LOOKALIKE]),
    (facts(a_notice(Status.EXITED, exit_until=NOW), logged_at=AHEAD), CANNOT_TELL, [CLOCK]),
    (facts(a_notice(Status.EXITED, exit_until=BEFORE), logged_at=AHEAD), HELD, [EXPIRED, CLOCK]),
    (facts(a_notice(Status.EXITED, exit_until=NOW), logged_at=SOON), MAY_LEAVE, [EXCEPTION]),
]
# fmt: on


@pytest.mark.parametrize(("known", "answer", "reasons"), TABLE)
def test_the_answer_and_all_that_speaks_for_it(
    known: Facts, answer: ExitAnswer, reasons: list[ExitReason]
) -> None:
    assert may_it_leave(known, NOW) == (answer, tuple(reasons))


TEXTS = st.lists(st.text(max_size=5), max_size=2).map(tuple)
STANDINGS = st.lists(
    st.builds(
        Standing,
        st.just(NUMBER),
        st.sampled_from(Status),
        st.booleans(),
        st.sampled_from([None, BEFORE, NOW]),
    ),
    max_size=4,
).map(tuple)
FACTS = st.builds(Facts, plates=TEXTS, notices=STANDINGS, lookalikes=TEXTS, unreadable=TEXTS)


@given(FACTS)
def test_nobody_leaves_while_anything_holds_or_is_unclear(known: Facts) -> None:
    answer, reasons = may_it_leave(known, NOW)
    assert reasons
    if answer is MAY_LEAVE:
        assert known.plates and all(plate_key(plate) for plate in known.plates)
        assert not known.lookalikes and not known.unreadable
        assert not any(notice.status in OPEN for notice in known.notices)
        assert not any(n.exit_until == BEFORE for n in known.notices)
        assert not any(n.fine_owed for n in known.notices if n.status is Status.CLEARED)


@given(FACTS)
def test_what_is_held_stays_held_whatever_else_is_unclear(known: Facts) -> None:
    if any(notice.status in OPEN for notice in known.notices):
        assert may_it_leave(known, NOW)[0] is HELD


@given(FACTS, STANDINGS)
def test_one_more_notice_never_opens_the_exit(known: Facts, more: tuple[Standing, ...]) -> None:
    wider = Facts(known.plates, known.notices + more, known.lookalikes, known.unreadable)
    if may_it_leave(known, NOW)[0] is not MAY_LEAVE:
        assert may_it_leave(wider, NOW)[0] is not MAY_LEAVE


def test_plates_and_numbers_are_told_apart() -> None:
    said = understand(["АВ 1234-7", NUMBER.lower().replace("-", " "), "A 5678 B-7"])
    assert said.plates == ("АВ 1234-7", "A 5678 B-7")
    assert said.numbers == (NUMBER,)
    assert said.unreadable == ()


@given(st.sampled_from("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"), st.integers(0, len(NUMBER) - 1))
def test_a_number_with_one_wrong_character_is_never_taken_for_a_plate(
    letter: str, place: int
) -> None:
    wrong = NUMBER[:place] + letter + NUMBER[place + 1 :]
    said = understand([wrong])
    assert all(map(is_hardly_a_plate, said.plates))
    assert said.numbers == ((NUMBER,) if plate_key(wrong) == plate_key(NUMBER) else ())


@pytest.mark.parametrize("length", range(1, len(NUMBER)))
def test_a_number_that_breaks_off_is_never_taken_for_a_plate(length: int) -> None:
    assert all(map(is_hardly_a_plate, understand([NUMBER[:length]]).plates))


@pytest.mark.parametrize(
    "plate",
    [
        *("АВ 1234-7", "1234 AB-7", "A 5678 B-7", "А123ВС 777", "AB 123", "WGM 12345"),
        *("01 KG 123 ABC", "LABAS", "RIGA 1", "ABC"),
    ],
)
def test_plates_of_any_state_are_taken_for_plates(plate: str) -> None:
    assert could_be_plate(plate)


@pytest.mark.parametrize(
    "text",
    ["AB", "12", "AB1234-7 A5678B-7", "AB123 C456", "AB 1234-7 A 5678 B-7", "ААА ООО"],
)
def test_fragments_and_two_plates_without_a_comma_are_no_plate(text: str) -> None:
    assert not could_be_plate(text)


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("0X 1234-7", "OX 1234-7"),
        ("AB I234-7", "AB 1234-7"),
        ("A8 1234-7", "AB 1234-7"),
        ("АЗ 1234-7", "A3 1234-7"),
        ("BY AB 1234-7", "AB 1234-7"),
        ("A123BC77 RUS", "A123BC77"),
    ],
)
def test_what_is_easily_misread_is_looked_for(typed: str, held: str) -> None:
    assert plate_key(typed) != plate_key(held)
    assert misreadings(typed) & misreadings(held)


@pytest.mark.parametrize("other", ["AB 1235-7", "AC 1234-7", "CB 1234-7"])
def test_plates_that_differ_clearly_are_not_confused(other: str) -> None:
    assert not misreadings("AB 1234-7") & misreadings(other)


MINUTE, FOUR_HOURS = timedelta(minutes=1), timedelta(hours=4)


@pytest.mark.parametrize(
    ("age", "until_press", "ago", "believed"),
    [
        (9 * MINUTE, None, timedelta(0), True),
        (9 * MINUTE, 10 * MINUTE, timedelta(days=9), True),
        (9 * MINUTE, 11 * MINUTE, timedelta(days=9), False),
        (9 * MINUTE, -MINUTE, timedelta(days=9), False),
        (FOUR_HOURS, None, timedelta(days=9), True),
        (FOUR_HOURS, MINUTE, timedelta(days=9), False),
        (-2 * MINUTE, None, timedelta(0), True),
        (-3 * MINUTE, None, timedelta(0), False),
        (9 * MINUTE, None, -2 * MINUTE, True),
        (9 * MINUTE, None, -3 * MINUTE, False),
        (9 * MINUTE, 2 * MINUTE, -MINUTE, False),
        (None, None, timedelta(0), False),
    ],
)
def test_a_booth_is_believed_on_a_snapshot_and_an_answer_that_held(
    age: timedelta | None, until_press: timedelta | None, ago: timedelta, believed: bool
) -> None:
    """The age of the snapshot, the time until the press, and how long ago it was decided."""
    at = NOW - ago
    outcome = "" if until_press is None else "release"
    pressed = None if until_press is None else at + until_press
    snapshot = None if age is None else at - age
    told = Offline("", at, outcome, pressed, snapshot, proven=True)
    assert is_credible(told, NOW) is believed
    assert not is_credible(replace(told, proven=False), NOW)
    assert not is_credible(replace(told, outcome="release", pressed_at=None), NOW)
