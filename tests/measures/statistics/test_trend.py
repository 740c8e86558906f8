"""Trend, many tests at once, the unknown, power and agreement, against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.statistics.agreement import cohens_kappa
from utfall.measures.statistics.multiplicity import false_discovery
from utfall.measures.statistics.power import detectable_difference, effect_size
from utfall.measures.statistics.trend import exact_trend, ordinal_trend
from utfall.measures.statistics.unknown import bounds, tipping_point

# Graubard and Korn's data on alcohol in Agresti: malformations among births, by drinks a day.
MALFORMED = (48, 38, 5, 1, 1)
BORN = (17114, 14502, 793, 127, 38)


@pytest.mark.parametrize(
    ("scores", "p"),
    [((0, 0.5, 1.5, 4, 7), 0.01037), ((0, 0.5, 1.5, 4, 8), 0.0078), ((1, 2, 3, 4, 5), 0.1764)],
)
def test_the_trend_of_the_alcohol_data_agrees_with_agresti_and_cytel(
    scores: tuple[float, ...], p: float
) -> None:
    found = ordinal_trend(MALFORMED, BORN, scores)
    assert found is not None
    assert found.p == pytest.approx(p, abs=5e-5)
    assert found.direction == "up"


def test_its_chi_squared_agrees_with_agresti() -> None:
    found = ordinal_trend(MALFORMED, BORN, (0, 0.5, 1.5, 4, 7))
    assert found is not None
    assert found.chi2 == pytest.approx(6.5699, abs=5e-5)


def test_the_exact_trend_of_the_alcohol_data_agrees_with_cytel() -> None:
    # StatXact, example 6: .0159 with the average drinks a day, of the highest group 8, as scores.
    found = exact_trend(MALFORMED, BORN, (0, 0.5, 1.5, 4, 8))
    assert found is not None
    assert found.p == pytest.approx(0.0159, abs=5e-5)
    assert found.direction == "up"


def test_an_exact_trend_by_hand() -> None:
    # Nobody, one and both of two: of 20 ways to draw three of six, 2 are so and 2 the other way.
    found = exact_trend((0, 1, 2), (2, 2, 2))
    assert found is not None
    assert found.p == pytest.approx(4 / 20)
    turned = exact_trend((2, 1, 0), (2, 2, 2))
    assert turned is not None
    assert turned.p == pytest.approx(4 / 20)
    assert turned.direction == "down"


def test_an_exact_trend_meets_the_approximation_in_large_groups() -> None:
    exact, about = (test((60, 75, 85), (200, 200, 200)) for test in (exact_trend, ordinal_trend))
    assert exact is not None
    assert about is not None
    assert exact.p == pytest.approx(about.p, abs=2e-3)


def test_a_share_that_falls_points_down_and_a_level_one_nowhere() -> None:
    down = ordinal_trend((30, 20, 10), (40, 40, 40))
    level = ordinal_trend((10, 10, 10), (40, 40, 40))
    assert down is not None
    assert down.direction == "down"
    assert level is not None
    assert level.direction == "none"
    assert level.p == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("counts", "nobs"),
    [((3, 4), (9, 9)), ((), ()), ((0, 0, 0), (5, 5, 5)), ((5, 5, 5), (5, 5, 5)),
     ((1, 0, 2), (4, 0, 4))],
)  # fmt: skip
def test_too_few_periods_or_nothing_that_varies_has_no_trend(
    counts: tuple[int, ...], nobs: tuple[int, ...]
) -> None:
    assert ordinal_trend(counts, nobs) is None
    assert exact_trend(counts, nobs) is None


def test_periods_at_one_time_have_no_trend() -> None:
    assert ordinal_trend((1, 2, 3), (4, 4, 4), (1, 1, 1)) is None
    assert exact_trend((1, 2, 3), (4, 4, 4), (1, 1, 1)) is None


# Benjamini and Hochberg 1995, section 3.2.
FIFTEEN = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
    0.5719, 0.6528, 0.7590, 1.0,
)  # fmt: skip


def test_four_of_benjamini_and_hochbergs_fifteen_are_findings() -> None:
    found = false_discovery(FIFTEEN)
    assert [one for _, one in found] == [True] * 4 + [False] * 11
    # The fourth: 0.0095 · 15 / 4.
    assert found[3][0] == pytest.approx(0.035625)


def test_no_tests_have_no_findings_and_one_is_as_it_is() -> None:
    assert false_discovery([]) == []
    [(p, finding)] = false_discovery([0.03])
    assert finding
    assert p == pytest.approx(0.03)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_adjusted_p_value_is_never_smaller(p_values: list[float]) -> None:
    assert all(
        adjusted >= p - 1e-12
        for p, (adjusted, _) in zip(p_values, false_discovery(p_values), strict=True)
    )


def test_likes_is_39_to_100_per_cent_where_fourteen_are_unknown() -> None:
    assert bounds(9, 23, 14) == pytest.approx((9 / 23, 1.0))


def test_ima_is_29_9_to_35_1_or_to_61_0_per_cent() -> None:
    assert bounds(23, 77, 4) == pytest.approx((0.299, 0.351), abs=5e-4)
    assert bounds(23, 77, 24) == pytest.approx((0.299, 0.610), abs=5e-4)


def test_eleven_of_imas_24_must_have_got_work_for_the_share_of_the_completers() -> None:
    # 23/53 of 77 is 33.4, so that 34 are needed: 11 more.
    assert tipping_point(23, 77, 24, 23 / 53) == 11


def test_a_share_that_is_reached_tips_at_nobody_and_one_out_of_reach_never() -> None:
    assert tipping_point(5, 10, 0, 0.5) == 0
    assert tipping_point(5, 10, 2, 0.7) == 2
    assert tipping_point(5, 10, 1, 0.7) is None


def test_more_unknown_than_people_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown of 3"):
        bounds(2, 3, 2)


def test_the_effect_size_agrees_with_statsmodels_own_test() -> None:
    assert effect_size(0.5, 0.4) == pytest.approx(0.2013579207903309)


def test_what_can_be_told_is_as_far_as_cohens_h_says() -> None:
    # h = (1.959964 + 0.841621) · sqrt(2 / 100) = 0.396203, of two groups of 100.
    low, high = detectable_difference(0.5, 100, 100)
    assert low is not None
    assert high is not None
    assert effect_size(high, 0.5) == pytest.approx(0.3962, abs=2e-4)
    assert effect_size(0.5, low) == pytest.approx(0.3962, abs=2e-4)


def test_23_people_cannot_show_five_points() -> None:
    low, high = detectable_difference(9 / 23, 23, 23)
    assert low is not None
    assert high is not None
    assert high - 9 / 23 > 0.3
    assert 9 / 23 - low > 0.3


def test_one_person_shows_nothing_and_from_nobody_there_is_no_way_down() -> None:
    assert detectable_difference(0.5, 1, 1) == (None, None)
    assert detectable_difference(0.0, 50, 50)[0] is None


def test_kappa_agrees_with_cohens_own_example() -> None:
    # Cohen 1960, table 1, in persons of 200: observed 0.70, by chance 0.41, kappa 0.492.
    found = cohens_kappa([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert found is not None
    kappa, low, high = found
    assert kappa == pytest.approx(0.492, abs=5e-4)
    assert low is not None
    assert high is not None
    assert low < kappa < high


def test_where_all_are_in_one_class_there_is_no_kappa() -> None:
    assert cohens_kappa([[9, 0], [0, 0]]) is None
    assert cohens_kappa([[0, 0], [0, 0]]) is None


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ([[5, 0], [0, 5]], 1.0),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 0]], 1.0),
        ([[0, 5], [5, 0]], -1.0),
        ([[0, 3], [0, 5]], 0.0),
        ([[0, 1], [0, 0]], 0.0),
    ],
)
def test_where_nothing_varies_kappa_has_no_limits_and_is_no_certainty(
    table: list[list[int]], kappa: float
) -> None:
    found = cohens_kappa(table)
    assert found is not None
    assert found[0] == pytest.approx(kappa)
    assert found[1:] == (None, None)


def test_kappas_limits_end_where_it_does() -> None:
    found = cohens_kappa([[8, 1], [0, 1]])
    assert found is not None
    assert found[2] == 1.0


def test_a_table_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        cohens_kappa([[1, 2, 3], [4, 5, 6]])
