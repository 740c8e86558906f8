"""Ratios: Fieller, bootstrap, and the algebra of cost-effectiveness."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.statistics.ratios import bootstrap_ratio, fieller, icer, net_benefit

# Efron and Tibshirani 1993, table 25.1: the patch data.
Z = (8406, 2342, 8187, 8459, 4795, 3516, 4796, 10238)
Y = (-1200, 2601, -2705, 1982, -1290, 351, -638, -2719)


def test_fieller_agrees_with_efron_and_tibshirani() -> None:
    found = fieller(Y, Z, confidence=0.90)
    assert found.value == pytest.approx(-0.0713, abs=5e-5)
    assert (found.low, found.high) == pytest.approx((-0.249, 0.170), abs=5e-4)


def test_fieller_by_the_normal_distribution_agrees_on_the_same_data() -> None:
    found = fieller(Y, Z, distribution="normal")
    assert (found.low, found.high) == pytest.approx((-0.2546, 0.1809), abs=5e-5)
    # Student's t of eight people is wider.
    wider = fieller(Y, Z)
    assert None not in (wider.low, wider.high)
    assert wider.low < -0.2546 < 0.1809 < wider.high  # type: ignore[operator]


def test_fieller_has_no_limits_where_the_denominator_may_be_zero() -> None:
    found = fieller((1.0, 2.0, 3.0), (5.0, -4.0, 0.5))
    assert (found.low, found.high, found.bounded) == (None, None, False)


def test_fieller_of_a_ratio_that_is_the_same_for_all_is_that_ratio() -> None:
    found = fieller((10.0, 20.0, 30.0), (1.0, 2.0, 3.0), confidence=0.5)
    assert (found.low, found.high) == pytest.approx((10.0, 10.0))


def test_the_bootstrap_agrees_with_efron_and_tibshirani_and_repeats() -> None:
    found, error = bootstrap_ratio(Y, Z, seed=1)
    assert found.value == pytest.approx(-0.0713, abs=5e-5)
    # The book has 0.105 of 400 samples.
    assert error is not None
    assert error == pytest.approx(0.105, abs=0.01)
    assert bootstrap_ratio(Y, Z, seed=1) == (found, error)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


def test_the_bootstrap_of_equal_ratios_does_not_vary() -> None:
    found, error = bootstrap_ratio((5.0, 5.0), (2.0, 2.0))
    assert (found.low, found.high, error) == (2.5, 2.5, 0.0)


@pytest.mark.parametrize(
    ("costs", "outcomes"),
    [((1.0, 2.0, 3.0, 4.0), (0.0, 0.0, 0.0, 1.0)), ((1.0, 2.0), (0.0, 3.0))],
)
def test_where_a_sample_may_have_no_outcome_the_bootstrap_has_no_error_and_no_limits(
    costs: tuple[float, ...], outcomes: tuple[float, ...]
) -> None:
    found, error = bootstrap_ratio(costs, outcomes)
    assert found.value == pytest.approx(sum(costs) / sum(outcomes))
    assert (found.low, found.high, found.bounded, error) == (None, None, False, None)


def test_rare_samples_without_outcomes_leave_limits_but_no_error() -> None:
    found, error = bootstrap_ratio(tuple(range(10, 17)), (1, 1, 1, 1, 0, 0, 0), seed=3)
    assert error is None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


@pytest.mark.parametrize("method", [fieller, bootstrap_ratio])
def test_one_person_or_unequal_lengths_or_nothing_to_divide_by_are_refused(method) -> None:  # type: ignore[no-untyped-def]
    for pair in (((1.0,), (1.0,)), ((1.0, 2.0), (1.0,)), ((1.0, 2.0), (1.0, -1.0))):
        with pytest.raises(ValueError, match=r"pairs|zero"):
            method(*pair)


@pytest.mark.parametrize(
    ("cost", "effect", "quadrant", "value"),
    [
        (100.0, 4.0, "more_for_more", 25.0),
        (-100.0, -4.0, "less_for_less", 25.0),
        (-100.0, 4.0, "dominant", None),
        (100.0, -4.0, "dominated", None),
        (0.0, 4.0, "dominant", None),
        (0.0, -4.0, "dominated", None),
        (100.0, 0.0, "dominated", None),
        (-100.0, 0.0, "dominant", None),
        (0.0, 0.0, "equal", None),
    ],
)
def test_the_nine_places_of_the_plane(
    cost: float, effect: float, quadrant: str, value: float | None
) -> None:
    found = icer(cost, effect)
    assert (found.quadrant, found.value) == (quadrant, value)


@given(st.floats(1, 1e6), st.floats(0.1, 100), st.floats(1, 1e6))
def test_net_benefit_is_positive_where_the_ratio_is_below_what_one_effect_is_worth(
    cost: float, effect: float, worth: float
) -> None:
    ratio = icer(cost, effect).value
    assert ratio is not None
    if abs(ratio - worth) > 1e-6 * worth:
        assert (net_benefit(cost, effect, worth) > 0) == (ratio < worth)


def test_fieller_widens_with_confidence() -> None:
    narrow, wide = fieller(Y, Z, confidence=0.5), fieller(Y, Z, confidence=0.9)
    assert None not in (narrow.low, wide.low, narrow.high, wide.high)
    assert wide.low < narrow.low < narrow.high < wide.high  # type: ignore[operator]


def test_fiellers_quadratic_by_hand() -> None:
    # x: 2, 4 (mean 3, variance 2); y: 9, 11 (mean 10, variance 2); covariance 2; n = 2.
    # t(1) at 0.75 is 1: a = 100 - 1, b = 30 - 1, c = 9 - 1.
    found = fieller((2.0, 4.0), (9.0, 11.0), confidence=0.5)
    root = sqrt(29**2 - 99 * 8)
    assert (found.low, found.high) == pytest.approx(((29 - root) / 99, (29 + root) / 99))
