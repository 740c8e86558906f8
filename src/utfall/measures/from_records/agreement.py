"""Published counts against records of the same people: do they say the same?

Method: docs/methods.md, "Records".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import duckdb
import pandas as pd

from utfall.data.codes import STUDY, WORK
from utfall.data.dates import first_day, last_day
from utfall.measures import reasons
from utfall.measures.facts import Count, counts_of, records
from utfall.measures.from_records.cuts import Horizon
from utfall.measures.from_records.outcomes import at
from utfall.measures.from_records.people import People
from utfall.measures.from_records.period import Event, Window, people
from utfall.measures.participants import published_counts
from utfall.values import Value, group

__all__ = ["Agreement", "Finding", "agreements"]

Verdict = Literal["agree", "disagree", "not_comparable"]

_OUTCOMES: Mapping[str, tuple[str, ...]] = {
    "employment": WORK,
    "employment_subsidised": ("work_subsidised",),
    "studies": STUDY,
    "studies_csn": ("study_csn",),
    "studies_no_csn": ("study_other",),
}
_MEASURES = {
    "participants": "n_during",
    "ongoing": "n_closing",
    "exited": "n_exits",
    "completed": "n_completed",
    "broken_off": "n_broken_off",
    "outcome": "n_outcome",
}
# What a source calls about may be this part off.
_ABOUT = 0.1


@dataclass(frozen=True)
class Finding:
    """A disagreement in Swedish words, as a row of `findings.csv` would say it.

    `text` has ``{published}`` and ``{records}`` where the two figures belong, since a number of
    people is shown through its value only.
    """

    kind: Literal["conflict"]
    programme_id: str
    member_ids: str
    text: str
    published: str
    records: str
    fact_refs: str


@dataclass(frozen=True)
class Agreement:
    """One published count set beside the records.

    Attributes
    ----------
    count_id : str
        The row of `counts.csv`.
    published : Value
        The count as published.
    records : Value or None
        The same worked out from records; None where it cannot be.
    verdict : {"agree", "disagree", "not_comparable"}
        Whether what the source states is within what the records allow.
    reason : str
        Why they are not comparable, in Swedish after "eftersom".
    """

    count_id: str
    published: Value
    records: Value | None
    verdict: Verdict
    reason: str = ""

    @property
    def finding(self) -> Finding | None:
        """The disagreement in words, where there is one."""
        if self.verdict != "disagree" or self.records is None:
            return None
        return Finding(
            "conflict",
            self.published.programme_id,
            self.published.member_id,
            "Den publicerade uppgiften är {published}, men individuppgifterna ger {records} för "
            "samma insats, ort och tid. Det är inte utrett vilken som är rätt.",
            self.published.key,
            self.records.key,
            self.count_id,
        )


def agreements(
    con: duckdb.DuckDBPyConnection,
    horizon: Horizon,
    counts: pd.DataFrame,
    municipal: frozenset[str],
) -> list[Agreement]:
    """Compare every published count with the records.

    Parameters
    ----------
    con, horizon
        Records as laid out.
    counts : DataFrame
        Rows of `counts.csv`.
    municipal : frozenset of str
        Members that have residents, the only ones that records can be counted for.

    Returns
    -------
    list of Agreement
        One per row, in order. Comparable are participants, exited, completed, broken off, ongoing
        and outcomes in work or studies, of persons or participations, where the records have the
        programme, reach over the whole period and know the place. A flow or a count to date of
        participants is those who took part in the period (opening + new); a stock, and those
        ongoing, are those there on its last day. An outcome at exit goes by the main activity;
        6 and 12 months later by that time's. Employment is work of all three kinds.

    Notes
    -----
    They agree where the stated number, or range, meets what the records say between low and high
    (anonymous rows, unknown situations and reasons). A number that the source calls about may be
    a tenth off. Volume heads have no record, and a source may have counted them too.
    """
    published = published_counts(counts)
    ids = [str(row["count_id"]) for row in records(counts)]
    known = {
        name for (name,) in con.execute("SELECT DISTINCT programme_id FROM records").fetchall()
    }
    found = []
    for name, fact, value in zip(ids, counts_of(counts), published, strict=True):
        why = _why_not(fact, horizon, known, municipal)
        if why:
            found.append(Agreement(name, value, None, "not_comparable", why))
            continue
        ours = _counted(con, fact)
        same = _meets(fact, ours)
        found.append(Agreement(name, value, ours, "agree" if same else "disagree"))
    return found


def _why_not(
    fact: Count, horizon: Horizon, known: set[str], municipal: frozenset[str]
) -> str | None:
    """Say why records cannot answer for a published count; None where they can."""
    stock = fact.period_kind == "stock" or fact.measure == "ongoing"
    days = _days(fact)
    tests = {
        reasons.NO_NUMBER: fact.value is None and fact.low is None and fact.high is None,
        reasons.NOT_PARTICIPANTS: fact.population != "participants"
        or fact.unit not in ("persons", "participations")
        or fact.measure not in _MEASURES,
        reasons.OUTCOME_UNRECORDED: fact.measure == "outcome" and fact.outcome not in _OUTCOMES,
        reasons.TIME_UNRECORDED: fact.after == "later",
        reasons.COMPONENT_UNRECORDED: bool(fact.component),
        reasons.NO_RECORDS: not known or fact.programme_id not in {*known, ""},
        reasons.NOT_RESIDENTS: not fact.place or not fact.place <= municipal,
        (reasons.DAY_NOT_STATED if stock else reasons.PERIOD_NOT_STATED): days is None,
    }
    for why, holds in tests.items():
        if holds:
            return why
    if days is not None and (days[0] < horizon.first or days[1] > horizon.newest):
        return reasons.NOT_COVERED
    return None


def _days(fact: Count) -> tuple[date, date] | None:
    """Return first and last day; of a stock both are its day. None where they are not stated."""
    if fact.period_kind == "stock" or fact.measure == "ongoing":
        until = fact.period_end or fact.as_of
        return (last_day(until), last_day(until)) if until else None
    if fact.period_start and fact.period_end:
        return first_day(fact.period_start), last_day(fact.period_end)
    return None


def _counted(con: duckdb.DuckDBPyConnection, fact: Count) -> Value:
    """Work out from records what a published count states."""
    days = _days(fact)
    if days is None:
        raise ValueError("a count without a period is not comparable")
    window = Window(fact.programme_id or None, fact.place, *days)
    asked = _asked(fact)
    counted = people(con, window, asked.event, asked.counts)
    least = people(con, window, asked.event, f"{asked.counts} AND {asked.sure}")
    most = people(con, window, asked.event, f"({asked.counts} OR {asked.perhaps})")
    # Who had not left when the row was true may have left since.
    stale = people(con, window, "closing", _STALE) if asked.event == "exits" else People(0, 0, 0)
    return _value(fact, days, (least, counted, most), stale, asked.missing)


_STALE = "exit IS NULL AND as_of < ends"


@dataclass(frozen=True)
class _Asked:
    """Which rows a published count is about, in SQL: who counts, surely, and perhaps besides."""

    event: Event
    counts: str = "true"
    sure: str = "true"
    perhaps: str = "false"
    missing: str = ""


def _asked(fact: Count) -> _Asked:
    if fact.measure == "ongoing" or fact.period_kind == "stock":
        return _Asked("closing", sure=f"NOT ({_STALE})")
    if fact.measure == "participants":
        return _Asked("during", sure="NOT (exit IS NULL AND as_of < starts - 1)")
    if fact.measure in ("completed", "broken_off"):
        sign = "=" if fact.measure == "completed" else "<>"
        left = f"coalesce(exit_reason {sign} 'completed', false)"
        return _Asked("exits", left, "true", "exit_reason IS NULL", reasons.EXIT_REASON_MISSING)
    if fact.measure == "outcome":
        names = ", ".join(f"'{code}'" for code in _OUTCOMES[fact.outcome])
        now = at("activity", fact.after or "exit")
        done, perhaps = f"{now} IN ({names})", f"{now} IN ('unknown', 'not_due')"
        if fact.of == "completed":
            perhaps = f"(({done} OR {perhaps}) AND coalesce(exit_reason = 'completed', true))"
            done = f"({done} AND coalesce(exit_reason = 'completed', false))"
        return _Asked("exits", done, "true", perhaps, reasons.SITUATION_MISSING)
    return _Asked("exits")


def _value(
    fact: Count,
    days: tuple[date, date],
    found: tuple[People, People, People],
    stale: People,
    missing: str,
) -> Value:
    least, counted, most = found
    if fact.unit == "persons":
        low, number, high = least.least, counted.most, most.most + stale.most
    else:
        low, number, high = least.rows, counted.rows, most.rows + stale.rows
    stock = fact.period_kind == "stock" or fact.measure == "ongoing"
    starts, ends = days
    whole = (starts.month, starts.day, ends.month, ends.day) == (1, 1, 12, 31)
    parts = {
        "from_": "records",
        "count": fact.unit,
        "outcome": fact.outcome,
        "of": fact.of,
        "after": fact.after,
        "kind": "stock" if stock else "",
        # A year's key is the whole year's; another period says its days.
        "days": "" if whole else "/".join(dict.fromkeys((starts.isoformat(), ends.isoformat()))),
    }
    below, above = low < number, high > number
    told = [
        *([reasons.ANONYMOUS] if counted.anonymous and fact.unit == "persons" else []),
        *([missing] if most.rows > counted.rows else []),
        *([reasons.UNCONFIRMED] if stale.rows or least.rows < counted.rows else []),
    ]
    inexact = below or above
    return replace(
        fact.as_value(_MEASURES["ongoing"] if stock else _MEASURES[fact.measure]),
        group=group(**parts),
        value=number,
        low=low if inexact else None,
        high=high if inexact else None,
        bound=("conditional" if above else "at_most")
        if below
        else ("at_least" if above else "exact"),
        approximate=False,
        status="shown",
        reason=reasons.joined(told) if told and inexact else "",
        source_id="",
    )


def _meets(fact: Count, ours: Value) -> bool:
    """Say whether what a source states and what records allow have a number in common."""
    least = fact.value if fact.value is not None else (fact.low or 0)
    most = fact.value if fact.value is not None else fact.high
    if fact.approximate:
        least, most = least * (1 - _ABOUT), None if most is None else most * (1 + _ABOUT)
    number = ours.value or 0
    low = number if ours.low is None else ours.low
    high = number if ours.high is None else ours.high
    return low <= (float("inf") if most is None else most) and least <= high
