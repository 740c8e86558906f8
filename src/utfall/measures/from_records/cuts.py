"""Records laid out by what every measure is cut by: member, programme, period and one split.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from utfall.measures.from_records.cell import Cell
from utfall.measures.from_records.horizon import ALL, OUTSIDE, UNKNOWN, Horizon

__all__ = ["AGE_BANDS", "LEFT", "SPLITS", "Place", "by_cut", "by_exits", "lay"]

LEFT = "(exited OR closing AND NOT closing_confirmed)"
"""SQL of who left in the period, surely or perhaps: unfinished rows that are too old to say."""


def _bands(uppers: Sequence[int]) -> tuple[str, ...]:
    """Name the bands of whole numbers by their first and last."""
    firsts = [0, *(last + 1 for last in uppers)]
    closed = [f"{a}-{b}" if a < b else str(b) for a, b in zip(firsts, uppers, strict=False)]
    return *closed, f"{firsts[-1]}+"


def _banded(number: str, uppers: Sequence[int]) -> str:
    """Return SQL that names the band of a whole number."""
    *closed, above = _bands(uppers)
    sql = f"CASE WHEN {number} IS NULL THEN '{UNKNOWN}'"
    for label, last in zip(closed, uppers, strict=True):
        sql += f" WHEN {number} <= {last} THEN '{label}'"
    return f"{sql} ELSE '{above}' END"


def _or_unknown(column: str) -> str:
    return f"coalesce({column}, '{UNKNOWN}')"


_AGES = (15, 24, 34, 44, 54, 64)
AGE_BANDS = _bands(_AGES)
"""Ages at entry, as the split ``age`` names them."""

SPLITS: Mapping[str, str] = {
    "sex": _or_unknown("sex"),
    "age": _banded("year(entry) - birth_year", _AGES),
    "referred_by": _or_unknown("referred_by"),
    "education": _or_unknown("education"),
    "months_on_support": _banded("months_on_support", (0, 6, 12, 24, 36, 60)),
}
"""SQL of each split: what a participation is, as it was at entry. Age is in whole calendar years."""


@dataclass(frozen=True)
class Place:
    """A municipality while it was a member: SCB's code, member, first and last day or None."""

    code: str
    member_id: str
    first: date | None = None
    last: date | None = None


def lay(
    con: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    places: Iterable[Place],
    ended: Mapping[str, date] | None = None,
) -> Horizon | None:
    """Lay the records out as the table and the view that measures ask.

    ``participations`` has a row per participation, without its ids and with ``member_id`` (by residence at entry;
    ``outside`` the association, or of a member that had not joined or had left it on that day;
    or ``unknown``), ``person`` (NULL of an anonymous row) and a column per split. ``enrolled``
    has a row per participation and period in which it was enrolled for at least a day, with what
    happened: ``opening``, ``entered``, ``exited``, ``closing``, and whether the row is new enough
    to say so: ``opening_sure``; ``closing_sure``, of the last day that the records of its
    programme reach; ``closing_confirmed``, of the period's own last day.

    Parameters
    ----------
    con : DuckDBPyConnection
        Where they are made, replacing earlier ones.
    relation : DuckDBPyRelation
        Checked records of that connection, typed as `utfall.data.records.arrow_schema`.
    places : iterable of Place
        Municipalities of members.
    ended : mapping of str to date, optional
        Last day of the programmes that are known to have ended. Nobody enters after it, so
        that records newer than it say everything; any other programme is taken to run on.

    Returns
    -------
    Horizon or None
        None where there are no rows.
    """
    _fill(con, "places (code VARCHAR, member VARCHAR, first DATE, last DATE)",
          [(p.code, p.member_id, p.first, p.last) for p in places])  # fmt: skip
    splits = ", ".join(f"{sql} AS by_{name}" for name, sql in SPLITS.items())
    # The pseudonym itself leaves the file nowhere: 128 bits of it are enough to tell persons apart.
    # Read once: every measure asks this table, of which each reads the columns that it needs.
    relation.query(
        "records",
        "CREATE OR REPLACE TABLE participations AS "  # noqa: S608
        "SELECT records.* EXCLUDE (record_id, person_id), coalesce(places.member, "
        f"if(residence IS NULL, '{UNKNOWN}', '{OUTSIDE}')) AS member_id, "
        f"md5_number(person_id) AS person, {splits} "
        f"FROM records LEFT JOIN places ON residence = places.code "
        "AND coalesce(entry >= places.first, true) AND coalesce(entry <= places.last, true)",
    )
    horizon = _horizon(con, ended or {})
    if horizon is None:
        return None
    _fill(con, "periods (year VARCHAR, starts DATE, ends DATE)",
          [(label, *days) for label, days in horizon.periods.items()])  # fmt: skip
    _fill(con, "reaches (programme_id VARCHAR, reach DATE)", list(horizon.reaches.items()))
    con.execute(
        "CREATE OR REPLACE TEMP VIEW enrolled AS SELECT participations.*, periods.*, "
        "entry < starts AS opening, entry >= starts AS entered, "
        "coalesce(exit <= ends, false) AS exited, coalesce(exit > ends, true) AS closing, "
        # A row says nothing of the days after its as_of.
        "opening AND (exit IS NOT NULL OR as_of >= starts - 1) AS opening_sure, "
        "closing AND (exit IS NOT NULL OR as_of >= least(ends, reach)) AS closing_sure, "
        "closing AND (exit IS NOT NULL OR as_of >= ends) AS closing_confirmed "
        "FROM participations JOIN reaches USING (programme_id), periods "
        "WHERE entry <= ends AND coalesce(exit >= starts, true)"
    )
    return horizon


