"""Shrinkage against Efron and Morris' baseball players and Gelman's rats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.statistics.shrinkage import beta_binomial, james_stein, posterior_mean

# Efron and Morris 1977: eighteen players after 45 times at bat, to three decimals.
BASEBALL = (
    0.400, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, 0.222, 0.222, 0.222,
    0.222, 0.222, 0.200, 0.178, 0.156,
)  # fmt: skip


def test_the_baseball_players_are_drawn_to_the_published_values() -> None:
    mean = sum(BASEBALL) / len(BASEBALL)
    found = james_stein(BASEBALL, mean * (1 - mean) / 45)
    assert found.mean == pytest.approx(0.265, abs=5e-4)
    assert found.factor == pytest.approx(0.212, abs=5e-4)
    assert found.values[0] == pytest.approx(0.294, abs=5e-4)  # Clemente


def test_the_rats_agree_with_gelman() -> None:
    assert posterior_mean(4, 14, 1.4, 8.6) == pytest.approx(0.225)


def test_fewer_than_four_borrow_nothing_and_equals_share_their_mean() -> None:
    assert james_stein((0.1, 0.2, 0.6), 0.01).values == pytest.approx((0.1, 0.2, 0.6))
    assert james_stein((0.5,) * 6, 0.01).factor == 0


def test_groups_as_different_as_chance_makes_them_get_the_common_share() -> None:
    found = beta_binomial([2, 3, 4], [10, 10, 10])
    assert found.factor == 0
    assert found.values == pytest.approx((0.3, 0.3, 0.3))


def test_groups_far_apart_are_drawn_a_little_and_the_small_ones_most() -> None:
    found = beta_binomial([20, 60, 12], [100, 100, 20])
    assert found.values[0] > 0.2
    # 12 of 20 moves farther towards the mean than 60 of 100, which is the same share.
    assert found.mean < found.values[2] < found.values[1] < 0.6


def test_one_group_keeps_its_own_and_nobody_is_refused() -> None:
    assert beta_binomial([3], [9]).values == pytest.approx((1 / 3,))
    with pytest.raises(ValueError, match="persons in them"):
        beta_binomial([0], [0])


def test_everybody_or_nobody_stays_so() -> None:
    assert beta_binomial([5, 9], [5, 9]).values == (1.0, 1.0)
    assert beta_binomial([0, 0, 0], [5, 9, 4]).values == (0.0, 0.0, 0.0)


def test_groups_of_one_person_each_get_the_common_share() -> None:
    assert beta_binomial([0, 1], [1, 1]).values == (0.5, 0.5)
    assert beta_binomial([0, 1, 1, 1], [1, 1, 1, 1]).values == (0.75,) * 4


groups = st.lists(
    st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1, max_size=12,
)  # fmt: skip


@given(groups)
def test_a_drawn_share_lies_between_its_own_and_the_common_one(
    found: list[tuple[int, int]],
) -> None:
    counts, nobs = [k for k, _ in found], [n for _, n in found]
    shrunk = beta_binomial(counts, nobs)
    for count, size, value in zip(counts, nobs, shrunk.values, strict=True):
        low, high = sorted((count / size, shrunk.mean))
        assert low - 1e-9 <= value <= high + 1e-9


@given(groups)
def test_the_order_of_the_groups_changes_nothing(found: list[tuple[int, int]]) -> None:
    forth = beta_binomial([k for k, _ in found], [n for _, n in found]).values
    back = beta_binomial([k for k, _ in found[::-1]], [n for _, n in found[::-1]]).values
    assert forth == pytest.approx(back[::-1])
