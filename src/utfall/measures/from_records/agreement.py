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
from utfall.measures.from_records.cell import KINDS
from utfall.measures.from_records.outcomes import at
from utfall.measures.from_records.people import People
from utfall.measures.from_records.period import Event, Window, people
from utfall.measures.from_records.scope import Scope
from utfall.measures.participants import published_counts
from utfall.values import Value, group

__all__ = ["Agreement", "Finding", "agreements"]

Verdict = Literal["agree", "possible", "disagree", "not_comparable"]

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
    # A source's are all who left before the end, for whatever cause.
    "broken_off": "n_not_completed",
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
    verdict : {"agree", "possible", "disagree", "not_comparable"}
        Whether the source states the very number that the records count; or one, a range or a
        number of about, that may be true beside them, since something is missing; or neither.
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
    con: duckdb.DuckDBPyConnection, scope: Scope, counts: pd.DataFrame
) -> list[Agreement]:
    """Compare every published count with the records.

    Parameters
    ----------
    con : DuckDBPyConnection
        Records as laid out.
    scope : Scope
        What they can answer for.
    counts : DataFrame
        Rows of `counts.csv`.

    Returns
    -------
    list of Agreement
        One per row, in order. Comparable are participants, exited, completed, broken off, ongoing
        and outcomes in work or studies, of persons or participations, where the records have the
        programme, reach over the whole period and know the place. A flow or a count to date of
        participants is those who took part in the period (opening + new); a stock, and those
        ongoing, are those there on its last day. An outcome at exit goes by the main activity;
        6 and 12 months later by that time's. Employment is work of all three kinds; broken off is
        every exit but completed, ``n_not_completed``.

    Notes
    -----
    Both can be true where the stated number, or range, meets what the records say between low and
    high (anonymous rows, unknown situations and reasons, residence that is not recorded; everybody
    in the programme where the source names all its members; no upper end where the programme's
    records begin inside the period). A number that the source calls about may be a tenth off.
    Volume heads have no record, and a source may have counted them too.
    """
    published = published_counts(counts)
    ids = [str(row["count_id"]) for row in records(counts)]
    found = []
    for name, fact, value in zip(ids, counts_of(counts), published, strict=True):
        why = _why_not(fact, scope)
        if why:
            found.append(Agreement(name, value, None, "not_comparable", why))
            continue
        ours = _counted(con, fact, scope)
        found.append(Agreement(name, value, ours, _verdict(fact, ours)))
    return found


def _why_not(fact: Count, scope: Scope) -> str:
    """Say why records cannot answer for a published count; empty where they can."""
    days = _days(fact)
    tests = {
        reasons.NO_NUMBER: fact.value is None and fact.low is None and fact.high is None,
        reasons.NOT_PARTICIPANTS: fact.population != "participants"
        or fact.unit not in ("persons", "participations")
        or fact.measure not in _MEASURES,
        reasons.OUTCOME_UNRECORDED: fact.measure == "outcome" and fact.outcome not in _OUTCOMES,
        reasons.TIME_UNRECORDED: fact.after == "later",
        reasons.COMPONENT_UNRECORDED: bool(fact.component),
        reasons.NO_RECORDS: fact.programme_id not in {*scope.horizon.began, ""},
        reasons.NOT_RESIDENTS: not fact.place or not fact.place <= scope.residents,
        (reasons.DAY_NOT_STATED if _is_stock(fact) else reasons.PERIOD_NOT_STATED): days is None,
    }
    for why, holds in tests.items():
        if holds:
            return why
    return scope.not_covered(fact.programme_id, *days) if days else ""


def _is_stock(fact: Count) -> bool:
    return fact.period_kind == "stock" or fact.measure == "ongoing"


def _days(fact: Count) -> tuple[date, date] | None:
    """Return first and last day; of a stock both are its day. None where they are not stated."""
    if _is_stock(fact):
        until = fact.period_end or fact.as_of
        return (last_day(until), last_day(until)) if until else None
    if fact.period_start and fact.period_end:
        return first_day(fact.period_start), last_day(fact.period_end)
    return None


def _counted(con: duckdb.DuckDBPyConnection, fact: Count, scope: Scope) -> Value:
    """Work out from records what a published count states."""
    days = _days(fact)
    if days is None:
        raise ValueError("a count without a period is not comparable")
    window = Window(fact.programme_id or None, fact.place, *days)
    wider, why_more = scope.widest(window)
    asked = _asked(fact)
    may = f"({asked.counts} OR {asked.perhaps})"
    # Who had not left when the row was true may have left since.
    stale = people(con, wider, "closing", _STALE) if asked.event == "exits" else People(0, 0, 0)
    found = _Found(
        least=people(con, window, asked.event, f"{asked.counts} AND {asked.sure}"),
        counted=people(con, window, asked.event, asked.counts),
        most=people(con, wider, asked.event, may),
        stale=stale,
        open_end=not _is_stock(fact) and scope.begins_later(fact.programme_id, days[0]),
    )
    here = people(con, window, asked.event, may)
    told = {
        reasons.ANONYMOUS: found.counted.anonymous > 0 and fact.unit == "persons",
        asked.missing: here.rows > found.counted.rows,
        why_more: found.most.rows > here.rows,
        reasons.UNCONFIRMED: stale.rows > 0 or found.least.rows < found.counted.rows,
        reasons.RECORDS_BEGIN_LATER: found.open_end,
    }
    return _value(fact, days, found, [why for why, holds in told.items() if holds])


@dataclass(frozen=True)
class _Found:
    """People at least, as counted, and at most with the stale; or more where it has no end."""

    least: People
    counted: People
    most: People
    stale: People
    open_end: bool


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
    if _is_stock(fact):
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


def _value(fact: Count, days: tuple[date, date], found: _Found, told: list[str]) -> Value:
    """Return what the records say, keyed as the ledger keys it."""
    persons = fact.unit == "persons"
    low = found.least.least if persons else found.least.rows
    number = found.counted.most if persons else found.counted.rows
    most = found.most.most if persons else found.most.rows
    high = most + found.stale.rows
    stock, (starts, ends) = _is_stock(fact), days
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
    below, above = low < number, high > number or found.open_end
    inexact = below or above
    return replace(
        fact.as_value(_MEASURES["ongoing"] if stock else _MEASURES[fact.measure]),
        group=group(**parts),
        value=number,
        low=low if inexact else None,
        high=high if inexact and not found.open_end else None,
        bound=KINDS[below, above],
        approximate=False,
        status="shown",
        reason=reasons.joined(told) if told and inexact else "",
        source_id="",
    )


def _verdict(fact: Count, ours: Value) -> Verdict:
    """Set what a source states beside the number that records count, and what they allow."""
    if fact.value == ours.value and not fact.approximate:
        return "agree"
    infinite = float("inf")
    least = fact.value if fact.value is not None else (fact.low or 0)
    most = fact.value if fact.value is not None else fact.high
    most = infinite if most is None else most
    if fact.approximate:
        least, most = least * (1 - _ABOUT), most * (1 + _ABOUT)
    number = ours.value or 0
    low = number if ours.low is None else ours.low
    high = number if ours.bound in ("exact", "at_most") else ours.high
    high = infinite if high is None else high
    return "possible" if low <= most and least <= high else "disagree"
