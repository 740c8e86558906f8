"""Records laid out by what every measure is cut by: member, programme, period and one split.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from utfall.measures import reasons
from utfall.measures.outcomes import FEWEST_FOR_SHARE
from utfall.values import Bound, Value, group, not_shown

__all__ = ["ALL", "OUTSIDE", "SPLITS", "UNKNOWN", "Cell", "Horizon", "by_cut", "lay"]

ALL, OUTSIDE, UNKNOWN = "all", "outside", "unknown"


def _banded(number: str, uppers: Sequence[int]) -> str:
    """Return SQL that names the band of a whole number by its first and last."""
    sql, first = f"CASE WHEN {number} IS NULL THEN '{UNKNOWN}'", 0
    for last in uppers:
        label = f"{first}-{last}" if first < last else str(last)
        sql += f" WHEN {number} <= {last} THEN '{label}'"
        first = last + 1
    return f"{sql} ELSE '{first}+' END"


def _or_unknown(column: str) -> str:
    return f"coalesce({column}, '{UNKNOWN}')"


SPLITS: Mapping[str, str] = {
    "sex": _or_unknown("sex"),
    "age": _banded("year(entry) - birth_year", (15, 24, 34, 44, 54, 64)),
    "referred_by": _or_unknown("referred_by"),
    "education": _or_unknown("education"),
    "months_on_support": _banded("months_on_support", (0, 6, 12, 24, 36, 60)),
}
"""SQL of each split: what a participation is, as it was at entry. Age is in whole calendar years."""


@dataclass(frozen=True)
class Horizon:
    """What the records cover: from 1 January of the first entry's year to the newest as_of."""

    first_year: int
    newest: date

    @property
    def first(self) -> date:
        """The first day covered."""
        return date(self.first_year, 1, 1)

    @property
    def periods(self) -> dict[str, tuple[date, date]]:
        """First and last day by label: every year, and the whole where it is several years."""
        found = {
            str(year): (date(year, 1, 1), min(date(year, 12, 31), self.newest))
            for year in range(self.first_year, self.newest.year + 1)
        }
        if len(found) > 1:
            found[f"{self.first_year}/{self.newest.year}"] = (self.first, self.newest)
        return found

    def to_date(self, year: str) -> bool:
        """Say whether a period ends with a year that the records do not reach the end of."""
        last = self.newest.year
        return year.endswith(str(last)) and self.newest < date(last, 12, 31)


@dataclass(frozen=True)
class Cell:
    """One cut: `member_id` and `programme_id` may be ``all``; `split` is empty or has a `part`.

    `to_date` says that the period is not over, so that a flow may still grow.
    """

    programme_id: str
    member_id: str
    year: str
    split: str = ""
    part: str = ""
    to_date: bool = False

    def key(self, measure: str, **parts: str) -> tuple[str, str, str, str, str]:
        """Return the key columns of a value of this cut."""
        names = {"from_": "records", **parts}
        if self.split:
            names[self.split] = self.part
        return measure, self.programme_id, self.member_id, self.year, group(**names)

    def flow(self, measure: str, number: float, **told: Any) -> Value:
        """Return a count over the period, which is so far where the period is not over."""
        if self.to_date:
            told["kind"] = "to_date"
            told["open_end"] = True
            told["because"] = (*told.get("because", ()), reasons.YEAR_NOT_OVER)
        return self.count(measure, number, **told)

    def count(
        self,
        measure: str,
        number: float,
        *,
        low: float | None = None,
        high: float | None = None,
        open_end: bool = False,
        of: float | None = None,
        unit: str = "participations",
        because: Sequence[str] = (),
        **parts: str,
    ) -> Value:
        """Return a count with what it may be at least and at most.

        Parameters
        ----------
        measure : str
            Its name.
        number : float
            The count.
        low, high : float, optional
            Bounds; None, or the count itself, bounds nothing.
        open_end : bool
            Whether it may grow beyond any bound, so that `high` is left out.
        of : float, optional
            What the count is a part of.
        unit : str
            ``participations`` or ``persons``.
        because : sequence of str
            Why it is no exact count; kept only where a bound says so.
        **parts : str
            More parts of the group.
        """
        below = low is not None and low < number
        above = open_end or (high is not None and high > number)
        kinds: dict[tuple[bool, bool], Bound] = {
            (False, False): "exact",
            (True, False): "at_most",
            (False, True): "at_least",
            (True, True): "conditional",
        }
        inexact = below or above
        return Value(
            *self.key(measure, **parts),
            value=number,
            unit=unit,
            denominator=of,
            low=(low if below else number) if inexact else None,
            high=None if open_end or not inexact else max(number, high or 0),
            bound=kinds[below, above],
            reason=reasons.joined(because) if inexact and because else "",
        )

    def share(
        self,
        measure: str,
        number: float,
        of: float,
        high: float,
        *,
        because: Sequence[str] = (),
        **parts: str,
    ) -> Value:
        """Return a share of what is known, refused of too few; `high` is the most it may be.

        The numbers of a refused share are in the counts beside it.
        """
        if self.to_date:
            parts["kind"] = "to_date"
        partial = high > number
        value = Value(
            *self.key(measure, **parts),
            value=number / of if of else 0.0,
            unit="share",
            numerator=number,
            denominator=of,
            low=number / of if of and partial else None,
            high=high / of if of and partial else None,
            bound="at_least" if partial else "exact",
            reason=reasons.joined(because) if partial and because else "",
        )
        if not of:
            return not_shown(value, "refused", reasons.NONE_DUE)
        return value if of >= FEWEST_FOR_SHARE else not_shown(value, "refused", reasons.TOO_FEW)


