"""The gate: from counts that cannot be shown to a table that may be, or a refusal.

`protect` decides what to hide; `weerklank.stats.audit` then tries to work it back, by other means, before the
table is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.audit import WorkedOut, audit, worked_out
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.networks import Cells, network_of
from weerklank.stats.policy import A2, A3, ATTACKERS, Policy, not_yet
from weerklank.stats.rounds import in_bands, with_noise
from weerklank.stats.suppress import Suppression, shield, suppress
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

YES = frozenset({"1", "ja", "j", "true", "waar", "y", "yes"})
"""Codes of an answer that are read as yes, in small letters, where a response has two codes."""


@dataclass(frozen=True)
class Working:
    """Why cells are hidden: for the working file of whoever protects the table, never for the reader.

    `first`: shape (groups, answers), the cells hidden for their own sake; `besides`: those hidden to protect them.
    """

    layout: Layout
    first: NDArray[np.bool_]
    besides: NDArray[np.bool_]


def protect(raw: RawTable, *, policy: Policy) -> SafeTable:
    """Return what may be shown of a table under a policy, audited against its attacker and all attackers before.

    The answers of a group are hidden where it has fewer than `policy.floor` respondents, or where an answer was
    given by fewer than `smallest_yes`, or by all but fewer than `smallest_no`. Then more is hidden until every
    hidden cell of a group of N can be anything in a width of min(`smallest_width`, N). A group without
    respondents hides nothing. The same table and policy always give the same result.

    Raises `UnsafeTable`, naming what stands in the way, where that cannot be done or nothing would be left to
    show; `Refused("not_offered")` for a method or mode that is not there.
    """
    return protect_explained(raw, policy=policy)[0]


def protect_explained(
    raw: RawTable, *, policy: Policy, also: NDArray[np.bool_] | None = None
) -> tuple[SafeTable, Working]:
    """Return what `protect` returns, and the working that must stay inside.

    `also`: shape (groups, answers), cells to hide for a reason that lies outside the table.
    """
    _require_offered(raw.layout, policy)
    counts = RawTable.counts_for_protection(raw)
    first = sensitive(raw.layout, counts, policy=policy)
    if also is not None:
        first |= also & (counts.sum(axis=1) > 0)[:, None]
    small = counts.sum(axis=1) < policy.floor(raw.layout.response)
    untold = small if also is None else small | also.any(axis=1)
    safe, hidden = _protected(raw.layout, counts, first, untold=untold, policy=policy)
    _require_something_left(safe)
    _require_audited(safe, policy)
    return safe, Working(raw.layout, first, hidden & ~first)


def sensitive(layout: Layout, counts: NDArray[np.int64], *, policy: Policy) -> NDArray[np.bool_]:
    """Return the cells that a policy hides for their own sake: shape (groups, answers).

    Of two answers both are hidden or neither, for each is the size less the other.
    """
    sizes = counts.sum(axis=1)
    small = (sizes < policy.floor(layout.response))[:, None]
    rare = (counts < policy.smallest_yes) | (sizes[:, None] - counts < policy.smallest_no)
    if len(layout.answers) == 2:  # noqa: PLR2004 — yes and no
        yes = yes_of(layout)
        rare = np.repeat(rare[:, yes : yes + 1], 2, axis=1)
    first: NDArray[np.bool_] = (small | rare) & (sizes > 0)[:, None]
    return first


def yes_of(layout: Layout) -> int:
    """Return which of two answers is the yes: the one that says so (`YES`), else the last in order."""
    said = [number for number, code in enumerate(layout.answers) if code.lower() in YES]
    return said[0] if len(said) == 1 else len(layout.answers) - 1


def _protected(
    layout: Layout,
    counts: NDArray[np.int64],
    first: NDArray[np.bool_],
    *,
    untold: NDArray[np.bool_],
    policy: Policy,
) -> tuple[SafeTable, NDArray[np.bool_]]:
    """Return the table by the policy's method, and its cells that are not shown as they are."""
    if policy.method == "cellkey":
        asked = counts.sum(axis=1) > 0
        noisy = with_noise(layout, counts, withheld=untold & asked, policy=policy)
        return noisy, ~noisy.exact
    hidden = _spread(layout, counts, first, policy=policy)
    if policy.method == "band":
        return in_bands(layout, counts, hidden=hidden, untold=untold, policy=policy), hidden
    return _safe(layout, counts, hidden), hidden


def _spread(
    layout: Layout, counts: NDArray[np.int64], first: NDArray[np.bool_], *, policy: Policy
) -> NDArray[np.bool_]:
    network, cells = network_of(layout, counts, width=policy.smallest_width)
    state = suppress(network, primaries=np.flatnonzero(first[cells]).tolist())
    hidden = _cells(state, cells, counts.shape)
    while isinstance(ATTACKERS[policy.attacker], A3):
        seen = worked_out(_safe(layout, counts, hidden), policy=policy)
        opened = [_shield(state, one, answers=counts.shape[1]) for one in seen]
        if not any(opened):
            break
        hidden = _cells(state, cells, counts.shape)
    return hidden


def _shield(state: Suppression, one: WorkedOut, *, answers: int) -> bool:
    (group, answer), (inside, given) = one.cell, one.respondent[0]
    if answers == 2:  # noqa: PLR2004 — yes and no
        return shield(state, group, insider=inside, direction=1 if given == 1 else -1)
    return shield(state, group * answers + answer, insider=inside * answers + given, direction=1)


def _cells(state: Suppression, cells: Cells, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    hidden = np.zeros(shape, dtype=np.bool_)
    chosen = sorted(state.hidden)
    hidden[cells[0][chosen], cells[1][chosen]] = True
    return np.repeat(hidden.any(axis=1, keepdims=True), 2, axis=1) if shape[1] == 2 else hidden  # noqa: PLR2004 — yes and no


def _safe(layout: Layout, counts: NDArray[np.int64], hidden: NDArray[np.bool_]) -> SafeTable:
    return SafeTable(layout, counts.sum(axis=1), np.where(hidden, HIDDEN, counts))


def _require_offered(layout: Layout, policy: Policy) -> None:
    if not policy.sizes_known:
        raise not_yet("protection with sizes that are not known", mend="Use group_sizes: exact")
    if policy.attacker == "A4":
        raise not_yet("protection against A4", mend="Use attacker: A2 or A3")
    if len(layout.backgrounds) + (len(layout.answers) > 2) > 1:  # noqa: PLR2004 — yes and no
        raise not_yet(
            "a table of this many dimensions", mend="Give one background, or an answer of two codes"
        )


def _require_something_left(safe: SafeTable) -> None:
    asked = safe.sizes > 0
    least, greatest = safe.told[asked, :, 0], safe.told[asked, :, 1]
    if asked.any() and (greatest - least >= safe.sizes[asked, None]).all():
        raise UnsafeTable(
            f"Nothing could be shown: the answers of all {int(asked.sum())} groups, the whole table among them, "
            "would be hidden. Ask for a table with larger groups, or of more people"
        )


def _require_audited(safe: SafeTable, policy: Policy) -> None:
    found = audit(safe, policy=policy, attacker=A2())
    if found.exact or found.narrow:
        raise UnsafeTable(f"A2 works {found.exact} hidden cells out exactly and {found.narrow} too narrowly")
    if isinstance(ATTACKERS[policy.attacker], A3) and worked_out(safe, policy=policy):
        raise UnsafeTable("A3, one of the respondents, works hidden cells out exactly")
