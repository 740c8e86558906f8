"""How they left and where they stood: the exit ledger, outcomes and two definitions of success.

Every count is of participations that ended in the period. Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb

from utfall.data.codes import BROKEN_OFF, LEFT_OTHERWISE, STUDY, TIMES, WORK
from utfall.measures import reasons
from utfall.measures.from_records.cell import Cell
from utfall.measures.from_records.cuts import SPLITS, by_exits
from utfall.measures.from_records.horizon import UNKNOWN, Horizon
from utfall.values import Value

__all__ = [
    "AFTER_EXIT",
    "DEFINITIONS",
    "DIED",
    "NOT_DUE",
    "at",
    "exit_ledger",
    "in_codes",
    "outcomes",
    "tests",
]

AFTER_EXIT = tuple(time for time in TIMES if time != "entry")
NOT_DUE, DECEASED = "not_due", "deceased"
DIED = f"coalesce(exit_reason = '{DECEASED}', false)"
"""SQL of who died in the programme: what is not recorded of them is no unknown success."""
_OTHERS = ("job_seeking", "other")


def in_codes(names: Sequence[str]) -> str:
    """Return codes as the inside of an SQL list."""
    return ", ".join(f"'{name}'" for name in names)


def exit_ledger(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Split the exits of each period by why.

    Yields
    ------
    Value
        ``n_completed``, ``n_broken_off``, ``n_left_otherwise`` (to another programme, moved or
        deceased) and ``n_exit_reason_unknown``, which add up to the exits, their denominator; the
        second and third also by each ``reason`` that somebody had. The first three are *at least*
        where reasons are missing, `high` as if all of those were the same, and all four where
        unfinished rows are too old to say who has left.
    """
    groups = {
        "completed": ("completed",),
        "broken_off": BROKEN_OFF,
        "left_otherwise": LEFT_OTHERWISE,
    }
    tests = {
        **{name: f"exit_reason IN ({in_codes(codes)})" for name, codes in groups.items()},
        "missing": "exit_reason IS NULL",
        **{f"r_{code}": f"exit_reason = '{code}'" for code in (*BROKEN_OFF, *LEFT_OTHERWISE)},
    }
    for cell, found in by_exits(con, horizon, tests, splits):
        missing, of = found["missing"], found["exits"]
        for name, codes in groups.items():
            # The whole group, and within it each reason that somebody had.
            parts = {"": found[name], **{c: found[f"r_{c}"] for c in codes if name != "completed"}}
            for code, number in parts.items():
                if number or not code:
                    yield cell.ended(
                        f"n_{name}",
                        number,
                        missing,
                        reasons.EXIT_REASON_MISSING,
                        of=of,
                        reason=code,
                    )
        yield cell.state("n_exit_reason_unknown", missing, of=of)


def _due(time: str) -> str:
    """Return SQL of whether the time of a follow-up had come on the row's as_of day."""
    return "true" if time == "exit" else f"exit + INTERVAL {time[:-1]} MONTH <= as_of"


def at(subject: str, time: str) -> str:
    """Return SQL of the activity or income at a time after exit, or of why there is none.

    That is ``not_due``, ``deceased`` or ``unknown``. What a cell says before its time has come
    is no follow-up.
    """
    return (
        f"if({_due(time)}, coalesce({subject}_{time}, "
        f"if({DIED}, '{DECEASED}', '{UNKNOWN}')), '{NOT_DUE}')"
    )


# What counts as reached, by definition. The association's: work or study is the main activity, or
# is done to any extent beside another. Kolada's: a job on the regular labour market, with or
# without subsidy, that lasts a month, or study with studiemedel.
_DONE: Mapping[str, str] = {
    "association": "activity_{t} IN ({work}, {study}) OR work_extent_{t} > 0 "
    "OR study_extent_{t} > 0",
    "kolada": "activity_{t} = 'study_csn' OR "
    "activity_{t} IN ('work', 'work_subsidised') AND job_lasts_month = 'yes'",
}
# What of those that did not reach it nobody knows: an empty extent is not known, and what kind of
# work or study is done beside another main activity has no column.
_NOT_KNOWN: Mapping[str, str] = {
    "association": "work_extent_{t} IS NULL OR study_extent_{t} IS NULL",
    "kolada": "activity_{t} IS NULL AND NOT ({idle}) "
    "OR activity_{t} IN ('work', 'work_subsidised') AND job_lasts_month IS NULL "
    "OR work_extent_{t} > 0 AND coalesce(activity_{t} NOT IN ({work}), true) "
    "OR study_extent_{t} > 0 AND coalesce(activity_{t} NOT IN ({study}), true)",
}


# Kolada's definition is of the exit and says nothing of later.
DEFINITIONS: Mapping[str, tuple[str, ...]] = {
    time: tuple(_DONE) if time == "exit" else ("association",) for time in AFTER_EXIT
}
"""The definitions of success that apply at each time after exit."""


