"""What respondents know of one component: every set of facts that somebody has of it, once.

What is known of one component says nothing of another. So respondents who know the same of a component are asked
about it once, however many they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.respondents import Respondents
    from weerklank.stats.search import Search


@dataclass(frozen=True, eq=False)
class Holdings:
    """Sets of facts, by component, and who has them.

    `components`: shape (holdings,), ascending; `facts`: shape (holdings, most), −1 where there is none. `pairs`:
    shape (2, pairs), a respondent and a holding that they have.
    """

    components: NDArray[np.int64]
    facts: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.components)

    def of(self, component: int) -> slice:
        """Return which holdings are of a component."""
        first, last = np.searchsorted(self.components, [component, component + 1]).tolist()
        return slice(first, last)

    def of_those_who(self, may_be: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which holdings somebody has of whom all holdings may be: shape (holdings,) both."""
        people, holdings = self.pairs
        gone = np.zeros(int(people.max(initial=-1)) + 1, dtype=np.bool_)
        gone[people[~may_be[holdings]]] = True
        found = np.zeros(len(self), dtype=np.bool_)
        found[holdings[~gone[people]]] = True
        return found

    def somebody(self, holding: int, *, may_be: NDArray[np.bool_]) -> int:
        """Return the first respondent who has a holding and of whom all holdings may be."""
        people, holdings = self.pairs
        gone = set(people[~may_be[holdings]].tolist())
        theirs: list[int] = people[holdings == holding].tolist()
        return next(person for person in theirs if person not in gone)


def holdings_of(people: Respondents, search: Search) -> Holdings:
    """Return the holdings of everybody."""
    component = np.append(search.component[people.unknowns], -1)[people.know]
    owners, rows = [], []
    for column in range(component.shape[1]):
        own = component[:, column]
        first = (own >= 0) & (component[:, :column] != own[:, None]).all(axis=1)
        owner = np.flatnonzero(first)
        same = component[owner] == own[owner, None]
        facts = np.sort(np.where(same, people.know[owner], -1), axis=1)
        owners.append(owner)
        rows.append(np.column_stack([own[owner], facts]))
    every, numbers = _distinct(np.concatenate(rows))
    return Holdings(every[:, 0], every[:, 1:], np.stack([np.concatenate(owners), numbers]))


def _distinct(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every row once, in order, and the number of each."""
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    numbers = np.empty(len(rows), dtype=np.int64)
    numbers[order] = np.cumsum(new) - 1
    return ordered[new], numbers
