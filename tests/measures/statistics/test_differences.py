"""Differences between shares, exclusive groups and Jeffreys' interval, against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.statistics.intervals import (
    exclusive_shares,
    jeffreys,
    share_difference,
    wilson,
)

people = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_jeffreys_agrees_with_published_values() -> None:
    assert jeffreys(81, 263) == pytest.approx((0.2545, 0.3656), abs=5e-5)


@pytest.mark.parametrize("n", [1, 5, 40])
def test_jeffreys_begins_at_zero_of_nobody_and_ends_at_one_of_everybody(n: int) -> None:
    low, high = jeffreys(0, n)
    assert low == 0 < high < 1
    low, high = jeffreys(n, n)
    assert 0 < low < high == 1


def test_a_difference_agrees_with_newcombes_table() -> None:
    # Newcombe 1998b, method 10: 56/70 and 48/80.
    difference, low, high = share_difference(56, 70, 48, 80)
    assert difference == pytest.approx(0.2)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(people, people)
def test_a_difference_lies_in_its_interval_and_turns_with_the_groups(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    difference, low, high = share_difference(*one, *other)
    assert -1 <= low <= difference + 1e-9
    assert difference - 1e-9 <= high <= 1
    back = share_difference(*other, *one)
    assert back == pytest.approx((-difference, -high, -low), abs=1e-9)


def test_a_difference_of_one_person_and_nobody_is_within_one() -> None:
    assert share_difference(1, 1, 0, 1)[0] == 1
    assert all(-1 <= limit <= 1 for limit in share_difference(0, 1, 1, 1))


def test_a_group_without_people_has_no_difference() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        share_difference(0, 0, 1, 2)


def test_goodmans_intervals_are_wider_than_each_groups_own() -> None:
    counts = [59, 17, 204, 18]
    together = exclusive_shares(counts)
    for count, (low, high) in zip(counts, together, strict=True):
        own_low, own_high = wilson(count, sum(counts))
        assert low < own_low < count / sum(counts) < own_high < high


def test_goodmans_interval_is_the_quadratic_in_his_paper() -> None:
    # Two groups of 50: chi-squared at 1 - 0.05/2 with one degree of freedom is 5.023886;
    # (5.023886 + 100 ± sqrt(5.023886 (5.023886 + 4 · 50 · 50 / 100))) / (2 (100 + 5.023886)).
    (low, high), _ = exclusive_shares([50, 50])
    assert (low, high) == pytest.approx((0.390641, 0.609359), abs=1e-5)


# Sison and Glaz 1995, examples 1 to 3: R's MultinomialCI, to the four decimals to which statsmodels'
# own test holds its expansion; Goodman's are those in the paper.
SEVEN = (56, 72, 73, 59, 62, 87, 58)
FIFTY = (1,) * 10 + (12,) * 10 + (5,) * 10 + (3,) * 10 + (4,) * 10


def test_sison_and_glaz_intervals_agree_with_their_examples() -> None:
    found = exclusive_shares(SEVEN, method="sison-glaz")
    published = [
        (0.07922912, 0.1643361), (0.11349036, 0.1985973), (0.11563169, 0.2007386),
        (0.08565310, 0.1707601), (0.09207709, 0.1771840), (0.14561028, 0.2307172),
        (0.08351178, 0.1686187),
    ]  # fmt: skip
    for one, other in zip(found, published, strict=True):
        assert one == pytest.approx(other, abs=1.5e-4)
    for limits in exclusive_shares([5] * 50, method="sison-glaz"):
        assert limits == pytest.approx((0.0, 0.05304026), abs=1.5e-4)
    ends = {1: (0.0, 0.04120118), 12: (0.012, 0.08520118), 5: (0.0, 0.05720118),
            3: (0.0, 0.04920118), 4: (0.0, 0.05320118)}  # fmt: skip
    for count, limits in zip(FIFTY, exclusive_shares(FIFTY, method="sison-glaz"), strict=True):
        assert limits == pytest.approx(ends[count], abs=1.5e-4)


def test_goodmans_intervals_agree_with_sison_and_glaz_paper() -> None:
    published = [
        (0.085, 0.166), (0.115, 0.204), (0.116, 0.207), (0.091, 0.173), (0.096, 0.181),
        (0.143, 0.239), (0.089, 0.171),
    ]  # fmt: skip
    for one, other in zip(exclusive_shares(SEVEN), published, strict=True):
        assert one == pytest.approx(other, abs=5e-4)
    ends = {1: (0, 0.049), 12: (0.019, 0.114), 5: (0.005, 0.075), 3: (0.002, 0.062),
            4: (0.004, 0.069)}  # fmt: skip
    for count, limits in zip(FIFTY, exclusive_shares(FIFTY), strict=True):
        assert limits == pytest.approx(ends[count], abs=1e-3)


@pytest.mark.parametrize("counts", [(5, 0), (350, 0, 0, 0, 0, 0, 0), (1,) * 7, (9,) * 6])
def test_sison_and_glaz_is_refused_where_it_would_be_a_point_or_too_short(
    counts: tuple[int, ...],
) -> None:
    with pytest.raises(ValueError, match="too few"):
        exclusive_shares(counts, method="sison-glaz")


def test_one_group_alone_is_everybody_and_nobody_has_no_share() -> None:
    assert exclusive_shares([7]) == [(1.0, 1.0)]
    for nobody in ([0, 0], []):
        with pytest.raises(ValueError, match="at least 1"):
            exclusive_shares(nobody)
