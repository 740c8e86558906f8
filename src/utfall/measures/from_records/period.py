"""The people of a programme over any period and place, to set beside a plan or a published count.

Method: docs/methods.md, "Records".
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal

import duckdb

from utfall.measures.from_records.people import People

__all__ = ["Event", "Window", "people"]

Event = Literal["during", "new", "exits", "closing"]

_TESTS: dict[Event, str] = {
    "during": "entry <= ends AND coalesce(exit >= starts, true)",
    "new": "entry BETWEEN starts AND ends",
    "exits": "exit BETWEEN starts AND ends",
    "closing": "entry <= ends AND coalesce(exit > ends, true)",
}


@dataclass(frozen=True)
class Window:
    """Where and when to look: programme and members (None for all), first and last day.

    Among the members may be ``unknown``, for those whose residence is not recorded.
    """

    programme_id: str | None
    members: Collection[str] | None
    starts: date
    ends: date


def people(
    con: duckdb.DuckDBPyConnection, window: Window, event: Event, also: str = "true"
) -> People:
    """Count participations and the persons behind them in a window.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    window : Window
        Where and when.
    event : str
        What happened in it, as in the ledger.
    also : str
        More SQL that a row must pass, of this package's own.
    """
    row = con.execute(
        "SELECT count(*), count(DISTINCT person), count(*) FILTER (person IS NULL) "  # noqa: S608
        "FROM participations, (SELECT $starts::DATE AS starts, $ends::DATE AS ends) "
        "WHERE coalesce(programme_id = $programme, true) "
        "AND coalesce(list_contains($members, member_id), true) "
        f"AND {_TESTS[event]} AND {also}",
        {
            "programme": window.programme_id,
            "members": None if window.members is None else sorted(window.members),
            "starts": window.starts,
            "ends": window.ends,
        },
    ).fetchone()
    return People(*row) if row else People(0, 0, 0)
