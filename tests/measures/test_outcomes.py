import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fact_rows import by_key, count, counts, ima_counts, outcome
from utfall.measures.outcomes import outcomes

_IMA = "ima:eskilstuna+strangnas:2016/2019"


def test_ima_employment_is_43_per_cent_of_those_who_completed() -> None:
    value = by_key(outcomes(counts(*ima_counts())))[
        f"share_outcome:{_IMA}:of=completed;outcome=employment"
    ]

    # 23/53 = 0.43396; Wilson 0.3095 to 0.5673
    assert value.value == pytest.approx(0.4339622642, abs=1e-9)
    assert (value.ci_low, value.ci_high) == pytest.approx((0.3095, 0.5673), abs=5e-5)
    assert (value.low, value.high, value.bound) == (None, None, "exact")


def test_ima_employment_is_at_least_30_per_cent_of_all_since_some_are_not_reported() -> None:
    value = by_key(outcomes(counts(*ima_counts())))[
        f"share_outcome:{_IMA}:of=participants;outcome=employment"
    ]

    # 23/77 = 29.9 %; all 24 others too: 47/77 = 61.0 %; Wilson of 23/77 20.8 to 40.8 %
    assert (value.numerator, value.denominator) == (23, 77)
    assert value.value == value.low == pytest.approx(0.2987, abs=5e-5)
    assert value.high == pytest.approx(0.6104, abs=5e-5)
    assert (value.ci_low, value.ci_high) == pytest.approx((0.2080, 0.4085), abs=5e-5)
    assert value.bound == "at_least"


def test_ima_work_or_study_is_23_to_41_people_and_41_only_if_nobody_is_in_both() -> None:
    value = by_key(outcomes(counts(*ima_counts())))[
        f"n_any_outcome:{_IMA}:outcome=employment+studies"
    ]

    # at least the larger, 23; at most 23 + 18 = 41
    assert (value.value, value.low, value.high) == (41, 23, 41)
    assert (value.bound, value.denominator) == ("conditional", 53)
    assert "arbete" in value.reason


def test_ima_reports_76_outcomes_of_53_people() -> None:
    value = by_key(outcomes(counts(*ima_counts())))[f"n_outcomes_reported:{_IMA}:of=completed"]

    # 23 + 18 + 7 + 5 + 23 = 76
    assert (value.value, value.denominator, value.unit) == (76, 53, "outcomes")


def test_outcomes_that_may_overlap_have_bounds_and_no_sum() -> None:
    rows = counts(count("participants", 53), outcome("employment", 40), outcome("studies", 30))

    value = by_key(outcomes(rows))["n_any_outcome:p:m:2018:outcome=employment+studies"]

    # 40 to 53: 40 + 30 is more than there are
    assert (value.value, value.low, value.high) == (None, 40, 53)


def test_outcomes_that_the_source_tells_apart_add_up() -> None:
    rows = counts(
        count("participants", 119),
        outcome("employment", 9, exclusive_group="exit"),
        outcome("studies", 3, exclusive_group="exit"),
    )
    none = outcome("none", 107, exclusive_group="exit")

    told = by_key(outcomes(pd.concat([rows, counts(none)])))
    silent = by_key(outcomes(rows))

    both = "n_any_outcome:p:m:2018:outcome=employment+studies"
    assert (told[both].value, told[both].low, told[both].bound) == (12, None, "exact")
    # What became of the other 107 is not told.
    assert (silent[both].value, silent[both].low, silent[both].high) == (12, 12, 119)
    assert silent[both].bound == "at_least"


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [  # Wilson, computed beside the facts: TUNA, Tibro, Likes
        (10, 51, 0.1102, 0.3246),
        (9, 119, 0.0403, 0.1375),
        (9, 23, 0.2216, 0.5921),
        (21, 51, 0.2875, 0.5483),
    ],
)
def test_a_share_of_all_has_its_interval_for_chance_and_is_exact_if_all_are_told_of(
    k: int, n: int, low: float, high: float
) -> None:
    work = outcome("employment", k, exclusive_group="exit")
    rest = outcome("none", n - k, exclusive_group="exit")

    told = by_key(outcomes(counts(count("participants", n), work, rest)))
    (silent,) = outcomes(counts(count("participants", n), work))

    value = told["share_outcome:p:m:2018:of=participants;outcome=employment"]
    assert value.value == silent.value == k / n
    assert (value.ci_low, value.ci_high) == pytest.approx((low, high), abs=5e-5)
    assert (value.bound, value.high) == ("exact", None)
    assert (silent.ci_low, silent.ci_high) == (value.ci_low, value.ci_high)
    assert (silent.bound, silent.low, silent.high) == ("at_least", k / n, 1)


def test_likes_nine_of_twenty_three_are_39_1_to_100_per_cent_whatever_became_of_the_fourteen() -> (
    None
):
    # The bounds worked out beside the facts (Manski): 9/23 and 23/23.
    (value,) = outcomes(counts(count("participants", 23), outcome("employment", 9)))

    assert value.low == pytest.approx(0.391, abs=5e-4)
    assert value.high == 1
    assert "resultat är redovisade för en del" in value.reason


def test_tuna_may_have_had_work_for_sixteen_more_and_not_for_those_told_to_be_elsewhere() -> None:
    names = {"employment": 10, "rehabilitation_af": 21, "daily_activities": 4}
    rows = [outcome(name, n, exclusive_group="exit") for name, n in names.items()]

    values = by_key(outcomes(counts(count("participants", 51), *rows)))

    work = values["share_outcome:p:m:2018:of=participants;outcome=employment"]
    assert (work.low, work.high) == (10 / 51, 26 / 51)


def test_three_of_four_is_no_percentage_and_three_of_fifteen_still_there_neither() -> None:
    rows = counts(
        count("participants", 15),
        count("exited", 4),
        outcome("towards_employment", 3, "exited"),
        period_kind="to_date",
    )

    values = by_key(outcomes(rows))

    few = values["share_outcome:p:m:2018:kind=to_date;of=exited;outcome=towards_employment"]
    there = values["share_outcome:p:m:2018:kind=to_date;of=participants;outcome=towards_employment"]
    assert (few.status, few.value) == (there.status, there.value) == ("refused", None)
    assert "för få" in few.reason
    assert "finns kvar" in there.reason


def test_a_share_needs_the_denominator_that_its_source_names() -> None:
    other_year = count("participants", 51, period_start="2017", period_end="2017")

    assert outcomes(counts(other_year, outcome("employment", 10))) == []
    assert outcomes(counts(count("participants", 51), outcome("employment", 10, ""))) == []
    assert outcomes(counts(count("participants", 51), outcome("employment", None))) == []


def test_a_later_outcome_is_no_outcome_at_exit() -> None:
    rows = counts(count("participants", 23), outcome("employment", 9, after="later"))

    assert outcomes(rows) == []


@given(
    st.integers(10, 300).flatmap(
        lambda n: st.tuples(st.integers(0, n), st.integers(0, n), st.just(n))
    )
)
def test_shares_and_their_bounds_stay_between_zero_and_one(numbers: tuple[int, int, int]) -> None:
    k, completed, n = numbers
    k, completed = min(k, completed), max(k, completed)
    rows = counts(
        count("participants", n),
        count("completed", completed),
        outcome("employment", k, "completed"),
    )

    for value in outcomes(rows):
        if value.value is not None and value.unit == "share":
            low = 0.0 if value.low is None else value.low
            high = 1.0 if value.high is None else value.high
            assert 0 <= low <= value.value <= high <= 1
            assert (value.ci_low or 0.0) <= value.value <= (value.ci_high or 0.0)
