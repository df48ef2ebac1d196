"""Numbers of notices and secret codes."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.numbers import (
    CODE_LETTERS,
    is_secret_code,
    notice_number,
    number_meant,
    read_number,
    secret_code,
)

NUMBERS = st.builds(
    notice_number,
    st.from_regex(r"[A-Z]{4}", fullmatch=True),
    st.integers(2020, 2099),
    st.integers(1, 999_999),
)
KEY = b"a key of the register"


@given(NUMBERS)
def test_the_check_character_is_that_of_iso_7064(number: str) -> None:
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    product = 36
    for letter in number.replace("-", "")[:-1]:
        product = ((product + letters.index(letter)) % 36 or 36) * 2 % 37
    assert letters.index(number[-1]) == (37 - product) % 36


@given(NUMBERS)
def test_a_number_is_read_however_it_was_typed(number: str) -> None:
    assert read_number(number) == number
    assert read_number(number.lower().replace("-", " ")) == number
    assert read_number(number.replace("BY", "ВУ")) == number


@given(NUMBERS)
def test_letters_taken_for_digits_and_the_reverse_are_put_right_by_their_place(number: str) -> None:
    post, digits, check = number[3:7], number[8:19], number[-2:]
    wrong = str.maketrans("O0I1B8", "0O1I8B")
    assert number_meant(f"8Y-{post.translate(wrong)}-{digits.translate(wrong)}{check}") == number


@given(NUMBERS, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(number: str, where: int, digit: str) -> None:
    digits = [index for index, letter in enumerate(number) if letter.isdigit()]
    index = digits[where % len(digits)]
    wrong = number[:index] + digit + number[index + 1 :]
    assert (read_number(wrong) is not None) == (wrong == number)


def test_what_is_no_number_is_not_read_as_one() -> None:
    for text in ("", "BY", "AB 1234-7", "BY-KOZL-2026-17-6", "BY-KOZL-2026-000017-6-6"):
        assert read_number(text) is None


@given(st.integers(1, 10**9))
def test_a_code_has_64_bits_in_letters_that_are_not_confused(notice_id: int) -> None:
    letters = secret_code(KEY, notice_id).replace("-", "")
    assert len(letters) == 13
    assert set(letters) <= set(CODE_LETTERS)
    assert is_secret_code(letters.lower(), KEY, notice_id)


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_code_opens_its_own_notice_only(mine: int, other: int) -> None:
    assert is_secret_code(secret_code(KEY, mine), KEY, other) == (mine == other)
    assert not is_secret_code(secret_code(b"another key", mine), KEY, mine)


def test_misread_letters_of_a_code_are_forgiven() -> None:
    code = next(c for n in range(1, 999) if {"0", "1"} <= set(c := secret_code(KEY, n)))
    notice_id = next(n for n in range(1, 999) if secret_code(KEY, n) == code)
    assert is_secret_code(code.replace("0", "О").replace("1", "I"), KEY, notice_id)
