"""What an attacker sets up: the unknown counts, how far each may move, and what binds them.

Everything is written as moves away from one table of whole numbers that satisfies all that is
known (the true one). A cell that is shown moves by 0, so hiding or showing cells only keeps or
drops columns; no relation is ever rewritten.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from utfall.disclosure.cells import Publication, Relation

__all__ = ["System", "Terms", "merged", "of_publication", "system", "violated"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

Terms = tuple[tuple[tuple[str, float], ...], float, float]
"""A relation with every key once, in order; and its lowest and highest sum."""

ROUNDS = 60
"""How often bounds are drawn closer in turn; stopping early leaves them wider, never wrong."""

_SLIP = 1e-6
"""How much a limit on a whole number may be off by, after sums of floating-point numbers."""


@dataclass(frozen=True)
class System:
    """Unknown counts, as moves from a table that is possible.

    Attributes
    ----------
    keys : tuple of str
        The unknown cells, sorted.
    matrix : csr_array
        One row per relation, one column per cell; scaled so that the largest number is 1.
    low, high : array
        Limits of `matrix` @ moves. No move at all is always within them.
    down, up : array
        How far each cell can go down and up by cheap reasoning; ``inf`` where nothing says.
    width : array of int
        How far apart its smallest and largest value must be; 0 for a cell without a rule.
    slip : array
        Per row, how far floating-point sums may miss `low` and `high`.
    """

    keys: tuple[str, ...]
    matrix: csr_array
    low: Floats
    high: Floats
    down: Floats
    up: Floats
    width: Ints
    slip: Floats

    def only(self, cells: Mask) -> "System":
        """Return the system where only `cells` are unknown; the others do not move."""
        matrix = csr_array(self.matrix[:, np.flatnonzero(cells)])
        rows = np.diff(matrix.indptr) > 0
        return System(
            keys=tuple(key for key, kept in zip(self.keys, cells, strict=True) if kept),
            matrix=csr_array(matrix[np.flatnonzero(rows)]),
            low=self.low[rows],
            high=self.high[rows],
            down=self.down[cells],
            up=self.up[cells],
            width=self.width[cells],
            slip=self.slip[rows],
        )

    def cells_of(self, row: int) -> NDArray[np.int32]:
        """Return the cells of a relation."""
        return self.matrix.indices[self.matrix.indptr[row] : self.matrix.indptr[row + 1]]

    def rows_of(self, cell: int) -> NDArray[np.int32]:
        """Return the relations of a cell."""
        turned = self.turned
        return turned.indices[turned.indptr[cell] : turned.indptr[cell + 1]]

    @cached_property
    def turned(self) -> csr_array:
        """Return one row per cell, one column per relation."""
        return csr_array(self.matrix.T)

    def parts(self) -> list[NDArray[np.intp]]:
        """Return the cells of each component that holds a rule; components share no relation."""
        rows, cells = self.matrix.shape
        entry = self.matrix.tocoo()
        ends = (entry.col, entry.row + cells)
        graph = coo_array((np.ones(len(entry.data)), ends), shape=(rows + cells, rows + cells))
        labels = connected_components(graph, directed=False)[1][:cells]
        order = np.argsort(labels, kind="stable")
        split = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
        with_rule = [part for part in split if len(part) and self.width[part].any()]
        return sorted(with_rule, key=lambda part: int(part[0]))

    def holds(self, moves: Floats) -> bool:
        """Tell whether whole moves satisfy every limit and relation."""
        if (moves < -self.down).any() or (moves > self.up).any():
            return False
        sums = self.matrix @ moves
        return bool(((sums >= self.low - self.slip) & (sums <= self.high + self.slip)).all())

    def tightened(self) -> "System":
        """Draw the limits of every cell closer from one relation at a time, until it stops."""
        down, up = _propagated(self)
        return System(self.keys, self.matrix, self.low, self.high, down, up, self.width, self.slip)


def merged(relation: Relation) -> Terms:
    """Return a relation with each key once, sorted by key, and no term that is 0."""
    sums: dict[str, float] = {}
    for key, number in relation.terms:
        sums[key] = sums.get(key, 0.0) + number
    terms = tuple(sorted((key, number) for key, number in sums.items() if number))
    return terms, relation.low, relation.high


def violated(terms: Terms, counts: Mapping[str, float]) -> bool:
    """Tell whether counts, one per key of the relation, are outside its limits."""
    numbers = [number * counts[key] for key, number in terms[0]]
    slip = 1e-9 * (1 + sum(map(abs, numbers)))
    return not terms[1] - slip <= math.fsum(numbers) <= terms[2] + slip


def system(
    start: Mapping[str, float],
    least: Mapping[str, float],
    widths: Mapping[str, int],
    relations: Iterable[Terms],
) -> System:
    """Set up the system of all cells in `start`.

    Parameters
    ----------
    start : mapping
        A whole number per key, which together satisfy every relation.
    least : mapping
        The smallest number that each can be.
    widths : mapping
        The width of each cell with a rule.
    relations : iterable of Terms
        What is known; keys that `start` lacks are not allowed. A relation of a single cell
        becomes a limit of it.
    """
    keys = tuple(sorted(start))
    column = {key: at for at, key in enumerate(keys)}
    origin = np.array([start[key] for key in keys], dtype=float)
    down = origin - np.array([least[key] for key in keys], dtype=float)
    up = np.full(len(keys), math.inf)
    rows: list[Terms] = []
    for terms in sorted(set(relations)):
        if len(terms[0]) == 1:
            _limit(terms, column, origin, down, up)
        elif terms[0]:
            rows.append(terms)
    matrix, low, high, slip = _rows(rows, column, origin)
    width = np.array([widths.get(key, 0) for key in keys], dtype=np.int64)
    return System(keys, matrix, low, high, down, up, width, slip)


def of_publication(
    publication: Publication, more: Iterable[Terms] = (), extra: Mapping[str, float] | None = None
) -> System:
    """Set up the system of a publication where every cell is unknown.

    Parameters
    ----------
    publication : Publication
        Its relations must hold of its counts; `ValueError` where one does not.
    more : iterable of Terms
        Further relations that hold.
    extra : mapping, optional
        Counts that are not cells of the publication, with a possible number each.
    """
    counts = {key: float(cell.count) for key, cell in publication.cells.items()}
    own = [merged(relation) for relation in publication.relations]
    for relation, terms in zip(publication.relations, own, strict=True):
        if violated(terms, counts):
            names = ", ".join(key for key, _ in terms[0])
            raise ValueError(f"the counts do not satisfy the relation {relation.why!r} of {names}")
    # Zeros are shown wherever they can be, so that a hidden count is known to be of somebody; of
    # what is never shown nobody knows even that.
    least = {
        key: 0.0 if cell.latent else min(float(cell.count), 1.0)
        for key, cell in publication.cells.items()
    }
    widths = {key: cell.width for key, cell in publication.cells.items() if cell.rule}
    extra = extra or {}
    start = {**extra, **counts}
    return system(start, {**dict.fromkeys(extra, 0.0), **least}, widths, [*own, *more])


def masked(keys: Collection[str], chosen: Collection[str]) -> Mask:
    """Return which of `keys` are among `chosen`."""
    return np.fromiter((key in chosen for key in keys), dtype=bool, count=len(keys))


def _limit(
    terms: Terms, column: Mapping[str, int], origin: Floats, down: Floats, up: Floats
) -> None:
    """Take a relation of one cell as a limit of it."""
    ((key, number),), low, high = terms
    ends = sorted((low / number, high / number))
    at = column[key]
    down[at] = min(down[at], max(0.0, origin[at] - np.ceil(ends[0] - _SLIP)))
    up[at] = min(up[at], max(0.0, np.floor(ends[1] + _SLIP) - origin[at]))


def _rows(
    rows: list[Terms], column: Mapping[str, int], origin: Floats
) -> tuple[csr_array, Floats, Floats, Floats]:
    """Return relations as a matrix, with their limits seen from `origin`."""
    lengths = [len(terms) for terms, _, _ in rows]
    indptr = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
    indices = np.array([column[key] for terms, _, _ in rows for key, _ in terms], dtype=np.int64)
    data = np.array([number for terms, _, _ in rows for _, number in terms], dtype=float)
    scale = np.array([max(abs(number) for _, number in terms) for terms, _, _ in rows], dtype=float)
    data = data / np.repeat(scale, lengths)
    matrix = csr_array((data, indices, indptr), shape=(len(rows), len(column)))
    sums = matrix @ origin
    slip = 1e-9 * (1 + abs(matrix) @ abs(origin))
    low = np.array([row[1] for row in rows], dtype=float) / scale - sums
    high = np.array([row[2] for row in rows], dtype=float) / scale - sums
    # What is nearly nothing is nothing: a sum of thousands may be off by a rounding error.
    low[abs(low) <= slip] = 0.0
    high[abs(high) <= slip] = 0.0
    return matrix, low, high, slip


def _propagated(cells: System) -> tuple[Floats, Floats]:
    """Return how far each cell can go down and up, by one relation at a time, in whole steps."""
    matrix = cells.matrix
    down, up = cells.down.copy(), cells.up.copy()
    if not matrix.nnz:
        return down, up
    number, column = matrix.data, matrix.indices
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    positive = number > 0
    for _ in range(ROUNDS):
        least = np.where(positive, -down[column], up[column]) * number
        most = np.where(positive, up[column], -down[column]) * number
        room_up = (cells.high[row] - _others(least, row, matrix.shape[0])) / number
        room_down = (cells.low[row] - _others(most, row, matrix.shape[0])) / number
        highest = np.floor(np.where(positive, room_up, room_down) + _SLIP)
        lowest = np.ceil(np.where(positive, room_down, room_up) - _SLIP)
        new_up, new_down = up.copy(), down.copy()
        np.minimum.at(new_up, column, np.maximum(highest, 0.0))
        np.minimum.at(new_down, column, np.maximum(-lowest, 0.0))
        if np.array_equal(new_up, up) and np.array_equal(new_down, down):
            break
        down, up = new_down, new_up
    return down, up


def _others(terms: Floats, row: NDArray[np.intp], rows: int) -> Floats:
    """Return, per term, the sum of the other terms of its row; all infinite ones have one sign."""
    infinite = np.isinf(terms)
    finite = np.where(infinite, 0.0, terms)
    total = np.asarray(np.bincount(row, finite, rows)[row] - finite, dtype=float)
    unlimited = np.bincount(row, infinite, rows)[row] - infinite > 0
    if not infinite.any():
        return total
    return np.asarray(np.where(unlimited, terms[infinite][0], total), dtype=float)
