"""Payback times against worked values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.payback.times import (
    break_even_person_years,
    break_even_share,
    cumulated,
    net_present_value,
    payback_months,
)

IMA, JOBS, PERSON_YEAR = 12_645_673, 23, 162_000


@pytest.mark.parametrize(("benefit", "months"), [(41.379, 29.0), (133.333, 9.0)])
def test_a_hundred_is_back_after_29_and_after_9_months(benefit: float, months: float) -> None:
    assert payback_months(100, benefit) == pytest.approx(months, abs=5e-4)


@pytest.mark.parametrize(
    ("rate", "slow", "fast"),
    [(0.03, 30.126, 9.113), (0.035, 30.322, 9.131), (0.04, 30.520, 9.150)],
)
def test_discounted_it_takes_a_little_longer(rate: float, slow: float, fast: float) -> None:
    assert payback_months(100, 100 * 12 / 29, rate=rate) == pytest.approx(slow, abs=5e-4)
    assert payback_months(100, 100 * 12 / 9, rate=rate) == pytest.approx(fast, abs=5e-4)


@pytest.mark.parametrize(("rate", "slow", "fast"), [(0.0, 106.90, 566.67), (0.035, 89.81, 511.60)])
def test_five_years_are_worth_the_worked_values(rate: float, slow: float, fast: float) -> None:
    assert net_present_value(100, 100 * 12 / 29, 5, rate=rate) == pytest.approx(slow, abs=5e-3)
    assert net_present_value(100, 100 * 12 / 9, 5, rate=rate) == pytest.approx(fast, abs=5e-3)


@pytest.mark.parametrize(("retention", "months"), [(1.0, 41), (0.8, 75)])
def test_imas_stream_pays_back_in_41_or_75_months(retention: float, months: int) -> None:
    found = payback_months(IMA, JOBS * PERSON_YEAR, retention=retention)
    assert found is not None
    assert round(found) == months


def test_at_sixty_per_cent_ima_is_never_paid_back_and_reaches_7_45_millions() -> None:
    assert payback_months(IMA, JOBS * PERSON_YEAR, retention=0.6) is None
    reached = cumulated(JOBS * PERSON_YEAR, 12 * 200, retention=0.6)
    assert reached == pytest.approx(7.45e6, abs=5e3)


def test_ima_needs_78_06_person_years() -> None:
    assert break_even_person_years(IMA, PERSON_YEAR) == pytest.approx(78.06, abs=5e-3)
    with pytest.raises(ValueError, match="worth more than nothing"):
        break_even_person_years(IMA, 0)


def test_a_gain_too_small_for_the_interest_never_pays_back() -> None:
    # The interest of 100 at 10 per cent is more than 5 a year.
    assert payback_months(100, 5, rate=0.1) is None


@pytest.mark.parametrize("benefit", [0.0, -3.0])
def test_no_gain_pays_nothing_back_and_no_cost_is_back_at_once(benefit: float) -> None:
    assert payback_months(100, benefit) is None
    assert payback_months(0, benefit) == 0


def test_what_comes_after_the_horizon_is_not_counted() -> None:
    assert payback_months(100, 10, horizon_years=10) == pytest.approx(120)
    assert payback_months(100, 10, horizon_years=9.9) is None


def test_the_break_even_share_by_hand() -> None:
    # 1,000 for 10 people of whom each is worth 50 a year over 4 years: 5 of 10.
    assert break_even_share(1000, 10, 50, 4) == pytest.approx(0.5)
    assert break_even_share(1000, 10, 0, 4) is None
    assert break_even_share(1000, 0, 50, 4) is None


def test_a_negative_cost_and_a_retention_above_one_are_refused() -> None:
    with pytest.raises(ValueError, match="cost of 0"):
        payback_months(-1, 1)
    with pytest.raises(ValueError, match="retention"):
        payback_months(1, 1, retention=1.1)


# No rate so small that a float cannot hold a twelfth of it.
rates = st.just(0.0) | st.floats(1e-12, 0.2)
kept = st.floats(0.05, 1)


@given(st.floats(1, 1e6), st.floats(1, 1e6), rates, kept)
def test_at_the_payback_time_the_gains_are_the_cost(
    cost: float, benefit: float, rate: float, retention: float
) -> None:
    months = payback_months(cost, benefit, rate=rate, retention=retention)
    if months is not None and months < 1e4:
        assert cumulated(benefit, months, rate=rate, retention=retention) == pytest.approx(
            cost, rel=1e-9
        )


@given(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(1, 3), rates, kept)
def test_more_gain_never_takes_longer(
    cost: float, benefit: float, more: float, rate: float, retention: float
) -> None:
    months = payback_months(cost, benefit, rate=rate, retention=retention)
    quicker = payback_months(cost, benefit * more, rate=rate, retention=retention)
    assert months is None or (quicker is not None and quicker <= months + 1e-6)
