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
    # taken off; the 0.75 quantile is 1, with nothing taken off: 0 and 1 of 2.
    assert exact_funnel_limits(0.5, 2, level=0.5) == pytest.approx((0.0, 0.5))
    # The 0.125 quantile is 0 as well, with half a person taken off: cut off at 0. The 0.875 one is
    # 2 with (1 - 0.875) / 0.25 = 0.5 taken off: 1.5 of 2.
    assert exact_funnel_limits(0.5, 2, level=0.75) == pytest.approx((0.0, 0.75))


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
