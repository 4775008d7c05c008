"""Bands: what suppression would hide, shown as a range of counts that is as narrow as it can be.

It starts from the cells that suppression hides. For each, two whole tables are sought that fit all that is shown
and differ in that cell by the width it needs: the true one moved up some, and moved down the rest. How much is up
and how much is down is drawn by lot. Everything that these tables need on the way is let in too: a band is the
hull of all tables found, so that every one of them fits every band, rounded outward to whole percentages.

What can be said of it. Whoever has the bands alone meets at least two whole tables for each cell, as the audit
checks by other means. Whoever knows the algorithm too asks which of the tables in the bands it could have started
from. The true count of a cell is not in the middle of its band, nor at another fixed place: had the truth been one
of the other tables of the same cycle, a lot drawn otherwise would have given the same ends.

What cannot be said: that every table in the bands leads to the same choice of cells and cycles. The choice hangs
on the counts, as with every method that hides little. In a table of a handful of groups, someone who runs the
algorithm on every table that fits can rule tables out until some cell has one value left. That happens with
suppression, and more often with bands, which leave fewer tables to begin with. Such a table is better hidden than
banded. Without a salt the lots follow from the table itself, and such a reader can draw them too.
"""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

import numpy as np

from weerklank.stats.tables import HIDDEN, SafeTable
from weerklank.stats.witnesses import Flow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.audit import WorkedOut
    from weerklank.stats.networks import Cells
    from weerklank.stats.policy import Policy
    from weerklank.stats.suppress import Network
    from weerklank.stats.tables import Layout

WIDE, WIDER = 0.1, 0.2
"""Shares of a group: readers can still use a band of at most so much."""
READABLE = 10
"""Respondents in a group from which a band says something."""


class Counts(Protocol):
    """The cells of a table."""

    @property
    def values(self) -> Sequence[int]:
        """Return the true count of every cell."""

    @property
    def sizes(self) -> Sequence[int]:
        """Return the size of the group of every cell."""

    @property
    def needs(self) -> Sequence[int]:
        """Return the width that every cell needs when it is hidden."""


@dataclass
class Bands(ABC):
    """The bands of the hidden cells of a table, as far as the tables found reach from the true one.

    `hidden`: the cells that are not shown; `free`: those of them that are told nothing of. `low` and `high`: how
    far each cell may go down (≤ 0) and up (≥ 0) from its true count.
    """

    counts: Counts
    hidden: list[int]
    free: frozenset[int]
    low: list[int] = field(init=False)
    high: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.low, self.high = [0] * len(self.counts.values), [0] * len(self.counts.values)
        for cell in self.free:
            self.release(cell)

    @abstractmethod
    def move(self, cell: int, *, by: int, flow: Flow, barred: int = -1) -> int:
        """Move a cell by so many, from a table and in it, the cheapest way; return how far it could be moved.

        `barred`: a cell that stays as it is in the table.
        """

    @abstractmethod
    def sweep(self, shares: NDArray[np.float64]) -> None:
        """Look for tables that move many cells at once, where that is quicker than one by one.

        `shares`: for every cell, which part of the width it needs is up: shape (cells,), 0 to 1.
        """

    def release(self, cell: int) -> None:
        """Tell nothing of a cell."""
        self.low[cell] = -self.counts.values[cell]
        self.high[cell] = self.counts.sizes[cell] - self.counts.values[cell]

    def let_in(self, flow: Flow) -> None:
        """Widen bands so that a table fits them."""
        for cell, amount in flow.items():
            self.low[cell] = min(self.low[cell], amount)
            self.high[cell] = max(self.high[cell], amount)


