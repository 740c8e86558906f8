"""How long people stayed, of groups so large that it is nobody's own time.

Method: docs/disclosure.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, groupby

import duckdb

from utfall.measures.from_records.counted import At, pool
from utfall.measures.from_records.duration import quantile
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
        The exits, of a member, a programme or all, and months by statistic. To be told only of
        `SMALLEST` persons or more, whom the caller has counted. Rounded to whole months, half upwards, since the middle one of an odd
        number of stays is somebody's own. Quantiles as `months_in_programme`.
    """
    pool(con, periods)
    # How many stayed each number of days: a handful of numbers, however many the rows.
    found = con.execute(
        "SELECT label, member_id, programme_id, exit - entry AS days, count(*) "
        "FROM enrolled JOIN pooled ON year = one WHERE exited GROUP BY GROUPING SETS "
        "((label, days), (label, member_id, days), (label, programme_id, days)) ORDER BY ALL"
    )
    every = chain.from_iterable(iter(lambda: found.fetchmany(10_000), []))
    for (label, member, programme), rows in groupby(every, lambda row: row[:3]):
        days, numbers = zip(*(row[3:] for row in rows), strict=True)
        until = list(accumulate(numbers))
        at = At("exits", member or ALL, programme or ALL, label)
        months = (quantile(days, until, share) / _DAYS_OF_MONTH for share in STATISTICS.values())
        yield at, {n: int(m + 0.5) for n, m in zip(STATISTICS, months, strict=True)}
