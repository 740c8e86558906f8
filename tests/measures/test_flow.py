"""Where the people of one count went: the parts are keys of values and add up to the whole."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fact_rows import Row, count, counts, ima_counts, outcome
from utfall.measures.flow import PeopleFlow, people_flows
from utfall.measures.participants import ledger, published_counts


def statuses(flow: PeopleFlow) -> list[str]:
    return [status for status, _ in flow.parts]


def persons(frame: pd.DataFrame, flow: PeopleFlow) -> list[float]:
    """Return the number behind each part's key."""
    values = {v.key: v.value for v in (*published_counts(frame), *ledger(frame))}
    return [values[key] or 0 for _, key in flow.parts]


def test_ima_goes_to_work_studies_preparation_exit_and_four_unknown() -> None:
    frame = counts(*ima_counts())

    (flow,) = people_flows(frame)

    # 23 work + 18 studies + 7 internship + 5 assessment + 20 broken off + 4 = 77
    assert statuses(flow) == [
        "employment", "studies", "preparation", "preparation", "broken_off", "unknown",
    ]  # fmt: skip
    assert persons(frame, flow) == [23, 18, 7, 5, 20, 4]
    assert flow.inferred


def test_what_may_overlap_is_not_drawn_beside_the_exclusive_outcomes() -> None:
    (flow,) = people_flows(counts(*ima_counts()))

    assert not any("care_contacts" in key for _, key in flow.parts)


def test_parts_that_the_source_itself_makes_exclusive_are_not_inferred() -> None:
    exits: Row = {"exclusive_group": "exit"}
    frame = counts(
        count("participants", 51),
        {**outcome("employment", 10), **exits},
        {**outcome("rehabilitation_af", 21), **exits},
        {**outcome("daily_activities", 4), **exits},
    )

    (flow,) = people_flows(frame)

    # 51 − 10 − 21 − 4 = 16
    assert statuses(flow) == ["employment", "preparation", "daily", "unknown"]
    assert persons(frame, flow) == [10, 21, 4, 16]
    assert not flow.inferred


def test_people_of_whom_nothing_is_reported_are_unknown_and_not_left_out() -> None:
    (flow,) = people_flows(counts(count("participants", 7)))

    assert flow.parts == (("unknown", flow.total),)


def test_a_part_of_zero_persons_is_left_out_and_a_whole_that_is_used_up_has_no_unknown() -> None:
    frame = counts(
        count("participants", 4),
        outcome("employment", 0),
        count("broken_off", 1),
        count("completed", 3),
    )

    (flow,) = people_flows(frame)

    assert statuses(flow) == ["broken_off", "completed"]  # 1 + 3 = 4


def test_the_larger_of_two_exclusive_groups_is_drawn_since_they_may_overlap() -> None:
    frame = counts(
        count("participants", 10),
        {**outcome("employment", 3), "exclusive_group": "a"},
        {**outcome("studies", 1), "exclusive_group": "a"},
        {**outcome("internship", 6), "exclusive_group": "b"},
        count("ongoing", 4),
    )

    (flow,) = people_flows(frame)

    # a: 3 + 1 = 4; b: 6. Drawn: 6 + 4 ongoing = 10.
    assert statuses(flow) == ["preparation", "ongoing"]


def test_an_outcome_at_a_later_time_is_no_part_of_where_they_went_at_exit() -> None:
    frame = counts(count("participants", 5), outcome("employment", 3, after="12m"))

    (flow,) = people_flows(frame)

    assert statuses(flow) == ["unknown"]


@pytest.mark.parametrize(
    "cells",
    [{"period_kind": "stock"}, {"population": "staff"}, {"unit": "cases"}, {"primary": False}],
)
def test_a_stock_staff_cases_and_disputed_counts_have_no_flow(cells: Row) -> None:
    assert people_flows(counts(count("participants", 9, **cells))) == []


def test_a_flow_whose_remainder_has_no_value_is_not_drawn() -> None:
    # To date without a count of the ongoing, the other 5 may simply be there still.
    frame = counts(count("participants", 9), count("broken_off", 4), period_kind="to_date")

    assert people_flows(frame) == []


def test_the_unknown_part_is_the_remainder_of_this_whole_and_not_another_one() -> None:
    frame = counts(count("participants", 10), count("completed", 5), outcome("employment", 3))

    (flow,) = people_flows(frame)

    # 10 − 5 = 5 are unaccounted for, but 10 − 3 = 7 have no reported outcome.
    assert persons(frame, flow) == [3, 7]


def test_each_reading_and_period_has_a_flow_of_its_own() -> None:
    frame = counts(
        count("participants", 5, reading="A"),
        count("participants", 6, reading="B"),
        count("participants", 7, period_start="2019", period_end="2019"),
    )

    assert [flow.total for flow in people_flows(frame)] == [
        "n_participants:p:m:2019:",
        "n_participants:p:m:2018:reading=A",
        "n_participants:p:m:2018:reading=B",
    ]


SIZES = st.lists(st.integers(0, 30), min_size=4, max_size=4)


@given(SIZES, st.integers(0, 30), st.booleans())
def test_the_parts_of_a_flow_add_up_to_its_whole(
    sizes: list[int], left: int, inferred: bool
) -> None:
    names = ("employment", "studies", "internship", "daily_activities")
    exits: Row = {"exclusive_group": "exit", "inferred": inferred}
    outcomes = [{**outcome(n, k), **exits} for n, k in zip(names, sizes, strict=True)]
    frame = counts(count("participants", sum(sizes) + left), *outcomes)

    for flow in people_flows(frame):
        assert sum(persons(frame, flow)) == sum(sizes) + left
        assert len(dict(flow.parts)) <= len(flow.parts) == len(set(flow.parts))