class NetworkBands(Bands):
    """The bands of a table that is a network: tables move around cycles."""

    def __init__(self, network: Network, *, hidden: list[int], free: frozenset[int]) -> None:
        super().__init__(network, hidden, free)
        self.network = network
        self._around: list[list[int]] = [[] for _ in range(network.nodes)]
        for cell in hidden:
            self._around[network.tails[cell]].append(cell)
            self._around[network.heads[cell]].append(cell)

    def sweep(self, shares: NDArray[np.float64]) -> None:
        """Leave it: one by one is quick."""

    def move(self, cell: int, *, by: int, flow: Flow, barred: int = -1) -> int:
        """Move a cell around cycles, a step at a time."""
        step = 1 if by > 0 else -1
        for moved in range(abs(by)):
            path = self._cycle(cell, step, flow, barred)
            if path is None:
                return step * moved
            for arc, way in path:
                flow[arc] = flow.get(arc, 0) + way
        return by

    def _cycle(self, cell: int, step: int, flow: Flow, barred: int) -> list[tuple[int, int]] | None:
        network = self.network
        if self._price(cell, step, flow) is None:
            return None
        start, goal, sense = network.tails[cell], network.heads[cell], -step
        if start in network.sinks:
            start, goal, sense = goal, start, -sense
        way = self._way(start, goal, sense=sense, flow=flow, barred=frozenset({cell, barred}))
        return None if way is None else [(cell, step), *way]

    def _way(
        self, start: int, goal: int, *, sense: int, flow: Flow, barred: frozenset[int]
    ) -> list[tuple[int, int]] | None:
        """Return the cheapest way from a node to another, as (cell, +1 or −1)."""
        network, best = self.network, {start: 0.0}
        came: dict[int, tuple[int, int, int]] = {}
        queue = [(0.0, start)]
        while queue:
            price, node = heapq.heappop(queue)
            if node == goal:
                return _steps(came, start, goal)
            if price > best[node]:
                continue
            for arc in self._around[node]:
                out = network.tails[arc] == node
                step = sense if out else -sense
                toll = None if arc in barred else self._price(arc, step, flow)
                beyond = network.heads[arc] if out else network.tails[arc]
                if toll is not None and price + toll < best.get(beyond, np.inf):
                    best[beyond] = price + toll
                    came[beyond] = (node, arc, step)
                    heapq.heappush(queue, (best[beyond], beyond))
        return None

    def _price(self, cell: int, step: int, flow: Flow) -> float | None:
        """Return what one step of a cell costs its reader; `None` where its count cannot take it."""
        network = self.network
        goal = flow.get(cell, 0) + step
        if not 0 <= network.values[cell] + goal <= network.sizes[cell]:
            return None
        if self.low[cell] <= goal <= self.high[cell]:
            return NEXT_TO_NOTHING
        width = self.high[cell] - self.low[cell]
        return _worth(width + 1, network.sizes[cell]) - _worth(width, network.sizes[cell]) + NEXT_TO_NOTHING


NEXT_TO_NOTHING = 0.01


def _worth(width: int, size: int) -> float:
    """Return what a band of a width takes from the reader of a group of a size."""
    share = width / size
    lost = (0.5 * (share > WIDE) + 0.5 * (share > WIDER)) * (size >= READABLE)
    return lost + 0.2 * share


def _steps(came: dict[int, tuple[int, int, int]], start: int, goal: int) -> list[tuple[int, int]]:
    steps = []
    while goal != start:
        goal, arc, step = came[goal]
        steps.append((arc, step))
    return steps


def draw(bands: Bands, *, salt: str) -> None:
    """Give every hidden cell the width it needs, the smallest group first.

    Needs that every hidden cell can have it, as suppression sees to. The same table and salt give the same bands.
    """
    counts = bands.counts
    shares = _lots(counts, salt).random(len(counts.values))
    bands.sweep(shares)
    for cell in sorted(bands.hidden, key=lambda cell: (counts.sizes[cell], cell)):
        _widen(bands, cell, need=counts.needs[cell], share=float(shares[cell]))


