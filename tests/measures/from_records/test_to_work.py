"""How long it took until people left for work, with those who are still there as waiting."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from participation_rows import Row, asked, row
from utfall.measures.from_records.to_work import Waited, to_work

ENTRY = date(2020, 1, 1)
MONTH = 365.25 / 12


def stay(n: int, months: float | None, activity: str = "work", sex: str = "K", **cells: Any) -> Row:
    """Return somebody who left after so many months, or was still there at the end of 2022."""
    left = None if months is None else (ENTRY + timedelta(days=int(months * MONTH))).isoformat()
    situation = {"activity_exit": activity} if left else {}
    return row(ENTRY.isoformat(), left or "", person=f"{sex}{n}", sex=sex, **situation, **cells)


def told(*rows: Row) -> tuple[dict[str, Waited], float | None]:
    found: Any = asked(lambda con, _: to_work(con, {"2020": (2020,)}, 0.95), rows)
    return next((dict(waited), p) for at, waited, p in found if at.programme == "all")


def people(left: int, size: int, months: float, **cells: Any) -> Iterator[Row]:
    yield from (stay(n, months if n < left else None, **cells) for n in range(size))


def test_the_month_in_which_one_in_ten_and_one_in_four_had_left_for_work() -> None:
    """By hand: of 40, four leave in the third month and six more in the seventh: 10 and 25 per cent."""
    rows = [stay(n, 2.5 if n < 4 else 6.5 if n < 10 else None) for n in range(40)]
    waited, _ = told(*rows)
    assert (waited["10"].months, waited["25"].months) == (3, 7)


def test_who_left_for_something_else_stays_in_the_denominator() -> None:
    """One less Kaplan and Meier's curve would be 10 of 20 in the seventh month, not 10 of 40."""
    rows = [stay(n, 6.5 if n < 10 else 2.5, "work" if n < 10 else "job_seeking") for n in range(40)]
    rows = [one if n < 30 else stay(n, None) for n, one in enumerate(rows)]
    waited, _ = told(*rows)
    assert waited["25"].months == 7
    waited, _ = told(*rows, stay(40, None))  # 10 of 41 are no quarter
    assert waited["25"].months is None


def test_who_is_still_there_waits_only_as_long_as_was_seen() -> None:
    """Twenty are seen for two months: of the other twenty, five of twenty have left in the seventh."""
    early = (ENTRY + timedelta(days=60)).isoformat()
    rows = [stay(n, None, as_of=early) for n in range(20)]
    rows += [stay(n, 6.5 if n < 25 else None) for n in range(20, 40)]
    waited, _ = told(*rows)
    assert waited["25"].months == 7


def test_limits_lie_around_the_month_and_may_have_no_end() -> None:
    rows = [stay(n, 1 + n / 4 if n < 16 else None) for n in range(60)]
    waited, _ = told(*rows)
    low, high = waited["25"].low, waited["25"].high
    assert waited["25"].months is not None
    assert low is not None
    assert low <= waited["25"].months
    assert high is None  # 16 of 60: with chance against them, never a quarter


def test_of_fewer_than_thirty_no_time_is_told() -> None:
    assert told(*people(10, 29, 3)) == ({}, None)


def test_where_all_are_still_there_no_time_is_reached_and_nothing_is_tested() -> None:
    rows = [*people(0, 30, 1), *people(0, 30, 1, sex="M")]
    waited, p = told(*rows)
    assert waited == {"10": Waited(None, None, None), "25": Waited(None, None, None)}
    assert p is None


@pytest.mark.parametrize(("men", "differs"), [(3, True), (20, False)])
def test_the_sexes_differ_where_one_leaves_much_sooner(men: int, differs: bool) -> None:
    rows = [*people(20, 40, 3), *people(men, 40, 3.2, sex="M")]
    _, p = told(*rows)
    assert p is not None
    assert (p < 0.05) is differs


def test_thirty_of_each_sex_are_needed_for_a_test() -> None:
    _, p = told(*people(20, 40, 3), *people(20, 29, 3, sex="M"))
    assert p is None
