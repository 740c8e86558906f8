"""What published values tell whoever sets out to work the hidden ones out.

Method: docs/disclosure.md.
"""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from statistics import NormalDist
from typing import Any, get_args

from utfall.disclosure.cells import Relation
from utfall.errors import DataError
from utfall.measures.declared import Measure, Parts, declaration_of
from utfall.values import COLUMNS, Status, Value, group, parse_group

__all__ = ["conflicts", "editions", "facts_of", "final"]

_NUMBERS = ("value", "numerator", "denominator", "low", "high", "ci_low", "ci_high")


def facts_of(
    values: Iterable[Value],
    declared: Mapping[str, Measure],
    confidence: float = 0.95,
    earlier: Iterable[Value] = (),
) -> list[Relation]:
    """Return everything that shown values tell, as relations over the counts.

    Parameters
    ----------
    values : iterable of Value
        Every row that would be published, of all reports.
    declared : mapping of str to Measure
        Declarations, which say what counts a share or a cost is made of.
    confidence : float
        Coverage of intervals for chance, 0 to 1.
    earlier : iterable of Value
        Rows of earlier editions. Somebody may have saved them with fewer digits: each is also
        told as loosely as its last digit.

    Returns
    -------
    list of Relation
        A count tells itself, or its bounds where only those are shown. A share or a cost tells
        its numerator and denominator where these are columns of its row; else that value ×
        denominator is the numerator. An interval for chance tells how many it is of, since
        its width has one solution only. Money, and what is allotted by a key, tell nothing of
        people. Sorted, each once.
    """
    rows = sorted(values, key=lambda v: v.key)
    old = sorted(earlier, key=lambda v: v.key)
    before = final(old)
    counts = _plainly([*rows, *before])
    told = [(value, _exact) for value in (*rows, *before)] + [(value, _rounded) for value in before]
    found: dict[tuple[object, ...], Relation] = {}
    for value, slip in told:
        one = declaration_of(value, declared)
        if value.status != "shown" or one is None or one.kind in ("money", "stated"):
            continue
        if "allocation" in parse_group(value.group):
            continue
        for relation in _told(value, one, confidence, counts, slip):
            # Two editions may differ: each tells its own, and who attacks takes what can be true.
            found.setdefault((relation.terms, relation.low, relation.high), relation)
    for relation in _grown(old):
        found.setdefault((relation.terms, relation.low, relation.high), relation)
    return [relation for _, relation in sorted(found.items())]


def final(earlier: Sequence[Value]) -> list[Value]:
    """Return the rows of earlier editions that were not to change: nobody was still waited for.

    A row that was a bound, or of a follow-up that was not due for somebody, says only what there
    was so far.
    """
    index = {v.key: v for v in earlier}
    return [v for v in earlier if _is_final(v, index)]


def _is_final(value: Value, index: Mapping[str, Value]) -> bool:
    own = parse_group(value.group)
    if own.get("from") != "records" or value.status != "shown":
        return True
    if value.bound != "exact":
        return False
    kept = {name: part for name, part in own.items() if name in ("after", "kind", "sex")}
    waiting = group(from_="records", outcome="not_due", **kept)
    still = index.get(replace(value, measure="n_outcome", group=waiting).key)
    return "after" not in own or (still is not None and still.value == 0)


# Whoever was counted so far is still counted later.
_GROWING = ("n_during", "n_exits", "n_new", "n_reached", "n_not_reached")
_ENDED = ("work", "study", "work_or_study", "none")


def _grown(earlier: Sequence[Value]) -> Iterator[Relation]:
    """Yield between what ends a count must be that an earlier edition told so far.

    It is at least what it was while the period, or the time of follow-ups, went on, and one that
    was told as a bound lies beyond it.
    """
    index = {v.key: v for v in earlier}
    for value in earlier:
        own = parse_group(value.group)
        is_count = value.measure.startswith("n_") and own.pop("from", "") == "records"
        if not is_count or value.status != "shown" or value.value is None:
            continue
        so_far = own.pop("kind", "") == "to_date"
        key = replace(value, group=group(from_="records", **own)).key if so_far else value.key
        grows = value.measure in _GROWING or own.get("outcome") in _ENDED
        if value.bound == "at_most":
            yield Relation(((key, 1.0),), -math.inf, value.value, "so far")
        elif value.bound == "at_least" or (grows and (so_far or not _is_final(value, index))):
            yield Relation(((key, 1.0),), value.value, math.inf, "so far")


_UNSAID = ("component", "kind")
_KINDS = {"": 0, "to_date": 1, "stock": 2}