def _horizon(con: duckdb.DuckDBPyConnection, ended: Mapping[str, date]) -> Horizon | None:
    found = con.execute(
        "SELECT programme_id, min(entry), max(as_of) FROM participations GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    if not found:
        return None
    newest = max(row[2] for row in found)
    return Horizon(
        min(row[1] for row in found).year,
        newest,
        {name: first for name, first, _ in found},
        {name: newest if ended.get(name, newest) <= last else last for name, _, last in found},
    )


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        con.executemany(f"INSERT INTO {table.partition(' ')[0]} VALUES ({marks})", rows)  # noqa: S608


def by_cut(
    con: duckdb.DuckDBPyConnection,
    horizon: Horizon,
    columns: Mapping[str, str],
    *,
    where: str = "true",
    by: Mapping[str, str] | None = None,
    each: str = "",
    per_each: Mapping[str, str] | None = None,
    splits: Sequence[str] = tuple(SPLITS),
) -> Iterator[tuple[Cell, dict[str, Any]]]:
    """Aggregate ``enrolled`` in every cut, unsplit and by each split in turn.

    Parameters
    ----------
    con, horizon
        As `lay` has left and returned them.
    columns : mapping of str to str
        SQL aggregate by name.
    where : str
        SQL of the rows that count.
    by : mapping of str to str, optional
        SQL by name of what rows are told apart by within a cut.
    each : str, optional
        SQL of what rows are first put together by within a cut, such as ``person``, which is
        NULL of all anonymous rows; `columns` then aggregate over these and know it as ``each``.
    per_each : mapping of str to str, optional
        SQL aggregates by name of what is put together.
    splits : sequence of str
        Names of `SPLITS`.

    Yields
    ------
    Cell, dict
        Each cut with anybody in it; a cut that is not there has nobody, or the records of its
        programme do not reach into the period.
    """
    for split in ("", *splits):
        part = f"by_{split}" if split else "''"
        apart = "".join(f", {sql} AS {name}" for name, sql in (by or {}).items())
        names = "".join(f", {name}" for name in by or {})
        cube = f"year, part{names}, CUBE (programme_id, member_id)"
        if per_each is None:
            told = {**columns, **_STALE}
            source = f"(SELECT *, {part} AS part{apart} FROM enrolled WHERE {where})"  # noqa: S608
        else:
            # One row per person and cut, say: every distinct count is then a plain one.
            told = {**columns, **{name: f"sum({name})" for name in _STALE}}
            source = (
                f"(SELECT year, part, programme_id, member_id, each{names}, "  # noqa: S608
                f"{_listed({**per_each, **_STALE})} "
                f"FROM (SELECT *, {part} AS part{apart}, {each} AS each FROM enrolled WHERE {where}) GROUP BY each, {cube})"
            )
            cube = f"year, part{names}, programme_id, member_id"
        found = con.execute(
            f"SELECT programme_id, member_id, year, part{names}, {_listed(told)} FROM {source} "  # noqa: S608
            f"GROUP BY {cube} ORDER BY year, member_id, programme_id, part{names}"
        )
        heads = [*(by or {}), *columns]
        while rows := found.fetchmany(10_000):
            for programme_id, member_id, year, name, *cells, own, common in rows:
                programme = programme_id or ALL
                if not horizon.covers(programme, year):
                    continue
                cell = Cell(
                    programme,
                    member_id or ALL,
                    year,
                    split,
                    name if split else "",
                    horizon.so_far(programme, year),
                    int(common if programme == ALL else own),
                )
                yield cell, dict(zip(heads, cells, strict=True))


# Programmes together have one last day, and each has its own.
_STALE: Mapping[str, str] = {
    "stale_own": "count(*) FILTER (closing AND NOT closing_sure)",
    "stale_common": "count(*) FILTER (closing AND NOT closing_confirmed)",
}


def by_exits(
    con: duckdb.DuckDBPyConnection,
    horizon: Horizon,
    tests: Mapping[str, str],
    splits: Sequence[str] = tuple(SPLITS),
) -> Iterator[tuple[Cell, dict[str, int]]]:
    """Count the exits of every cut by what is so of them.

    Parameters
    ----------
    con, horizon, splits
        As of `by_cut`.
    tests : mapping of str to str
        SQL test of an exit by name.

    Yields
    ------
    Cell, dict
        Each cut in which anybody left or may have left; ``exits`` and the exits that pass each
        test.
    """
    columns = {
        "exits": "count(*) FILTER (exited)",
        **{name: f"count(*) FILTER (exited AND ({test}))" for name, test in tests.items()},
    }
    for cell, found in by_cut(con, horizon, columns, where=LEFT, splits=splits):
        if found["exits"] or cell.unconfirmed:
            yield cell, found


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
