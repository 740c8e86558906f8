"""The attack on a publication: what every hidden count can be, given all that is shown."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from utfall.disclosure.attack import Attack
from utfall.disclosure.bounds import (
    System,
    Terms,
    masked,
    merged,
    of_publication,
    violated,
)
from utfall.disclosure.cells import Publication, Relation
from utfall.disclosure.programs import closest_fit

__all__ = ["Audit", "audit"]


@dataclass(frozen=True)
class Audit:
    """What an attack found.

    Attributes
    ----------
    narrow : tuple of str
        Cells with a rule that can be worked out within their width, or were not proved to be
        safe from it.
    bounds : mapping
        For every cell with a rule, the smallest and largest number found to be possible. Of a
        narrow cell these are its ends; a protected one may reach farther.
    programs : int
        Linear and integer programs solved.
    undecided : tuple of str
        Those of `narrow` where an integer program was given up.
    contradicted : int
        Known relations that the true counts contradict (an edition of other data): not used.
    components : int
        Independent parts with a cell to protect.
    unknown : int
        Cells that no relation alone fixes.
    seconds : float
        Wall time.
    """

    narrow: tuple[str, ...]
    bounds: Mapping[str, tuple[float, float]]
    programs: int
    undecided: tuple[str, ...]
    contradicted: int
    components: int
    unknown: int
    seconds: float


def audit(
    publication: Publication,
    known: Iterable[Relation],
    points: Sequence[Mapping[str, int]] = (),
) -> Audit:
    """Attack a publication with everything that is known.

    Parameters
    ----------
    publication : Publication
        Cells with their true counts, and relations that hold of them.
    known : iterable of Relation
        What is shown: `Relation.known` per shown count, and whatever else is published of them.
        A key that is no cell is a count that nothing else is known about. A relation that the
        true counts contradict is left out.
    points : sequence of mapping
        Tables that may be possible, as moves by key. None is believed: it counts where it satisfies
        all that is known here.

    Raises
    ------
    ValueError
        If the counts contradict a relation of the publication itself.
    """
    started = time.perf_counter()
    facts = [merged(relation) for relation in known]
    counts = {key: float(cell.count) for key, cell in publication.cells.items()}
    used, extra, dropped = _consistent(facts, counts)
    pinned = {terms[0][0][0] for terms in used if len(terms[0]) == 1 and terms[1] == terms[2]}
    whole = of_publication(publication, used, extra)
    free = whole.only(~masked(whole.keys, pinned)).tightened()
    result = _Result(publication)
    result.fixed(key for key in sorted(pinned) if key in publication.cells)
    result.cheap(free)
    unknown = free.only(free.down + free.up > 0)
    components = unknown.parts()
    for part in components:
        mask = np.zeros(len(unknown.keys), dtype=bool)
        mask[part] = True
        result.attack(unknown.only(mask), points)
    return Audit(
        narrow=tuple(sorted(result.narrow)),
        bounds=result.bounds,
        programs=result.programs,
        undecided=tuple(sorted(result.undecided)),
        contradicted=dropped,
        components=len(components),
        unknown=len(unknown.keys),
        seconds=time.perf_counter() - started,
    )


class _Result:
    """What is found, cell by cell."""

    def __init__(self, publication: Publication) -> None:
        self.cells = publication.cells
        self.narrow: set[str] = set()
        self.undecided: set[str] = set()
        self.bounds: dict[str, tuple[float, float]] = {}
        self.programs = 0

    def fixed(self, keys: Iterable[str]) -> None:
        """Cells that are shown: narrow if they have a rule."""
        for key in keys:
            if self.cells[key].rule:
                self._add(key, 0.0, 0.0)

    def cheap(self, free: System) -> None:
        """Cells that need no program: fixed, or within a narrow interval, by one relation."""
        for at in np.flatnonzero((free.width > 0) & (free.down + free.up == 0)):
            self._add(free.keys[at], 0.0, 0.0)

    def attack(self, part: System, points: Iterable[Mapping[str, int]]) -> None:
        """Attack a component."""
        attack = Attack(part)
        attack.try_keys(points)
        for cell in map(int, attack.cells):
            key = part.keys[cell]
            if attack.protected(cell):
                self._add(key, float(attack.low[cell]), float(attack.high[cell]))
            else:
                self._add(key, *attack.interval(cell))
                self.narrow.add(key)
            if cell in attack.undecided:
                self.undecided.add(key)
        self.programs += attack.programs.solved

    def _add(self, key: str, low: float, high: float) -> None:
        cell = self.cells[key]
        self.bounds[key] = (cell.count + low, cell.count + high)
        if high - low < cell.width:
            self.narrow.add(key)


def _consistent(
    facts: list[Terms], counts: Mapping[str, float]
) -> tuple[list[Terms], dict[str, float], int]:
    """Return the facts that hold, possible numbers for keys that are no cells, and how many facts
    do not hold.
    """
    inside = [all(key in counts for key, _ in terms[0]) for terms in facts]
    own = [terms for terms, within in zip(facts, inside, strict=True) if within]
    held = [terms for terms in own if not violated(terms, counts)]
    others = [terms for terms, within in zip(facts, inside, strict=True) if not within]
    used, extra = _completed(sorted(set(others)), counts)
    dropped = len(own) - len(held) + len(set(others)) - len(used)
    return [*held, *used], extra, dropped


def _completed(
    facts: list[Terms], counts: Mapping[str, float]
) -> tuple[list[Terms], dict[str, float]]:
    """Return the facts that can hold together, and numbers for keys that are no cells."""
    if not facts:
        return [], {}
    keys = sorted({key for terms in facts for key, _ in terms[0]} - set(counts))
    column = {key: at for at, key in enumerate(keys)}
    entries = [
        (row, column[key], number)
        for row, (terms, _, _) in enumerate(facts)
        for key, number in terms
        if key in column
    ]
    rows, columns, numbers = zip(*entries, strict=True)
    shape = (len(facts), len(keys))
    matrix = csr_array(coo_array((numbers, (rows, columns)), shape=shape, dtype=float))
    fixed = np.array([sum(n * counts.get(k, 0.0) for k, n in terms) for terms, _, _ in facts])
    low, high = (np.array([terms[end] for terms in facts], dtype=float) for end in (1, 2))
    extra = dict(zip(keys, closest_fit(matrix, low - fixed, high - fixed).tolist(), strict=True))
    every = {**extra, **counts}
    return [terms for terms in facts if not violated(terms, every)], extra
