"""Plates are folded by the shape of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.plates import loose_key, misreadings, plate_key


def test_cyrillic_and_latin_writing_give_one_key() -> None:
    assert plate_key("АВ 1234-7") == plate_key("AB1234-7") == "AB12347"
    assert plate_key("а 123 вс 77|RUS") == plate_key("A123BC77 rus")


@pytest.mark.parametrize(("written", "sounded"), [("В", "V"), ("Н", "N"), ("Р", "R"), ("С", "S")])
def test_letters_are_never_folded_by_their_sound(written: str, sounded: str) -> None:
    assert plate_key(written) != sounded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("O", "0"), ("I", "1"), ("B", "8"), ("З", "3")),
        *(("Ü", "U"), ("Š", "S"), ("Đ", "D"), ("Ө", "О"), ("Ү", "У"), ("Й", "И"), ("Ö", "0")),
    ],
)
def test_confusable_letters_meet_in_the_loose_key_only(one: str, other: str) -> None:
    assert plate_key(f"A{one}7") != plate_key(f"A{other}7")
    assert loose_key(f"A{one}7") == loose_key(f"A{other}7")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("BY AB 1234-7", "AB 1234-7"),
        ("BY AB 1234-7", "AB 1234-7 BY"),
        ("LT ABC 123", "ABC 123"),
        ("LT ABC 123 LT", "A8C I23"),
        ("KZ 123 ABC 02", "123 ABC 02"),
        ("TR 34 AB 1234", "34 AB 1234"),
        ("D TÜ AB 123", "TU AB 123"),
        ("HEI A12345", "A 12345"),
    ],
)
def test_a_plate_is_meant_with_and_without_what_may_be_typed_along(one: str, other: str) -> None:
    assert misreadings(one) & misreadings(other)
    assert plate_key(one) != plate_key(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plate_key(plate_key(text)) == plate_key(text)
    assert loose_key(plate_key(text)) == loose_key(text)
