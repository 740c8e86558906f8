"""Which counts to hide besides those that must be, so that none of them can be worked out."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from utfall.disclosure.attack import FAR, WAYS, Attack, Point
from utfall.disclosure.bounds import Floats, Mask, System, masked, of_publication
from utfall.disclosure.cells import Publication
from utfall.disclosure.exact import exact
from utfall.disclosure.programs import Programs, Way
from utfall.errors import DisclosureError

__all__ = ["Pattern", "suppress"]

EXACT_CELLS = 60
"""Up to so many cells that could be hidden, a component is solved to least loss."""

MANY = 2000
"""Above so many published cells with a rule in a component, nothing is shown again at the end."""

AGAIN, AGAIN_ROUNDS = 8000, 6
"""How many programs may be spent on showing cells again; how far each looks for another way."""

_CHEAP = 0.01
"""What moving a hidden cell by 1 costs, against 1 or more for a shown one."""

_DEAREST = 1e5


@dataclass(frozen=True)
class Pattern:
    """What is hidden.

    Attributes
    ----------
    hidden : frozenset of str
        Keys of all hidden cells, `primary` and `secondary`; cells that are never shown are not
        among them.
    primary : frozenset of str
        Those with a rule.
    secondary : frozenset of str
        Those hidden so that the others, and cells never shown, cannot be worked out.
    loss : float
        The sum of `Cell.loss` over `secondary`.
    programs : int
        Linear and integer programs solved.
    components : int
        Independent parts with a cell to protect.
    method : str
        ``exact`` (least loss in every component), ``near-exact`` or ``beyond``.
    seconds : float
        Wall time.
    given_up : frozenset of str
        Keys of cells with a rule that nothing protects, where that was allowed.
    points : tuple of mapping
        Tables found to be possible, as how far they are from the true one by key: each worth a try
        by whoever attacks the pattern.
    """

    hidden: frozenset[str]
    primary: frozenset[str]
    secondary: frozenset[str]
    loss: float
    programs: int
    components: int
    method: str
    seconds: float
    given_up: frozenset[str] = frozenset()
    points: tuple[Mapping[str, int], ...] = ()


def suppress(publication: Publication, *, give_up: bool = False) -> Pattern:
    """Hide cells so that every cell with a rule keeps an interval at least its width.

    Cells with a rule are hidden; further ones so that the sum of their losses is small (least,
    component by component, where that is small enough to be solved). Nothing depends on the order
    of cells, relations or terms. Zeros may be hidden; public cells never are. With `give_up`, a cell
    that nothing protects is hidden and left so, and the others are protected.

    Raises
    ------
    DisclosureError
        If hiding every cell that may be hidden is not enough, unless `give_up`; its `cells` are
        their keys.
    ValueError
        If the counts contradict a relation.
    """
    started = time.perf_counter()
    cells = publication.cells
    public = {key for key, cell in cells.items() if cell.public}
    _refuse(key for key in public if cells[key].rule)
    every = of_publication(publication)
    free = every.only(~masked(every.keys, public)).tightened()
    room = free.down + free.up - free.width
    impossible = [free.keys[at] for at in np.flatnonzero(room < 0)]
    if not give_up:
        _refuse(impossible)
    free = replace(free, width=np.where(room < 0, 0, free.width))
    primary = {key for key, cell in cells.items() if cell.rule and not cell.latent}
    hidden = set(primary)
    programs, methods = 0, {"exact"}
    points: list[Mapping[str, int]] = []
    components = free.parts()
    for at in components:
        mask = np.zeros(len(free.keys), dtype=bool)
        mask[at] = True
        part = _Component(free.only(mask), publication)
        impossible += part.solve()
        hidden |= part.chosen()
        programs += part.solved
        methods.add(part.method)
        points += part.points
    if not give_up:
        _refuse(impossible)
    secondary = frozenset(hidden - primary)
    return Pattern(
        hidden=frozenset(hidden),
        primary=frozenset(primary),
        secondary=secondary,
        loss=float(sum(cells[key].loss for key in sorted(secondary))),
        programs=programs,
        components=len(components),
        method=next(name for name in ("beyond", "near-exact", "exact") if name in methods),
        seconds=time.perf_counter() - started,
        given_up=frozenset(impossible),
        points=tuple(points),
    )


def _refuse(keys: Iterable[str]) -> None:
    found = sorted(keys)
    if found:
        raise DisclosureError(
            f"{len(found)} counts cannot be protected, even with every other one hidden that is "
            "not public already",
            found,
        )


class _Component:
    """One component: its cells, those hidden so far, and how they were found."""

    def __init__(self, system: System, publication: Publication) -> None:
        cells = [publication.cells[key] for key in system.keys]
        self.system = system
        self.never_shown = np.array([cell.latent for cell in cells])
        self.fixed: Mask = self.never_shown | (system.width > 0)
        self.hidden: Mask = self.fixed.copy()
        self.loss: Floats = np.array([cell.loss for cell in cells], dtype=float)
        self.method = "exact"
        self.solved = 0
        self.points: list[Mapping[str, int]] = []

    def chosen(self) -> set[str]:
        """Return the cells hidden, without those that are never shown."""
        return {self.system.keys[at] for at in np.flatnonzero(self.hidden & ~self.never_shown)}

    def solve(self) -> list[str]:
        """Choose what is hidden; return the cells that nothing protects."""
        if not (~self.fixed).any():
            return self._leave(self._narrow(self.hidden)[1])
        if (~self.fixed).sum() <= EXACT_CELLS:
            pattern, solved = exact(self.system, self.fixed, self.loss)
            self.solved += solved
            if pattern is not None:
                self.hidden = pattern
                return []
        return self._near_exact()

    def _near_exact(self) -> list[str]:
        """Widen one cell after another, attack the whole, and show again what is not needed."""
        beyond = int(((self.system.width > 0) & ~self.never_shown).sum()) > MANY
        self.method = "beyond" if beyond else "near-exact"
        flows = _Flows(self.system, self.hidden, self.loss)
        left = self._leave([cell for cell in flows.order() if not flows.widen(cell)])
        if left:
            flows = flows.again(self.system)
        while True:
            self.hidden = flows.hidden
            attack, narrow = self._narrow(self.hidden, flows.attack.points)
            if not narrow:
                break
            stuck = self._leave([cell for cell in narrow if not flows.force(cell)])
            if stuck:
                left += stuck
                flows = flows.again(self.system)
        self.solved += flows.programs.solved
        if not beyond:
            self._show_again(attack)
        self.points = attack.by_key()
        return left

    def _narrow(self, hidden: Mask, points: Iterable[Point] = ()) -> tuple[Attack, list[int]]:
        """Attack a pattern; return the attack, and what it finds narrow, as cells of the system."""
        attack = Attack(self.system.only(hidden))
        at = np.flatnonzero(hidden)
        attack.keep((np.searchsorted(at, cells), moves) for cells, moves in points)
        narrow = [int(at[cell]) for cell in attack.narrow()]
        self.solved += attack.programs.solved
        return attack, narrow

    def _show_again(self, attack: Attack) -> None:
        """Show each cell again, dearest first, where what has a rule stays protected."""
        before = attack.programs.solved
        at = np.flatnonzero(self.hidden)
        again = [c for c in range(len(at)) if not self.fixed[at[c]]]
        again.sort(key=lambda c: (-self.loss[at[c]], attack.system.keys[c]))
        allowed = np.ones(len(at), dtype=bool)
        for cell in again:
            allowed[cell] = False
            spent = attack.programs.solved - before > AGAIN
            if spent or _leaves_alone(attack.system, cell, allowed):
                allowed[cell] = True
                continue
            left_out = attack.forget(cell)
            attack.programs.allow(allowed)
            unproved = np.flatnonzero(attack.unproved())
            if all(attack.quick(int(one), AGAIN_ROUNDS) for one in unproved):
                self.hidden[at[cell]] = False
            else:
                allowed[cell] = True
                attack.restore(left_out)
        self.solved += attack.programs.solved - before

    def _leave(self, cells: Sequence[int]) -> list[str]:
        """Ask for no protection of cells that nothing protects, and return their keys."""
        width = self.system.width.copy()
        width[list(cells)] = 0
        self.system = replace(self.system, width=width)
        return [self.system.keys[cell] for cell in cells]


def _leaves_alone(system: System, cell: int, unknown: Mask) -> bool:
    """Tell whether showing a cell leaves one with a rule as the only unknown of an equality."""
    for row in system.rows_of(cell):
        if system.low[row] == system.high[row]:
            left = system.cells_of(row)
            left = left[unknown[left]]
            if len(left) == 1 and system.width[left[0]]:
                return True
    return False


class _Flows:
    """Moves of least loss, which say what to hide so that a cell can move far enough."""

    def __init__(self, system: System, hidden: Mask, loss: Floats) -> None:
        self.system, self.hidden, self.loss = system, hidden.copy(), loss
        cheapest = loss[~hidden].min(initial=np.inf)
        cost = np.minimum(loss / cheapest, _DEAREST)
        cost[hidden] = _CHEAP
        self.programs = Programs(system, cost)
        self.attack = Attack(system, self.programs)

    def again(self, system: System) -> "_Flows":
        """Return the same with other widths, and all that is known to be possible."""
        found = _Flows(system, self.hidden, self.loss)
        found.programs.solved = self.programs.solved
        found.attack.keep(self.attack.points)
        return found

    def order(self) -> list[int]:
        """Return the cells with a rule: those that must move farthest first."""
        return sorted(map(int, self.attack.cells), key=lambda c: (-self.system.width[c], c))

    def widen(self, cell: int) -> bool:
        """Hide what makes a cell wide; False where nothing can."""
        while not self.attack.wide(cell):
            found = [self._cheapest(cell, way) for way in WAYS]
            moves = min((one for one in found if one is not None), key=self._price, default=None)
            if moves is None:
                return self._stretch(cell)
            self._hide(moves)
            if not self.attack.add(moves, cell):
                # Fractions: what they hide is attacked afterwards, in whole numbers.
                return True
        return True

    def force(self, cell: int) -> bool:
        """Hide more for a cell that whole numbers leave narrow; False where nothing is left."""
        before = self.hidden.sum()
        for way in WAYS:
            missing = self.attack.missing(cell, way)
            moves = self.programs.shift(cell, way, missing, reach=FAR, whole=True)
            if moves is not None:
                self._hide(moves)
                self.attack.add(moves)
                break
        return bool(self.hidden.sum() > before) or self._hide_neighbour(cell)

    def _cheapest(self, cell: int, way: Way) -> Floats | None:
        missing = self.attack.missing(cell, way)
        moves = self.programs.nearby(cell, way, missing)
        return self.programs.shift(cell, way, missing) if moves is None else moves

    def _price(self, moves: Floats) -> float:
        return float(abs(moves) @ self.programs.cost)

    def _stretch(self, cell: int) -> bool:
        """Widen a cell that cannot go far enough in one way from here: first down, then up."""
        down, moves, _ = self.programs.farthest(cell, -1)
        if moves is None or down < 0.5:
            return False
        moves = self.programs.shift(cell, -1, float(np.floor(down + 1e-6)))
        if moves is None:
            return False
        self._hide(moves)
        if not self.attack.add(moves):
            return True
        if not self.attack.wide(cell):
            more = self._cheapest(cell, 1)
            if more is None:
                return False
            self._hide(more)
            self.attack.add(more)
        return True

    def _hide(self, moves: Floats) -> None:
        new = np.flatnonzero((abs(moves) > 1e-7) & ~self.hidden)
        self.hidden[new] = True
        self.programs.set_cost(new, _CHEAP)

    def _hide_neighbour(self, cell: int) -> bool:
        """Hide the cheapest shown cell that shares a relation with hidden ones near `cell`."""
        matrix = self.system.matrix
        near = np.zeros(len(self.hidden), dtype=bool)
        near[cell] = True
        while True:
            rows = abs(matrix) @ near > 0
            reached = near | (abs(matrix).T @ rows > 0)
            shown = np.flatnonzero(reached & ~self.hidden)
            if len(shown):
                best = min(map(int, shown), key=lambda c: (self.programs.cost[c], c))
                self._hide(np.eye(1, len(near), best)[0])
                return True
            if (reached == near).all():
                return False
            near = reached
