from random import Random

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fact_rows import IMA, by_key, count, counts, ima_counts, outcome
from utfall.errors import DataError
from utfall.measures.participants import ledger, published_counts


def test_ima_has_four_participants_that_nobody_accounts_for() -> None:
    values = by_key(ledger(counts(*ima_counts())))

    # 77 - 53 - 20 = 4
    left = values["n_unaccounted:ima:eskilstuna+strangnas:2016/2019:"]
    assert (left.value, left.denominator, left.bound) == (4, 77, "exact")


def test_one_of_37_who_left_neither_completed_nor_broke_off_as_told() -> None:
    told = [count("participants", 37), count("exited", 37), count("completed", 26)]

    values = by_key(ledger(counts(*told, count("broken_off", 10))))
    without = by_key(ledger(counts(*told)))

    # 37 - 26 - 10 = 1; all 37 have left, so that nobody is missing.
    left = values["n_left_somehow:p:m:2018:"]
    assert (left.value, left.denominator) == (1, 37)
    assert values["n_unaccounted:p:m:2018:"].value == 0
    assert "n_left_somehow:p:m:2018:" not in without


def test_react_adds_up_so_nobody_is_unaccounted_for() -> None:
    so_far = {"period_kind": "to_date", "period_start": "2022", "period_end": "2022-12-12"}
    rows = counts(
        count("participants", 15),
        count("exited", 4),
        count("ongoing", 11, derived=True),
        outcome("towards_employment", 3, "exited", exclusive_group="exit"),
        outcome("upper_secondary", 1, "exited", exclusive_group="exit"),
        **so_far,
    )

    values = by_key(ledger(rows))

    # 15 - 4 - 11 = 0; 4 - 3 - 1 = 0: a zero that is said
    assert values["n_unaccounted:p:m:2022:kind=to_date"].value == 0
    assert values["n_not_reported:p:m:2022:kind=to_date;of=exited"].value == 0


def test_those_still_there_are_not_unaccounted_for() -> None:
    rows = counts(count("participants", 15), count("exited", 4), period_kind="to_date")

    assert ledger(rows) == []


@pytest.mark.parametrize(
    ("there", "missing", "most"),
    [(24, 0, 24), (30, 0, 24), (20, 4, 24), (40, 0, 16)],  # of 56, of whom 32 left
)
def test_those_there_on_the_last_day_are_not_missing(
    there: float, missing: float, most: float
) -> None:
    year = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    day = {"period_start": "2024-12-31", "period_end": "2024-12-31"}
    rows = pd.concat(
        [
            counts(count("participants", 56), count("exited", 32), **year),
            counts(count("ongoing", there), period_kind="stock", **day),
        ]
    )

    (value,) = ledger(rows)

    assert (value.measure, value.value, value.bound) == ("n_unaccounted", missing, "conditional")
    assert (value.low, value.high) == (missing, most)


def test_when_everybody_was_there_on_the_last_day_surely_nobody_is_missing() -> None:
    year = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    day = {"period_start": "2024-12-31", "period_end": "2024-12-31"}
    rows = pd.concat(
        [
            counts(count("participants", 56), count("exited", 32), **year),
            counts(count("ongoing", 56), period_kind="stock", **day),
        ]
    )

    (value,) = ledger(rows)

    assert (value.value, value.bound) == (0, "exact")


def test_those_there_on_another_day_say_nothing_of_the_last() -> None:
    year = {"period_start": "2024-01-01", "period_end": "2024-12-31"}
    day = {"period_start": "2024-06-30", "period_end": "2024-06-30"}
    rows = pd.concat(
        [
            counts(count("participants", 56), count("exited", 32), **year),
            counts(count("ongoing", 30), period_kind="stock", **day),
        ]
    )

    (value,) = ledger(rows)

    assert (value.value, value.bound) == (24, "exact")


def test_tuna_leaves_sixteen_of_fifty_one_without_a_reported_outcome() -> None:
    rows = counts(
        count("participants", 51),
        outcome("employment", 10, exclusive_group="exit"),
        outcome("rehabilitation_af", 21, exclusive_group="exit"),
        outcome("daily_activities", 4, exclusive_group="exit"),
    )

    (value,) = ledger(rows)

    # 51 - 10 - 21 - 4 = 16
    assert value.key == "n_not_reported:p:m:2018:"
    assert (value.value, value.numerator, value.denominator) == (16, 16, 51)


