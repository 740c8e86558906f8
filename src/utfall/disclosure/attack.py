"""Whether an attacker must leave a hidden count open: two possible tables of whole numbers that
lie far enough apart prove it, and nothing else does.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from utfall.disclosure.bounds import Floats, Ints, Mask, System
from utfall.disclosure.programs import ROUNDS, Programs, Way

__all__ = ["WAYS", "Attack", "Point"]

Point = tuple[NDArray[np.intp], NDArray[np.int64]]
"""A table that is possible: the cells that differ from the true one, in order, and by how much."""

WAYS: tuple[Way, Way] = (1, -1)

_FRACTIONS = (1, 2, 3, 4)
"""What moves are multiplied by where they are not whole: halves are the commonest by far."""

_SLIP = 1e-6

FAR = 500
"""How many cells around one an integer program takes first, before it takes all."""


class Attack:
    """What is known to be possible in one system, cell by cell.

    Every point found moves many cells, and counts for all of them, so that most cells never need
    a program of their own.

    Attributes
    ----------
    low, high : array of int
        The farthest that each cell is known to go down (≤ 0) and up.
    undecided : set of int
        Cells that were given up: not proved to be wide within the limit of branches.
    """

    def __init__(self, system: System, programs: Programs | None = None) -> None:
        self.system = system
        self.programs = programs or Programs(system, np.ones(len(system.keys)))
        self.cells = np.flatnonzero(system.width)
        self.low: Ints = np.zeros(len(system.keys), dtype=np.int64)
        self.high: Ints = self.low.copy()
        self.undecided: set[int] = set()
        self.points: list[Point] = []
        self._moving: dict[int, dict[int, int]] = {}

    def wide(self, cell: int) -> bool:
        """Tell whether the points found so far prove that a cell is protected."""
        return bool(self.high[cell] - self.low[cell] >= self.system.width[cell])

    def add(self, moves: Floats | None, cell: int | None = None) -> bool:
        """Keep moves that are whole, or a multiple of them is, and possible.

        Tells whether `cell` is wide after that; without a cell, whether anything was kept.
        """
        whole = None if moves is None else self._whole(moves)
        if whole is not None:
            cells = np.flatnonzero(whole)
            self.keep([(cells, whole[cells])])
        return whole is not None if cell is None else self.wide(cell)

    def quick(self, cell: int, rounds: int = ROUNDS) -> bool:
        """Prove that a cell is wide by moves of few cells; False settles nothing."""
        return self.wide(cell) or any(
            self.add(self.programs.nearby(cell, way, self.missing(cell, way), rounds), cell)
            for way in WAYS
        )

    def _shifted(self, cell: int, reach: int | None, *, whole: bool = False) -> bool:
        """Seek moves of at most `reach` cells that make a cell wide."""
        return any(
            self.add(
                self.programs.shift(cell, way, self.missing(cell, way), reach=reach, whole=whole),
                cell,
            )
            for way in WAYS
        )

    def missing(self, cell: int, way: Way) -> int:
        """Return how far a cell must go one way to be wide, given how far it goes the other."""
        gone = -self.low[cell] if way > 0 else self.high[cell]
        return int(self.system.width[cell] - gone)

    def protected(self, cell: int) -> bool:
        """Tell whether a cell is protected; what cannot be proved within the limits is not."""
        width = self.system.width[cell]
        if self.system.down[cell] + self.system.up[cell] < width:
            return False
        if self.quick(cell):
            return True
        ends = []
        for way in WAYS:
            end, moves, _ = self.programs.farthest(cell, way)
            ends.append(end)
            if self.add(moves, cell):
                return True
        if all(map(math.isfinite, ends)) and sum(math.floor(e + _SLIP) for e in ends) < width:
            return False
        return self._shifted(cell, None) or self._protected_whole(cell, ends)

    def interval(self, cell: int) -> tuple[float, float]:
        """Return the lowest and the highest move of a cell, in whole numbers.

        Where an integer program is given up, the end is that of the linear one: farther out.
        """
        low, high = (self._end(cell, way) for way in (WAYS[1], WAYS[0]))
        return -low, high

    def keep(self, points: Iterable[Point]) -> None:
        """Let points be known to be possible."""
        for point in points:
            self.points.append(point)
            self._take(len(self.points) - 1)

    def forget(self, cell: int) -> list[int]:
        """Leave out the points that move a cell; return their numbers, for `restore`."""
        numbers = list(self._moving.get(cell, ()))
        moved = set[int]()
        for number in numbers:
            for other in self.points[number][0].tolist():
                moved.add(other)
                del self._moving[other][number]
        for other in moved:
            self.low[other] = min((0, *self._moving[other].values()))
            self.high[other] = max((0, *self._moving[other].values()))
        return numbers

    def restore(self, numbers: list[int]) -> None:
        """Take back points that were left out."""
        for number in numbers:
            self._take(number)

    def by_key(self) -> list[Mapping[str, int]]:
        """Return the points that count, as moves by key."""
        keys = self.system.keys
        left = sorted({number for moves in self._moving.values() for number in moves})
        points = [self.points[number] for number in left]
        return [
            {keys[cell]: move for cell, move in zip(cells.tolist(), moves.tolist(), strict=True)}
            for cells, moves in points
        ]

    def try_keys(self, points: Iterable[Mapping[str, int]]) -> None:
        """Keep what is possible here of points found elsewhere, whatever they move besides."""
        column = {key: at for at, key in enumerate(self.system.keys)}
        for point in points:
            moves = np.zeros(len(column))
            own = [key for key in point if key in column]
            moves[[column[key] for key in own]] = [point[key] for key in own]
            if own:
                self.add(moves)

    def _take(self, number: int) -> None:
        cells, moves = self.points[number]
        for cell, move in zip(cells.tolist(), moves.tolist(), strict=True):
            self._moving.setdefault(cell, {})[number] = move
        self.low[cells] = np.minimum(self.low[cells], moves)
        self.high[cells] = np.maximum(self.high[cells], moves)

    def narrow(self) -> list[int]:
        """Return the cells with a rule that are not protected."""
        return [int(cell) for cell in self.cells if not self.protected(int(cell))]

    def unproved(self) -> Mask:
        """Return which cells with a rule no point found so far proves to be wide."""
        return self.high - self.low < self.system.width

    def _protected_whole(self, cell: int, ends: list[float]) -> bool:
        """As `protected`, by integer programs over everything."""
        if self._shifted(cell, FAR, whole=True) or self._shifted(cell, None, whole=True):
            return True
        proved = True
        for way, end in zip(WAYS, ends, strict=True):
            if math.isinf(end):
                proved = False
                continue
            moves, optimal = self.programs.farthest_whole(cell, way)
            proved &= optimal
            if self.add(moves, cell):
                return True
        if not proved:
            self.undecided.add(cell)
        return False

    def _end(self, cell: int, way: Way) -> float:
        """Return how far a cell can go one way, in whole numbers."""
        limit = float((self.system.up if way > 0 else self.system.down)[cell])
        if limit == 0:
            return 0.0
        end, moves, _ = self.programs.farthest(cell, way)
        end = min(end, limit)
        if math.isinf(end):
            return end
        reached = self._whole(moves) if moves is not None else None
        if reached is not None and way * reached[cell] >= math.floor(end + _SLIP):
            return float(math.floor(end + _SLIP))
        moves, optimal = self.programs.farthest_whole(cell, way)
        if moves is None or not optimal:
            return float(math.floor(end + _SLIP))
        return float(round(way * moves[cell]))

    def _whole(self, moves: Floats) -> NDArray[np.int64] | None:
        """Return moves, or the smallest multiple of them, as whole numbers where that is possible."""
        for factor in _FRACTIONS:
            whole = np.rint(moves * factor)
            if abs(whole - moves * factor).max(initial=0) < _SLIP and self.system.holds(whole):
                return whole.astype(np.int64)
        return None
