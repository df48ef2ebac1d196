"""Plates are folded by the shape of letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.plates import known_readings, loose_key, misreadings, plate_key


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


@pytest.mark.parametrize(
    ("plate", "beginning"),
    [
        ("AB 1234-7", "AB 1234"),
        ("1234 AB-7", "1234 AB"),
        ("A 5678 B-7", "А 5678 В"),
        ("A 123 BC 77", "A 123 BC"),
        ("A 123 BC 777 RUS", "A I23 BC"),
        ("AB 123 C 77", "AB 123 C"),
        ("AB 1234 77", "AB 1234"),
        ("AB 1234 777", "AB 1234"),
        ("123 ABC 02", "123 ABC"),
        ("KZ 12 ABC 02", "12 ABC"),
        ("11 BBB 02", "11 BBB"),
        ("0 123 BC 77", "О 123 ВС"),
        ("A8 1234-7", "AB 1234"),
        ("AB I234-7", "AB 1234"),
    ],
)
def test_a_known_plate_is_found_without_its_region(plate: str, beginning: str) -> None:
    assert misreadings(beginning) & known_readings(plate)
    assert not misreadings(beginning) & misreadings(plate)


@pytest.mark.parametrize("other", ["AB 1234-5", "AB 1235", "AB 123", "B 1234", "AB 1234 77"])
def test_it_is_not_found_with_another_region_or_by_less(other: str) -> None:
    assert not misreadings(other) & known_readings("AB 1234-7")


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert plate_key(plate_key(text)) == plate_key(text)
    assert loose_key(plate_key(text)) == loose_key(text)
