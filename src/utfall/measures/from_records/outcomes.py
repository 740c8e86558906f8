"""How they left and where they stood: the exit ledger, outcomes, two definitions and steps.

Every count is of participations that ended in the period. Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from utfall.data.codes import BROKEN_OFF, STUDY, TIMES, WORK
from utfall.measures import reasons
from utfall.measures.from_records.cuts import SPLITS, UNKNOWN, Cell, Horizon, by_cut
from utfall.values import Value

__all__ = ["AFTER_EXIT", "at", "exit_ledger", "outcomes", "steps"]

AFTER_EXIT = tuple(time for time in TIMES if time != "entry")
NOT_DUE = "not_due"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def exit_ledger(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Split the exits of each period by why: exits = completed + broken off + reason unknown.

    Yields
    ------
    Value
        ``n_completed``, ``n_broken_off``, the latter also by each ``reason`` that somebody had,
        and ``n_exit_reason_unknown``; the denominator is the exits. The first two are *at least*
        where reasons are missing: `high` as if all of those were the same.
    """
    broken_off = f"exit_reason IN ({_listed(BROKEN_OFF)})"
    columns = {
        "exits": "count(*)",
        "completed": "count(*) FILTER (exit_reason = 'completed')",
        "broken_off": f"count(*) FILTER ({broken_off})",
        "missing": "count(*) FILTER (exit_reason IS NULL)",
        **{f"r_{code}": f"count(*) FILTER (exit_reason = '{code}')" for code in BROKEN_OFF},
    }
    for cell, found in by_cut(con, horizon, columns, where="exited", splits=splits):
        exits, missing = found["exits"], found["missing"]
        told = {"of": exits, "because": [reasons.EXIT_REASON_MISSING] if missing else []}
        for name in ("completed", "broken_off"):
            yield cell.flow(f"n_{name}", found[name], high=found[name] + missing, **told)
        for code in BROKEN_OFF:
            number = found[f"r_{code}"]
            if number:
                yield cell.flow("n_broken_off", number, high=number + missing, reason=code, **told)
        yield cell.flow("n_exit_reason_unknown", missing, of=exits)


def _due(time: str) -> str:
    """Return SQL of whether the time of a follow-up had come on the row's as_of day."""
    return "true" if time == "exit" else f"exit + INTERVAL {time[:-1]} MONTH <= as_of"


def at(subject: str, time: str) -> str:
    """Return SQL of the activity or income at a time after exit, ``unknown`` or ``not_due``.

    What a cell says before its time has come is no follow-up.
    """
    return f"if({_due(time)}, coalesce({subject}_{time}, '{UNKNOWN}'), '{NOT_DUE}')"


# What counts as reached, and as not known, by definition. The association's: work or study is
# the main activity, or is done to any extent beside another. Kolada's: a job on the regular
# labour market, with or without subsidy, that lasts a month, or study with studiemedel.
_DONE: Mapping[str, str] = {
    "association": "(activity_{t} IN ({any}) OR work_extent_{t} > 0 OR study_extent_{t} > 0)",
    "kolada": "(activity_{t} = 'study_csn' OR "
    "activity_{t} IN ('work', 'work_subsidised') AND job_lasts_month = 'yes')",
}
_MISSING: Mapping[str, str] = {
    "association": "activity_{t} IS NULL",
    "kolada": "(activity_{t} IS NULL OR "
    "activity_{t} IN ('work', 'work_subsidised') AND job_lasts_month IS NULL)",
}


def _definitions(time: str) -> tuple[str, ...]:
    # Kolada's definition is of the exit and says nothing of later.
    return tuple(_DONE) if time == "exit" else ("association",)


def _defined(sql: str, time: str) -> str:
    return sql.format(t=time, any=_listed([*WORK, *STUDY]))


def _outcome_columns(time: str) -> dict[str, str]:
    now = at("activity", time)
    columns = {
        "exits": "count(*)",
        "work": f"count(*) FILTER ({now} IN ({_listed(WORK)}))",
        "study": f"count(*) FILTER ({now} IN ({_listed(STUDY)}))",
        "none": f"count(*) FILTER ({now} IN ('job_seeking', 'other'))",
        UNKNOWN: f"count(*) FILTER ({now} = '{UNKNOWN}')",
        NOT_DUE: f"count(*) FILTER ({now} = '{NOT_DUE}')",
        **{
            f"a_{code}": f"count(*) FILTER ({now} = '{code}')"
            for code in (*WORK, *STUDY, "job_seeking", "other")
        },
    }
    for name in _definitions(time):
        done = f"coalesce({_defined(_DONE[name], time)}, false)"
        missing = _defined(_MISSING[name], time)
        columns[f"done_{name}"] = f"count(*) FILTER ({_due(time)} AND {done})"
        columns[f"missing_{name}"] = f"count(*) FILTER ({_due(time)} AND NOT {done} AND {missing})"
    return columns


