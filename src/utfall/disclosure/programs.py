"""The linear and integer programs of one system, solved by HiGHS.

Every run is the same on every machine: one thread, a fixed seed, limits on steps and never on
time, and each program starts from no move at all rather than from whatever was solved before.
"""

import heapq
import math
from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack

from utfall.disclosure.bounds import Floats, Mask, System

__all__ = ["Programs", "cheapest_cover", "closest_fit"]

NODES = 400
"""How many branches an integer program may take before it is given up."""


_COLWISE = int(highspy.MatrixFormat.kColwise)
_MINIMIZE = int(highspy.ObjSense.kMinimize)
_OPTIMAL = highspy.HighsModelStatus.kOptimal
_FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)

START, GROWTH, ROUNDS = 100, 200, 40
"""How many cells a program of a few starts with, and how many it takes in, how often."""

Way = Literal[-1, 1]
"""Whether a cell goes down or up."""

Columns = tuple[NDArray[np.integer], NDArray[np.integer], Floats]
"""The numbers of a matrix by column: where each column begins and ends, their rows, and they."""


class Programs:
    """The programs that move a cell as far, or as cheaply, as everything known allows.

    A move is written as a part up and a part down, both at least 0. Then no move is a vertex, and
    the cheapest one that moves a cell by so much touches only what it needs.

    Parameters
    ----------
    system : System
        What is unknown.
    cost : array
        What moving each cell by 1 costs, above 0.
    """

    def __init__(self, system: System, cost: Floats) -> None:
        self.system = system
        self.cost = cost.copy()
        self.solved = 0
        self._allowed = np.ones(len(cost), dtype=bool)
        self._near = _Neighbours(system.matrix, system.turned)

    def allow(self, cells: Mask) -> None:
        """Let only `cells` move."""
        self._allowed = cells

    def set_cost(self, cells: NDArray[np.intp], cost: float) -> None:
        """Let moving `cells` cost something else."""
        self.cost[cells] = cost

    def shift(
        self, cell: int, way: Way, amount: float, *, reach: int | None = None, whole: bool = False
    ) -> Floats | None:
        """Return the cheapest moves where `cell` goes at least `amount` one way, if there are any.

        Only the `reach` cells nearest to it may move, by what the way there costs. `whole` asks
        for whole moves, not always the cheapest.
        """
        limit = self.system.up if way > 0 else self.system.down
        if amount > limit[cell]:
            return None
        cells = self._cells(cell, reach)
        model = _Model(self.system, cells, self.cost[cells])
        model.force(int(np.searchsorted(cells, cell)), way, amount)
        self.solved += 1
        return self._spread(cells, model.solve(first=True) if whole else model.solve_linear())

    def nearby(self, cell: int, way: Way, amount: float, rounds: int = ROUNDS) -> Floats | None:
        """Return cheap moves where `cell` goes `amount` one way: among a few cells at first, and
        then among those too that the prices of the relations say would help.

        None where that leads nowhere, which proves nothing.
        """
        limit = self.system.up if way > 0 else self.system.down
        if amount > limit[cell]:
            return None
        cells = self._cells(cell, START)
        reward = 100 * float(self.cost.max())
        for _ in range(rounds):
            model = _Model(self.system, cells, self.cost[cells])
            model.entice(int(np.searchsorted(cells, cell)), way, amount, reward)
            self.solved += 1
            moves = self._spread(cells, model.solve_linear())
            if moves is None:
                return None
            if way * moves[cell] > amount - 1e-6:
                return moves
            weights = np.zeros(self.system.matrix.shape[0])
            weights[model.rows] = model.weights()
            worth = self.system.turned @ weights
            up = np.where(self.system.up > 0, worth, -np.inf)
            down = np.where(self.system.down > 0, -worth, -np.inf)
            gain = np.where(self._allowed, np.maximum(up, down) - self.cost, -np.inf)
            gain[cells] = -np.inf
            best = np.flatnonzero(gain > 1e-7)
            if not len(best):
                return None
            best = best[np.argsort(-gain[best], kind="stable")[:GROWTH]]
            cells = np.union1d(cells, best)
        return None

    def farthest(self, cell: int, way: Way) -> tuple[float, Floats | None, Floats]:
        """Return how far `cell` can go one way (``inf``: any distance), the moves, and the weight
        of each relation that proves it.
        """
        cells = self._cells(cell, None)
        model = _Model(self.system, cells, np.zeros(len(cells)))
        model.reward(int(np.searchsorted(cells, cell)), way)
        self.solved += 1
        moves = self._spread(cells, model.solve_linear())
        weights = np.zeros(self.system.matrix.shape[0])
        if moves is None:
            return math.inf, None, weights
        weights[model.rows] = model.weights()
        return float(way * moves[cell]), moves, weights

    def farthest_whole(self, cell: int, way: Way) -> tuple[Floats | None, bool]:
        """Return whole moves that take `cell` as far as possible one way, and whether it is proved."""
        cells = self._cells(cell, None)
        model = _Model(self.system, cells, np.zeros(len(cells)))
        model.reward(int(np.searchsorted(cells, cell)), way)
        self.solved += 1
        return self._spread(cells, model.solve(first=False)), model.optimal()

    def _cells(self, cell: int, reach: int | None) -> NDArray[np.intp]:
        if reach is None or reach >= len(self.cost):
            return np.flatnonzero(self._allowed)
        return self._near.nearest(cell, reach, 1 + 0.2 * np.log1p(self.cost), self._allowed)

    def _spread(self, cells: NDArray[np.intp], found: Floats | None) -> Floats | None:
        if found is None:
            return None
        moves = np.zeros(len(self.cost))
        moves[cells] = found
        return moves


