"""How long people were in a programme, and whether they left when it was planned.

Method: docs/methods.md, "Records".
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import ceil, floor

import duckdb

from utfall.measures.from_records.cuts import SPLITS, by_cut, by_exits
from utfall.measures.from_records.horizon import Horizon
from utfall.values import Value

__all__ = ["PLANS", "against_plan", "months_in_programme", "quantile"]

_DAYS_OF_MONTH = 365.25 / 12
_NEAR = 30
_LATE = "(exit - planned_exit)"
PLANS = {
    "earlier": f"{_LATE} < -{_NEAR}",
    "within": f"abs({_LATE}) <= {_NEAR}",
    "later": f"{_LATE} > {_NEAR}",
}
"""SQL tests of an exit against the day planned for it."""

_QUARTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}


def months_in_programme(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Months from entry to exit of the participations that ended in each period.

    Yields
    ------
    Value
        ``months_in_programme`` with ``statistic`` median, lower_quartile or upper_quartile, in
        months of 365.25 / 12 days; the denominator is the exits. Between two observations it is
        interpolated evenly (Hyndman and Fan's definition 7). Exit on the day of entry is 0.
        While the period runs it is *conditional* on those who have left so far.

    Notes
    -----
    Of those who left only: who is still there is not in it, so in a young programme it is too
    short. Under way is not a time in the programme.

    References
    ----------
    Hyndman, R. J., & Fan, Y. (1996). Sample quantiles in statistical packages. *The American
    Statistician*, 50, 361–365.
    """
    # How many stayed each number of days: a handful of numbers, however many the rows.
    columns = {
        "days": "list(each ORDER BY each)",
        "numbers": "list(number ORDER BY each)",
    }
    for cell, found in by_cut(
        con,
        horizon,
        columns,
        where="exited",
        each="exit - entry",
        per_each={"number": "count(*)"},
        splits=splits,
    ):
        until = list(accumulate(found["numbers"]))
        parts = {"kind": "to_date"} if cell.so_far else {}
        for name, share in _QUARTILES.items():
            yield Value(
                *cell.key("months_in_programme", statistic=name, **parts),
                value=quantile(found["days"], until, share) / _DAYS_OF_MONTH,
                unit="months",
                denominator=until[-1],
                bound="conditional" if cell.so_far else "exact",
                reason=cell.so_far,
            )


def quantile(days: Sequence[int], until: Sequence[int], share: float) -> float:
    """Return a quantile of days, of which `until` says how many stayed that long at most."""
    place = (until[-1] - 1) * share
    low, high = (days[bisect_right(until, at)] for at in (floor(place), ceil(place)))
    return low + (high - low) * (place - floor(place))


def against_plan(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Exits of each period against the exit planned at entry.

    Yields
    ------
    Value
        ``n_exits_against_plan`` with ``plan`` earlier (more than 30 days before the planned
        day), within (at most 30 days from it), later, or none (none planned, or not known); they
        add up to the exits, which is the denominator. *At least* where unfinished rows are too
        old to say who has left.
    """
    tests = {**PLANS, "none": "planned_exit IS NULL"}
    for cell, found in by_exits(con, horizon, tests, splits):
        for name in tests:
            yield cell.ended("n_exits_against_plan", found[name], 0, of=found["exits"], plan=name)
