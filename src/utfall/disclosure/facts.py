"""What published values tell whoever sets out to work the hidden ones out.

Method: docs/disclosure.md.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from statistics import NormalDist
from typing import Any, get_args

from utfall.disclosure.cells import Relation
from utfall.errors import DataError
from utfall.measures.declared import Measure, Parts, declaration_of
from utfall.values import COLUMNS, Status, Value

__all__ = ["conflicts", "editions", "facts_of"]

_NUMBERS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")


def facts_of(
    values: Iterable[Value], declared: Mapping[str, Measure], confidence: float = 0.95
) -> list[Relation]:
    """Return everything that shown values tell, as relations over the counts.

    Parameters
    ----------
    values : iterable of Value
        Every row that would be published, of all reports and earlier editions.
    declared : mapping of str to Measure
        Declarations, which say what counts a share or a cost is made of.
    confidence : float
        Coverage of intervals for chance, 0 to 1.

    Returns
    -------
    list of Relation
        A count tells itself, or its bounds where only those are shown. A share or a cost tells
        its numerator and denominator where these are columns of its row; else that value ×
        denominator is the numerator. An interval for chance tells how many it is of, since
        its width has one solution only. Money tells nothing of people. Sorted, each once.
    """
    found: dict[tuple[tuple[str, float], ...], Relation] = {}
    for value in sorted(values, key=lambda v: v.key):
        one = declaration_of(value, declared)
        if value.status != "shown" or one is None or one.kind in ("money", "stated"):
            continue
        for relation in _told(value, one, confidence):
            before = found.get(relation.terms)
            if before is not None:
                relation = Relation(
                    relation.terms,
                    max(before.low, relation.low),
                    min(before.high, relation.high),
                    relation.why,
                )
            found[relation.terms] = relation
    return [found[terms] for terms in sorted(found)]


def _told(value: Value, one: Measure, confidence: float) -> Iterator[Relation]:
    if one.kind == "count":
        yield from _of_count(value)
        return
    parts = one.parts(value) if one.parts else Parts()
    whole = _whole(parts)
    heads = [(value.denominator, "denominator")]
    if one.kind == "cost" and value.numerator is not None and value.value:
        # Money over cost per head is the number of heads, but for the rounding of a float.
        heads.append((value.numerator / value.value, "cost"))
    if value.ci_low is not None and value.ci_high is not None and value.value is not None:
        heads.append((_behind(value.value, value.ci_high - value.ci_low, confidence), "interval"))
    for number, why in heads:
        if number is not None and whole:
            yield Relation(whole, number - _slip(number), number + _slip(number), why)
    if one.kind == "share" and parts.numerator:
        if value.numerator is not None:
            yield Relation.known(parts.numerator, value.numerator, "numerator")
        if value.value is not None and whole:
            slip = _slip(1.0)
            scaled = tuple((key, -value.value * number) for key, number in whole)
            yield Relation(((parts.numerator, 1.0), *scaled), -slip, slip, "share")


def _whole(parts: Parts) -> tuple[tuple[str, float], ...]:
    """Return the denominator as a sum of counts; empty where there is none."""
    terms = [(parts.denominator, 1.0), (parts.less, -1.0)]
    return tuple((key, number) for key, number in terms if key) if parts.denominator else ()


def _behind(share: float, width: float, confidence: float) -> float | None:
    """Return how many people an interval of Wilson's must be of to be so wide.

    With a = z²/n its half-width h satisfies h²(1 + a)² = p(1 − p)a + a²/4.
    """
    h = (width / 2) ** 2
    square, linear = h - 0.25, 2 * h - share * (1 - share)
    root = linear**2 - 4 * square * h
    if square >= 0 or root < 0:
        return None
    a = (-linear - math.sqrt(root)) / (2 * square)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    # Nobody is counted in parts.
    return float(round(z**2 / a)) if a > 0 else None


def _of_count(value: Value) -> Iterator[Relation]:
    if value.value is not None:
        yield Relation.known(value.key, value.value, "shown")
    elif value.low is not None or value.high is not None:
        high = float("inf") if value.high is None else value.high
        yield Relation(((value.key, 1.0),), value.low or 0.0, high, "range")


def _slip(number: float) -> float:
    return 1e-9 * max(1.0, abs(number))


def conflicts(values: Iterable[Value]) -> list[str]:
    """Return the keys that are shown in one place and hidden, or told otherwise, in another."""
    told: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for value in values:
        told[value.key].add((value.status, *(getattr(value, name) for name in _NUMBERS)))
    return sorted(key for key, ways in told.items() if len(ways) > 1)


def editions(paths: Sequence[Path]) -> list[Value]:
    """Read the figures of earlier editions.

    Parameters
    ----------
    paths : sequence of Path
        Files as `utfall.values.to_csv` writes them; of measures that are no longer, too.

    Raises
    ------
    DataError
        If a file is not such a list, all problems at once.
    """
    problems: list[str] = []
    found = [value for path in paths for value in _edition(path, problems)]
    if problems:
        raise DataError(problems)
    return found


def _edition(path: Path, problems: list[str]) -> Iterator[Value]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
            names = rows[0].keys() if rows else set(COLUMNS)
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        problems.append(f"{path}: cannot be read ({err}); give a published.csv of an earlier site")
        return
    missing = sorted(set(COLUMNS) - set(names))
    if missing:
        problems.append(
            f"{path}: has no {', '.join(missing)}; give a published.csv of an earlier site"
        )
        return
    for line, row in enumerate(rows, 2):
        try:
            yield _value(row)
        except ValueError as err:
            problems.append(f"{path}, row {line}: {err}; give the file as it was published")


def _value(row: Mapping[str, Any]) -> Value:
    cells: dict[str, Any] = {}
    for field in fields(Value):
        cell = row[field.name] or ""
        # The guard that keeps a spreadsheet from running a text.
        cell = cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
        if field.name in _NUMBERS:
            cells[field.name] = float(cell) if cell else None
        elif field.name == "approximate":
            cells[field.name] = cell == "true"
        else:
            cells[field.name] = cell
    if cells["status"] not in get_args(Status):
        raise ValueError(f"status: found {cells['status']!r}")
    return Value(**cells)