class _Neighbours:
    """Which cells share relations, nearest first."""

    def __init__(self, matrix: csr_array, turned: csr_array) -> None:
        self._cells = [part.tolist() for part in np.split(matrix.indices, matrix.indptr[1:-1])]
        self._rows = [part.tolist() for part in np.split(turned.indices, turned.indptr[1:-1])]

    def nearest(self, cell: int, number: int, cost: Floats, allowed: Mask) -> NDArray[np.intp]:
        """Return up to `number` cells that are cheapest to reach from `cell`, in their order."""
        price, open_ = cost.tolist(), allowed.tolist()
        heap, done, rows = [(0.0, cell)], set[int](), set[int]()
        while heap and len(done) < number:
            distance, at = heapq.heappop(heap)
            if at in done:
                continue
            done.add(at)
            # The first cell of a relation that is reached is the nearest to all others of it.
            for row in self._rows[at]:
                if row in rows:
                    continue
                rows.add(row)
                for other in self._cells[row]:
                    if open_[other] and other not in done:
                        heapq.heappush(heap, (distance + price[other], other))
        return np.array(sorted(done), dtype=np.intp)


class _Model:
    """A program over some cells of a system; the other cells stay."""

    def __init__(self, system: System, cells: NDArray[np.intp], cost: Floats) -> None:
        # Most programs are small, and slices of scipy's arrays would cost as much as solving them.
        turned = system.turned
        lengths = turned.indptr[cells + 1] - turned.indptr[cells]
        ends = np.cumsum(lengths)
        at = np.arange(lengths.sum()) + np.repeat(turned.indptr[cells + 1] - ends, lengths)
        used = np.zeros(len(system.low), dtype=bool)
        used[turned.indices[at]] = True
        self.rows = np.flatnonzero(used)
        row = (np.cumsum(used, dtype=np.int32) - 1)[turned.indices[at]]
        data = turned.data[at]
        self._size = len(cells)
        self._upper = np.concatenate((system.up[cells], system.down[cells]))
        self._model = _quiet()
        both = (
            np.concatenate(((0,), ends, ends + len(at))),
            np.concatenate((row, row)),
            np.concatenate((data, -data)),
        )
        twice = np.concatenate((cost, cost))
        low, high = system.low[self.rows], system.high[self.rows]
        _pass(self._model, both, twice, (np.zeros(len(twice)), self._upper), (low, high))

    def force(self, cell: int, way: Way, amount: float) -> None:
        """Let a cell go at least so far one way."""
        column, other = self._columns(cell, way)
        self._model.changeColBounds(column, amount, self._upper[column])
        # Or a move of 1 up and 1 down would count as a move of 1.
        self._model.changeColBounds(other, 0.0, 0.0)

    def entice(self, cell: int, way: Way, amount: float, reward: float) -> None:
        """Reward a cell for each step one way, up to an amount."""
        column, other = self._columns(cell, way)
        self._model.changeColCost(column, -reward)
        self._model.changeColBounds(column, 0.0, amount)
        self._model.changeColBounds(other, 0.0, 0.0)

    def reward(self, cell: int, way: Way) -> None:
        """Seek what takes a cell farthest one way."""
        column, other = self._columns(cell, way)
        self._model.changeColCost(column, -1.0)
        self._model.changeColCost(other, 1.0)

    def solve_linear(self) -> Floats | None:
        """Return the best moves, in fractions where need be; None where there are none."""
        # Presolve costs more than it saves where a program moves a handful of cells.
        self._model.setOptionValue("presolve", "off")
        self._model.setOptionValue("solver", "simplex")
        self._model.run()
        return self._moves() if self.optimal() else None

    def solve(self, *, first: bool) -> Floats | None:
        """Return the best whole moves found, or the `first`."""
        every = np.arange(2 * self._size, dtype=np.int32)
        self._model.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
        self._model.setOptionValue("mip_max_nodes", NODES)
        if first:
            self._model.setOptionValue("mip_max_improving_sols", 1)
        self._model.run()
        feasible = int(self._model.getInfo().primal_solution_status) == _FEASIBLE
        return self._moves() if feasible else None

    def optimal(self) -> bool:
        """Tell whether the last solution is proved to be the best."""
        return bool(self._model.getModelStatus() == _OPTIMAL)

    def weights(self) -> Floats:
        """Return the weight of each relation in the proof of the last solution."""
        return np.array(self._model.getSolution().row_dual, dtype=float)

    def _columns(self, cell: int, way: Way) -> tuple[int, int]:
        """Return the column of a cell's move one way, and of its move the other way."""
        return (cell, cell + self._size) if way > 0 else (cell + self._size, cell)

    def _moves(self) -> Floats:
        both = np.array(self._model.getSolution().col_value, dtype=float)
        moves: Floats = both[: self._size] - both[self._size :]
        return moves