def _defined(sql: str, time: str) -> str:
    idle = f"coalesce(work_extent_{time} = 0 AND study_extent_{time} = 0, false)"
    known = sql.format(t=time, work=in_codes(WORK), study=in_codes(STUDY), idle=idle)
    return f"coalesce({known}, false)"


def tests(time: str) -> dict[str, str]:
    """Return SQL tests of an exit by name: its outcome at a time, and what each definition says.

    ``work``, ``study``, ``none``, ``unknown`` and ``not_due`` exclude each other; ``a_`` and a
    code is each main activity; ``done_`` and ``missing_`` and a definition, who reached it and of
    whom nobody knows.
    """
    now = at("activity", time)
    found = {
        "work": f"{now} IN ({in_codes(WORK)})",
        "study": f"{now} IN ({in_codes(STUDY)})",
        "none": f"{now} IN ({in_codes((*_OTHERS, DECEASED))})",
        UNKNOWN: f"{now} = '{UNKNOWN}'",
        NOT_DUE: f"{now} = '{NOT_DUE}'",
        **{f"a_{code}": f"{now} = '{code}'" for code in (*WORK, *STUDY, *_OTHERS)},
    }
    for name in DEFINITIONS[time]:
        done, not_known = _defined(_DONE[name], time), _defined(_NOT_KNOWN[name], time)
        found[f"done_{name}"] = f"{_due(time)} AND {done}"
        found[f"missing_{name}"] = f"{_due(time)} AND NOT {done} AND {not_known} AND NOT {DIED}"
    return found


def outcomes(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Where those who left in each period stood at exit, and 6 and 12 months later.

    Yields
    ------
    Value
        ``n_outcome`` with ``outcome`` work, study, none, unknown or not_due, which add up to the
        exits, and with ``activity`` of each code that somebody had; ``after=6m`` or ``12m``
        unless at exit. The denominator is the exits that are due, and where none is they are
        ``refused``. Work, study and none are *at least* where the situation is missing.
        ``n_reached`` and ``share_reached`` by ``definition``: known successes of those due, at
        exit and later by the association's, at exit by Kolada's; *at least*, with `high` as if
        all those missing had succeeded too. A share of fewer than ten due is ``refused``; the
        counts stay. Unfinished rows too old to say who has left widen all of them.

    Notes
    -----
    By the association's definition work or study beside another main activity counts, so that it
    may exceed work + study of ``n_outcome``, which go by the main activity. An empty extent is not
    known, so that some work or study may be done beside a main activity that is neither. Kolada's
    rules leave out municipal labour-market jobs, jobs that do not last a month and study without
    studiemedel, and divide by all exits; of work or study beside another main activity the kind
    is not known. Each is counted per participation. Deceased and moved are exits in both, and
    the deceased of whom nothing else is recorded did not succeed: outcome none. No interval for
    chance is given: these are complete counts, and comparison comes later.
    """
    for time in AFTER_EXIT:
        after = "" if time == "exit" else time
        for cell, found in by_exits(con, horizon, tests(time), splits):
            yield from _parts(cell, found, after)
            for name in DEFINITIONS[time]:
                yield from _reached(cell, found, name, after)


def _why_none_due(found: Mapping[str, int]) -> str:
    # Without exits there is nobody whose time has not come, only rows too old to say.
    return reasons.NONE_DUE if found["exits"] else reasons.UNCONFIRMED


def _parts(cell: Cell, found: Mapping[str, int], after: str) -> Iterator[Value]:
    due, missing = found["exits"] - found[NOT_DUE], found[UNKNOWN]
    if after:
        yield cell.state(
            "n_outcome", found[NOT_DUE], of=found["exits"], after=after, outcome=NOT_DUE
        )
    if after and not due:
        for outcome in ("work", "study", "none", UNKNOWN):
            yield cell.refused("n_outcome", _why_none_due(found), after=after, outcome=outcome)
        return
    told = {"work": {"outcome": "work"}, "study": {"outcome": "study"}, "none": {"outcome": "none"}}
    told |= {f"a_{c}": {"activity": c} for c in (*WORK, *STUDY, *_OTHERS) if found[f"a_{c}"]}
    for name, parts in told.items():
        yield cell.ended(
            "n_outcome",
            found[name],
            missing,
            reasons.SITUATION_MISSING,
            of=due,
            after=after,
            **parts,
        )
    yield cell.state("n_outcome", missing, of=due, after=after, outcome=UNKNOWN)


def _reached(cell: Cell, found: Mapping[str, int], definition: str, after: str) -> Iterator[Value]:
    done, missing = found[f"done_{definition}"], found[f"missing_{definition}"]
    due = found["exits"] - found[NOT_DUE]
    parts = {"definition": definition, "after": after}
    if after and not due:
        for measure in ("n_reached", "share_reached"):
            yield cell.refused(
                measure,
                _why_none_due(found),
                unit="participations" if measure == "n_reached" else "share",
                **parts,
            )
        return
    why = reasons.SITUATION_MISSING
    yield cell.ended("n_reached", done, missing, why, of=due, **parts)
    yield cell.share("share_reached", done, due, missing, why, **parts)