def outcomes(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Where those who left in each period stood at exit, and 6 and 12 months later.

    Yields
    ------
    Value
        ``n_outcome`` with ``outcome`` work, study, none, unknown or not_due, which add up to the
        exits, and with ``activity`` of each code that somebody had; ``after=6m`` or ``12m``
        unless at exit. Work, study and none are *at least* where the situation is missing.
        ``n_reached`` and ``share_reached`` by ``definition``: known successes of those due, at
        exit and later by the association's, at exit by Kolada's; *at least*, with `high` as if
        all those missing had succeeded too. A share of fewer than ten due, or of
        nobody, is ``refused``; the counts stay.

    Notes
    -----
    By the association's definition work or study beside another main activity counts, so that it
    may exceed work + study of ``n_outcome``, which go by the main activity. Kolada's rules leave
    out municipal labour-market jobs, jobs that do not last a month and study without studiemedel,
    and divide by all exits. Deceased and moved are exits in both. No interval for chance is
    given: these are complete counts, and comparison comes later.
    """
    for time in AFTER_EXIT:
        after = "" if time == "exit" else time
        for cell, found in by_cut(
            con, horizon, _outcome_columns(time), where="exited", splits=splits
        ):
            yield from _parts(cell, found, after)
            for name in _definitions(time):
                due = found["exits"] - found[NOT_DUE]
                done, missing = found[f"done_{name}"], found[f"missing_{name}"]
                yield from _reached(cell, name, after, done, missing, due)


def _parts(cell: Cell, found: Mapping[str, int], after: str) -> Iterator[Value]:
    n, missing = found["exits"], found[UNKNOWN]

    def part(number: int, more: int, **told: str) -> Value:
        why = [reasons.SITUATION_MISSING] if more else []
        return cell.flow(
            "n_outcome", number, high=number + more, of=n, because=why, after=after, **told
        )

    for outcome in ("work", "study", "none"):
        yield part(found[outcome], missing, outcome=outcome)
    yield part(missing, 0, outcome=UNKNOWN)
    if after:
        yield part(found[NOT_DUE], 0, outcome=NOT_DUE)
    for code in (*WORK, *STUDY, "job_seeking", "other"):
        if found[f"a_{code}"]:
            yield part(found[f"a_{code}"], missing, activity=code)


def _reached(
    cell: Cell, definition: str, after: str, done: int, missing: int, due: int
) -> Iterator[Value]:
    why = [reasons.SITUATION_MISSING] if missing else []
    named = {"definition": definition, "after": after}
    yield cell.flow("n_reached", done, high=done + missing, of=due, because=why, **named)
    yield cell.share("share_reached", done, due, done + missing, because=why, **named)


def _known_extent(kind: str, codes: Sequence[str], time: str) -> str:
    """Return SQL of an extent in per cent; NULL where it is not known, or known only as some."""
    return (
        f"coalesce({kind}_extent_{time}, "
        f"if(activity_{time} IS NOT NULL AND activity_{time} NOT IN ({_listed(codes)}), 0, NULL))"
    )


def _some(kind: str, codes: Sequence[str], time: str) -> str:
    return f"coalesce(activity_{time} IN ({_listed(codes)}) OR {kind}_extent_{time} > 0, false)"


def _step(kind: str, codes: Sequence[str]) -> str:
    """Return SQL of what became of one kind between entry and exit."""
    before, later = (_known_extent(kind, codes, time) for time in ("entry", "exit"))
    return (
        f"CASE WHEN {before} = 0 AND {_some(kind, codes, 'exit')} THEN 'started' "
        f"WHEN {later} > {before} THEN 'increased' "
        f"WHEN {later} = 0 OR {later} <= {before} THEN 'none' ELSE '{UNKNOWN}' END"
    )


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
    An extent that is missing is 0 where the main activity is another; of somebody whose main
    activity is work it is some, and starting from nothing is then known without the extent.
    """
    work, study = _step("work", WORK), _step("study", STUDY)
    step = " ".join(
        ["CASE"]
        + [f"WHEN '{name}' IN ({work}, {study}) THEN '{name}'"
           for name in ("started", "increased", UNKNOWN)]
        + ["ELSE 'none' END"]
    )  # fmt: skip
    names = ("started", "increased", "none", UNKNOWN)
    columns = {f"s_{name}": f"count(*) FILTER ({step} = '{name}')" for name in names}
    for cell, found in by_cut(con, horizon, columns, where="exited", splits=splits):
        number = {name: found[f"s_{name}"] for name in names}
        n, missing = sum(number.values()), number[UNKNOWN]
        why = [reasons.SITUATION_MISSING] if missing else []
        for name in names:
            more = 0 if name == UNKNOWN else missing
            yield cell.flow(
                "n_step",
                number[name],
                high=number[name] + more,
                of=n,
                because=why if more else [],
                step=name,
            )
        done = number["started"] + number["increased"]
        yield cell.share("share_step", done, n, done + missing, because=why)
