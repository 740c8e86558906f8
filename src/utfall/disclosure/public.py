"""Counts that sources have published, where these are protected too.

Their cells are the rows of `counts.csv` and what remains of them. Whatever else is worked out from
a hidden row is found by trying: a value that changes when the row does depends on it.
Method: docs/disclosure.md.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import pandas as pd

from utfall.disclosure.cells import Cell, Publication, Relation, Rule
from utfall.errors import DataError
from utfall.measures import reasons
from utfall.measures.catalogue import Catalogue
from utfall.measures.participants import PART_OF
from utfall.values import Value, not_shown, parse_group

__all__ = ["hide", "published"]

_REST = ("n_unaccounted", "n_not_reported")
_PEOPLE = (
    "n_participants", "n_completed", "n_broken_off", "n_exited", "n_ongoing", "n_outcome",
    "n_outside", "n_cases", *_REST,
)  # fmt: skip
# What people ask for first costs more to hide.
_ASKED: Mapping[str, float] = {"n_participants": 3.0, "employment": 3.0, "studies": 2.0}
_CUT = ("reading", "component", "kind")


def published(sources: Catalogue, threshold: int) -> Publication:
    """Return the counts of people that sources have published, and how they add up.

    Parameters
    ----------
    sources : Catalogue
        Every value of what sources have published.
    threshold : int
        Persons below which a count is small.

    Returns
    -------
    Publication
        A cell per stated count of participants and per remainder. Counts of staff and what is
        allotted by a key are about nobody and have none; nor has a range, which is shown only
        where it does not depend on a hidden count.
    """
    values = {v.key: v for v in sources.values if _is_cell(v)}
    partitions = {
        (whole, tuple(sorted(parts)))
        for whole, parts in (*_flows(sources), *_remainders(values))
        if whole in values and all(part in values for part in parts) and parts != [whole]
    }
    adding = [
        (whole, parts) for whole, parts in sorted(partitions) if _adds_up(values, whole, parts)
    ]
    rules = _rules(values, adding, threshold)
    cells = {
        key: Cell(key, int(v.value or 0), threshold, _loss(v), rules.get(key, ""))
        for key, v in values.items()
    }
    relations = [Relation.total(whole, parts) for whole, parts in adding]
    relations += [
        Relation(((whole, 1.0), (part, -1.0)), 0.0, float("inf"), "part")
        for part, whole in _inside(values)
    ]
    return Publication(cells, relations)


def _is_cell(v: Value) -> bool:
    parts = parse_group(v.group)
    return (
        v.measure in _PEOPLE
        and v.status == "shown"
        and v.value is not None
        and float(v.value).is_integer()
        and not v.approximate
        # That nothing remains says only that the parts add up.
        and (v.measure not in _REST or v.value > 0)
        and not {"population", "allocation", "from"} & set(parts)
    )


def _flows(sources: Catalogue) -> Iterator[tuple[str, list[str]]]:
    for flow in sources.flows:
        yield flow.total, [key for _, key in flow.parts]


def _people(v: Value) -> tuple[str, ...]:
    """Return what makes two counts be of the same people."""
    own = parse_group(v.group)
    return (v.programme_id, v.member_id, v.year, *(own.get(name, "") for name in _CUT))


def _remainders(values: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """Yield wholes with the parts that a remainder completes, and exits with the ongoing."""
    same: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for v in values.values():
        same[_people(v)].append(v)
    for people in same.values():
        one = {v.measure: v.key for v in people if v.measure not in ("n_outcome", "n_not_reported")}
        whole = one.get("n_participants", "")
        ways = ["n_exited"] if "n_exited" in one else ["n_completed", "n_broken_off"]
        parts = [one[name] for name in (*ways, "n_ongoing", "n_unaccounted") if name in one]
        yield whole, parts
        for v in people:
            if v.measure != "n_not_reported":
                continue
            of = parse_group(v.group).get("of", "participants")
            yield one.get(f"n_{of}", ""), [*_exclusive(people), v.key]
        if "n_exited" in one:
            yield one["n_exited"], _exclusive(people)


def _exclusive(people: Iterable[Value]) -> list[str]:
    """Return the outcomes at exit, but for those that are kinds of another."""
    found = []
    for v in people:
        parts = parse_group(v.group)
        if v.measure == "n_outcome" and "after" not in parts and parts["outcome"] not in PART_OF:
            found.append(v.key)
    return found


def _adds_up(values: Mapping[str, Value], whole: str, parts: Sequence[str]) -> bool:
    return sum(values[part].value or 0 for part in parts) == values[whole].value


def _inside(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield each outcome with the count of which it is a part, and each kind with its outcome."""
    for v in values.values():
        if v.measure != "n_outcome":
            continue
        parts = parse_group(v.group)
        cut = ";".join(f"{n}={parts[n]}" for n in sorted(_CUT) if n in parts)
        for measure in ("n_exited", "n_completed", "n_participants"):
            whole = replace(v, measure=measure, group=cut).key
            if whole in values and (values[whole].value or 0) >= (v.value or 0):
                yield v.key, whole
        outer = PART_OF.get(parts["outcome"], "")
        whole = v.key.replace(f"outcome={parts['outcome']}", f"outcome={outer}")
        if outer and whole in values and (values[whole].value or 0) >= (v.value or 0):
            yield v.key, whole


