"""Shares with their uncertainty, against values that others published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.tables.standard import Expected, Stratum, expected
from decisions.tables.wilson import wilson

# R. G. Newcombe, Statistics in Medicine 17 (1998), p. 857 ff., table I, method 3 (score without correction).
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("count", "base", "low", "high"), NEWCOMBE)
def test_the_interval_is_the_published_one(count, base, low, high):
    interval = wilson(count, base)

    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 10**6).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_the_interval_holds_the_share_and_mirrors_that_of_the_rest(numbers):
    count, base = numbers
    interval, rest = wilson(count, base), wilson(base - count, base)

    assert 0 <= interval.low <= count / base <= interval.high <= 1
    assert interval.low == pytest.approx(1 - rest.high, abs=1e-9)
    assert interval.high > interval.low


@pytest.mark.parametrize(("count", "base"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_part_has_no_interval(count, base):
    with pytest.raises(ValueError, match="is no part of"):
        wilson(count, base)


def test_the_expected_share_is_what_the_others_decide_in_the_same_mix():
    # 8 cases of a kind of which the others expel a quarter, 2 of a kind of which they expel all.
    mix = [Stratum(own=8, others=40, others_with=10), Stratum(own=2, others=5, others_with=5)]

    assert expected(mix) == Expected(share=0.4, compared=10, left_out=0)


def test_cases_that_the_others_do_not_have_are_left_out_and_counted():
    mix = [Stratum(own=6, others=10, others_with=5), Stratum(own=4, others=0, others_with=0)]

    assert expected(mix) == Expected(share=0.5, compared=6, left_out=4)
    assert expected(mix, fewest=7) is None
    assert expected([]) is None
