"""Who started or increased work or study between entry and exit.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Sequence

import duckdb

from utfall.data.codes import STUDY, WORK
from utfall.measures import reasons
from utfall.measures.from_records.cuts import SPLITS, by_exits
from utfall.measures.from_records.horizon import UNKNOWN, Horizon
from utfall.measures.from_records.outcomes import DIED, in_codes
from utfall.values import Value

__all__ = ["STEP", "STEPS", "steps"]

STEPS = ("started", "increased", "none", UNKNOWN)


def _known_extent(kind: str, codes: Sequence[str], time: str) -> str:
    """Return SQL of an extent in per cent; NULL where it is not known, or known only as some."""
    other = f"activity_{time} IS NOT NULL AND activity_{time} NOT IN ({in_codes(codes)})"
    if time == "exit":
        other = f"({other}) OR {DIED} AND activity_{time} IS NULL"
    return f"coalesce({kind}_extent_{time}, if({other}, 0, NULL))"


def _some(kind: str, codes: Sequence[str], time: str) -> str:
    return f"coalesce(activity_{time} IN ({in_codes(codes)}) OR {kind}_extent_{time} > 0, false)"


def _step(kind: str, codes: Sequence[str]) -> str:
    """Return SQL of what became of one kind between entry and exit."""
    before, later = (_known_extent(kind, codes, time) for time in ("entry", "exit"))
    return (
        f"CASE WHEN {before} = 0 AND {_some(kind, codes, 'exit')} THEN 'started' "
        f"WHEN {later} > {before} THEN 'increased' "
        # From full time there is no more to increase to.
        f"WHEN {later} = 0 OR {later} <= {before} OR {before} = 100 THEN 'none' "
        f"ELSE '{UNKNOWN}' END"
    )


def _first() -> str:
    found = f"{_step('work', WORK)}, {_step('study', STUDY)}"
    cases = " ".join(f"WHEN '{name}' IN ({found}) THEN '{name}'" for name in _IN_TURN)
    return f"CASE {cases} ELSE 'none' END"


_IN_TURN = ("started", "increased", UNKNOWN)
STEP = _first()
"""SQL of what became of an exit: the first of started, increased and unknown that holds of work
or of study, else none."""


def steps(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Who started or increased work or study between entry and exit.

    Yields
    ------
    Value
        ``n_step`` with ``step`` started, increased, none or unknown, which add up to the exits:
        the first that holds of work or of study. Started is from nothing; increased is a higher
        extent; unknown is where an extent that would decide is missing. ``share_step`` is
        started + increased of all exits, *at least* where some are unknown, ``refused`` under
        ten.

    Notes
    -----
    An extent that is missing is 0 where the main activity is another, or the person had died; of
    somebody whose main activity is work it is some, and starting from nothing is then known
    without the extent. The bounds of started and of increased each take all unknown as theirs:
    both cannot be at their highest at once, and one of unknown extent may be neither.
    """
    tests = {name: f"{STEP} = '{name}'" for name in STEPS}
    for cell, found in by_exits(con, horizon, tests, splits):
        of, missing = found["exits"], found[UNKNOWN]
        for name in STEPS[:-1]:
            yield cell.ended(
                "n_step", found[name], missing, reasons.SITUATION_MISSING, of=of, step=name
            )
        yield cell.state("n_step", missing, of=of, step=UNKNOWN)
        done = found["started"] + found["increased"]
        yield cell.share("share_step", done, of, missing, reasons.SITUATION_MISSING)
