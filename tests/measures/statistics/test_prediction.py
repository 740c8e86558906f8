"""What a new group might show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from utfall.measures.statistics.intervals import wilson
from utfall.measures.statistics.prediction import predictive_interval


def test_after_nine_of_23_a_new_group_of_23_might_show_3_to_16() -> None:
    assert predictive_interval(9, 23, 23) == (3, 16)


def test_it_is_wider_than_the_interval_of_the_share() -> None:
    low, high = wilson(9, 23)
    assert (round(low * 23), round(high * 23)) == (5, 14)
    fewest, most = predictive_interval(9, 23, 23)
    assert fewest < low * 23
    assert most > high * 23


def test_one_new_person_after_one_of_two_may_go_either_way() -> None:
    # The beta-binomial of one is a coin with (1.5 / 3).
    assert predictive_interval(1, 2, 1) == (0, 1)


def test_after_nobody_of_many_a_new_one_is_expected_not_to() -> None:
    # 0.5 / 1001 is far below 2.5 per cent.
    assert predictive_interval(0, 1000, 1) == (0, 0)
    assert predictive_interval(1000, 1000, 1) == (1, 1)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_count_itself_is_always_possible_again(one: tuple[int, int]) -> None:
    count, nobs = one
    low, high = predictive_interval(count, nobs, nobs)
    assert 0 <= low <= count <= high <= nobs


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_success_and_failure_mirror_each_other(one: tuple[int, int]) -> None:
    count, nobs = one
    low, high = predictive_interval(count, nobs, nobs)
    other_low, other_high = predictive_interval(nobs - count, nobs, nobs)
    # Quantiles of a discrete distribution are the smallest that reach it: within one of the mirror.
    assert abs((nobs - high) - other_low) <= 1
    assert abs((nobs - low) - other_high) <= 1


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_its_ends_are_scipys_own_quantiles(one: tuple[int, int]) -> None:
    count, nobs = one
    wanted = betabinom(nobs, count + 0.5, nobs - count + 0.5)

    assert predictive_interval(count, nobs, nobs) == (wanted.ppf(0.025), wanted.ppf(0.975))


def test_nobody_before_or_after_is_refused() -> None:
    for wrong in ((0, 0, 5), (1, 2, 0), (3, 2, 5)):
        with pytest.raises(ValueError, match="cannot predict"):
            predictive_interval(*wrong)
