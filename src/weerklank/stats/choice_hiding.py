"""Which cells to hide where one person may give several answers: the same engine, slacks among its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.choices import Reading, choice_system, require_no_links, unsafe_for_themselves
from weerklank.stats.choosers import audit_choices, choosers_who_see
from weerklank.stats.crossings import hide_besides, shield_from
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.policy import A3, ATTACKERS, not_yet
from weerklank.stats.tables import HIDDEN, Layout, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.choosers import Chooser
    from weerklank.stats.policy import Policy


def choices_hidden(
    layout: Layout, counts: NDArray[np.int64], *, sizes: NDArray[np.int64], policy: Policy
) -> tuple[SafeTable, NDArray[np.bool_]]:
    """Return the table that may be shown, audited, and the cells hidden for their own sake.

    `counts`: shape (groups, answers), `sizes`: shape (groups,). Raises `UnsafeTable` where no table is safe.
    """
    if policy.method != "suppress":
        raise not_yet("bands or noise where one person gives several answers", mend="Use method: suppress")
    require_no_links(layout)
    first = unsafe_for_themselves(layout, counts, sizes=sizes, policy=policy)
    hiding = _Hiding(layout, counts, sizes, first, policy)
    while isinstance(ATTACKERS[policy.attacker], A3):
        reading = Reading(hiding.safe(), policy=policy, attacker=A3())
        if not len(reading.cells):
            break
        reading.widths()
        opened = [hiding.shield(cell, one) for cell, one in choosers_who_see(reading)]
        if not any(opened):
            break
    safe = hiding.safe()
    found = audit_choices(safe, policy=policy, attacker=ATTACKERS[policy.attacker])
    if found.narrow.any():
        raise UnsafeTable(
            f"{policy.attacker} works {int(found.exact.sum())} hidden cells out exactly and "
            f"{int(found.narrow.sum())} too narrowly"
        )
    return safe, first


class _Hiding:
    """The cells hidden so far."""

    def __init__(
        self,
        layout: Layout,
        counts: NDArray[np.int64],
        sizes: NDArray[np.int64],
        first: NDArray[np.bool_],
        policy: Policy,
    ) -> None:
        self._layout, self._counts, self._sizes = layout, counts, sizes
        system, slacks = choice_system(layout, counts, sizes=sizes, width=policy.smallest_width)
        self._cells = system.groups[: slacks[0]], system.answers[: slacks[0]]
        self._numbers = np.full(counts.shape, -1)
        self._numbers[self._cells] = np.arange(slacks[0])
        self._of_group = [np.flatnonzero(system.groups == group) for group in range(layout.groups)]
        primaries = np.flatnonzero(first[self._cells]).tolist()
        self._state = hide_besides(system, primaries=[*primaries, *slacks.tolist()])

    def safe(self) -> SafeTable:
        """Return the table as it would be shown now."""
        hidden = np.zeros(self._counts.shape, dtype=np.bool_)
        chosen = np.array([c for c in sorted(self._state.hidden) if c < len(self._cells[0])], dtype=np.int64)
        hidden[self._cells[0][chosen], self._cells[1][chosen]] = True
        return SafeTable(self._layout, self._sizes, np.where(hidden, HIDDEN, self._counts))

    def shield(self, cell: tuple[int, int], one: Chooser) -> bool:
        """Keep a respondent from a cell; return whether cells were opened for it."""
        insiders = tuple(self._of_group[one.group].tolist())
        number = int(self._numbers[cell])
        return shield_from(self._state, number, insiders=tuple(i for i in insiders if i != number))
