"""Participations and persons in every cell of the tables that reports publish.

Nothing here is protected: `utfall.disclosure` decides what of it may be shown. Method:
docs/disclosure.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

import duckdb
import pandas as pd

from utfall.measures.from_records.dimensions import Dimension
from utfall.measures.from_records.horizon import ALL

__all__ = [
    "POPULATIONS",
    "At",
    "Counted",
    "Place",
    "Tabulation",
    "count",
    "pool",
    "rows_of",
    "subsets",
]

Place = Literal["member", "programme"]

POPULATIONS: Mapping[str, str] = {
    "new": "entered",
    "exits": "exited",
    "closing": "closing",
    "during": "true",
}
"""SQL over ``enrolled`` of who is counted: a row per participation and year."""


class At(NamedTuple):
    """Where a cell is: its population, place, time and the code of each dimension it is split by."""

    population: str
    member: str
    programme: str
    time: str
    codes: tuple[tuple[str, str], ...] = ()


class Counted(NamedTuple):
    """Participations, and the persons behind them at most: named ones and anonymous participations."""

    rows: int
    persons: int


@dataclass(frozen=True)
class Tabulation:
    """One table: who is counted, by which places, over years or pooled periods, split by what.

    Every margin of places and dimensions belongs to it, none of time.
    """

    population: str
    places: tuple[Place, ...]
    split: tuple[Dimension, ...] = ()
    pooled: bool = False


def count(
    con: duckdb.DuckDBPyConnection, table: Tabulation, periods: Mapping[str, Sequence[int]]
) -> dict[At, Counted]:
    """Count one table with its margins.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    table : Tabulation
        What to count.
    periods : mapping of str to years
        The pooled periods by label; each year alone where the table is not pooled.

    Returns
    -------
    dict of At to Counted
        Cells with anybody in them; ``all`` for a place that is summed over. What is not there
        is zero.
    """
    pool(con, periods)
    names = [d.name for d in table.split]
    columns = "".join(f", ({d.sql}) AS d_{d.name}" for d in table.split)
    split = [f"d_{name}" for name in names]
    sets = ", ".join(
        f"({', '.join(('label', *some))})" for some in subsets([*_place_columns(table), *split])
    )
    # A participation that goes on has a row for each of its years, and is one in a pooled period.
    rows = "count(DISTINCT record_id)" if table.population == "during" else "count(*)"
    found = con.execute(
        f"SELECT label, {_or_all('member_id', table, 'member')}, "  # noqa: S608
        f"{_or_all('programme_id', table, 'programme')}, {rows}, "
        "count(DISTINCT person) + count(DISTINCT record_id) FILTER (person IS NULL)"
        f"{''.join(f', {name}' for name in split)} "
        f"FROM (SELECT label, member_id, programme_id, record_id, person{columns} "
        f"FROM enrolled JOIN pooled ON year = one WHERE {POPULATIONS[table.population]}) "
        f"GROUP BY GROUPING SETS ({sets})"
    ).fetchall()
    return {
        At(
            table.population,
            member or ALL,
            programme or ALL,
            label,
            tuple((n, c) for n, c in zip(names, codes, strict=True) if c is not None),
        ): Counted(rows, persons)
        for label, member, programme, rows, persons, *codes in found
    }


def rows_of(
    con: duckdb.DuckDBPyConnection,
    population: str,
    places: Sequence[Place],
    periods: Mapping[str, Sequence[int]],
    smallest: int,
) -> Iterator[tuple[At, pd.DataFrame]]:
    """Yield the participations of each place and period, without ids, of some persons or more.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    population : str
        One of `POPULATIONS`.
    places : sequence of str
        What to take apart by, one at a time; all together come first.
    periods : mapping of str to years
        Pooled periods by label.
    smallest : int
        Fewest persons.
    """
    pool(con, periods)
    for place in ("", *places):
        column = f"{place}_id" if place else f"'{ALL}'"
        rows = con.execute(
            f"SELECT label, {column} AS place, * EXCLUDE (record_id, person_id) "  # noqa: S608
            "REPLACE (CAST(person AS VARCHAR) AS person) "
            f"FROM enrolled JOIN pooled ON year = one WHERE {POPULATIONS[population]} "
            "ORDER BY ALL"
        ).df()
        for (label, name), found in rows.groupby(["label", "place"]):
            persons = found["person"].nunique() + int(found["person"].isna().sum())
            if persons >= smallest:
                at = At(population, ALL, ALL, str(label))
                yield (
                    _in(at, place, str(name)),
                    found.drop(columns=["person", "label", "place"]),
                )


def _in(at: At, place: str, name: str) -> At:
    if place == "member":
        return at._replace(member=name)
    return at._replace(programme=name) if place else at


def pool(con: duckdb.DuckDBPyConnection, periods: Mapping[str, Sequence[int]]) -> None:
    """Make the table ``pooled``, which has the ``label`` of the period of each year, ``one``."""
    con.execute("CREATE OR REPLACE TEMP TABLE pooled (label VARCHAR, one VARCHAR)")
    told = [(label, str(year)) for label, years in periods.items() for year in years]
    con.executemany("INSERT INTO pooled VALUES (?, ?)", told)


def _place_columns(table: Tabulation) -> list[str]:
    return [f"{place}_id" for place in table.places]


def _or_all(column: str, table: Tabulation, place: str) -> str:
    return column if place in table.places else "NULL"


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every choice of some names, in their order, the fewest first."""
    for size in range(len(names) + 1):
        yield from combinations(names, size)
