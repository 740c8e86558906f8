from statistics import quantiles

import pytest
from hypothesis import given, settings

from participation_rows import Row, asked, numbers, row, several
from utfall.measures import reasons
from utfall.measures.from_records.duration import against_plan, months_in_programme


def test_the_median_is_in_months_of_365_25_days_by_twelve() -> None:
    # 0, 10, 20 and 40 days: quartiles 7.5, 15 and 25 days, of 30.4375 a month
    rows = [
        row("2021-01-01", day) for day in ("2021-01-01", "2021-01-11", "2021-01-21", "2021-02-10")
    ]
    rows.append(row("2021-01-01"))

    found = numbers(asked(months_in_programme, rows, ()), year="2021")

    key = "months_in_programme:from=records;statistic={}"
    assert found[key.format("lower_quartile")] == pytest.approx(7.5 / 30.4375)
    assert found[key.format("median")] == pytest.approx(15 / 30.4375)
    assert found[key.format("upper_quartile")] == pytest.approx(25 / 30.4375)


def test_a_time_so_far_is_conditional_on_who_has_left() -> None:
    rows = [row("2021-01-01", "2021-02-01", as_of="2021-06-30")]

    found = [v for v in asked(months_in_programme, rows, ()) if "median" in v.group]

    assert {(v.bound, v.reason) for v in found} == {("conditional", reasons.YEAR_NOT_OVER)}


@given(several(30))
@settings(max_examples=15, deadline=None)
def test_quartiles_are_those_of_pythons_own_library(rows: list[Row]) -> None:
    ended = [r for r in rows if r["exit"]]
    found = [v for v in asked(months_in_programme, rows, ()) if len(v.year) != 4]
    found = [v for v in found if (v.member_id, v.programme_id) == ("all", "all")]
    if len(ended) > 1 and found:
        days = quantiles([(r["exit"] - r["entry"]).days for r in ended], n=4, method="inclusive")

        told = {v.group.partition("statistic=")[2]: (v.value or 0) * 30.4375 for v in found}
        expected = dict(zip(("lower_quartile", "median", "upper_quartile"), days, strict=True))
        assert told == pytest.approx(expected)


def test_thirty_days_from_the_plan_is_within_it() -> None:
    # planned for 31 May 2021: thirty days before is 1 May, thirty days after is 30 June
    told = ["2021-04-30", "2021-05-01", "2021-05-31", "2021-06-30", "2021-07-01"]
    rows = [row("2021-01-01", day, planned_exit="2021-05-31") for day in told]
    rows += [row("2021-01-01", "2021-05-31"), row("2021-01-01", planned_exit="2021-05-31")]

    found = numbers(asked(against_plan, rows, ()), year="2021")

    key = "n_exits_against_plan:from=records;plan={}"
    numbered = [found[key.format(name)] for name in ("earlier", "within", "later", "none")]
    assert numbered == [1, 3, 1, 1]