def _plainly(values: Iterable[Value]) -> dict[str, str]:
    """Return the key of each count by what a cost says of it: neither of its kind nor component.

    Where there are several, costs rest on the whole before a part and a period before a day.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for value in values:
        pairs = [pair for pair in value.group.split(";") if pair.split("=")[0] not in _UNSAID]
        found[replace(value, group=";".join(pairs)).key].append(value.key)

    def order(key: str) -> tuple[bool, int, str]:
        own = parse_group(key.split(":", 4)[4])
        return "component" in own, _KINDS.get(own.get("kind", ""), 3), key

    return {plain: min(keys, key=order) for plain, keys in found.items()}


Slip = Callable[[float], float]


def _exact(number: float) -> float:
    """By how much a number of full precision may be off."""
    return 1e-9 * max(1.0, abs(number))


def _rounded(number: float) -> float:
    """By how much a number may be off that somebody has rounded: half of its last digit."""
    _, _, part = repr(float(number)).partition(".")
    if "e" in part:
        return _exact(number)
    return 0.5 if part in ("", "0") else 0.5 * 10.0 ** -len(part)


def _told(
    value: Value, one: Measure, confidence: float, counts: Mapping[str, str], slip: Slip
) -> Iterator[Relation]:
    if one.kind == "count":
        yield from _of_count(value)
        return
    parts = one.parts(value) if one.parts else Parts()
    if one.kind == "cost":
        parts = replace(
            parts,
            denominator=counts.get(parts.denominator, parts.denominator),
            among=counts.get(parts.among, parts.among),
        )
        yield from _of_all(value, parts.among, confidence)
    whole = _whole(parts)
    if whole:
        for low, high, why in _heads(value, one, confidence, slip):
            yield Relation(whole, low, high, why)
    if one.kind == "share" and parts.numerator:
        if value.numerator is not None:
            yield Relation.known(parts.numerator, value.numerator, "numerator")
        if value.value is not None and whole:
            off = slip(value.value)
            for end, low, high in ((-off, 0.0, math.inf), (off, -math.inf, 0.0)):
                scaled = tuple((key, -(value.value + end) * number) for key, number in whole)
                yield Relation(((parts.numerator, 1.0), *scaled), low, high, "share")


def _heads(
    value: Value, one: Measure, confidence: float, slip: Slip
) -> Iterator[tuple[float, float, str]]:
    """Yield the fewest and the most people that a share or a cost can be of."""
    if value.denominator is not None:
        off = _exact(value.denominator)
        yield value.denominator - off, value.denominator + off, "denominator"
    if one.kind == "cost" and value.numerator is not None and value.value:
        # Money over cost per head is the number of heads, but for the rounding of a float.
        off = slip(value.value)
        ends = [value.numerator / (value.value + end) for end in (off, -off) if value.value + end]
        yield min(ends), max(ends), "cost"
    elif value.ci_low is not None and value.ci_high is not None and value.value is not None:
        width, off = value.ci_high - value.ci_low, 2 * slip(value.ci_high)
        found = [_behind(value.value, width + end, confidence) for end in (-off, off)]
        many, few = found
        if few is not None:
            yield few - _exact(few), (many or few) + _exact(many or few), "interval"


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


def _of_all(value: Value, among: str, confidence: float) -> Iterator[Relation]:
    """Yield of how many people in all the interval for chance of a cost per outcome is.

    Its ends are the money over Wilson's limits in persons, whose middle is (k + z²/2) / (1 + z²/n)
    for k persons of n.
    """
    if not among or not value.numerator or not value.value or not value.ci_low or not value.ci_high:
        return
    if "prices" in parse_group(value.group):
        # Its ends are in prices of different years; the cost beside it tells the same.
        return
    count = value.numerator / value.value
    middle = value.numerator * (1 / value.ci_low + 1 / value.ci_high) / 2
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    more = (count + z**2 / 2) / middle - 1
    if more > 0:
        yield Relation.known(among, float(round(z**2 / more)), "interval")


def _of_count(value: Value) -> Iterator[Relation]:
    if value.value is not None:
        yield Relation.known(value.key, value.value, "shown")
    elif value.low is not None or value.high is not None:
        high = float("inf") if value.high is None else value.high
        yield Relation(((value.key, 1.0),), value.low or 0.0, high, "range")


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
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, names = list(reader), reader.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        problems.append(f"{path}: cannot be read ({err}); give a published.csv of an earlier site")
        return
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        problems.append(
            f"{path}: has no {', '.join(missing)}; give a published.csv of an earlier site"
        )
        return
    for line, row in enumerate(rows, 2):
        try:
            value = _value(row)
            counted = value.measure.startswith("n_") and "from=records" in value.group.split(";")
            if counted and not _YEARS.fullmatch(value.year):
                raise ValueError(
                    f"year: found {value.year!r}; a count of records has 2024 or 2021/2024"
                )
            yield value
        except ValueError as err:
            problems.append(f"{path}, row {line}: {err}; give the file as it was published")


_YEARS = re.compile(r"\d{4}(/\d{4})?")
_GUARDED = frozenset("=+-@\t\n")


def _value(row: Mapping[str, Any]) -> Value:
    cells: dict[str, Any] = {}
    for field in fields(Value):
        cell = row[field.name] or ""
        # The guard that keeps a spreadsheet from running a text.
        cell = cell[1:] if cell[:1] == "'" and cell[1:2] in _GUARDED else cell
        if field.name in _NUMBERS:
            cells[field.name] = float(cell) if cell else None
        elif field.name == "approximate":
            cells[field.name] = cell == "true"
        else:
            cells[field.name] = cell
    if cells["status"] not in get_args(Status):
        raise ValueError(f"status: found {cells['status']!r}")
    return Value(**cells)
