"""What protecting a whole publication costs: made-up counts, hidden and attacked.

Run it with the number of participations, 6 000 unless told, and a seed. An association has 15
members, 10 years and 12 programmes here; small counts are as common as in real ones, since sizes
of members and programmes are far apart.
"""

import itertools
import resource
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np

from utfall.disclosure.audit import audit
from utfall.disclosure.cells import Cell, Publication, Relation, Rule
from utfall.disclosure.suppress import suppress

LEVELS = {
    "member": 15,
    "programme": 12,
    "year": 10,
    "sex": 3,
    "age": 5,
    "referred_by": 7,
    "outcome": 4,
    "now": 4,
}
TABLES = (
    ("member", "programme"),
    ("member", "year"),
    ("programme", "year"),
    ("member", "period", "sex"),
    ("member", "period", "age"),
    ("member", "period", "referred_by"),
    ("member", "period", "outcome"),
    ("programme", "period", "outcome"),
    ("member", "period", "outcome", "sex"),
    ("member", "period", "outcome", "now"),
    ("member", "programme", "period"),
)
THRESHOLD = 5


def participations(number: int, seed: int) -> list[dict[str, int]]:
    """Make up participations: the level of each dimension. A period is two years."""
    draw = np.random.default_rng(seed)
    member = draw.choice(15, number, p=_shares(15, 0.8))
    # Each member takes part in some programmes only.
    offered = draw.random((15, 12)) < 0.6
    weight = np.where(offered, _shares(12, 0.7), 1e-9)
    programme = [draw.choice(12, p=weight[m] / weight[m].sum()) for m in member]
    columns = {"member": member, "programme": np.array(programme)}
    for name, levels in LEVELS.items():
        if name not in columns:
            slope = {"year": 0.0, "sex": 2.0}.get(name, 0.9)
            columns[name] = draw.choice(levels, number, p=_shares(levels, slope))
    columns["period"] = columns["year"] // 2
    names = list(columns)
    return [
        dict(zip(names, map(int, row), strict=True)) for row in zip(*columns.values(), strict=True)
    ]


def publication(rows: list[dict[str, int]]) -> Publication:
    """Return every table of `TABLES` with its totals, and all sums between them."""
    sets = sorted({kept for table in TABLES for kept in _subsets(table)})
    counts: Counter[str] = Counter()
    for kept in sets:
        for levels in itertools.product(*(range(_size(name)) for name in kept)):
            counts[_key(kept, levels)] = 0
        counts.update(_key(kept, [row[name] for name in kept]) for row in rows)
    relations = [relation for kept in sets for relation in _sums(kept, set(sets))]
    return Publication({key: _cell(key, n) for key, n in counts.items()}, relations)


def _shares(levels: int, slope: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weight = np.arange(1, levels + 1, dtype=float) ** -slope
    shares: np.ndarray[tuple[int], np.dtype[np.float64]] = weight / weight.sum()
    return shares


def _size(name: str) -> int:
    return LEVELS["year"] // 2 if name == "period" else LEVELS[name]


def _subsets(table: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for length in range(len(table) + 1):
        yield from itertools.combinations(sorted(table), length)


def _key(names: tuple[str, ...], levels: tuple[int, ...] | list[int]) -> str:
    return ";".join(f"{name}={level}" for name, level in zip(names, levels, strict=True)) or "all"


def _cell(key: str, count: int) -> Cell:
    rule: Rule = "small" if 0 < count < THRESHOLD else ""
    return Cell(key, count, THRESHOLD, count + 1.0, rule)


def _sums(kept: tuple[str, ...], sets: set[tuple[str, ...]]) -> Iterator[Relation]:
    """Yield how the cells of `kept` add up to those without one of its dimensions."""
    for dropped in kept:
        rest = tuple(name for name in kept if name != dropped)
        coarser = tuple(sorted((*rest, "period")))
        by_period = dropped == "year" and coarser in sets
        goal = coarser if by_period else rest
        for levels in itertools.product(*(range(_size(name)) for name in goal)):
            chosen = dict(zip(goal, levels, strict=True))
            parts = range(_size(dropped))
            if by_period:
                parts = range(2 * chosen["period"], 2 * chosen["period"] + 2)
            yield Relation.total(
                _key(goal, levels),
                [_key(kept, [{**chosen, dropped: part}[name] for name in kept]) for part in parts],
            )


def main(number: int, seed: int) -> None:
    """Protect, attack and print what it took."""
    made = publication(participations(number, seed))
    pattern = suppress(made)
    shown = [
        Relation.known(key, cell.count)
        for key, cell in made.cells.items()
        if key not in pattern.hidden
    ]
    found = audit(made, shown)
    people = sum(made.cells[key].count for key in pattern.hidden)
    lines = {
        "participations": number,
        "cells": len(made.cells),
        "relations": len(made.relations),
        "hidden": len(pattern.hidden),
        "of them small": len(pattern.primary),
        "of them besides": len(pattern.secondary),
        "loss": f"{pattern.loss:.0f}",
        "counts hidden, of all": f"{people / sum(c.count for c in made.cells.values()):.1%}",
        "components": pattern.components,
        "method": pattern.method,
        "suppress, programs": pattern.programs,
        "suppress, seconds": f"{pattern.seconds:.1f}",
        "audit, programs": found.programs,
        "audit, seconds": f"{found.seconds:.1f}",
        "audit, narrow": len(found.narrow),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print("\n".join(f"{name:24}{number:>12}" for name, number in lines.items()))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*given[:2], *(6000, 1)[len(given) :])
