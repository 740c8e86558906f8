import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures.statistics.intervals import clopper_pearson, count_interval, wilson


@pytest.mark.parametrize(
    ("count", "nobs", "low", "high"),
    [  # Newcombe (1998), Table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_newcombes_table(count: int, nobs: int, low: float, high: float) -> None:
    assert wilson(count, nobs) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "nobs", "confidence", "low", "high"),
    [  # PHEindicatormethods, phe_proportion
        (65, 100, 0.95, 0.552544, 0.736358),
        (65, 100, 0.998, 0.495495, 0.778354),
        (1045, 5000, 0.95, 0.197955, 0.220491),
    ],
)
def test_wilson_agrees_with_the_english_public_health_package(
    count: int, nobs: int, confidence: float, low: float, high: float
) -> None:
    assert wilson(count, nobs, confidence=confidence) == pytest.approx((low, high), abs=5e-7)


def test_wilson_keeps_all_digits() -> None:
    # statsmodels' own test value for 19 of 38
    assert wilson(19, 38) == pytest.approx((0.348499283643951, 0.651500716356049), abs=1e-14)


@pytest.mark.parametrize(("count", "nobs"), [(38, 38), (0, 77), (0, 1), (1, 1), (0, 1e6)])
def test_wilson_stays_inside_zero_and_one_at_its_edges(count: float, nobs: float) -> None:
    low, high = wilson(count, nobs)

    assert 0 <= low < high <= 1
    assert (low == 0) == (count == 0)
    assert (high == 1) == (count == nobs)


@pytest.mark.parametrize(
    ("count", "nobs", "low", "high"),
    [
        (7, 50, 0.05819170, 0.26739600),  # scipy's documentation of binomtest
        (81, 263, 0.2527, 0.3676),  # Newcombe (1998), Table I, method 5
        (0, 20, 0, 0.1684),  # the same
    ],
)
def test_clopper_pearson_agrees_with_published_values(
    count: int, nobs: int, low: float, high: float
) -> None:
    assert clopper_pearson(count, nobs) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("count", "byar", "exact"),
    [  # PHEindicatormethods, phe_rate with a multiplier of one
        (65, (50.163188, 82.849139), (50.1656, 82.8478)),
        (1, (0.013072, 5.563756), None),
        (1045, (982.593202, 1110.331213), None),
    ],
)
def test_count_interval_agrees_with_the_english_public_health_package(
    count: int, byar: tuple[float, float], exact: tuple[float, float] | None
) -> None:
    assert count_interval(count) == pytest.approx(byar, abs=5e-7)
    if exact:
        assert count_interval(count, method="exact") == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize("method", ["byar", "exact"])
def test_a_count_of_zero_has_a_lower_limit_of_zero(method: str) -> None:
    low, high = count_interval(0, method=method)  # type: ignore[arg-type]

    # exact upper limit of a Poisson zero: -ln(0.025) = 3.689
    assert low == 0
    assert high == pytest.approx(3.689, rel=0.02)


@pytest.mark.parametrize(("count", "nobs"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(count: float, nobs: float) -> None:
    with pytest.raises(ValueError, match="count must be"):
        wilson(count, nobs)


def test_a_confidence_of_95_is_refused_as_a_share() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson(1, 2, confidence=95)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_both_intervals_hold_the_share_and_the_exact_one_reaches_zero_and_one(
    pair: tuple[int, int],
) -> None:
    count, nobs = pair

    for low, high in (wilson(count, nobs), clopper_pearson(count, nobs)):
        assert 0 <= low <= count / nobs <= high <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_the_same_seen_from_those_without_the_outcome(pair: tuple[int, int]) -> None:
    count, nobs = pair
    low, high = wilson(count, nobs)

    assert wilson(nobs - count, nobs) == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(st.integers(0, 5000))
def test_count_intervals_hold_the_count(count: int) -> None:
    for method in ("byar", "exact"):
        low, high = count_interval(count, method=method)
        assert 0 <= low <= count <= high