def lay(
    con: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    municipalities: Mapping[str, str],
) -> Horizon | None:
    """Lay the records out as the views that measures ask.

    ``participations`` has a row per participation, with ``member_id`` (by residence at entry;
    ``outside`` the association or ``unknown``), ``person`` (NULL of an anonymous row) and a column
    per split. ``enrolled`` has a row per participation and period in which it was enrolled for
    at least a day, with what happened: ``opening``, ``entered``, ``exited``, ``closing``, and
    whether the row is new enough to say so (``opening_sure``, ``closing_sure``).

    Parameters
    ----------
    con : DuckDBPyConnection
        Where the views are made, replacing earlier ones.
    relation : DuckDBPyRelation
        Checked records of that connection, typed as `utfall.data.records.arrow_schema`.
    municipalities : mapping of str to str
        Member by SCB's code.

    Returns
    -------
    Horizon or None
        None where there are no rows, and then no views.
    """
    relation.create_view("records", replace=True)
    first, newest = _one(con, "SELECT min(entry), max(as_of) FROM records")
    if first is None:
        return None
    horizon = Horizon(first.year, newest)
    con.execute("CREATE OR REPLACE TEMP TABLE places (code VARCHAR, member VARCHAR)")
    con.execute("CREATE OR REPLACE TEMP TABLE periods (year VARCHAR, starts DATE, ends DATE)")
    if municipalities:
        con.executemany("INSERT INTO places VALUES (?, ?)", list(municipalities.items()))
    con.executemany(
        "INSERT INTO periods VALUES (?, ?, ?)",
        [(label, *days) for label, days in horizon.periods.items()],
    )
    splits = ", ".join(f"{sql} AS by_{name}" for name, sql in SPLITS.items())
    # The pseudonym itself leaves the file nowhere: 128 bits of it are enough to tell persons apart.
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW participations AS "  # noqa: S608
        f"SELECT records.*, coalesce(places.member, "
        f"if(residence IS NULL, '{UNKNOWN}', '{OUTSIDE}')) AS member_id, "
        f"md5_number(person_id) AS person, {splits} "
        f"FROM records LEFT JOIN places ON residence = places.code"
    )
    con.execute(
        "CREATE OR REPLACE TEMP VIEW enrolled AS SELECT participations.*, periods.*, "
        "entry < starts AS opening, entry >= starts AS entered, "
        "coalesce(exit <= ends, false) AS exited, coalesce(exit > ends, true) AS closing, "
        # A row says nothing of the days after its as_of.
        "opening AND (exit IS NOT NULL OR as_of >= starts - 1) AS opening_sure, "
        "closing AND (exit IS NOT NULL OR as_of >= ends) AS closing_sure "
        "FROM participations, periods WHERE entry <= ends AND coalesce(exit >= starts, true)"
    )
    return horizon


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = con.execute(sql).fetchone()
    if row is None:
        raise RuntimeError("an aggregate without a row")
    return row


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
        Each cut with anybody in it; a cut that is not there has nobody.
    """
    for split in ("", *splits):
        part = f"by_{split}" if split else "''"
        apart = "".join(f", {sql} AS {name}" for name, sql in (by or {}).items())
        names = "".join(f", {name}" for name in by or {})
        cube = f"year, part{names}, CUBE (programme_id, member_id)"
        if per_each is None:
            source = f"(SELECT *, {part} AS part{apart} FROM enrolled WHERE {where})"  # noqa: S608
        else:
            # One row per person and cut, say: every distinct count is then a plain one.
            source = (
                f"(SELECT year, part, programme_id, member_id, each{names}, "  # noqa: S608
                f"{_listed(per_each)} FROM (SELECT *, {part} AS part{apart}, {each} AS each "
                f"FROM enrolled WHERE {where}) GROUP BY each, {cube})"
            )
            cube = f"year, part{names}, programme_id, member_id"
        found = con.execute(
            f"SELECT programme_id, member_id, year, part{names}, {_listed(columns)} FROM {source} "  # noqa: S608
            f"GROUP BY {cube} ORDER BY year, member_id, programme_id, part{names}"
        )
        heads = [*(by or {}), *columns]
        while rows := found.fetchmany(10_000):
            for programme_id, member_id, year, name, *cells in rows:
                cell = Cell(
                    programme_id or ALL,
                    member_id or ALL,
                    year,
                    split,
                    name if split else "",
                    horizon.to_date(year),
                )
                yield cell, dict(zip(heads, cells, strict=True))


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
