"""Which cells to hide where group sizes are hidden too: the mode of the statistical offices.

Each answer of a group and its total are cells of their own, and each may be hidden. Where zeros are published, a
cell of nobody is never hidden: whoever knows that (A1) knows that a hidden cell counts one person at least. Nobody
may know how many answered: a colleague who can count is A2, and for them sizes are best published and hidden from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.stats.crossings import hide_besides
from weerklank.stats.policy import A1, A2, ATTACKERS, Policy, not_yet
from weerklank.stats.systems import System
from weerklank.stats.tables import HIDDEN, Layout, SafeTable, yes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sizes_hidden(
    layout: Layout, counts: NDArray[np.int64], *, also: NDArray[np.bool_], policy: Policy
) -> tuple[SafeTable, NDArray[np.bool_]]:
    """Return the table with some sizes hidden, and the answers hidden for their own sake: shape (groups, answers).

    `counts`, `also`: shape (groups, answers). For its own sake a cell is hidden that counts fewer than
    `smallest_yes` (of the no's of two answers `smallest_no`, of a total `policy.floor`), and every answer of a
    group under the floor. Every hidden cell gets the policy's whole width. Raises `UnsafeTable` where that cannot
    be, `Refused("not_offered")` for what needs the sizes.
    """
    _require_offered(policy)
    cells = np.column_stack([counts, counts.sum(axis=1)])
    may_hide = cells > 0 if policy.zeros == "published" else np.broadcast_to(cells[:, -1:] > 0, cells.shape)
    small = cells[:, -1:] < policy.floor(layout.response)
    first = (small | (cells < _floors(layout, policy)) | np.column_stack([also, also.all(axis=1)])) & may_hide
    system = _system(layout, cells, may_hide, policy)
    primaries = np.flatnonzero(first[system.groups, system.answers])
    chosen = np.array(sorted(hide_besides(system, primaries=primaries.tolist()).hidden), dtype=np.int64)
    hidden = np.zeros(cells.shape, dtype=np.bool_)
    hidden[system.groups[chosen], system.answers[chosen]] = True
    shown = np.where(hidden, HIDDEN, cells)
    return SafeTable(layout, shown[:, -1], shown[:, :-1]), first[:, :-1]


def _floors(layout: Layout, policy: Policy) -> NDArray[np.int64]:
    """Return the least count of each answer, and of the total, that is shown."""
    floors = np.full(len(layout.answers) + 1, policy.smallest_yes)
    if len(layout.answers) == 2:  # noqa: PLR2004 — yes and no
        floors[1 - yes_of(layout)] = policy.smallest_no
    floors[-1] = policy.floor(layout.response)
    return floors


def _system(layout: Layout, cells: NDArray[np.int64], may_hide: NDArray[np.bool_], policy: Policy) -> System:
    """Return the cells that may be hidden and their sums: a count has no limit, and at A1 it is 1 at least."""
    groups, kinds = np.nonzero(may_hide)
    published = policy.zeros == "published" and isinstance(ATTACKERS[policy.attacker], A1)
    above = cells[groups, kinds] - int(published)
    across = np.append(np.ones(cells.shape[1] - 1), -1.0)[None, :]
    sums = sparse.kron(layout.margins, sparse.eye_array(cells.shape[1]))
    totals = sparse.kron(sparse.eye_array(layout.groups), across)
    relations = sparse.csc_array(sparse.vstack([sums, totals], format="csc"))
    return System(
        layout.hierarchy,
        groups,
        kinds,
        above,
        above + int(cells.max(initial=0)),
        np.full(len(groups), policy.smallest_width),
        1 + 0.01 * np.log2(1 + cells[groups, kinds]),
        groups // layout.columns,
        sparse.csc_array(relations[:, np.flatnonzero(may_hide.ravel())]),
    )


def _require_offered(policy: Policy) -> None:
    if policy.group_sizes != "hidden":
        raise not_yet("protection with sizes in bands", mend="Use group_sizes: exact or hidden")
    if policy.method != "suppress":
        raise not_yet("bands or noise with sizes that are hidden", mend="Use method: suppress")
    if isinstance(ATTACKERS[policy.attacker], A2):
        raise not_yet(
            f"hiding sizes from {policy.attacker}, who knows them",
            mend="Use group_sizes: exact, or attacker: A0 or A1",
        )
