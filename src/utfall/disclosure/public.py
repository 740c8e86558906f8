"""Counts that sources have published, where these are protected too.

Their cells are the rows of `counts.csv` and what remains of them. Whatever else is worked out from
a hidden row is found by trying: a value that changes when the row does depends on it.
Method: docs/disclosure.md.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from utfall.disclosure.cells import Cell, Publication, Relation, Rule
from utfall.errors import DataError
from utfall.measures import reasons
from utfall.measures.catalogue import Catalogue
from utfall.measures.declarations import PUBLISHED_MEASURES
from utfall.measures.declared import declaration_of
from utfall.measures.participants import PART_OF
from utfall.values import Value, not_shown, parse_group

__all__ = ["hide", "published", "without_indicators"]

_REST = ("n_unaccounted", "n_left_somehow", "n_not_reported")
_SUMS = ("n_any_outcome", "n_outcomes_reported")
_WAYS = ("n_ongoing", "n_broken_off")
_PEOPLE = (
    "n_participants", "n_completed", "n_broken_off", "n_exited", "n_ongoing", "n_outcome",
    "n_outside", "n_cases", *_REST, *_SUMS,
)  # fmt: skip
# What people ask for first costs more to hide.
_ASKED: Mapping[str, float] = {"n_participants": 3.0, "employment": 3.0, "studies": 2.0}
_CUT = ("reading", "component", "kind", "source")


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
        A cell per stated count of participants, per remainder and per sum of outcomes. Counts of
        staff and what is allotted by a key are about nobody and have none; nor has a range, which
        is shown only where it does not depend on a hidden count. What is stated by member, year
        or component is bound to what is stated of them together where that is their sum, and
        what is stated twice to what it repeats.
    """
    values = {v.key: v for v in sources.values if _is_cell(v)}
    partitions = {
        (whole, tuple(sorted(parts)))
        for whole, parts in (*_flows(sources, values), *_remainders(values))
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
    made_of = {*adding, *_made_of(values)}
    relations = [Relation.total(whole, parts) for whole, parts in sorted(made_of)]
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


def _flows(sources: Catalogue, values: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """Yield wholes with the parts a chart draws, and those of nobody, which are told only if shown."""
    nobody = {
        _people(people[0]): [
            v.key
            for v in people
            if not v.value and (v.key in _exclusive(people) or v.measure in _WAYS)
        ]
        for people in _same_people(values)
    }
    for flow in sources.flows:
        whole = values.get(flow.total)
        none = nobody[_people(whole)] if whole else []
        yield flow.total, [*(key for _, key in flow.parts), *none]


def _people(v: Value) -> tuple[str, ...]:
    """Return what makes two counts be of the same people."""
    own = parse_group(v.group)
    return (v.programme_id, v.member_id, v.year, *(own.get(name, "") for name in _CUT))


def _same_people(values: Mapping[str, Value]) -> Iterable[list[Value]]:
    same: dict[tuple[str, ...], list[Value]] = defaultdict(list)
    for v in values.values():
        same[_people(v)].append(v)
    return same.values()


def _outcome(v: Value) -> str:
    return parse_group(v.group).get("outcome", "")


def _remainders(values: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """Yield wholes with the parts that a remainder completes, exits, and outcomes with kinds."""
    for people in _same_people(values):
        one = {v.measure: v.key for v in people if v.measure not in ("n_outcome", "n_not_reported")}
        whole = one.get("n_participants", "")
        ways = ["n_exited"] if "n_exited" in one else ["n_completed", "n_broken_off"]
        parts = [one[name] for name in (*ways, "n_ongoing", "n_unaccounted") if name in one]
        yield whole, parts
        how = [
            one[name] for name in ("n_completed", "n_broken_off", "n_left_somehow") if name in one
        ]
        yield one.get("n_exited", ""), how
        for v in people:
            if v.measure != "n_not_reported":
                continue
            of = parse_group(v.group).get("of", "participants")
            yield one.get(f"n_{of}", ""), [*_exclusive(people), v.key]
        for name in ("n_exited", "n_completed", "n_participants"):
            yield one.get(name, ""), _exclusive(people)
        at_exit = {_outcome(v): v.key for v in people if _at_exit(v)}
        for outer in sorted(set(PART_OF.values()) & set(at_exit)):
            kinds = [key for kind, key in at_exit.items() if PART_OF.get(kind) == outer]
            yield at_exit[outer], kinds or [at_exit[outer]]


def _made_of(values: Mapping[str, Value]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield sums of outcomes, wholes whose members, years or components add up, and repeats."""
    found: list[tuple[str, list[str]]] = []
    for people in _same_people(values):
        outcomes = _exclusive(people)
        for v in people:
            if v.measure == "n_any_outcome":
                named = parse_group(v.group)["outcome"].split("+")
                found.append((v.key, [k for k in outcomes if _outcome(values[k]) in named]))
            elif v.measure == "n_outcomes_reported":
                found.append((v.key, outcomes))
    for axis in _AXES:
        families: dict[tuple[str, ...], list[Value]] = defaultdict(list)
        for v in values.values():
            families[_beside(v, axis)].append(v)
        for family in families.values():
            found += ((v.key, _finest(v, family, axis)) for v in family)
    found += _again(values)
    for whole, keys in found:
        parts = tuple(sorted(keys))
        if parts and _adds_up(values, whole, parts):
            yield whole, parts


def _again(values: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """Yield counts that another source, or another reading, states again."""
    first: dict[tuple[object, ...], str] = {}
    for v in sorted(values.values(), key=lambda v: v.key):
        own = parse_group(v.group)
        cut = tuple((name, own[name]) for name in sorted(own) if name not in ("source", "reading"))
        # Readings differ in whose count it is.
        member = "" if "reading" in own else v.member_id
        again = first.setdefault((v.measure, v.programme_id, member, v.year, cut, v.value), v.key)
        if again != v.key:
            yield again, [v.key]


_AXES = ("member", "year", "component")


def _beside(v: Value, axis: str) -> tuple[str, ...]:
    """Return all that two counts must have in common to differ by one axis only."""
    own = parse_group(v.group)
    # Components are stated at a time, and their whole for a year.
    out = ("component", "kind") if axis == "component" else ()
    cut = ";".join(f"{name}={own[name]}" for name in sorted(own) if name not in out)
    member, year = ("" if axis == a else t for a, t in (("member", v.member_id), ("year", v.year)))
    return (v.measure, v.programme_id, member, year, cut)


def _extent(v: Value, axis: str) -> frozenset[str]:
    """Return what a count covers of an axis; nothing where its period is not stated."""
    if axis == "member":
        return frozenset(v.member_id.split("+"))
    if axis == "component":
        return frozenset({parse_group(v.group).get("component", "")})
    first, _, last = v.year.partition("/")
    whole = first.isdigit() and (last or first).isdigit() and not v.year.endswith("/")
    return frozenset(map(str, range(int(first), int(last or first) + 1))) if whole else frozenset()


def _finest(whole: Value, family: Sequence[Value], axis: str) -> list[str]:
    """Return the smallest counts that cover a whole along an axis, each part of it once."""
    extent = _extent(whole, axis)
    if axis == "component":
        parts = [v for v in family if _extent(v, axis) != {""}]
        return [v.key for v in parts] if extent == {""} else []
    inside = [v for v in family if frozenset() < _extent(v, axis) < extent]
    finest = [v for v in inside if not any(_extent(o, axis) < _extent(v, axis) for o in inside)]
    covered = [one for v in finest for one in _extent(v, axis)]
    return [v.key for v in finest] if sorted(covered) == sorted(extent) else []


def _exclusive(people: Iterable[Value]) -> list[str]:
    """Return the outcomes at exit, but for those that are kinds of another."""
    return [v.key for v in people if _at_exit(v) and _outcome(v) not in PART_OF]


def _at_exit(v: Value) -> bool:
    return v.measure == "n_outcome" and "after" not in parse_group(v.group)


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
    if v.measure in (*_REST, *_SUMS):
        # Worked out from its parts, it is hidden with any of them.
        return 1.0
    outcome = _outcome(v)
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
    rows = [at for at, name in counts["count_id"].items() if sources.keys.get(str(name)) in hidden]
    moved = [other for at in rows for other in _moved(counts, at, rows, again)]
    told = {
        v.key: not_shown(v, "suppressed", reasons.HIDDEN)
        if v.key in hidden or _rests_on(v, hidden)
        else _unmoved(v, [other.by_key.get(v.key) for other in moved])
        for v in sources.values
    }
    frames = tuple(other.folder["counts"] for other in moved)
    return replace(sources, values=tuple(told.values()), by_key=told, moved=frames)


def without_indicators(sources: Catalogue, few: frozenset[str]) -> Catalogue:
    """Return the catalogue with some rows of `indicators.csv`, by their ids, suppressed."""
    told = {
        v.key: not_shown(v, "suppressed", reasons.HIDDEN)
        if v.measure.startswith("indicator_") and parse_group(v.group)["indicator"] in few
        else v
        for v in sources.values
    }
    return replace(sources, values=tuple(told.values()), by_key=told) if few else sources


def _rests_on(v: Value, hidden: frozenset[str]) -> bool:
    """Say whether a share is of hidden counts: also one that is refused tells how few they are."""
    one = declaration_of(v, PUBLISHED_MEASURES)
    if one is None or one.kind != "share" or one.parts is None or v.status != "refused":
        return False
    parts = one.parts(v)
    return not hidden.isdisjoint({parts.numerator, parts.denominator})


def _moved(
    counts: pd.DataFrame,
    at: object,
    rows: Iterable[object],
    again: Callable[[pd.DataFrame], Catalogue],
) -> list[Catalogue]:
    """Return what follows from one hidden number a little lower or higher: what depends on it moves.

    Where a whole leaves it no room, it changes place with another hidden one.
    """
    alone = [_possible(counts, {at: step}, again) for step in (1.0, -1.0)]
    if any(alone):
        return [one for one in alone if one]
    others = ({at: step, other: -step} for other in rows if other != at for step in (1.0, -1.0))
    pairs = (_possible(counts, steps, again) for steps in others)
    return [one for one in pairs if one][:1]


def _possible(
    counts: pd.DataFrame,
    steps: Mapping[object, float],
    again: Callable[[pd.DataFrame], Catalogue],
) -> Catalogue | None:
    """Return the catalogue of changed rows; None where there would be more parts than people."""
    frame = counts.copy()
    for at, step in steps.items():
        frame.loc[at, "value"] += step  # type: ignore[index]
    if (frame["value"] < 0).any():
        return None
    try:
        return again(frame)
    except (DataError, ValueError):
        return None


def _unmoved(v: Value, others: Sequence[Value | None]) -> Value:
    """Return what of a value does not move with hidden counts, or the value hidden.

    How far the unknown may take a share or a cost may rest on a hidden count where the number
    itself does not: the bound is then left out, and that it is one still told.
    """
    if all(_same(v, other) for other in others):
        return v
    open_ = replace(v, low=None, high=None) if v.value is not None else v
    if all(o is not None and _same(open_, replace(o, low=None, high=None)) for o in others):
        return open_
    return not_shown(v, "suppressed", reasons.HIDDEN)


def _same(v: Value, other: Value | None) -> bool:
    return other is not None and replace(other, source_id=v.source_id) == v
