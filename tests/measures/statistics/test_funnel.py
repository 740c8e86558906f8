"""Funnel limits against the English public-health package's published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from utfall.measures.statistics.funnel import (
    exact_funnel_limits,
    funnel_limits,
    outside,
    overdispersion,
    within,
)

OVERALL = 0.806424478571


@pytest.mark.parametrize(
    ("nobs", "level", "limits"),
    [
        (10, 0.95, (0.56154344, 1.0)),
        (10, 0.998, (0.42032590, 1.0)),
        (2, 0.95, (0.25885383, 1.0)),
        (110000, 0.95, (0.80408963, 0.80875933)),
        (110000, 0.998, (0.80274317, 0.81010578)),
    ],
)
def test_limits_agree_with_the_english_public_health_package(
    nobs: int, level: float, limits: tuple[float, float]
) -> None:
    assert funnel_limits(OVERALL, nobs, level=level) == pytest.approx(limits, abs=5e-9)


def test_exact_limits_meet_the_approximation_in_large_groups() -> None:
    exact, normal = exact_funnel_limits(0.3, 20000), funnel_limits(0.3, 20000)
    assert exact == pytest.approx(normal, abs=2e-4)


def test_exact_limits_by_hand() -> None:
    # Binomial of 2 with 0.5: 1/4, 1/2, 1/4. The 0.25 quantile is 0, with (0.25 - 0.25) / 0.25 = 0
    # taken off: 0 of 2, and as seen from those who did not 2 of 2.
    assert exact_funnel_limits(0.5, 2, level=0.5) == pytest.approx((0.0, 1.0))
    # Of 2 with 0.7: 0.09, 0.42, 0.49. The 0.3 quantile is 1, with (0.51 - 0.3) / 0.42 = 0.5 taken
    # off: half a person of 2. Of the 0.3 who did not: 0.49, 0.42, 0.09, so that their 0.3 quantile
    # is 0, with (0.49 - 0.3) / 0.49 taken off: cut off at nobody, and everybody of those who did.
    assert exact_funnel_limits(0.7, 2, level=0.4) == pytest.approx((0.25, 1.0))


@pytest.mark.parametrize("overall", [0.0, 1.0])
def test_where_nobody_or_everybody_reaches_it_there_is_no_room(overall: float) -> None:
    assert exact_funnel_limits(overall, 7) == (overall, overall)
    assert funnel_limits(overall, 7) == (overall, overall)


@given(st.floats(0.02, 0.98), st.integers(1, 3000))
def test_the_wider_level_holds_the_narrower(overall: float, nobs: int) -> None:
    low, high = exact_funnel_limits(overall, nobs)
    wide_low, wide_high = exact_funnel_limits(overall, nobs, level=0.998)
    assert 0 <= wide_low <= low <= high <= wide_high <= 1


@given(st.floats(0.02, 0.98), st.integers(1, 300))
def test_no_more_lie_outside_by_chance_than_the_level_says(overall: float, nobs: int) -> None:
    sides = [outside(count, nobs, overall) for count in range(nobs + 1)]
    for side in ("above", "below"):
        rare = [count for count, one in enumerate(sides) if one == side]
        assert sum(float(binom.pmf(one, nobs, overall)) for one in rare) <= 0.025 + 1e-9


def test_one_person_of_a_group_of_one_is_never_rare_at_one_half() -> None:
    assert {outside(count, 1, 0.5) for count in (0, 1)} == {"inside"}


def test_a_group_is_inside_above_or_below() -> None:
    assert outside(3, 10, 0.3) == "inside"
    assert outside(10, 10, 0.3) == "above"
    assert outside(0, 40, 0.3) == "below"


def test_a_group_just_on_a_limit_is_rare_by_the_tail_and_a_person_nearer_is_not() -> None:
    """By hand: of 2 with one half, nobody has the chance 1/4, which is half of what 0.5 leaves."""
    assert exact_funnel_limits(0.5, 2, level=0.5)[0] == 0.0
    assert [outside(count, 2, 0.5, level=0.5) for count in range(3)] == ["below", "inside", "above"]
    assert within(0.5, 2, level=0.5) == (0.5, 0.5)


def test_a_person_beyond_an_interpolated_quantile_need_not_be_rare() -> None:
    """Of 10 with one half, 8 or more have the chance 56/1024 and 2 or fewer as much; 9: 11/1024.

    The upper quantile at 0.975 is 8 with a part taken off: 7.7 by Spiegelhalter's formula, below the
    8 who are not rare. Seen from those who did not it is 8.3, which cuts nobody off.
    """
    assert within(0.5, 10) == (0.2, 0.8)
    assert [outside(count, 10, 0.5) for count in (1, 2, 8, 9)] == [
        "below", "inside", "inside", "above"
    ]  # fmt: skip
    r = binom.ppf(0.975, 10, 0.5)
    step = (binom.cdf(r, 10, 0.5) - 0.975) / binom.pmf(r, 10, 0.5)
    assert r - step < 8 < 10 * exact_funnel_limits(0.5, 10)[1] < 9


levels = st.sampled_from([0.5, 0.75, 0.95, 0.998])
variances = st.sampled_from([0.0, 0.0, 0.001, 0.02])


@given(st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0, 1), st.integers(1, 80), levels, variances)
def test_whole_shares_within_are_those_that_the_tails_call_inside(
    overall: float, nobs: int, level: float, between: float
) -> None:
    low, high = within(overall, nobs, level=level, between=between)
    drawn_low, drawn_high = exact_funnel_limits(overall, nobs, level=level)
    if between:
        wide_low, wide_high = funnel_limits(overall, nobs, level=level, between=between)
        drawn_low, drawn_high = min(drawn_low, wide_low), max(drawn_high, wide_high)
    for count in range(nobs + 1):
        share = count / nobs
        side = outside(count, nobs, overall, level=level, between=between)
        assert side == ("below" if share < low else "above" if share > high else "inside")
        # Nor do the lines that are drawn say otherwise, but for one who stands on a line.
        if side == "inside":
            assert drawn_low - 1e-9 <= share <= drawn_high + 1e-9
        else:
            assert share <= drawn_low + 1e-9 or share >= drawn_high - 1e-9


def test_where_groups_differ_beyond_chance_the_wider_limits_judge() -> None:
    """40 of 100 with one half: 1.96 · √(0.0025 + 0.0075) is 0.196, so that 0.304 to 0.696 is inside.

    By chance alone 39 of 100 has 0.0176 and is rare; 31 is within the wider limits and 30 is not.
    """
    assert outside(39, 100, 0.5) == "below"
    for count in (31, 39):
        assert outside(count, 100, 0.5, between=0.0075) == "inside"
    assert outside(30, 100, 0.5, between=0.0075) == "below"
    assert outside(70, 100, 0.5, between=0.0075) == "above"
    assert within(0.5, 100, between=0.0075) == (0.31, 0.69)


def test_a_count_that_is_no_part_of_the_group_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to the group's size"):
        outside(6, 5, 0.5)


def test_groups_that_are_alike_are_not_dispersed_and_those_far_apart_are() -> None:
    alike = overdispersion([10] * 20, [40] * 20)
    assert (alike.phi, alike.tau2) == (0.0, 0.0)
    apart = overdispersion([100, 900] * 10, [1000] * 20)
    # z = ±0.4 / sqrt(0.25 / 1000): z² = 640.
    assert apart.phi == pytest.approx(640)
    assert apart.tau2 > 0.1


def test_nobody_reaching_it_has_no_dispersion_and_one_group_is_refused() -> None:
    assert overdispersion([0, 0], [5, 5]).phi == 0
    with pytest.raises(ValueError, match="two or more"):
        overdispersion([1], [2])


def test_no_people_have_no_limits() -> None:
    with pytest.raises(ValueError, match="a person or more"):
        funnel_limits(0.5, 0)


def test_limits_of_groups_that_differ_are_wider_by_the_variance_between_them() -> None:
    """By hand: 1.96 · √(0.25/100 + 0.0075) = 1.96 · 0.1 around one half; without, 1.96 · 0.05."""
    assert funnel_limits(0.5, 100, between=0.0075) == pytest.approx((0.304, 0.696), abs=1e-4)
    assert funnel_limits(0.5, 100) == pytest.approx((0.402, 0.598), abs=1e-4)
    with pytest.raises(ValueError, match="variance"):
        funnel_limits(0.5, 100, between=-0.1)
