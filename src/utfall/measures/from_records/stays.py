"""How long people stayed, of groups so large that it is nobody's own time.

Method: docs/disclosure.md.
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from utfall.measures.from_records.counted import At, pool
from utfall.measures.from_records.horizon import ALL

__all__ = ["SMALLEST", "STATISTICS", "stays"]

SMALLEST = 10
"""Fewest persons whose months are told."""

STATISTICS: Mapping[str, float] = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
_DAYS_OF_MONTH = 365.25 / 12


def stays(
    con: duckdb.DuckDBPyConnection, periods: Mapping[str, Sequence[int]]
) -> Iterator[tuple[At, dict[str, int]]]:
    """Yield the quartiles of whole months from entry to exit, of those who left in each period.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    periods : mapping of str to years
        Pooled periods by label.

    Yields
    ------
    At, dict of str to int
        The exits, of a member, a programme or all, and months by statistic. Only of `SMALLEST`
        persons or more. Rounded to whole months, half upwards, since the middle one of an odd
        number of stays is somebody's own. Quantiles as `months_in_programme`.
    """
    pool(con, periods)
    shares = ", ".join(map(str, STATISTICS.values()))
    found = con.execute(
        "SELECT label, member_id, programme_id, "  # noqa: S608
        f"quantile_cont(exit - entry, [{shares}]) "
        "FROM enrolled JOIN pooled ON year = one WHERE exited "
        "GROUP BY GROUPING SETS ((label), (label, member_id), (label, programme_id)) "
        f"HAVING count(DISTINCT person) + count(*) FILTER (person IS NULL) >= {SMALLEST} "
        "ORDER BY ALL"
    ).fetchall()
    for label, member, programme, days in found:
        at = At("exits", member or ALL, programme or ALL, label)
        months = (int(day / _DAYS_OF_MONTH + 0.5) for day in days)
        yield at, dict(zip(STATISTICS, months, strict=True))
