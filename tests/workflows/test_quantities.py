"""Quantities are exact, and verdicts follow the order of correction and tolerance."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.quantities import as_decimal, parse_thousandths, verdict_on
from workflows.vocabulary import Verdict

THOUSANDTHS = st.integers(0, 999_999_999)


@pytest.mark.parametrize("text", ["11,5", "11.5", " 11,50 ", "11.500"])
def test_one_value_however_it_is_written(text: str) -> None:
    assert parse_thousandths(text) == 11_500


@pytest.mark.parametrize("text", ["", "-1", "1e3", "11,5,0", "1.2345", "١١", "NaN", "9" * 7])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no plain number"):
        parse_thousandths(text)


@given(THOUSANDTHS)
def test_a_value_comes_back_exactly(value: int) -> None:
    decimal = as_decimal(value)
    assert decimal * 1000 == value
    assert parse_thousandths(f"{decimal:f}") == value
    assert parse_thousandths(f"{decimal:f}".replace(".", ",")) == value


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (40_200, Verdict.WITHIN),  # 40 000 after correction: at the limit.
        (40_201, Verdict.NOT_ESTABLISHED),  # Over the limit, within the tolerance of 2 %.
        (41_000, Verdict.NOT_ESTABLISHED),  # 40 800 exactly: not more than the tolerance.
        (41_001, Verdict.OVER),
    ],
)
def test_the_verdict_at_its_boundaries(value: int, verdict: Verdict) -> None:
    assert judged(value) is verdict


def judged(value: int, *, limit: int = 40_000, verified: bool = True) -> Verdict:
    return verdict_on(
        value=value, error=200, limit=limit, tolerance=20, instrument_verified=verified
    )


@given(THOUSANDTHS)
def test_an_instrument_out_of_verification_establishes_nothing(value: int) -> None:
    assert judged(value, verified=False) is Verdict.NOT_ESTABLISHED


@given(THOUSANDTHS, st.integers(0, 10_000), st.integers(0, 100_000))
def test_more_weight_never_helps_and_a_higher_limit_never_hurts(
    value: int, more: int, limit: int
) -> None:
    order = list(Verdict)
    before = order.index(judged(value, limit=limit))
    assert order.index(judged(value + more, limit=limit)) >= before
    assert order.index(judged(value, limit=limit + more)) <= before


@given(THOUSANDTHS, st.integers(1, 100_000))
def test_the_verdict_agrees_with_decimals(value: int, limit: int) -> None:
    corrected = Decimal(max(value - 200, 0))
    over = corrected > Decimal(limit) * Decimal("1.02")
    assert (judged(value, limit=limit) is Verdict.OVER) == over
