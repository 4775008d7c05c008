"""Which cells to hide besides the small ones, where the table is a network.

A hierarchy with two answers, alone or crossed with one background, or with more answers and no background, is a
network: cell = arc, relation = node. A table that fits everything published differs from the true one by flow
around cycles of hidden arcs. So a hidden cell is protected when flow can be sent around through it; a cell that
is not hidden yet can be opened to let it through, at a price.

The road, for each cell that must be hidden, the smallest group first: push what passes through hidden cells for
nothing; where that is too little, open the cheapest cycle (Dijkstra) that lets the rest through. Every extreme
table found is a witness for all cells on its way. At the end each opened cell is shown again, the largest first,
that the others can do without (`weerklank.stats.closing`).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.closing import close
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.witnesses import Flow, Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

HOP = 0.001


@dataclass
class Network:
    """The arcs (cells) and nodes (relations) of a table.

    Cell c holds `values[c]` of `sizes[c]` respondents; one more moves a unit from `tails[c]` to `heads[c]`.
    `prices[c]` is what hiding it costs, `needs[c]` the width it must have when hidden (0 to sizes[c]).
    `sinks` are nodes with a great many arcs, at which no search starts.
    """

    values: Sequence[int]
    sizes: Sequence[int]
    needs: Sequence[int]
    prices: Sequence[float]
    tails: Sequence[int]
    heads: Sequence[int]
    nodes: int
    sinks: frozenset[int] = frozenset()
    around: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.around = [[] for _ in range(self.nodes)]
        for cell, (tail, head) in enumerate(zip(self.tails, self.heads, strict=True)):
            if self.sizes[cell] > 0:
                self.around[tail].append(cell)
                self.around[head].append(cell)


@dataclass
class Suppression(Witnesses):
    """The hidden cells of a network so far, and the witnesses that each is wide enough."""

    network: Network
    hidden: set[int] = field(default_factory=set)
    opened: set[int] = field(default_factory=set)
    hidden_around: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.hidden_around = [[] for _ in range(self.network.nodes)]

    def hide(self, cell: int) -> None:
        """Hide a cell."""
        if cell not in self.hidden:
            self.hidden.add(cell)
            self.hidden_around[self.network.tails[cell]].append(cell)
            self.hidden_around[self.network.heads[cell]].append(cell)

    def show(self, cell: int) -> None:
        """Show a cell again."""
        self.hidden.remove(cell)
        self.opened.discard(cell)
        self.hidden_around[self.network.tails[cell]].remove(cell)
        self.hidden_around[self.network.heads[cell]].remove(cell)

    def lacks(self, cell: int) -> int:
        """Return how much width a cell still needs; 0 or less where it is protected."""
        return self.network.needs[cell] - self.width(cell)

    def alone_beside(self, cell: int) -> list[int]:
        """Return the hidden cells that are the only one in a relation of a cell: they are exact."""
        ends = (self.network.tails[cell], self.network.heads[cell])
        return [self.hidden_around[node][0] for node in ends if len(self.hidden_around[node]) == 1]

    def fewest_beside(self, cell: int) -> int:
        """Return how many cells are hidden in the relation of a cell that has the fewest."""
        return min(
            len(self.hidden_around[node]) for node in (self.network.tails[cell], self.network.heads[cell])
        )

    def fits(self, flow: Flow) -> bool:
        """Return whether a table moves hidden cells alone, each within its group."""
        values, sizes = self.network.values, self.network.sizes
        return all(c in self.hidden and 0 <= values[c] + by <= sizes[c] for c, by in flow.items())

    def limits(self, cells: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how far cells can go down (negative) and up, 0 where one is shown: shape (cells,) each."""
        network, chosen = self.network, cells.tolist()
        hidden = np.array([cell in self.hidden for cell in chosen], dtype=np.int64)
        values = np.array([network.values[cell] for cell in chosen])
        return -values * hidden, (np.array([network.sizes[cell] for cell in chosen]) - values) * hidden

    def stir(self, cells: list[int]) -> None:
        """Leave the witnesses of many cells to be found one by one: in a network that is done as soon."""

    def stands(self, cell: int) -> bool:
        """Return whether a cell has its width through hidden cells alone."""
        _push_free(self, cell)
        return self.lacks(cell) <= 0


def suppress(network: Network, *, primaries: Iterable[int]) -> Suppression:
    """Return the cells to hide, the primaries and what protects them; each has the width it needs.

    Raises `UnsafeTable` where a cell cannot be protected by hiding any other.
    """
    state = Suppression(network)
    first = sorted(primaries, key=lambda cell: (network.sizes[cell], cell))
    for cell in first:
        state.hide(cell)
    for cell in first:
        _protect(state, cell)
    order = sorted(state.opened, key=lambda c: (-network.prices[c], -network.sizes[c], c))
    close(state, order=order)
    return state


def shield(state: Suppression, cell: int, *, insider: int, direction: int) -> bool:
    """Give a cell a way to move that leaves an insider's cell alone; return whether cells were opened for it.

    The insider knows that their own cell is over 0 (`direction` 1) or under its size (−1): the way starts from a
    table in which it is.
    """
    network = state.network
    base = {} if _room(network, insider, -direction, {}) > 0 else state.flow(insider, direction)
    ways = []
    for way in (1, -1) if cell != insider else (direction,):
        path = cheapest(state, cell, direction=way, flow=base, room=1, paid=True, barred=insider)
        if path is not None:
            ways.append((path.price, -way, path))
    if not ways:
        raise UnsafeTable(
            "a respondent works out a hidden cell, and hiding any other cell does not prevent it", cell=cell
        )
    opened = _open(state, min(ways, key=lambda way: way[:2])[2])
    for other in opened:
        _protect(state, other)
    return bool(opened)


