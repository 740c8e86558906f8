"""The pattern of least loss for a small component, after Fischetti and Salazar.

A program chooses cells to hide under cuts. Each choice is attacked; where a cell is narrow, the
weights that prove it say which cells could widen it, and that becomes a cut (Fischetti and
Salazar-González 2001, https://doi.org/10.1198/016214501753168208). Where only whole numbers prove
it, the cut is that something more must be hidden, since hiding more never narrows an interval.
"""

import math

import numpy as np
from scipy.sparse import csr_array

from utfall.disclosure.attack import WAYS, Attack
from utfall.disclosure.bounds import Floats, Mask, System
from utfall.disclosure.programs import Programs, Way, cheapest_cover

__all__ = ["exact"]

ROUNDS = 200
"""How many patterns may be tried before the component counts as too large."""

BRANCHES = 2000
"""How many branches the choice of one pattern may take."""

_SLIP = 1e-7


def exact(system: System, hidden: Mask, loss: Floats) -> tuple[Mask | None, int]:
    """Hide the cells of least total loss such that every cell with a rule is protected.

    Parameters
    ----------
    system : System
        A component where every cell that may be hidden is unknown.
    hidden : array of bool
        What is hidden, or never shown, in any case.
    loss : array
        What hiding each of the others costs.

    Returns
    -------
    tuple
        The pattern, or None where it was not found within the limits; and the programs solved.
    """
    return _Search(system, hidden, loss).run()


class _Search:
    def __init__(self, system: System, hidden: Mask, loss: Floats) -> None:
        self.system, self.fixed = system, hidden
        self.open = np.flatnonzero(~hidden)
        self.loss = loss[self.open]
        self.programs = Programs(system, np.ones(len(system.keys)))
        self.cuts: list[Floats] = []
        self.least: list[float] = []
        self.solved = 0

    def run(self) -> tuple[Mask | None, int]:
        self._useful()
        for _ in range(ROUNDS):
            chosen, proved = (
                cheapest_cover(
                    self.loss, csr_array(np.array(self.cuts)), np.array(self.least), BRANCHES
                )
                if self.cuts
                else (np.zeros(len(self.open), dtype=bool), True)
            )
            self.solved += 1
            if not proved:
                break
            pattern = self.fixed.copy()
            pattern[self.open[chosen]] = True
            if self._holds(pattern):
                return pattern, self.solved + self.programs.solved
        return None, self.solved + self.programs.solved

    def _useful(self) -> None:
        """Hide no cell that is alone in an equality: it would be worked out at once."""
        equal = np.flatnonzero(self.system.low == self.system.high)
        for row in equal:
            cells = self.system.matrix[[row], :].indices
            if self.fixed[cells].any():
                continue
            at = np.searchsorted(self.open, cells)
            for one in at:
                cut = np.zeros(len(self.open))
                cut[at] = 1.0
                cut[one] = -1.0
                self._cut(cut, 0.0)

    def _holds(self, pattern: Mask) -> bool:
        """Attack a pattern; add a cut for each cell that is narrow."""
        attack = Attack(self.system.only(pattern))
        at = np.flatnonzero(pattern)
        self.programs.allow(pattern)
        narrow = False
        for cell in map(int, attack.cells):
            if attack.quick(cell):
                continue
            if not self._linear_cut(int(at[cell]), pattern):
                if attack.protected(cell):
                    continue
                cut = np.ones(len(self.open))
                cut[pattern[self.open]] = 0.0
                self._cut(cut, 1.0)
            narrow = True
        self.solved += attack.programs.solved
        return not narrow

    def _linear_cut(self, cell: int, pattern: Mask) -> bool:
        """Add the cut that a linear program proves; False where it proves none."""
        coefficients = np.zeros(len(self.system.keys))
        constant = 0.0
        for way in WAYS:
            end, moves, weights = self.programs.farthest(cell, way)
            if moves is None or math.isinf(end):
                return False
            best = self._bound(cell, way, weights)
            coefficients += best[0]
            constant += best[1]
        least = self.system.width[cell] - constant - coefficients[self.fixed].sum()
        if not math.isfinite(least) or least <= _SLIP:
            return False
        cut = np.minimum(coefficients[self.open], least)
        if cut @ pattern[self.open] >= least - _SLIP:
            return False
        self._cut(cut / least, 1.0)
        return True

    def _bound(self, cell: int, way: Way, weights: Floats) -> tuple[Floats, float]:
        """Return how far `cell` can go one way at most: a number per cell if it may move, and a
        constant. Any weights give a bound that holds, so that the solver's sign does not matter.
        """
        bounds = [self._weighed(cell, way, sign * weights) for sign in (1.0, -1.0)]
        return min(bounds, key=lambda bound: bound[1] + float(bound[0][self.fixed].sum()))

    def _weighed(self, cell: int, way: Way, weights: Floats) -> tuple[Floats, float]:
        weights = np.round(weights, 9)
        limit = np.where(weights > 0, self.system.high, self.system.low)
        weights = np.where(np.isfinite(limit), weights, 0.0)
        constant = float(weights @ np.where(np.isfinite(limit), limit, 0.0))
        left = -(self.system.matrix.T @ weights)
        left[cell] += way
        left[abs(left) < 1e-9] = 0.0
        reach = np.where(left > 0, self.system.up, self.system.down)
        return np.where(left == 0, 0.0, abs(left) * np.where(left == 0, 0.0, reach)), constant

    def _cut(self, cut: Floats, least: float) -> None:
        self.cuts.append(cut)
        self.least.append(least)
