"""How long until people left for work, with those who are still there counted as waiting.

Method: docs/methods.md, "Estimates".
"""

from collections.abc import Iterator, Mapping, Sequence
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
    """Days followed, how it ended (0 where it had not) and the sex of each participation."""

    days: list[int]
    causes: list[int]
    sexes: list[str]


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
    rows = con.execute(
        "SELECT label, programme_id, sex, coalesce(exit, as_of) - entry AS days, "  # noqa: S608
        f"CASE WHEN exit IS NULL THEN 0 WHEN {tests('exit')['work']} THEN {_WORK} "
        f"ELSE {_OTHER} END AS cause "
        "FROM enrolled JOIN pooled ON year = one WHERE entered ORDER BY ALL"
    ).fetchall()
    found: dict[tuple[str, str], _Seen] = {}
    for label, programme, sex, days, cause in rows:
        for place in (ALL, programme):
            seen = found.setdefault((label, place), _Seen([], [], []))
            seen.days.append(days)
            seen.causes.append(cause)
            seen.sexes.append(sex or "")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    for (label, place), seen in sorted(found.items()):
        told: dict[str, Waited] = {}
        if len(seen.days) >= SMALLEST:
            curve = cumulative_incidence(seen.days, seen.causes).get(_WORK, [])
            told = {name: _waited(curve, share, z) for name, share in SHARES.items()}
        yield At("new", ALL, place, label), told, _between_sexes(seen)


def _waited(curve: Sequence[Step], share: float, z: float) -> Waited:
    def reached(errors: float) -> int | None:
        at = next((s.time for s in curve if s.share + errors * s.error >= share), None)
        return None if at is None else max(1, ceil(at / _DAYS_OF_MONTH))

    return Waited(reached(0), reached(z), reached(-z))


def _between_sexes(seen: _Seen) -> float | None:
    if min(seen.sexes.count(sex) for sex in _SEXES) < SMALLEST:
        return None
    compared = [n for n, sex in enumerate(seen.sexes) if sex in _SEXES]
    tested = log_rank(
        [seen.days[n] for n in compared],
        [int(seen.causes[n] == _WORK) for n in compared],
        [seen.sexes[n] for n in compared],
    )
    return None if tested is None else tested[1]
