"""What an attacker knows of a table, as linear relations between what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.errors import bad_input
from weerklank.stats.policy import A1, A2, A4, Attacker, Policy, not_yet
from weerklank.stats.tables import HIDDEN, NO_LIMIT, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Knowledge:
    """The tables that fit what an attacker knows: ``relations @ x == sums``, ``least <= x <= greatest``.

    One unknown a column. `cells[k]` says which cells (group, answer; the number of answers stands for the total)
    the k-th unknown tells: the one itself first, then those that are its complement. `needs`: shape (unknowns,),
    the width under which it is narrow. `sizes`: shape (unknowns,), those of the groups, −1 where not known.
    `alone`: the unknowns of groups of one.
    """

    relations: sparse.csr_array[np.float64]
    sums: NDArray[np.float64]
    least: NDArray[np.float64]
    greatest: NDArray[np.float64]
    needs: NDArray[np.float64]
    sizes: NDArray[np.int64]
    alone: tuple[int, ...]
    cells: tuple[tuple[tuple[int, int], ...], ...]

    def __len__(self) -> int:
        return len(self.cells)


def knowledge_of(
    safe: SafeTable, *, policy: Policy, attacker: Attacker, sizes: NDArray[np.int64] | None = None
) -> Knowledge:
    """Return what an attacker knows of the hidden cells of a published table.

    `sizes`: shape (groups,), for an attacker who knows group sizes that the table hides. Raises `BadInput` where
    the published cells do not add up, `Refused("not_offered")` for an attacker who needs more than this table.
    """
    if isinstance(attacker, A4):
        raise not_yet(
            "A4 without the tables that were published before", mend="Audit against A0, A1, A2 or A3"
        )
    known_sizes = sizes_known(safe, attacker=attacker, sizes=sizes)
    least, greatest = _ranges(safe, known_sizes, policy, attacker)
    sought = np.column_stack([~safe.exact, known_sizes == HIDDEN])
    values = np.where(sought, HIDDEN, least)
    paired = _paired(sought, least, greatest)
    unknown = values == HIDDEN
    if paired:
        unknown = np.zeros_like(unknown)
        unknown[:, 0] = values[:, 0] == HIDDEN
    relations, sums = _relations(safe, values, unknown, paired=paired)
    group, answer = np.nonzero(unknown)
    needs = policy.needs(known_sizes)[group].astype(np.float64)
    told = zip(group.tolist(), answer.tolist(), strict=True)
    cells = tuple(((g, a), (g, 1)) if paired else ((g, a),) for g, a in told)
    alone = tuple(np.flatnonzero(known_sizes[group] == 1).tolist())
    lowest, highest = least[unknown].astype(np.float64), greatest[unknown].astype(np.float64)
    return Knowledge(relations, sums, lowest, highest, needs, known_sizes[group], alone, cells)


def _ranges(
    safe: SafeTable, known_sizes: NDArray[np.int64], policy: Policy, attacker: Attacker
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least and the greatest value of every cell as told: shape (groups, answers + 1), sizes last."""
    size = np.where(known_sizes == HIDDEN, NO_LIMIT, known_sizes)
    least = np.column_stack([safe.told[..., 0], np.maximum(known_sizes, 0)])
    greatest = np.column_stack([np.minimum(safe.told[..., 1], size[:, None]), size])
    if policy.zeros == "published" and isinstance(attacker, A1):
        least = np.where(least < greatest, np.maximum(least, 1), least)
    return least, greatest


def sizes_known(safe: SafeTable, *, attacker: Attacker, sizes: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the sizes of the groups that an attacker knows, −1 where they do not: shape (groups,)."""
    if not isinstance(attacker, A2) or not (safe.sizes == HIDDEN).any():
        return safe.sizes
    if sizes is None:
        raise bad_input(
            f"{attacker.name} knows how many answered in each group, and the table hides some of that",
            "Give the counts as well, or audit against A0 or A1",
        )
    return sizes


def _paired(sought: NDArray[np.bool_], least: NDArray[np.int64], greatest: NDArray[np.int64]) -> bool:
    """Return whether of two answers each is told to be just the size less the other."""
    if sought.shape[1] != 3 or sought[:, 2].any() or (sought[:, 0] != sought[:, 1]).any():  # noqa: PLR2004 — yes, no and the size
        return False
    size = least[:, 2]
    mirrored = (least[:, 1] == size - greatest[:, 0]) & (greatest[:, 1] == size - least[:, 0])
    return bool(mirrored.all())


def _relations(
    safe: SafeTable, values: NDArray[np.int64], unknown: NDArray[np.bool_], *, paired: bool
) -> tuple[sparse.csr_array[np.float64], NDArray[np.float64]]:
    margins, groups, kinds = safe.layout.margins, safe.layout.groups, values.shape[1]
    across = np.append(np.ones(kinds - 1), -1.0)
    whole = sparse.vstack(
        [
            sparse.kron(margins, sparse.eye_array(kinds)),
            sparse.kron(sparse.eye_array(groups), across[None, :]),
        ],
        format="csr",
    )
    known = np.where(values == HIDDEN, 0, values).ravel()
    sums = -(whole @ known)
    involved = (abs(whole) @ (values == HIDDEN).ravel().astype(np.float64)) > 0
    if np.abs(sums[~involved]).max(initial=0.0) > 0:
        raise bad_input("the published cells do not add up", "Check the file against the table it came from")
    if paired:
        involved &= (abs(whole) @ unknown.ravel().astype(np.float64)) > 0
        involved[margins.shape[0] * kinds :] = False
    rows = np.flatnonzero(involved)
    return sparse.csr_array(whole[rows][:, np.flatnonzero(unknown.ravel())]), sums[rows]
