"""Counts as sources publish them, and the ledger: do those who came add up with those who left?

Method: docs/methods.md, "Ledger".
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import pandas as pd

from utfall.data.dates import last_day
from utfall.errors import DataError
from utfall.measures import reasons
from utfall.measures.facts import Count, counts_of, distinct, merged_sources
from utfall.values import Value, group

__all__ = ["PART_OF", "by_people", "ledger", "outcome_persons", "published_counts", "unreported"]

PART_OF = {"studies_csn": "studies", "studies_no_csn": "studies"}
"""Outcomes already counted in a wider one, which must not be counted again."""

_NAMES = {"outcome": "n_outcome", "participants": "n_participants"}


def published_counts(counts: pd.DataFrame) -> list[Value]:
    """Every published count as a value.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`, any population and unit.

    Returns
    -------
    list of Value
        One per row, in the same order: ``n_participants``, ``n_completed``, ``n_outcome`` and so
        on, by the row's measure. A row without any number is ``unknown`` with the source's
        reason; a zero is shown as zero; a range has `low` and `high` and no `value`. The group
        names the reading, the component, the kind of period unless it is a flow, the population
        unless it is participants, and the source of a figure that measures do not use.

    Notes
    -----
    Persons, cases and applications are told apart by `unit`; nothing here adds them.
    """
    facts = counts_of(counts)
    values = [
        fact.as_value(
            _NAMES.get(fact.measure, f"n_{fact.measure}"),
            outcome=fact.outcome,
            after=fact.after,
            source="" if fact.primary else fact.source_group,
        )
        for fact in facts
    ]
    return distinct(values, [{"source": f.source_group, "as_of": f.as_of} for f in facts])


def by_people(facts: Iterable[Count]) -> Iterator[list[Count]]:
    """Yield the primary counts of persons that are about the same people, together."""
    used = [fact for fact in facts if fact.primary and fact.unit in {"persons", ""}]
    for _, rows in groupby(sorted(used, key=lambda fact: fact.people), lambda fact: fact.people):
        yield list(rows)


def _stated(rows: list[Count], measure: str) -> Count | None:
    """Return the count of a measure that is stated as one number, if there is one."""
    return next((r for r in rows if r.measure == measure and r.value is not None), None)


def outcome_persons(outcomes: Iterable[Count], n: float) -> tuple[float, float]:
    """Bounds for the persons with at least one of some outcomes, among `n`.

    Outcomes of one exclusive group add up, since nobody has two of them. Otherwise at least the
    largest and at most the sum, never more than `n`.

    Returns
    -------
    tuple of float
        Lower and upper bound in persons; equal where all outcomes are exclusive.
    """
    sums = _exclusive_sums(outcomes)
    return min(n, max(sums, default=0.0)), min(n, sum(sums))


def _exclusive_sums(outcomes: Iterable[Count]) -> list[float]:
    """Return the sum of each exclusive group; an outcome without one is its own."""
    sums: dict[str, float] = {}
    for at, row in enumerate(outcomes):
        name = row.exclusive_group or f"row {at}"
        sums[name] = sums.get(name, 0.0) + (row.value or 0.0)
    return list(sums.values())


def ledger(counts: pd.DataFrame) -> list[Value]:
    """What remains of those who took part when every stated way out is counted.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`. Only primary counts of persons are used.

    Returns
    -------
    list of Value
        ``n_unaccounted`` where the source tells how people left: enrolled − completed − broken
        off − ongoing, or to date enrolled − exited − ongoing. Zero says that it adds up. Those
        counted on the last day of a period may have left in it and come back: it is
        *conditional* then, with as few such as possible, and a range from none to all of them.
        ``n_left_somehow`` is exits − completed − broken off: left, and it is not told how.
        ``n_not_reported`` (group ``of`` unless of participants) where it only tells what became
        of some: all − those with a stated outcome; a range where outcomes may overlap. All have
        the whole as denominator.

    Raises
    ------
    DataError
        If the parts are more than the whole.

    Notes
    -----
    Those not reported need not have left: they may simply still be enrolled.
    """
    values: list[Value] = []
    facts = counts_of(counts)
    stocks = {
        _on_last_day(row): row
        for row in facts
        if row.period_kind == "stock" and row.measure == "ongoing" and row.value is not None
    }
    for rows in by_people(facts):
        if rows[0].period_kind != "stock":
            still = stocks.get(_on_last_day(rows[0]))
            left = [_unaccounted(rows, still), _left_somehow(rows)]
            values += filter(None, [*left, *_not_reported(rows)])
    return values


def _on_last_day(row: Count) -> tuple[str, ...]:
    where = (row.programme_id, row.member_ids, row.reading, row.component, row.population)
    return (*where, last_day(row.period_end).isoformat() if row.period_end else "")


def _remainder(
    measure: str,
    whole: Count,
    parts: list[Count],
    rest: tuple[float, float],
    *,
    of: str = "participants",
    assumed: float | None = None,
    why: str = reasons.ONE_OUTCOME_EACH,
) -> Value:
    """Return what is left of a whole: between the two ends of `rest`, or as assumed."""
    low, high = rest
    if low < 0:
        raise DataError(
            [
                f"counts: {whole.programme_id} {whole.year}: {measure}: the parts are more than "
                f"the whole, {whole.value:g}; correct one of them"
            ]
        )
    sure = low == high
    value = low if sure else assumed
    conditional = value is not None and not sure
    return Value(
        measure,
        whole.programme_id,
        whole.member_ids,
        whole.year,
        group(**whole.group_parts, of="" if of == "participants" else of),
        value=value,
        numerator=value,
        denominator=whole.value,
        low=None if sure else low,
        high=None if sure else high,
        bound="conditional" if conditional else "exact",
        approximate=any(row.approximate for row in [whole, *parts]),
        reason=why if conditional else "",
        source_id=merged_sources(whole.source_id, *(row.source_id for row in parts)),
    )


def _unaccounted(rows: list[Count], still: Count | None) -> Value | None:
    whole = _stated(rows, "participants")
    exited = _stated(rows, "exited")
    ways_out = ["exited"] if exited else ["completed", "broken_off"]
    left = [row for name in ways_out if (row := _stated(rows, name))]
    ongoing = _stated(rows, "ongoing")
    # Without a count of the ongoing, those left of a count to date are simply still there.
    if whole is None or not left or (whole.period_kind == "to_date" and ongoing is None):
        return None
    parts = left + ([ongoing] if ongoing else [])
    rest = (whole.value or 0) - sum(row.value or 0 for row in parts)
    if ongoing is None and still is not None and rest > 0:
        there = still.value or 0
        fewest = max(0.0, rest - there)
        # Nobody on the last day need be among those who are left.
        most = max(fewest, min(rest, (whole.value or 0) - there))
        return _remainder(
            "n_unaccounted", whole, [*parts, still], (fewest, most),
            assumed=fewest, why=reasons.LEFT_AND_BACK,
        )  # fmt: skip
    return _remainder("n_unaccounted", whole, parts, (rest, rest))


def _left_somehow(rows: list[Count]) -> Value | None:
    """Return those who left neither as completed nor as broken off, where all three are told."""
    exited = _stated(rows, "exited")
    ways = [row for name in ("completed", "broken_off") if (row := _stated(rows, name))]
    if exited is None or len(ways) < 2:
        return None
    rest = (exited.value or 0) - sum(row.value or 0 for row in ways)
    return _remainder("n_left_somehow", exited, ways, (rest, rest))


def _not_reported(rows: list[Count]) -> Iterator[Value]:
    for of in ("participants", "completed", "exited"):
        found = unreported(rows, of)
        if found is None:
            continue
        whole, parts, rest, assumed = found
        # Exclusive parts that exceed the whole must not be hidden by its being the upper bound.
        over = min(0.0, (whole.value or 0) - max(_exclusive_sums(parts)))
        yield _remainder(
            "n_not_reported", whole, parts, (rest[0] + over, rest[1]), of=of, assumed=assumed
        )


def unreported(
    rows: list[Count], of: str
) -> tuple[Count, list[Count], tuple[float, float], float | None] | None:
    """Persons of a base of whom the source does not tell what became.

    Parameters
    ----------
    rows : list of Count
        Counts of the same people.
    of : str
        The base: ``participants``, ``completed`` or ``exited``.

    Returns
    -------
    tuple or None
        The base's count, the outcomes stated of it, the fewest and most persons without any of
        them, and their number if outcomes that are inferred to be exclusive are so (None where
        not even that settles it). None where the base or its outcomes are not stated.
    """
    whole = _stated(rows, of)
    parts = [
        row
        for row in rows
        if row.measure == "outcome"
        and row.of == of
        and not row.after
        and row.outcome not in PART_OF
        and row.value is not None
    ]
    if whole is None or not parts:
        return None
    n = whole.value or 0
    fewest, most = outcome_persons(parts, n)
    stated = [replace(r, exclusive_group="") if r.inferred else r for r in parts]
    low, high = outcome_persons(stated, n)
    return whole, parts, (n - high, n - low), n - most if fewest == most else None
