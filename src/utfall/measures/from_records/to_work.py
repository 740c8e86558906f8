"""How long until people left for work, with those who are still there counted as waiting.

Method: docs/methods.md, "Estimates".
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby
from math import ceil
from statistics import NormalDist
from typing import NamedTuple

import duckdb

from utfall.measures.from_records.counted import At, pool
from utfall.measures.from_records.horizon import ALL
from utfall.measures.from_records.outcomes import tests
from utfall.measures.statistics.durations import Step, cumulative_incidence, log_rank

__all__ = ["SHARES", "SMALLEST", "Waited", "to_work"]

SMALLEST = 30
"""Fewest participations whose time is told, and of each sex that is compared."""

SHARES: Mapping[str, float] = {"10": 0.1, "25": 0.25}
"""One in ten and one in four, by their per cent: half of those who come never leave for work."""

_DAYS_OF_MONTH = 365.25 / 12
_WORK, _OTHER = 1, 2
_SEXES = ("K", "M")


class Waited(NamedTuple):
    """Whole months until a share had left for work; None where it was not reached in the time seen.

    `low` and `high` are what chance could have made of it; `high` is None without an upper limit.
    """

    months: int | None
    low: int | None
    high: int | None


class _Seen(NamedTuple):
    """How many participations were alike: sex, days followed, how it ended (0 where it had not)."""

    sex: str
    days: int
    cause: int
    number: int


def to_work(
    con: duckdb.DuckDBPyConnection, periods: Mapping[str, Sequence[int]], confidence: float
) -> Iterator[tuple[At, Mapping[str, Waited], float | None]]:
    """Yield how long it took until one in ten and one in four had left for work.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    periods : mapping of str to years
        Pooled periods of entry by label.
    confidence : float
        Coverage of the limits, 0 to 1.

    Yields
    ------
    At, mapping of str to Waited, float or None
        Those who came in a period, of all or of one programme; months by per cent, none of fewer
        than `SMALLEST` participations; and the p-value of a log-rank test of women against men,
        None with fewer than `SMALLEST` of either or where nobody left for work.

    Notes
    -----
    Whoever had not left is followed until the day of the row and counts as waiting until then.
    Who left for anything else, or for what is not recorded, can no longer leave for work: a
    cumulative incidence with competing ways out, and for the test a time that is cut off there.
    Days are exact; months are rounded upwards, so that no time is one person's own.
    """
    pool(con, periods)
    found = con.execute(
        "SELECT label, coalesce(programme_id, $all) AS place, sex, days, cause, count(*) FROM "  # noqa: S608
        "(SELECT label, programme_id, coalesce(sex, '') AS sex, "
        "coalesce(exit, as_of) - entry AS days, "
        f"CASE WHEN exit IS NULL THEN 0 WHEN {tests('exit')['work']} THEN {_WORK} "
        f"ELSE {_OTHER} END AS cause "
        "FROM enrolled JOIN pooled ON year = one WHERE entered) GROUP BY GROUPING SETS "
        "((label, sex, days, cause), (label, programme_id, sex, days, cause)) ORDER BY ALL",
        {"all": ALL},
    )
    rows = chain.from_iterable(iter(lambda: found.fetchmany(10_000), []))
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    for (label, place), alike in groupby(rows, lambda row: row[:2]):
        seen = [_Seen(*row[2:]) for row in alike]
        told: dict[str, Waited] = {}
        if sum(one.number for one in seen) >= SMALLEST:
            _, days, causes, numbers = zip(*seen, strict=True)
            curve = cumulative_incidence(days, causes, numbers).get(_WORK, [])
            told = {name: _waited(curve, share, z) for name, share in SHARES.items()}
        yield At("new", ALL, place, label), told, _between_sexes(seen)


def _waited(curve: Sequence[Step], share: float, z: float) -> Waited:
    def reached(errors: float) -> int | None:
        at = next((s.time for s in curve if s.share + errors * s.error >= share), None)
        return None if at is None else max(1, ceil(at / _DAYS_OF_MONTH))

    return Waited(reached(0), reached(z), reached(-z))


def _between_sexes(seen: Sequence[_Seen]) -> float | None:
    if min(sum(one.number for one in seen if one.sex == sex) for sex in _SEXES) < SMALLEST:
        return None
    compared = [one for one in seen if one.sex in _SEXES]
    sexes, days, causes, numbers = zip(*compared, strict=True)
    tested = log_rank(days, [int(cause == _WORK) for cause in causes], sexes, numbers)
    return None if tested is None else tested[1]
