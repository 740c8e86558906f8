"""Rows of `counts.csv` and `funding.csv` as typed facts, and the keys that follow from them."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import pandas as pd

from utfall.data.dates import first_day, last_day
from utfall.measures import reasons
from utfall.values import Bound, Status, Value, group, parse_group

__all__ = [
    "Count",
    "Money",
    "bound_of",
    "counts_of",
    "distinct",
    "funding_of",
    "merged_sources",
    "number",
    "records",
    "year_of",
]


def year_of(start: str, end: str) -> str:
    """Return the year column of a key for a period of partial dates.

    >>> year_of("2018-01-01", "2018"), year_of("2016", "2019"), year_of("2023-09", "")
    ('2018', '2016/2019', '2023/')
    """
    first, last = start[:4], end[:4]
    if not (first or last):
        return ""
    return first if first == last else f"{first}/{last}"


def number(cell: object) -> float | None:
    """Return the number of a cell, or None where the cell is missing."""
    if cell is None or cell == "" or cell is pd.NA:
        return None
    value = float(cell)  # type: ignore[arg-type]
    return None if math.isnan(value) else value


def merged_sources(*cells: str) -> str:
    """Join source ids, each once, in the order in which they come.

    >>> merged_sources("s0-svar;s2", "s2")
    's0-svar;s2'
    """
    return ";".join(dict.fromkeys(one for cell in cells for one in cell.split(";") if one))


def _source_group(source_id: str) -> str:
    # A semicolon separates the pairs of a group.
    return source_id.replace(";", "+")


def bound_of(value: float | None, low: float | None, high: float | None) -> Bound:
    """Return what a stated number is: a lone lower end says "at least", a lone upper "at most"."""
    if value is None and high is None:
        return "at_least"
    if value is None and low is None:
        return "at_most"
    return "exact"


@dataclass(frozen=True)
class _Fact:
    """What counts and money have in common."""

    programme_id: str
    member_ids: str
    reading: str
    component: str
    period_start: str
    period_end: str
    period_kind: str
    primary: bool
    source_id: str

    @property
    def year(self) -> str:
        """The period as the key has it."""
        return year_of(self.period_start, self.period_end)

    @property
    def place(self) -> frozenset[str]:
        """The members concerned; empty where the source states none."""
        return frozenset(filter(None, self.member_ids.split("+")))

    @property
    def source_group(self) -> str:
        """The source as part of a group."""
        return _source_group(self.source_id)


@dataclass(frozen=True)
class Count(_Fact):
    """A published count: a row of `counts.csv`."""

    measure: str
    outcome: str
    after: str
    population: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    approximate: bool
    of: str
    exclusive_group: str
    inferred: bool
    reason: str
    as_of: str

    @property
    def people(self) -> tuple[str, ...]:
        """What two counts must share to be about the same people."""
        return (
            self.programme_id,
            self.member_ids,
            self.reading,
            self.component,
            self.year,
            self.period_kind,
            self.population,
        )

    @property
    def group_parts(self) -> dict[str, str]:
        """The parts of the group that say which people, without those that go without saying."""
        implied = {"participants", "cases", "outside", ""}
        return {
            "reading": self.reading,
            "component": self.component,
            "kind": "" if self.period_kind in {"flow", ""} else self.period_kind,
            "population": "" if self.population in implied else self.population,
        }

    def as_value(self, measure: str, **parts: str) -> Value:
        """Return the count as a row under the given measure, with more parts in the group."""
        known = any(x is not None for x in (self.value, self.low, self.high))
        status: Status = "shown" if known else "unknown"
        return Value(
            measure,
            self.programme_id,
            self.member_ids,
            self.year,
            group(**self.group_parts, **parts),
            value=self.value,
            unit=self.unit or "persons",
            low=self.low,
            high=self.high,
            bound=bound_of(self.value, self.low, self.high) if known else "",
            approximate=self.approximate and known,
            status=status,
            reason=self.reason if known else (self.reason or reasons.NOT_KNOWN),
            source_id=self.source_id,
        )


@dataclass(frozen=True)
class Money(_Fact):
    """An amount for a programme: a row of `funding.csv`."""

    funder: str
    basis: str
    form: str
    amount_sek: float | None
    amount_eur: float | None
    approximate: bool
    list_id: str

    @property
    def amount(self) -> float | None:
        """The amount, in kronor where they are stated."""
        return self.amount_eur if self.amount_sek is None else self.amount_sek

    @property
    def unit(self) -> str:
        """The unit of `amount`."""
        return "eur" if self.amount_sek is None else "sek"

    @property
    def group_parts(self) -> dict[str, str]:
        """The parts of the group that say which money, the funder apart."""
        return {
            "basis": self.basis,
            "source": self.source_group,
            "reading": self.reading,
            "component": self.component,
            "kind": "so_far" if self.period_kind == "so_far" else "",
            "form": "in_kind" if self.form == "in_kind" else "",
        }

    @property
    def spent_within(self) -> tuple[int, int] | None:
        """First and last year of the money, or None where the period is not stated in full."""
        if not (self.period_start and self.period_end):
            return None
        return first_day(self.period_start).year, last_day(self.period_end).year


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a frame, in their order."""
    return frame.to_dict("records")


def _plain(kind: object, cell: object) -> Any:
    if kind == (float | None):
        return number(cell)
    return bool(cell) if kind is bool else str(cell)


_F = TypeVar("_F", bound=_Fact)


def _facts(kind: type[_F], frame: pd.DataFrame) -> list[_F]:
    return [
        kind(**{f.name: _plain(f.type, row[f.name]) for f in fields(kind)})
        for row in records(frame)
    ]


def counts_of(counts: pd.DataFrame) -> list[Count]:
    """Return the rows of `counts.csv` as facts, in their order."""
    return _facts(Count, counts)


def funding_of(funding: pd.DataFrame) -> list[Money]:
    """Return the rows of `funding.csv` as facts, in their order."""
    return _facts(Money, funding)


def distinct(values: Iterable[Value], names: Sequence[Mapping[str, str]]) -> list[Value]:
    """Tell values with one key apart by more parts of the group, tried in turn.

    Parameters
    ----------
    values : iterable of Value
        Values of which some may have the same key.
    names : sequence of mapping
        For each value the parts that may be added, in the order in which they are tried.
    """
    rows = list(values)
    for step in range(max((len(parts) for parts in names), default=0)):
        seen = Counter(row.key for row in rows)
        for at, (row, parts) in enumerate(zip(rows, names, strict=True)):
            if seen[row.key] > 1:
                name, part = list(parts.items())[step]
                rows[at] = replace(row, group=group(**{**parse_group(row.group), name: part}))
    return rows
