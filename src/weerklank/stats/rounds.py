"""Bands and noise, tried by the audit and mended where it finds something, until it finds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.audit import worked_out
from weerklank.stats.bands import NetworkBands, draw, shield_all, table_of
from weerklank.stats.cellkey import noisy, withheld_again
from weerklank.stats.knowledge import knowledge_of
from weerklank.stats.networks import network_of
from weerklank.stats.policy import A2, A3, ATTACKERS
from weerklank.stats.programmed import System, SystemBands, system_of
from weerklank.stats.search import Search
from weerklank.stats.suppress import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.bands import Bands
    from weerklank.stats.networks import Cells
    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import Layout, SafeTable

HALF = 0.5
"""Between two whole numbers."""


def in_bands(
    layout: Layout,
    counts: NDArray[np.int64],
    *,
    hidden: NDArray[np.bool_],
    untold: NDArray[np.bool_],
    policy: Policy,
) -> SafeTable:
    """Return the table with a band for every cell that suppression hides.

    `counts` and `hidden`: shape (groups, answers), a suppression that withstands the policy's attacker; `untold`:
    shape (groups,), the groups of which nothing at all is told. Ends always: in the
    worst case with the suppression itself, for a round that mends nothing takes all bands away.
    """
    bands, cells = _bands(layout, counts, hidden=hidden, untold=untold, policy=policy)
    draw(bands, salt=policy.salt)
    safe = table_of(layout, counts, bands, cells=cells, policy=policy)
    while isinstance(ATTACKERS[policy.attacker], A3):
        seen = worked_out(safe, policy=policy)
        if not seen:
            break
        shield_all(bands, seen, cells=cells)
        before, safe = safe, table_of(layout, counts, bands, cells=cells, policy=policy)
        if safe == before:
            for cell in bands.hidden:
                bands.release(cell)
            return table_of(layout, counts, bands, cells=cells, policy=policy)
    return safe


def _bands(
    layout: Layout,
    counts: NDArray[np.int64],
    *,
    hidden: NDArray[np.bool_],
    untold: NDArray[np.bool_],
    policy: Policy,
) -> tuple[Bands, Cells]:
    """Return bands as yet without width, and the cell of each place in them."""
    plane = len(layout.backgrounds) + (counts.shape[1] > 2) <= 1  # noqa: PLR2004 — yes and no
    table: Network | System
    table, cells = (network_of if plane else system_of)(layout, counts, width=policy.smallest_width)
    chosen = np.flatnonzero(hidden[cells]).tolist()
    free = frozenset(np.flatnonzero((hidden & untold[:, None])[cells]).tolist())
    if isinstance(table, Network):
        return NetworkBands(table, hidden=chosen, free=free), cells
    return SystemBands(table, hidden=chosen, free=free), cells


def with_noise(
    layout: Layout, counts: NDArray[np.int64], *, withheld: NDArray[np.bool_], policy: Policy
) -> SafeTable:
    """Return the table with noise in every count, and the answers hidden of groups that noise does not cover.

    `withheld`: shape (groups,), the groups whose answers are hidden to begin with. A group that nobody is in stays
    as it is: its size tells that. Ends always: every round hides a group more, and a table of which all is hidden
    tells nothing.
    """
    safe = noisy(layout, counts, withheld=withheld, policy=policy)
    while len(seen := _uncovered(safe, policy=policy)):
        hidden = safe.told[seen, 0, 1] - safe.told[seen, 0, 0] >= safe.sizes[seen]
        more = np.union1d(seen[~hidden], _beside(layout, seen[hidden]))
        before, safe = safe, withheld_again(safe, more[safe.sizes[more] > 0])
        if safe == before:
            break
    return safe


def _uncovered(safe: SafeTable, *, policy: Policy) -> NDArray[np.int64]:
    """Return the groups of which a reader, or a respondent, works something out."""
    known = knowledge_of(safe, policy=policy, attacker=A2())
    if not len(known):
        return np.empty(0, dtype=np.int64)
    search = Search(known)
    search.sweep()
    for unknown in search.too_narrow():
        search.settle(unknown)
    narrow = np.flatnonzero(search.widths < known.needs - HALF).tolist()
    groups = [known.cells[unknown][0][0] for unknown in narrow]
    if not groups and isinstance(ATTACKERS[policy.attacker], A3):
        groups = [one.cell[0] for one in worked_out(safe, policy=policy)]
    return np.unique(np.array(groups, dtype=np.int64))


def _beside(layout: Layout, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the groups that share a relation with some of these."""
    related = abs(layout.margins)
    inside = np.zeros(layout.groups)
    inside[groups] = 1.0
    return np.flatnonzero(np.asarray(related.T @ (related @ inside)) > 0)