def cheapest_cover(cost: Floats, cuts: csr_array, least: Floats, nodes: int) -> tuple[Mask, bool]:
    """Choose the cheapest cells such that `cuts` @ chosen ≥ `least`.

    Returns
    -------
    tuple
        Which cells are chosen, and whether that is proved to be the cheapest choice within
        `nodes` branches. Nothing is chosen where it is not.
    """
    model = _quiet()
    size = len(cost)
    unlimited = np.full(len(least), highspy.kHighsInf)
    _pass(model, _columns_of(cuts), cost, (np.zeros(size), np.ones(size)), (least, unlimited))
    every = np.arange(size, dtype=np.int32)
    model.changeColsIntegrality(size, every, np.ones(size, dtype=np.uint8))
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 1e-9)
    model.setOptionValue("mip_max_nodes", nodes)
    model.run()
    if model.getModelStatus() != _OPTIMAL:
        return np.zeros(size, dtype=bool), False
    return np.array(model.getSolution().col_value) > 0.5, True


def closest_fit(matrix: csr_array, low: Floats, high: Floats) -> Floats:
    """Return whole numbers ≥ 0 that miss `low` ≤ `matrix` @ numbers ≤ `high` by as little as found.

    Each row may be missed by a slack of its own, in units of its largest number.
    """
    rows, size = matrix.shape
    scale = np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
    scaled = csr_array(matrix / scale[:, None])
    slack = eye_array(rows)
    cost = np.concatenate((np.zeros(size), np.ones(2 * rows)))
    model = _quiet()
    unlimited = np.full(len(cost), highspy.kHighsInf)
    columns = csr_array(hstack((scaled, slack, -slack)))
    ends = (np.zeros(len(cost)), unlimited)
    _pass(model, _columns_of(columns), cost, ends, (low / scale, high / scale))
    model.changeColsIntegrality(size, np.arange(size, dtype=np.int32), np.ones(size, np.uint8))
    model.setOptionValue("mip_max_nodes", NODES)
    model.run()
    numbers: Floats = np.rint(np.array(model.getSolution().col_value, dtype=float)[:size])
    return numbers


def _quiet() -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("parallel", "off")
    model.setOptionValue("random_seed", 0)
    return model


def _columns_of(matrix: csr_array) -> Columns:
    turned = csr_array(matrix.T)
    return turned.indptr, turned.indices, turned.data


def _pass(
    model: highspy.Highs,
    matrix: Columns,
    cost: Floats,
    columns: tuple[Floats, Floats],
    rows: tuple[Floats, Floats],
) -> None:
    """Give a model its columns and rows."""
    starts, indices, numbers = matrix
    model.passModel(
        len(cost),
        len(rows[0]),
        len(numbers),
        _COLWISE,
        _MINIMIZE,
        0.0,
        cost,
        *columns,
        *rows,
        starts.astype(np.int32),
        indices.astype(np.int32),
        numbers,
        np.zeros(len(cost), dtype=np.int32),
    )