def _rules(
    values: Mapping[str, Value], partitions: Iterable[tuple[str, Sequence[str]]], threshold: int
) -> dict[str, Rule]:
    # Of those who remain nothing is known, so that few of them give nobody away.
    rules: dict[str, Rule] = {
        key: "small"
        for key, v in values.items()
        if 0 < (v.value or 0) < threshold and v.measure not in _REST
    }
    for whole, parts in partitions:
        if whole in rules:
            for part in parts:
                rules.setdefault(part, "part")
            continue
        alone = [part for part in parts if values[part].value == values[whole].value]
        if alone and values[whole].value and values[alone[0]].measure == "n_outcome":
            for part in parts:
                rules.setdefault(part, "all_of_group")
    return rules


def _loss(v: Value) -> float:
    outcome = parse_group(v.group).get("outcome", "")
    return (1.0 + (v.value or 0)) * max(_ASKED.get(v.measure, 1.0), _ASKED.get(outcome, 1.0))


def hide(
    sources: Catalogue, hidden: frozenset[str], again: Callable[[pd.DataFrame], Catalogue]
) -> Catalogue:
    """Return the catalogue with hidden counts, and all that depends on them, suppressed.

    Parameters
    ----------
    sources : Catalogue
        Every value, unprotected.
    hidden : frozenset of str
        Keys of hidden cells.
    again : callable
        Works the catalogue out anew from other rows of `counts.csv`.

    Returns
    -------
    Catalogue
        With the same keys. Its totals hide what depends on hidden counts too.
    """
    if not hidden:
        return sources
    counts = sources.folder["counts"]
    tried = [
        frame
        for at, count_id in counts["count_id"].items()
        if sources.keys.get(str(count_id)) in hidden
        for frame in _moved(counts, at)
    ]
    moved = list(_possible(tried, again))
    told = {
        v.key: v
        if v.key not in hidden and all(_same(v, other.by_key.get(v.key)) for other in moved)
        else not_shown(v, "suppressed", reasons.HIDDEN)
        for v in sources.values
    }
    frames = tuple(other.folder["counts"] for other in moved)
    return replace(sources, values=tuple(told.values()), by_key=told, moved=frames)


def _possible(
    frames: Iterable[pd.DataFrame], again: Callable[[pd.DataFrame], Catalogue]
) -> Iterator[Catalogue]:
    """Yield the catalogues of changed rows; one with more parts than there are people is none."""
    for frame in frames:
        with suppress(DataError):
            yield again(frame)


def _moved(counts: pd.DataFrame, at: object) -> Iterator[pd.DataFrame]:
    """Yield the rows with one number changed a little, up and down: whatever depends on it moves."""
    for step in (1.0, -1.0):
        frame = counts.copy()
        frame.loc[at, "value"] += step  # type: ignore[index]
        yield frame


def _same(v: Value, other: Value | None) -> bool:
    return other is not None and replace(other, source_id=v.source_id) == v