def test_an_inferred_exclusive_group_gives_a_condition_and_bounds_without_it() -> None:
    value = by_key(ledger(counts(*ima_counts())))[
        "n_not_reported:ima:eskilstuna+strangnas:2016/2019:of=completed"
    ]

    # if exclusive 53 - 23 - 18 - 7 - 5 = 0; else at least one outcome: 23 to all 53 people
    assert (value.value, value.low, value.high, value.bound) == (0, 0, 30, "conditional")
    assert value.reason


def test_outcomes_that_may_overlap_leave_a_range() -> None:
    rows = counts(count("participants", 100), outcome("sfi", 30), outcome("internship", 50))

    (value,) = ledger(rows)

    # at least 50 and at most 80 persons have one of them
    assert (value.value, value.low, value.high) == (None, 20, 50)


def test_parts_of_an_outcome_are_not_counted_beside_it() -> None:
    rows = counts(
        count("participants", 119),
        outcome("studies", 3, exclusive_group="exit"),
        outcome("studies_csn", 2, exclusive_group="csn"),
        outcome("studies_no_csn", 1, exclusive_group="csn"),
    )

    assert ledger(rows)[0].value == 116


@pytest.mark.parametrize(
    "parts",
    [
        [count("completed", 8), count("broken_off", 3)],
        [outcome("employment", 8, exclusive_group="e"), outcome("studies", 3, exclusive_group="e")],
    ],
)
def test_parts_above_their_whole_are_an_error_of_the_data(parts: list[dict[str, object]]) -> None:
    with pytest.raises(DataError, match=r"p 2018: n_.*: the parts are more than the whole, 10"):
        ledger(counts(count("participants", 10), *parts))


def test_a_stock_has_no_ledger_and_another_source_is_not_used() -> None:
    rows = [count("participants", 10), count("completed", 4)]

    assert ledger(counts(*rows, period_kind="stock")) == []
    assert ledger(counts(*rows, primary=False)) == []


def test_counts_are_published_as_what_they_are() -> None:
    rows = counts(
        count("participants", 77, **IMA),
        outcome("employment", 9, component="courses", reading="A"),
        count("participants", 130, period_kind="stock"),
        count("participants", 140, population="staff"),
        count("participants", 24, primary=False, source_id="x;y"),
        count("outside", 70, population="outside", approximate=True),
    )

    values = by_key(published_counts(rows))

    assert values["n_participants:ima:eskilstuna+strangnas:2016/2019:"].value == 77
    assert values["n_outcome:p:m:2018:component=courses;outcome=employment;reading=A"].value == 9
    assert values["n_participants:p:m:2018:kind=stock"].value == 130
    assert values["n_participants:p:m:2018:population=staff"].value == 140
    assert values["n_participants:p:m:2018:source=x+y"].value == 24
    assert values["n_outside:p:m:2018:"].approximate


def test_what_is_not_known_is_neither_zero_nor_missing() -> None:
    rows = counts(
        outcome("employment", None, after="later", reason="det inte är känt"),
        count("applications", 0, unit="applications", programme_id=""),
        count("cases", None, low=40, high=50, approximate=True, unit="cases"),
    )

    unknown, zero, ranged = published_counts(rows)

    assert (unknown.status, unknown.value, unknown.reason) == ("unknown", None, "det inte är känt")
    assert unknown.key == "n_outcome:p:m:2018:after=later;outcome=employment"
    assert (zero.measure, zero.status, zero.value) == ("n_applications", "shown", 0)
    assert (ranged.value, ranged.low, ranged.high, ranged.unit) == (None, 40, 50, "cases")


def test_two_counts_of_one_key_are_told_apart_by_their_source() -> None:
    rows = counts(
        count("participants", 10, source_id="a"),
        count("participants", 12, source_id="b"),
    )

    assert [value.group for value in published_counts(rows)] == ["source=a", "source=b"]


@given(
    st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.randoms(use_true_random=False)
)
def test_the_ledger_adds_up_whatever_the_order_of_the_rows(
    completed: int, broken_off: int, rest: int, order: Random
) -> None:
    whole = completed + broken_off + rest
    rows = [
        count("participants", whole),
        count("completed", completed),
        count("broken_off", broken_off),
    ]
    order.shuffle(rows)

    (value,) = ledger(counts(*rows))

    assert value.value == rest
