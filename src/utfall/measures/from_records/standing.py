"""Where people stood before and after: activity and income at entry against later.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import duckdb

from utfall.measures.from_records.cell import Cell
from utfall.measures.from_records.cuts import LEFT, SPLITS, by_cut
from utfall.measures.from_records.horizon import UNKNOWN, Horizon
from utfall.measures.from_records.outcomes import NOT_DUE, at
from utfall.values import Value

__all__ = ["before_and_after"]

_LATER = ("exit", "12m")


def _cut_and_before(pair: tuple[Cell, Mapping[str, str]]) -> tuple[tuple[str, ...], str]:
    return pair[0].key(""), pair[1]["before"]


def before_and_after(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Cross what people did and lived on at entry with the same at exit and 12 months later.

    Yields
    ------
    Value
        ``n_activity_change`` and ``n_income_change`` in participations that ended in the period,
        with ``before`` and ``now`` in the group, each a code or ``unknown``, or ``now=deceased``,
        and ``after=12m`` with ``now=not_due`` where that time has not come. A pair that nobody
        has is left out; the pairs add up to the exits. Unfinished rows that are too old to say
        who has left may add to each pair of the same ``before``.
    """
    for subject in ("activity", "income"):
        for time in _LATER:
            codes = {
                "before": f"coalesce({subject}_entry, '{UNKNOWN}')",
                # Who may have left has no pair yet; the empty sorts before every code.
                "now": f"if(exited, {at(subject, time)}, '')",
            }
            pairs = by_cut(con, horizon, {"n": "count(*)"}, where=LEFT, by=codes, splits=splits)
            after = "" if time == "exit" else time
            for (_, before), same in groupby(pairs, _cut_and_before):
                unconfirmed = 0
                for cell, found in same:
                    if not found["now"]:
                        unconfirmed = cell.unconfirmed
                        continue
                    told = {"before": before, "now": found["now"], "after": after}
                    whole = replace(cell, unconfirmed=unconfirmed)
                    measure = f"n_{subject}_change"
                    if found["now"] in (NOT_DUE, UNKNOWN):
                        yield whole.state(measure, found["n"], **told)
                    else:
                        yield whole.ended(measure, found["n"], 0, **told)