def _open(state: Suppression, path: Path) -> list[int]:
    opened = [cell for cell, _ in path.steps if cell not in state.hidden]
    for cell in opened:
        state.hide(cell)
        state.opened.add(cell)
    return opened


def _protect(state: Suppression, first: int) -> None:
    """Give a cell its width, and every cell that was opened for it."""
    waiting = [first]
    while waiting:
        cell = waiting.pop()
        _push_free(state, cell)
        while state.lacks(cell) > 0:
            opened = _push_paid(state, cell)
            if opened is None:
                raise UnsafeTable("a hidden cell cannot be protected by hiding any other cell", cell=cell)
            waiting += opened


def _push_free(state: Suppression, cell: int) -> None:
    """Push through hidden cells, one way and the other, as far as is needed."""
    for direction in (1, -1):
        flow = state.flow(cell, direction)
        while state.lacks(cell) > 0:
            path = cheapest(state, cell, direction=direction, flow=flow, room=1, paid=False)
            if path is None:
                break
            push(state, path, flow=flow)
            state.witness(flow)


def _push_paid(state: Suppression, cell: int) -> list[int] | None:
    """Open the cheapest way for what a cell lacks; return the cells opened, `None` where there is no way."""
    for room in sorted({max(1, state.lacks(cell)), 1}, reverse=True):
        ways = []
        for direction in (1, -1):
            flow = state.flow(cell, direction)
            path = cheapest(state, cell, direction=direction, flow=flow, room=room, paid=True)
            if path is not None:
                ways.append((path.price, -direction, path, flow))
        if ways:
            _, _, path, flow = min(ways, key=lambda way: way[:2])
            opened = _open(state, path)
            push(state, path, flow=flow)
            state.witness(flow)
            return opened
    return None


@dataclass(frozen=True)
class Path:
    """A cycle through a cell: the steps (cell, +1 or −1) with the cell itself first, and the price."""

    steps: tuple[tuple[int, int], ...]
    price: float


def push(state: Suppression, path: Path, *, flow: Flow) -> None:
    """Push as many units around a cycle as its narrowest cell lets through."""
    network = state.network
    amount = min(_room(network, cell, step, flow) for cell, step in path.steps)
    for cell, step in path.steps:
        flow[cell] = flow.get(cell, 0) + step * amount


def _room(network: Network, cell: int, step: int, flow: Flow) -> int:
    now = network.values[cell] + flow.get(cell, 0)
    return network.sizes[cell] - now if step > 0 else now


def cheapest(
    state: Suppression,
    cell: int,
    *,
    direction: int,
    flow: Flow,
    room: int,
    paid: bool,
    barred: int = -1,
) -> Path | None:
    """Return the cheapest cycle that moves a cell by `direction`, with `room` for so many units.

    `flow` is the table it starts from. Hidden cells are free; with `paid`, others have their price.
    `barred` is a cell that must not be used.
    """
    network = state.network
    if _room(network, cell, direction, flow) < room:
        return None
    start, goal, sense = network.tails[cell], network.heads[cell], -direction
    if start in network.sinks:
        start, goal, sense = goal, start, -sense
        # a search from the far end walks the same arcs the other way
    reached = _search(state, Hunt(start, goal, sense, frozenset({cell, barred}), room), flow, paid=paid)
    if reached is None:
        return None
    steps, price = reached
    return Path(((cell, direction), *steps), price)


@dataclass(frozen=True)
class Hunt:
    """A search from a node to another, around cells that are barred, through arcs with room for so many units.

    Where an arc is walked from its tail, its count changes by `sense`; from its head, by −`sense`.
    """

    start: int
    goal: int
    sense: int
    barred: frozenset[int]
    room: int


def _search(
    state: Suppression, hunt: Hunt, flow: Flow, *, paid: bool
) -> tuple[list[tuple[int, int]], float] | None:
    network, hidden = state.network, state.hidden
    around = network.around if paid else state.hidden_around
    start, goal, sense, barred, room = hunt.start, hunt.goal, hunt.sense, hunt.barred, hunt.room
    tails, heads, values, sizes, prices = (
        network.tails,
        network.heads,
        network.values,
        network.sizes,
        network.prices,
    )
    best = {start: 0.0}
    came: dict[int, tuple[int, int, int]] = {}
    queue = [(0.0, start)]
    while queue:
        price, node = heapq.heappop(queue)
        if node == goal:
            return _steps(came, start, goal), price
        if price > best[node]:
            continue
        for arc in around[node]:
            if arc in barred:
                continue
            out = tails[arc] == node
            step = sense if out else -sense
            now = values[arc] + flow.get(arc, 0)
            if (sizes[arc] - now if step > 0 else now) < room:
                continue
            beyond = heads[arc] if out else tails[arc]
            onward = price + HOP + (0.0 if arc in hidden else prices[arc])
            if onward < best.get(beyond, 1e18):
                best[beyond] = onward
                came[beyond] = (node, arc, step)
                heapq.heappush(queue, (onward, beyond))
    return None


def _steps(came: dict[int, tuple[int, int, int]], start: int, goal: int) -> list[tuple[int, int]]:
    steps = []
    while goal != start:
        goal, arc, step = came[goal]
        steps.append((arc, step))
    return steps
