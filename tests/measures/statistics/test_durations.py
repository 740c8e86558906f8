"""Time until an event, against Freireich's and statsmodels' published values."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight, survdiff

from utfall.measures.statistics.durations import (
    cumulative_incidence,
    expand,
    log_rank,
    median,
    survival,
)

# Freireich et al. 1963 in Gehan: weeks of remission with 6-MP and with placebo.
WITH = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
ENDED = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def test_the_curve_of_6_mp_is_the_published_one() -> None:
    found = {step.time: step.share for step in survival(WITH, ENDED)}
    published = {6: 0.857143, 7: 0.806723, 10: 0.752941, 13: 0.690196, 16: 0.627451,
                 22: 0.537815, 23: 0.448179}  # fmt: skip
    assert found == pytest.approx(published, abs=5e-7)


def test_its_first_step_has_the_published_error_and_number_at_risk() -> None:
    first = survival(WITH, ENDED)[0]
    assert first.at_risk == 21
    assert first.error == pytest.approx(0.07636, abs=5e-6)


def test_its_median_is_23_weeks_from_13_and_without_an_upper_limit() -> None:
    assert median(WITH, ENDED) == (23, 13, None)


def test_6_mp_and_placebo_differ_by_the_published_log_rank_test() -> None:
    found = log_rank((*WITH, *PLACEBO), (*ENDED, *[1] * 21), ("with",) * 21 + ("placebo",) * 21)
    assert found == pytest.approx((16.793, 4.17e-5), abs=5e-4)
    assert found is not None
    assert found[1] == pytest.approx(4.17e-5, abs=5e-8)


TIMES = (1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4)
CAUSES = (1, 1, 1, 2, 2, 2, 3, 3, 3, *[0] * 9)


def test_competing_causes_agree_with_cmprsk_and_stata() -> None:
    found = cumulative_incidence(TIMES, CAUSES)
    ends = {cause: steps[-1].share for cause, steps in found.items()}
    assert ends == pytest.approx({1: 0.17037, 2: 0.20741, 3: 0.26667}, abs=5e-6)
    assert found[1][0].share == pytest.approx(0.11111, abs=5e-6)
    assert [step.share for step in found[3]][3] == pytest.approx(0.17778, abs=5e-6)


def test_the_causes_may_have_any_numbers() -> None:
    swapped = tuple({1: 7, 2: 2, 3: 5, 0: 0}[cause] for cause in CAUSES)
    assert sorted(cumulative_incidence(TIMES, swapped)) == [2, 5, 7]
    one = cumulative_incidence(TIMES, CAUSES)[1]
    assert cumulative_incidence(TIMES, swapped)[7] == one


def test_who_left_for_something_else_makes_one_less_the_survival_curve_too_high() -> None:
    alone = survival(TIMES, [int(cause == 3) for cause in CAUSES])
    assert 1 - alone[-1].share > cumulative_incidence(TIMES, CAUSES)[3][-1].share


def test_nobody_and_all_still_waiting_have_no_curve_and_no_median() -> None:
    for times, events in (((), ()), ((3, 4), (0, 0))):
        assert survival(times, events) == []
        assert cumulative_incidence(times, events) == {}
        assert median(times, events) == (None, None, None)
        assert log_rank(times, events, "ab"[: len(times)]) is None


def test_one_person_is_a_curve_of_one_step_without_an_error() -> None:
    [step] = survival((5,), (1,))
    assert (step.time, step.at_risk, step.share, step.error) == (5, 1, 0, 0)


def test_one_group_has_nothing_to_differ_from() -> None:
    assert log_rank(WITH, ENDED, ["a"] * 21) is None


def test_fewer_than_half_have_no_median() -> None:
    value, _, high = median((1, 2, 3, 4, 5), (1, 0, 0, 0, 0))
    assert (value, high) == (None, None)


def test_negative_times_are_refused() -> None:
    with pytest.raises(ValueError, match="none of them negative"):
        survival((-1,), (1,))


@given(st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(0, 3)), st.integers(1, 5), min_size=1, max_size=12
))  # fmt: skip
def test_incidences_rise_and_never_add_up_to_more_than_everybody(
    counts: dict[tuple[float, int], int],
) -> None:
    times, causes = expand(counts)
    found = cumulative_incidence(times, causes)
    for steps in found.values():
        shares = [step.share for step in steps]
        assert shares == sorted(shares)
    assert sum(steps[-1].share for steps in found.values()) <= 1 + 1e-9


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=25))
def test_without_anybody_waiting_incidence_is_a_share_of_everybody(
    people: list[tuple[int, int]],
) -> None:
    everybody = [(time, cause or 1) for time, cause in people]
    found = cumulative_incidence([t for t, _ in everybody], [c for _, c in everybody])
    for cause, steps in found.items():
        assert steps[-1].share == pytest.approx(
            sum(c == cause for _, c in everybody) / len(everybody)
        )


def test_the_end_of_a_curve_is_no_certainty() -> None:
    steps = cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 2])[1]
    assert steps[-1].error == steps[-2].error > 0


def test_nothing_is_tested_where_one_group_alone_was_still_waiting() -> None:
    times, events = [1] * 30 + [1] * 29 + [5], [0] * 59 + [1]
    assert log_rank(times, events, ["K"] * 30 + ["M"] * 30) is None


def alike(times: Iterable[int], *columns: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    """Return the same people with those who are alike put together, and how many they are."""
    found = Counter(zip(times, *columns, strict=True))
    told = [(*key, number) for key, number in sorted(found.items())]
    return tuple(zip(*told, strict=True))


PEOPLE = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=40
)


@given(PEOPLE)
def test_people_put_together_have_the_curves_that_statsmodels_gives_each_by_each(
    people: list[tuple[int, int, int]],
) -> None:
    times, causes, _ = zip(*people, strict=True)
    found = cumulative_incidence(*alike(times, causes))

    assert found == cumulative_incidence(times, causes)
    if set(causes) >= {1, 2}:
        with np.errstate(divide="ignore", invalid="ignore"):
            wanted = CumIncidenceRight(np.array(times), np.array(causes))
        assert list(found) == [1, 2]
        for steps, share, error in zip(found.values(), wanted.cinc, wanted.cinc_se, strict=True):
            assert [step.time for step in steps] == list(wanted.times)
            assert [step.share for step in steps] == pytest.approx(list(share), abs=1e-12)
            told = [(s.error, e) for s, e in zip(steps, error, strict=True) if np.isfinite(e)]
            assert [e for e, _ in told] == pytest.approx([e for _, e in told], abs=1e-7)


@given(PEOPLE)
def test_people_put_together_are_tested_as_statsmodels_tests_each_by_each(
    people: list[tuple[int, int, int]],
) -> None:
    times, causes, groups = zip(*people, strict=True)
    events = [int(cause == 1) for cause in causes]
    found = log_rank(times, events, groups)

    together = alike(groups, times, events)
    assert log_rank(together[1], together[2], together[0], together[3]) == (
        found if found is None else pytest.approx(found, rel=1e-6, abs=1e-9)
    )
    if found is not None:
        wanted = survdiff(np.array(times), np.array(events), np.array(groups))
        assert found == pytest.approx(tuple(map(float, wanted)), rel=1e-6, abs=1e-9)
