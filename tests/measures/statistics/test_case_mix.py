"""Case-mix against Spector and Mazzeo's published regression."""

from collections import Counter

import numpy as np
import pytest
import statsmodels.api as sm

from utfall.measures.statistics.case_mix import fit, observed_expected, standardised_share
from utfall.measures.statistics.intervals import count_interval

NAMES = ("GPA", "TUCE", "PSI")


def spector() -> tuple[list[int], list[list[float]]]:
    """The data that statsmodels ships, of Spector and Mazzeo 1980, in Greene."""
    data = sm.datasets.spector.load_pandas()
    return [int(y) for y in data.endog], data.exog[list(NAMES)].to_numpy().tolist()


def test_the_coefficients_agree_with_greene() -> None:
    found = fit(*spector(), NAMES)
    assert found is not None
    assert found.coefficients == pytest.approx((-13.0213, 2.8261, 0.0952, 2.3787), abs=5e-5)
    assert found.errors == pytest.approx((4.9313, 1.2629, 0.1416, 1.0646), abs=1e-4)
    assert found.log_likelihood == pytest.approx(-12.8896, abs=5e-5)


def test_those_expected_of_everybody_are_those_observed() -> None:
    outcomes, rows = spector()
    found = fit(outcomes, rows, NAMES)
    assert found is not None
    assert sum(found.expected(rows)) == pytest.approx(sum(outcomes))


@pytest.mark.parametrize(
    ("outcomes", "rows"),
    [
        ((0, 0, 0, 0), ([1.0], [2.0], [3.0], [4.0])),  # nobody
        ((1, 1, 1, 1), ([1.0], [2.0], [3.0], [4.0])),  # everybody
        ((0, 0, 1, 1), ([1.0], [2.0], [3.0], [4.0])),  # perfect separation
        ((0, 1, 0, 1), ([1.0], [1.0], [1.0], [1.0])),  # the constant twice
        ((0, 1), ([1.0], [2.0])),  # as many characteristics as people
    ],
)
def test_where_no_model_can_be_fitted_none_is(
    outcomes: tuple[int, ...], rows: tuple[list[float], ...]
) -> None:
    assert fit(outcomes, rows, ("x",)) is None


def test_separation_of_some_is_told_as_well() -> None:
    # Nobody with x = 1 reached it; among the others it varies.
    outcomes = [0] * 10 + [0, 1] * 10
    rows = [[1.0]] * 10 + [[0.0]] * 20
    assert fit(outcomes, rows, ("x",)) is None


def test_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="as many outcomes"):
        fit((), (), ("x",))


def test_observed_over_expected_has_byars_interval() -> None:
    low, high = count_interval(65)
    assert observed_expected(65, 50.0) == pytest.approx((1.3, low / 50, high / 50))
    assert observed_expected(0, 4.0) is not None
    assert observed_expected(3, 0.0) is None


def test_the_standardised_share_is_the_ratio_of_the_common_share_and_at_most_all() -> None:
    assert standardised_share(1.5, 0.2) == pytest.approx(0.3)
    assert standardised_share(9.0, 0.2) == 1.0


def test_people_who_are_alike_may_be_counted_together_and_agree_with_statsmodels() -> None:
    draw = np.random.default_rng(1)
    rows = draw.integers(0, 2, (400, 3)).astype(float)
    outcomes = (draw.random(400) < 0.2 + 0.3 * rows[:, 0]).astype(int)
    alike = Counter((*map(float, row), int(y)) for row, y in zip(rows, outcomes, strict=True))
    together = fit(
        [int(y) for *_, y in alike], [row for *row, _ in alike], NAMES, list(alike.values())
    )
    wanted = sm.Logit(outcomes, sm.add_constant(rows)).fit(disp=False)

    assert together is not None
    assert together.coefficients == pytest.approx(tuple(wanted.params), rel=1e-9)
    assert together.errors == pytest.approx(tuple(wanted.bse), rel=1e-9)
    assert together.log_likelihood == pytest.approx(float(wanted.llf), rel=1e-9)
