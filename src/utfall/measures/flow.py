"""Where the people of one count went: parts that exclude each other and add up to the whole.

Method: docs/methods.md, "Ledger".
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from utfall.measures.facts import Count, counts_of
from utfall.measures.participants import by_people, ledger, published_counts
from utfall.values import Value, parse_group

__all__ = ["PeopleFlow", "people_flows"]

_STATUS = {
    "employment": "employment",
    "employment_subsidised": "employment",
    "towards_employment": "towards",
    "studies": "studies",
    "upper_secondary": "studies",
    "internship": "preparation",
    "assessment": "preparation",
    "rehabilitation_af": "preparation",
    "work_training": "preparation",
    "daily_activities": "daily",
}
_ORDER = (
    "employment",
    "towards",
    "studies",
    "preparation",
    "daily",
    "ongoing",
    "broken_off",
    "completed",
    "unknown",
)


@dataclass(frozen=True)
class PeopleFlow:
    """One whole and its parts, by the keys of their values.

    `parts` are pairs of a status and a key; a flow of people of whom nothing is reported has the
    whole itself as its one unknown part. `inferred` says that the parts add up but the source
    does not state that they exclude each other.
    """

    programme_id: str
    total: str
    parts: tuple[tuple[str, str], ...]
    inferred: bool


def people_flows(counts: pd.DataFrame) -> list[PeopleFlow]:
    """Split every count of participants by what became of them, as far as that can be said.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`; only primary counts of participants are used, never a stock.

    Returns
    -------
    list of PeopleFlow
        Only flows whose parts add up to the whole exactly: what overlaps or exceeds is left to
        the ledger. Parts of zero persons are left out.
    """
    facts = counts_of(counts)
    values = published_counts(counts)
    # Frozen facts with equal cells are equal, so the position tells them apart.
    keys = {id(fact): value.key for fact, value in zip(facts, values, strict=True)}
    rest: Mapping[tuple[str, str, str], list[Value]] = defaultdict(list)
    for value in ledger(counts):
        rest[value.programme_id, value.member_id, value.year].append(value)
    found = []
    for rows in by_people(facts):
        whole = _one(rows, "participants")
        if whole is None or whole.period_kind == "stock" or whole.population != "participants":
            continue
        flow = _flow(whole, rows, keys, rest[whole.programme_id, whole.member_ids, whole.year])
        if flow:
            found.append(flow)
    return found


def _one(rows: Sequence[Count], measure: str) -> Count | None:
    return next((r for r in rows if r.measure == measure and r.value is not None), None)


def _flow(
    whole: Count, rows: Sequence[Count], keys: Mapping[int, str], rest: Sequence[Value]
) -> PeopleFlow | None:
    outcomes = _exclusive([r for r in rows if r.measure == "outcome" and not r.after and r.value])
    parts = [(_STATUS[r.outcome], keys[id(r)], r.value or 0.0) for r in outcomes]
    for measure in ("ongoing", "broken_off"):
        row = _one(rows, measure)
        if row is not None and row.value:
            parts.append((measure, keys[id(row)], row.value))
    completed = _one(rows, "completed")
    if completed is not None and not outcomes:
        parts.append(("completed", keys[id(completed)], completed.value or 0.0))
    left = (whole.value or 0.0) - sum(n for _, _, n in parts)
    if left:
        remainder = _remainder(whole, rest, left)
        if remainder is None and parts:
            return None
        parts.append(("unknown", remainder or keys[id(whole)], left))
    parts.sort(key=lambda part: _ORDER.index(part[0]))
    return PeopleFlow(
        whole.programme_id,
        keys[id(whole)],
        tuple((status, key) for status, key, _ in parts),
        any(r.inferred for r in outcomes),
    )


def _exclusive(outcomes: list[Count]) -> list[Count]:
    """Return the outcomes of the largest exclusive group, or the first where none is."""
    groups: dict[str, list[Count]] = defaultdict(list)
    for row in outcomes:
        if row.outcome in _STATUS:
            groups[row.exclusive_group].append(row)
    alone = groups.pop("", [])
    if groups:
        return max(groups.values(), key=lambda rows: sum(r.value or 0 for r in rows))
    return alone[:1]


def _remainder(whole: Count, rest: Sequence[Value], left: float) -> str | None:
    for value in rest:
        same = parse_group(value.group).get("reading", "") == whole.reading
        if same and value.value == left:
            return value.key
    return None
