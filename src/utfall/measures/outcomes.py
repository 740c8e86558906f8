"""Shares with an outcome, each with its denominator named and bounds for what is missing.

Method: docs/methods.md, "Outcomes" and "Bounds".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import Count, counts_of, merged_sources
from utfall.measures.participants import PART_OF, by_people, unreported
from utfall.measures.statistics.intervals import wilson
from utfall.values import Bound, Value, group, not_shown

__all__ = ["FEWEST_FOR_SHARE", "Reached", "any_outcome", "outcomes", "reached"]

FEWEST_FOR_SHARE = 10
"""No share is given of fewer people than this: one person would move it too far."""

# Each base is a part of the next, so an outcome known for one bounds the next.
_BASES = ("completed", "exited", "participants")


@dataclass(frozen=True)
class Reached:
    """Persons with an outcome, and the people they are among.

    `bases` holds, for each base that the source gives a number of, that count; `rows` the counts
    that the outcome rests on. `count` is as the source counts, None where only `low` and `high`
    are known. `unreported` are those of the base of whom the source tells no outcome at all: it
    need not have asked them, so that they may have this one too. `conditional` says that the
    count holds only if nobody has two of the outcomes, which is inferred.
    """

    outcome: str
    of: str
    count: float | None
    low: float
    high: float
    conditional: bool
    rows: tuple[Count, ...]
    bases: dict[str, Count]
    unreported: float = 0.0

    @property
    def hidden(self) -> float:
        """Participants for whom the source reports no outcome, of its base or beside it."""
        return self.missing("participants" if "participants" in self.bases else self.of)

    def missing(self, base: str) -> float:
        """People of a base for whom the source reports no outcome."""
        wider = (self.size(base) or 0.0) - (self.size(self.of) or 0.0)
        return wider + self.unreported

    @property
    def may_have(self) -> float:
        """People who may have the outcome although it is not told; who is still there has none yet."""
        return self.unreported if self.of == "exited" else self.hidden

    def size(self, base: str) -> float | None:
        """Number of people of a base, or None where it is not stated."""
        row = self.bases.get(base)
        return row.value if row else None

    @property
    def source_id(self) -> str:
        """The sources of the outcome and of its denominators."""
        cells = [row.source_id for row in (*self.rows, *self.bases.values())]
        return merged_sources(*cells)


def reached(counts: pd.DataFrame) -> list[Reached]:
    """Outcomes at exit that the source gives as one number, with their denominators.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`. Only primary counts of participants are used, and only outcomes
        whose denominator the source gives for the same place, period, component and reading.
    """
    return [one for rows in by_people(counts_of(counts)) for one in _reached(rows)]


def _bases(rows: list[Count]) -> dict[str, Count]:
    return {row.measure: row for row in rows if row.measure in _BASES and row.value is not None}


def _outcome_rows(rows: list[Count]) -> list[Count]:
    bases = _bases(rows)
    return [
        row
        for row in rows
        if row.measure == "outcome"
        and not row.after
        and row.value is not None
        and row.of in bases
        and row.population == "participants"
    ]


def _unreported(rows: list[Count], of: str) -> float:
    """Return how many of a base have no outcome told: as assumed, else the most they can be."""
    found = unreported(rows, of)
    if found is None:
        return 0.0
    _, _, (_, most), assumed = found
    return most if assumed is None else assumed


def _reached(rows: list[Count]) -> Iterator[Reached]:
    for row in _outcome_rows(rows):
        n = row.value or 0.0
        # A source that says of the rest that they went elsewhere gives the count as the most, too.
        silent = 0.0 if row.high == n else _unreported(rows, row.of)
        yield Reached(row.outcome, row.of, n, n, n, False, (row,), _bases(rows), silent)


def any_outcome(counts: pd.DataFrame) -> list[Reached]:
    """Persons in work or studies, where the source gives both for the same people.

    The sum of the two holds if nobody is in both. Where the source says so the count is exact;
    where exclusivity is inferred it is conditional, and the bounds hold in any case: at least
    the larger of the two, at most their sum.
    """
    found = []
    for rows in by_people(counts_of(counts)):
        both = [r for r in _outcome_rows(rows) if r.outcome in {"employment", "studies"}]
        if len(both) != 2 or both[0].of != both[1].of:
            continue
        first, second = sorted(both, key=lambda row: row.outcome)
        bases = _bases(rows)
        n = bases[first.of].value or 0.0
        exclusive = bool(first.exclusive_group) and first.exclusive_group == second.exclusive_group
        inferred = exclusive and (first.inferred or second.inferred)
        total = (first.value or 0.0) + (second.value or 0.0)
        sure = exclusive and not inferred
        low, high = (total, total) if sure else _apart(first, second, n)
        found.append(
            Reached(
                f"{first.outcome}+{second.outcome}",
                first.of,
                total if exclusive else None,
                low,
                high,
                inferred,
                (first, second),
                bases,
                _unreported(rows, first.of),
            )
        )
    return found


def _apart(first: Count, second: Count, n: float) -> tuple[float, float]:
    """Bounds for two outcomes without any assumption on whether they overlap."""
    values = (first.value or 0.0, second.value or 0.0)
    return max(values), min(n, sum(values))


def outcomes(counts: pd.DataFrame, *, confidence: float = 0.95) -> list[Value]:
    """Shares with an outcome, persons with work or studies, and outcomes that overlap.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`.
    confidence : float
        Coverage of the interval for chance.

    Returns
    -------
    list of Value
        ``share_outcome`` by the denominator that the source names and by each wider one. By a
        wider one, and where the source tells no outcome of some, it is *at least*: `low` if none,
        `high` if all, of those not reported had the outcome. ``refused`` of fewer than `FEWEST_FOR_SHARE` people, and of all enrolled while
        some are still there. ``n_any_outcome`` in persons, and ``n_outcomes_reported`` where the
        outcomes are more than the people and must overlap.

    Notes
    -----
    The interval is Wilson's, of the share as counted; it covers chance, the bounds cover what is
    missing. No share here says that the programme caused the outcome.
    """
    facts = counts_of(counts)
    values = [share for one in reached(counts) for share in _shares(one, confidence)]
    values += [_any_value(one) for one in any_outcome(counts)]
    for rows in by_people(facts):
        values += _overlap(rows)
    return values


def _shares(one: Reached, confidence: float) -> Iterator[Value]:
    for base in _BASES[_BASES.index(one.of) :]:
        n = one.size(base)
        if n:
            yield _share(one, base, n, confidence)


def _share(one: Reached, base: str, n: float, confidence: float) -> Value:
    row = one.rows[0]
    count, missing = one.count or 0.0, one.missing(base)
    ci_low, ci_high = wilson(count, n, confidence=confidence)
    partial = missing > 0
    value = Value(
        "share_outcome",
        row.programme_id,
        row.member_ids,
        row.year,
        group(**row.group_parts, of=base, outcome=one.outcome),
        value=count / n,
        unit="share",
        numerator=count,
        denominator=n,
        low=count / n if partial else None,
        high=min(n, count + missing) / n if partial else None,
        bound="at_least" if partial else "exact",
        approximate=row.approximate,
        ci_low=ci_low,
        ci_high=ci_high,
        reason=reasons.OUTCOMES_FOR_SOME if partial else "",
        source_id=one.source_id,
    )
    # Of those who took part, who has not left has no outcome yet: neither known nor unknown.
    still_there = row.period_kind == "to_date" or one.of == "exited"
    if missing > one.unreported and still_there:
        return not_shown(value, "refused", reasons.MOST_STILL_THERE)
    return value if n >= FEWEST_FOR_SHARE else not_shown(value, "refused", reasons.TOO_FEW)


def _any_value(one: Reached) -> Value:
    row = one.rows[0]
    high = min(one.size(one.of) or one.high, one.high + one.unreported)
    exact = one.low == high
    bound: Bound = "conditional" if one.conditional else "exact"
    told = [reasons.EXCLUSIVE_INFERRED] if one.conditional else []
    if one.unreported:
        bound = "conditional" if one.conditional else "at_least"
        told.append(reasons.OUTCOMES_FOR_SOME)
    return Value(
        "n_any_outcome",
        row.programme_id,
        row.member_ids,
        row.year,
        group(**row.group_parts, outcome=one.outcome),
        value=one.count,
        denominator=one.size(one.of),
        low=None if exact else one.low,
        high=None if exact else high,
        bound=bound,
        approximate=any(r.approximate for r in one.rows),
        reason=reasons.joined(told) if told else "",
        source_id=one.source_id,
    )


def _overlap(rows: list[Count]) -> Iterator[Value]:
    """Yield the number of outcomes where they are more than the people who had them."""
    bases = _bases(rows)
    for of, base in bases.items():
        listed = [r for r in _outcome_rows(rows) if r.of == of and r.outcome not in PART_OF]
        total = sum(row.value or 0.0 for row in listed)
        if total > (base.value or 0.0):
            yield Value(
                "n_outcomes_reported",
                base.programme_id,
                base.member_ids,
                base.year,
                group(**base.group_parts, of=of),
                value=total,
                unit="outcomes",
                denominator=base.value,
                source_id=merged_sources(*(row.source_id for row in [base, *listed])),
            )
