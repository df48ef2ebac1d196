"""VINs are folded by shape, judged by form and doubted by check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.vins import VALUES, check_digit, doubtful, is_vin, readings, vin_key

VINS = st.text("".join(VALUES), min_size=17, max_size=17)


def test_cyrillic_letters_count_as_the_latin_ones_of_their_shape() -> None:
    assert vin_key("wdв 9634031-l123456") == "WDB9634031L123456"
    assert is_vin("ХТА21099О3Н123456".replace("О", "0"))


@pytest.mark.parametrize("letter", "IOQ")
def test_no_vin_has_letters_that_look_like_digits(letter: str) -> None:
    assert not is_vin(f"WDB963403{letter}L123456")


@pytest.mark.parametrize(
    ("vin", "digit"),
    [("1M8GDM9AXKP042788", "X"), ("11111111111111111", "1"), ("1HGCM82633A004352", "3")],
)
def test_the_check_digit_is_that_of_49_cfr_565(vin: str, digit: str) -> None:
    assert check_digit(vin) == digit and not doubtful(vin)


def test_only_north_american_vins_are_doubted() -> None:
    assert doubtful("1M8GDM9A0KP042788")
    assert not doubtful("WDB9634031L123456")
    assert not doubtful("1M8GDM9A0KP04278")


@given(VINS, st.sampled_from([*range(1, 8), *range(9, 17)]), st.sampled_from("0123456789"))
def test_the_check_digit_notices_any_other_value_in_one_place(
    vin: str, where: int, digit: str
) -> None:
    good = f"1{vin[1:8]}{check_digit('1' + vin[1:])}{vin[9:]}"
    wrong = good[:where] + digit + good[where + 1 :]
    assert not doubtful(good)
    assert doubtful(wrong) == (VALUES[good[where]] != VALUES[digit])


@given(VINS, st.integers(0, 16))
def test_one_misread_letter_is_among_the_readings(vin: str, where: int) -> None:
    confused = vin[where].translate(str.maketrans("01B8S5Z2", "OI8B5S2Z"))
    assert vin in readings(vin[:where] + confused + vin[where + 1 :])
