"""Small publications to protect, and an attacker who tries every table there is."""

import itertools
import random
from collections.abc import Collection, Iterable, Mapping, Sequence

from utfall.disclosure.cells import Cell, Publication, Relation, Rule


def cell(
    key: str, count: int, *, threshold: int = 5, loss: float | None = None, **more: bool
) -> Cell:
    """Return a cell that is hidden if it is above zero and below the threshold."""
    rule: Rule = "small" if 0 < count < threshold else ""
    return Cell(key, count, threshold, count + 1.0 if loss is None else loss, rule, **more)


def crossed(
    counts: Mapping[tuple[str, ...], int],
    tables: Sequence[tuple[int, ...]],
    *,
    threshold: int = 5,
    latent: bool = False,
) -> Publication:
    """Return marginal tables of a crossing.

    A table is the dimensions that it is by; every total of it is a cell too. `latent` adds the
    crossing itself, which no report shows.
    """
    size = len(next(iter(counts)))
    shown = {kept for table in tables for kept in _subsets(table)}
    every = {*shown, tuple(range(size))} if latent else shown
    sums: dict[str, int] = {}
    relations: list[Relation] = []
    for kept in sorted(every):
        for levels, count in counts.items():
            key = _key(levels, kept)
            sums[key] = sums.get(key, 0) + count
    levels_of = [sorted({levels[at] for levels in counts}) for at in range(size)]
    for kept in sorted(every):
        for dropped in kept:
            smaller = tuple(at for at in kept if at != dropped)
            if smaller in every:
                relations += _totals(kept, dropped, levels_of)
        if latent and kept == tuple(range(size)):
            relations += _projections(kept, shown, levels_of)
    hidden = {_key(levels, tuple(range(size))) for levels in counts} if latent else set()
    hidden -= {_key(levels, kept) for levels in counts for kept in shown}
    cells = {
        key: cell(key, n, threshold=threshold, latent=key in hidden) for key, n in sums.items()
    }
    return Publication(cells, relations)


def _subsets(table: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    for length in range(len(table) + 1):
        yield from itertools.combinations(table, length)


def _key(levels: Sequence[str], kept: Collection[int]) -> str:
    return ".".join(level if at in kept else "all" for at, level in enumerate(levels))


def _totals(kept: tuple[int, ...], dropped: int, levels_of: list[list[str]]) -> list[Relation]:
    rest = [at for at in kept if at != dropped]
    found = []
    for chosen in itertools.product(*(levels_of[at] for at in rest)):
        levels = ["" for _ in levels_of]
        for at, level in zip(rest, chosen, strict=True):
            levels[at] = level
        parts = []
        for level in levels_of[dropped]:
            levels[dropped] = level
            parts.append(_key(levels, kept))
        found.append(Relation.total(_key(levels, rest), parts))
    return found


def _projections(
    full: tuple[int, ...], shown: Collection[tuple[int, ...]], levels_of: list[list[str]]
) -> list[Relation]:
    """Return what each shown cell is a sum of, in the full crossing."""
    found = []
    for kept in sorted(shown):
        rest = [at for at in full if at not in kept]
        for chosen in itertools.product(*(levels_of[at] for at in kept)):
            levels = ["" for _ in levels_of]
            for at, level in zip(kept, chosen, strict=True):
                levels[at] = level
            parts = []
            for others in itertools.product(*(levels_of[at] for at in rest)):
                for at, level in zip(rest, others, strict=True):
                    levels[at] = level
                parts.append(_key(levels, full))
            if rest:
                found.append(Relation.total(_key(levels, kept), parts))
    return found


def random_counts(seed: int, *sizes: int, mean: float = 4.0) -> dict[tuple[str, ...], int]:
    """Return made-up counts of a crossing with so many levels each; many are small."""
    draw = random.Random(seed)  # noqa: S311 - made-up counts
    levels = [[f"{'abcdef'[at]}{n}" for n in range(size)] for at, size in enumerate(sizes)]
    return {chosen: int(draw.expovariate(1 / mean)) for chosen in itertools.product(*levels)}


def shown_of(publication: Publication, hidden: Collection[str]) -> list[Relation]:
    """Return what is known when everything else than `hidden` is published."""
    return [
        Relation.known(key, one.count)
        for key, one in publication.cells.items()
        if key not in hidden and not one.latent
    ]


def possible(
    publication: Publication, known: Iterable[Relation], *, most: int
) -> dict[str, tuple[int, int]]:
    """Return the smallest and largest number of each cell, by trying every table up to `most`.

    A relation is checked as soon as its last cell has a number; nothing cleverer is done.
    """
    facts = [*publication.relations, *known]
    fixed = {f.terms[0][0]: round(f.low) for f in facts if len(f.terms) == 1 and f.low == f.high}
    free = [key for key in sorted(publication.cells) if key not in fixed]
    place = {key: at for at, key in enumerate(free)}
    due: dict[int, list[Relation]] = {}
    for fact in facts:
        due.setdefault(max(place.get(key, -1) for key, _ in fact.terms), []).append(fact)
    found: dict[str, list[int]] = {key: [] for key in publication.cells}
    table = dict(fixed)

    def fits(fact: Relation) -> bool:
        return fact.low - 1e-9 <= sum(n * table[k] for k, n in fact.terms) <= fact.high + 1e-9

    def fill(at: int) -> None:
        if at == len(free):
            for key, number in table.items():
                ends = found[key]
                ends[:] = [min([number, *ends]), max([number, *ends])]
            return
        for number in range(min(publication.cells[free[at]].count, 1), most + 1):
            table[free[at]] = number
            if all(map(fits, due.get(at, ()))):
                fill(at + 1)
        table.pop(free[at], None)

    if all(map(fits, due.get(-1, ()))):
        fill(0)
    return {key: (ends[0], ends[-1]) for key, ends in found.items() if ends}


def narrow_by_force(publication: Publication, hidden: Collection[str], *, most: int) -> set[str]:
    """Return the cells with a rule that every table together leaves too narrow."""
    ends = possible(publication, shown_of(publication, hidden), most=most)
    return {
        key
        for key, one in publication.cells.items()
        if one.rule and ends[key][1] - ends[key][0] < one.width
    }
