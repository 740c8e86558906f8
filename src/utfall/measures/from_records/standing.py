"""Where people stood before and after: activity and income at entry against later.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Sequence

import duckdb

from utfall.measures.from_records.cuts import SPLITS, UNKNOWN, Horizon, by_cut
from utfall.measures.from_records.outcomes import at
from utfall.values import Value

__all__ = ["before_and_after"]

_LATER = ("exit", "12m")


def before_and_after(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Cross what people did and lived on at entry with the same at exit and 12 months later.

    Yields
    ------
    Value
        ``n_activity_change`` and ``n_income_change`` in participations that ended in the period,
        with ``before`` and ``now`` in the group, each a code or ``unknown``, and ``after=12m``
        with ``now=not_due`` where that time has not come. A pair that nobody has is left out; the
        pairs add up to the exits.
    """
    for subject in ("activity", "income"):
        for time in _LATER:
            codes = {
                "before": f"coalesce({subject}_entry, '{UNKNOWN}')",
                "now": at(subject, time),
            }
            counted = {"number": "count(*)"}
            for cell, found in by_cut(
                con, horizon, counted, where="exited", by=codes, splits=splits
            ):
                yield cell.flow(
                    f"n_{subject}_change",
                    found["number"],
                    before=found["before"],
                    now=found["now"],
                    after="" if time == "exit" else time,
                )
