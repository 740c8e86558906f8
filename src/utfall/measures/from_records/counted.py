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


# The database holds so many of each cell beside its count.
_LOOKED_AT = 1000


class At(NamedTuple):
    """Where a cell is: its population, place, time and the code of each dimension it is split by."""

    population: str
    member: str
    programme: str
    time: str
    codes: tuple[tuple[str, str], ...] = ()


class Counted(NamedTuple):
    """Participations, and the persons behind them at most: named ones and anonymous participations.

    Where many took part `persons` may be fewer than they are: see `count`.
    """

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
    con: duckdb.DuckDBPyConnection,
    table: Tabulation,
    periods: Mapping[str, Sequence[int]],
    looked_at: int = 0,
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
    looked_at : int
        Of how many named participations of a cell it is asked whose they are; 0 is all. Persons
        of more are those of so many, always the same. Who took part is always asked of all.

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
    once = "entered OR one = first" if table.population == "during" else "true"
    exact = table.population == "during" or not 0 < looked_at <= _LOOKED_AT
    # To tell all persons of a cell apart takes ten times as long as to count it.
    named = "count(DISTINCT person)" if exact else f"list_unique(min(person, {looked_at}))"
    found = con.execute(
        f"SELECT label, {_or_all('member_id', table, 'member')}, "  # noqa: S608
        f"{_or_all('programme_id', table, 'programme')}, count(*) FILTER (once), "
        f"coalesce({named}, 0) + count(*) FILTER (once AND person IS NULL)"
        f"{''.join(f', {name}' for name in split)} "
        f"FROM (SELECT label, member_id, programme_id, person, ({once}) AS once{columns} "
        f"FROM enrolled JOIN pooled ON year = one WHERE {POPULATIONS[table.population]}) "
        f"GROUP BY GROUPING SETS ({sets}) ORDER BY ALL"
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
        source = (
            f"SELECT label, {column} AS place, enrolled.* FROM enrolled JOIN pooled ON year = one "  # noqa: S608
            f"WHERE {POPULATIONS[population]}"
        )
        enough = con.execute(
            f"SELECT label, place FROM ({source}) GROUP BY ALL "  # noqa: S608
            "HAVING count(DISTINCT person) + count(*) FILTER (person IS NULL) >= ? ORDER BY ALL",
            [smallest],
        ).fetchall()
        # One place at a time, so that a frame is never of more than its own rows.
        for label, name in enough:
            found = con.execute(
                f"SELECT * EXCLUDE (label, place, person) FROM ({source}) "  # noqa: S608
                "WHERE label = ? AND place = ? ORDER BY ALL",
                [label, name],
            ).df()
            yield _in(At(population, ALL, ALL, label), place, name), found


def _in(at: At, place: str, name: str) -> At:
    if place == "member":
        return at._replace(member=name)
    return at._replace(programme=name) if place else at


def pool(con: duckdb.DuckDBPyConnection, periods: Mapping[str, Sequence[int]]) -> None:
    """Make the table ``pooled``: the ``label`` and ``first`` year of the period of each year, ``one``."""
    con.execute("CREATE OR REPLACE TEMP TABLE pooled (label VARCHAR, first VARCHAR, one VARCHAR)")
    told = [(label, str(years[0]), str(year)) for label, years in periods.items() for year in years]
    con.executemany("INSERT INTO pooled VALUES (?, ?, ?)", told)


def _place_columns(table: Tabulation) -> list[str]:
    return [f"{place}_id" for place in table.places]


def _or_all(column: str, table: Tabulation, place: str) -> str:
    return column if place in table.places else "NULL"


def subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every choice of some names, in their order, the fewest first."""
    for size in range(len(names) + 1):
        yield from combinations(names, size)
