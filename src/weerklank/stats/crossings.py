"""Which cells to hide besides the small ones, where the table is no network.

The same road as for a network (`weerklank.stats.suppress`), with a small linear program in the place of a path:
for each cell that must be hidden, the smallest group first, the cheapest move within the nearest unit that has
one; every table found is a witness for all cells on its way; at the end each opened cell is shown again that the
others can do without (`weerklank.stats.closing`). What lies below one unit right under the whole is done apart,
all else left as it is, two of them at a time; then what they could not do.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.stats.closing import close
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.moves import Room, Scope
from weerklank.stats.witnesses import Flow, Proof, Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from weerklank.stats.systems import System

HOP = 0.001
LARGEST_SCOPE = 1500
"""Hidden cells among which a way for nothing is looked for: a larger program takes longer than it is worth."""
SIDE_BY_SIDE = 2
"""Parts of the tree that are looked at together: the solver takes half the time, more would wait for another."""
TRIED_AGAIN = 50
"""Opened cells, those of the largest groups, that the whole is asked to do without when a part could not."""
FEWEST, STIRS, FAR = 3, 4, 3
"""Cells for which one program is solved together, how many such programs, and how far each cell may go in one."""


@dataclass
class Hiding(Witnesses):
    """The hidden cells of a system so far, and the witnesses that each is wide enough."""

    system: System
    hidden: set[int] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._chance = np.random.default_rng(5)
        self._shown = np.ones(len(self.system), dtype=np.bool_)
        self._ever_hidden = np.zeros(len(self.system), dtype=np.bool_)
        self._cells_of = sparse.csr_array(self.system.relations)
        self._hidden_in = np.zeros(self.system.relations.shape[0], dtype=np.int64)
        self._scopes: dict[tuple[int, bool], Scope] = {}

    def hide(self, cell: int) -> None:
        """Hide a cell."""
        self.hidden.add(cell)
        self._hidden_in[self.system.relations_of(cell)] += 1
        self._shown[cell] = False
        if not self._ever_hidden[cell]:
            self._ever_hidden[cell] = True
            self._scopes = {key: scope for key, scope in self._scopes.items() if key[1]}

    def show(self, cell: int) -> None:
        """Show a cell again."""
        self.hidden.remove(cell)
        self.opened.discard(cell)
        self._hidden_in[self.system.relations_of(cell)] -= 1
        self._shown[cell] = True

    def is_hidden(self, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether each of some cells is hidden."""
        return ~self._shown[cells]

    def take(self, part: Hiding, cells: NDArray[np.int64]) -> None:
        """Hide what is hidden of some cells where they were looked at alone, with the witnesses of that."""
        numbers = cells.tolist()
        for cell in sorted(part.opened):
            self.hide(numbers[cell])
            self.opened.add(numbers[cell])
            self.opened_for[numbers[cell]] = numbers[part.opened_for[cell]]
        for flow in part.tables():
            self.witness({numbers[cell]: by for cell, by in flow.items()})

    def alone_beside(self, cell: int) -> list[int]:
        """Return the hidden cells that are the only one in a relation of a cell: they are exact."""
        rows, alone = self._cells_of, []
        for relation in self.system.relations_of(cell):
            if self._hidden_in[relation] == 1:
                own = rows.indices[rows.indptr[relation] : rows.indptr[relation + 1]]
                alone.append(int(own[~self._shown[own]][0]))
        return alone

    def fewest_beside(self, cell: int) -> int:
        """Return how many cells are hidden in the relation of a cell that has the fewest."""
        return int(self._hidden_in[self.system.relations_of(cell)].min())

    def fits(self, flow: Flow) -> bool:
        """Return whether a table moves hidden cells alone, each within its group."""
        values, sizes = self.system.values, self.system.sizes
        return all(not self._shown[c] and 0 <= values[c] + by <= sizes[c] for c, by in flow.items())

    def lacks(self, cell: int) -> int:
        """Return how much width a cell still needs; 0 or less where it is protected."""
        return int(self.system.needs[cell]) - self.width(cell)

    def limits(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how far cells can go down (negative) and up, 0 where one is shown: shape (cells,) each."""
        hidden = ~self._shown[cells]
        return -self.system.values[cells] * hidden, (self.system.sizes - self.system.values)[cells] * hidden

    def room(self, cell: int, way: int) -> int:
        """Return how far a cell can go up (`way` over 0) or down within its group."""
        value = int(self.system.values[cell])
        return int(self.system.sizes[cell]) - value if way > 0 else value

    def move(
        self, scope: int, cell: int, *, by: int, paid: bool, barred: tuple[int, ...] = ()
    ) -> Flow | None:
        """Return the cheapest move of a cell within a scope; without `paid`, through hidden cells alone.

        First one that moves every cell on its way as far as the cell itself, then any.
        """
        inside = self._scope(scope, paid=paid)
        system, cells = self.system, inside.cells
        shown = self._shown[cells]
        usable = paid | ~shown
        if barred:
            usable &= ~np.isin(cells, barred)
        up, down = (system.sizes - system.values)[cells] * usable, system.values[cells] * usable
        prices = HOP + np.where(shown, system.prices[cells], 0.0)
        amount = abs(by)
        even = Room((up >= amount).astype(np.int64), (down >= amount).astype(np.int64), prices)
        found = inside.cheapest(cell, by=by // amount, room=even)
        if found is not None:
            found *= amount
        elif amount > 1:
            found = inside.cheapest(cell, by=by, room=Room(up, down, prices))
        if found is None:
            return None
        return _flow(cells, found)

    def price(self, flow: Flow) -> float:
        """Return what opening the cells of a move costs."""
        return sum(HOP + (float(self.system.prices[cell]) if self._shown[cell] else 0.0) for cell in flow)

    def open_for(self, cell: int, flow: Flow) -> list[int]:
        """Hide the cells that are shown of a move made for a cell, keep it as a witness, and return them."""
        opened = [one for one in flow if self._shown[one]]
        for one in opened:
            self.hide(one)
            self.opened.add(one)
            self.opened_for[one] = cell
        self.witness(flow)
        return opened

    def stir(self, cells: list[int]) -> None:
        """Look for witnesses of many cells together, through hidden cells near them."""
        near: dict[int, list[int]] = {}
        for cell in cells:
            near.setdefault(next(self.system.scopes(cell)), []).append(cell)
        for scope, some in near.items():
            inside = self._scope(scope, paid=False)
            if len(inside.cells) <= LARGEST_SCOPE:
                self._stir(inside, some)

    def _stir(self, inside: Scope, cells: list[int]) -> None:
        low, high = self.limits(inside.cells)
        room = Room(np.minimum(high, FAR), np.minimum(-low, FAR), np.full(len(low), HOP))
        for number in range(STIRS):
            left = np.array([cell for cell in cells if self.lacks(cell) > 0], dtype=np.int64)
            if len(left) < FEWEST:
                return
            mixed = self._chance.choice([-1.0, 1.0], size=len(left))
            signs = mixed if number > 1 else np.full(len(left), 1.0 - 2 * number)
            found = inside.stirred(left, signs=signs, room=room)
            if found is not None:
                self.witness(_flow(inside.cells, found))

    def stands(self, cell: int) -> bool:
        """Return whether a cell has its width through hidden cells alone, in scopes that are not too large."""
        for scope in self.system.scopes(cell):
            if len(self._scope(scope, paid=False).cells) > LARGEST_SCOPE:
                break
            if any(self._widened(scope, cell, way=way) for way in (1, -1)):
                return True
        return False

    def _widened(self, scope: int, cell: int, *, way: int) -> bool:
        """Look for moves of a cell one way through hidden cells of a scope; return whether it has its width."""
        have, limit = self._amount(cell, way), self.room(cell, way)
        wanted = min(limit, have + self.lacks(cell))
        for by in sorted({wanted, have + 1} if have < limit else (), reverse=True):
            flow = self.move(scope, cell, by=way * by, paid=False)
            if flow is not None:
                self.witness(self._stretched(flow, cell))
                break
        return self.lacks(cell) <= 0

    def _stretched(self, flow: Flow, cell: int) -> Flow:
        """Return a move as many times over as there is room for, and no more than a cell needs."""
        times = min(self.room(one, by) // abs(by) for one, by in flow.items())
        times = min(times, int(self.system.needs[cell]))
        return {one: by * times for one, by in flow.items()}

    def _scope(self, scope: int, *, paid: bool) -> Scope:
        if (scope, paid) not in self._scopes:
            cells = self.system.within(scope)
            self._scopes[scope, paid] = Scope(self.system, cells if paid else cells[self._ever_hidden[cells]])
        return self._scopes[scope, paid]


def hide_besides(system: System, *, primaries: Iterable[int]) -> Hiding:
    """Return the cells to hide, the primaries and what protects them; each has the width it needs.

    First what can be done below each unit right under the whole, side by side; then what is left.
    Raises `UnsafeTable` where a cell cannot be protected by hiding any other.
    """
    state = Hiding(system)
    for cell in primaries:
        state.hide(cell)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as side_by_side:
        for cells, found in side_by_side.map(partial(_hidden_below, state), system.branches()):
            state.take(found, cells)
    taken = frozenset(state.opened)
    _protect_all(state, [cell for cell in _in_order(system, state.hidden) if state.lacks(cell) > 0])
    again = sorted(taken, key=lambda cell: -float(system.prices[cell]))[:TRIED_AGAIN]
    _close(state, (state.opened - taken) | {*again})
    return state


def _hidden_below(whole: Hiding, unit: int) -> tuple[NDArray[np.int64], Hiding]:
    """Return the cells below a unit, and what is hidden of them where they have to protect each other."""
    cells, system = whole.system.below(unit)
    state = Hiding(system)
    primaries = np.flatnonzero(whole.is_hidden(cells)).tolist()
    for cell in primaries:
        state.hide(cell)
    _protect_all(state, _in_order(system, primaries), leave=True)
    _close(state, state.opened)
    return cells, state


def _in_order(system: System, cells: Iterable[int]) -> list[int]:
    """Return cells, those of the smallest groups first."""
    return sorted(cells, key=lambda cell: (int(system.sizes[cell]), cell))


def _protect_all(state: Hiding, cells: list[int], *, leave: bool = False) -> None:
    """Give cells their width, many together where that can be; `leave` those for which it cannot be done."""
    state.stir(cells)
    for cell in cells:
        try:
            _protect(state, cell)
        except UnsafeTable:
            if not leave:
                raise


def _close(state: Hiding, opened: Iterable[int]) -> None:
    """Show opened cells that the others can do without, those of the largest groups first."""
    close(state, order=sorted(opened, key=lambda c: (-float(state.system.prices[c]), c)))


def shield_from(state: Hiding, cell: int, *, insiders: tuple[int, ...]) -> bool:
    """Give a cell a way to move that leaves the cells of an insider alone; return whether cells were opened."""
    for scope in state.system.scopes(cell):
        flows = [
            flow
            for way in (1, -1)
            if (flow := state.move(scope, cell, by=way, paid=True, barred=insiders)) is not None
        ]
        if flows:
            opened = state.open_for(cell, min(flows, key=state.price))
            for other in opened:
                _protect(state, other)
            return bool(opened)
    raise UnsafeTable(
        "a respondent works out a hidden cell, and hiding any other cell does not prevent it", cell=cell
    )


def _protect(state: Hiding, first: int) -> None:
    """Give a cell its width, and every cell that was opened for it."""
    waiting = [first]
    while waiting:
        cell = waiting.pop()
        while state.lacks(cell) > 0:
            flow = _nearest(state, cell)
            if flow is None:
                raise UnsafeTable("a hidden cell cannot be protected by hiding any other cell", cell=cell)
            waiting += state.open_for(cell, flow)


def _nearest(state: Hiding, cell: int) -> Flow | None:
    """Return the cheapest move that widens a cell, in the nearest scope with one; one that is free is enough."""
    for scope in state.system.scopes(cell):
        flows: list[Flow] = []
        for flow in _widening(state, scope, cell):
            flows.append(flow)
            if state.price(flow) < 1:
                break
        if flows:
            return min(flows, key=lambda flow: state.price(flow) / _gain(state, flow, cell))
    return None


def _gain(state: Hiding, flow: Flow, cell: int) -> int:
    proof = state.proofs.get((cell, 1 if flow[cell] > 0 else -1), Proof())
    return abs(flow[cell]) - proof.amount


def _widening(state: Hiding, scope: int, cell: int) -> Iterator[Flow]:
    """Return a move up and a move down that go further than any before: as far as is needed, else by one."""
    lacks = state.lacks(cell)
    for way in (1, -1):
        have, limit = state.proofs.get((cell, way), Proof()).amount, state.room(cell, way)
        for amount in sorted({min(limit, have + lacks), min(limit, have + 1)} - {have}, reverse=True):
            flow = state.move(scope, cell, by=way * amount, paid=True)
            if flow is not None:
                yield flow
                break


def _flow(cells: NDArray[np.int64], move: NDArray[np.int64]) -> Flow:
    moved = np.flatnonzero(move)
    return dict(zip(cells[moved].tolist(), move[moved].tolist(), strict=True))