def _lots(counts: Counts, salt: str) -> np.random.Generator:
    table = np.array([counts.values, counts.sizes], dtype=np.int64).tobytes()
    secret = blake2b(salt.encode(), digest_size=32).digest()
    return np.random.default_rng(int.from_bytes(blake2b(table, key=secret, digest_size=16).digest()))


def _widen(bands: Bands, cell: int, *, need: int, share: float) -> None:
    """Give a cell its width: a part of it up, drawn by lot, the rest down, and what one way lacks the other."""
    if bands.high[cell] - bands.low[cell] >= need:
        return
    count, size = bands.counts.values[cell], bands.counts.sizes[cell]
    least, most = max(0, need - count), min(need, size - count)
    up = least + int(share * (most - least + 1))
    for part in (up, up - need, need, -need):
        short = need - (bands.high[cell] - bands.low[cell])
        if part and short > 0:
            flow: Flow = {}
            bands.move(cell, by=part, flow=flow)
            bands.let_in(flow)


def shielded(bands: Bands, cell: int, *, insider: int, direction: int) -> bool:
    """Let in two tables that differ in a cell and leave an insider's cell as it is; return whether there are any.

    The insider knows that their own cell is over 0 (`direction` 1) or under its size (−1).
    """
    counts, base = bands.counts, Flow()
    at_edge = counts.values[insider] == (0 if direction > 0 else counts.sizes[insider])
    if at_edge and not bands.move(insider, by=direction, flow=base):
        return False
    for step in (1, -1) if cell != insider else (direction,):
        flow = dict(base)
        if bands.move(cell, by=step, flow=flow, barred=-1 if cell == insider else insider):
            bands.let_in(base)
            bands.let_in(flow)
            return True
    return False


def shield_all(bands: Bands, found: Iterable[WorkedOut], *, cells: Cells) -> None:
    """Widen bands where respondents work cells out; tell nothing of a cell where no widening helps."""
    groups, answers = (part.tolist() for part in cells)
    place = {cell: arc for arc, cell in enumerate(zip(groups, answers, strict=True))}
    for one in found:
        (group, answer), (inside, given) = one.cell, one.respondent[0]
        if (group, answer) in place and (inside, given) in place:
            arc, insider, direction = place[group, answer], place[inside, given], 1
        else:
            arc, insider, direction = place[group, 1], place[inside, 1], 1 if given == 1 else -1
        if not shielded(bands, arc, insider=insider, direction=direction):
            bands.release(arc)
            bands.release(insider)


def table_of(
    layout: Layout, counts: NDArray[np.int64], bands: Bands, *, cells: Cells, policy: Policy
) -> SafeTable:
    """Return the table in which every hidden cell has its band, rounded outward; `cells`: those of the arcs."""
    sizes = counts.sum(axis=1)
    told = np.stack([counts, counts], axis=-1)
    told[*cells] += np.column_stack([bands.low, bands.high])
    told = _rounded(told, sizes, step=policy.band_step)
    if counts.shape[1] == 2:  # noqa: PLR2004 — yes and no
        told[:, 0] = sizes[:, None] - told[:, 1, ::-1]
    shown = np.where(told[..., 0] == told[..., 1], counts, HIDDEN)
    return SafeTable(layout, sizes, shown, told)


def _rounded(told: NDArray[np.int64], sizes: NDArray[np.int64], *, step: int) -> NDArray[np.int64]:
    """Return ranges with ends at whole steps of percentage points, outward; a cell told exactly stays so."""
    size = np.maximum(sizes, 1)[:, None]
    low = (told[..., 0] * 100) // (size * step) * step
    high = -((-told[..., 1] * 100) // (size * step)) * step
    least = np.maximum(-(-low * size // 100), 0)
    greatest = np.minimum(high * size // 100, sizes[:, None])
    exact = told[..., 0] == told[..., 1]
    return np.where(exact[..., None], told, np.stack([least, greatest], axis=-1))
