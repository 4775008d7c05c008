"""The gate: from counts that cannot be shown to a table that may be, or a refusal.

`protect` decides what to hide; `weerklank.stats.audit` then tries to work it back, by other means, before the
table is handed over.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from weerklank.stats.audit import WorkedOut, audit, worked_out
from weerklank.stats.cellkey import name_of
from weerklank.stats.choice_hiding import choices_hidden
from weerklank.stats.crossings import hide_besides, shield_from
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.hidden_sizes import sizes_hidden
from weerklank.stats.networks import Cells, is_network, network_of
from weerklank.stats.policy import A2, A3, ATTACKERS, Policy, not_yet
from weerklank.stats.rounds import in_bands, with_noise
from weerklank.stats.suppress import shield, suppress
from weerklank.stats.systems import system_of
from weerklank.stats.tables import HIDDEN, Layout, RawTable, SafeTable, yes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from weerklank.stats.choices import RawChoices

SEEN = "A3, one of the respondents, works hidden cells out exactly"


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
    respondents hides nothing. Where the policy hides sizes it goes as `weerklank.stats.hidden_sizes` says. The
    same table and policy always give the same result.

    Raises `UnsafeTable`, naming what stands in the way, where that cannot be done or nothing would be left to
    show; `Refused("not_offered")` for a method or mode that is not there.
    """
    return protect_explained(raw, policy=policy)[0]


def protect_explained(
    raw: RawTable,
    *,
    policy: Policy,
    also: NDArray[np.bool_] | None = None,
    known: NDArray[np.bool_] | None = None,
) -> tuple[SafeTable, Working]:
    """Return what `protect` returns, and the working that must stay inside.

    `also`: shape (groups, answers), cells to hide for a reason that lies outside the table. `known`: the same
    shape, cells that readers know from elsewhere, so that hiding them protects nothing.
    """
    _require_offered(policy)
    counts = RawTable.counts_for_protection(raw)
    also = np.zeros(counts.shape, dtype=np.bool_) if also is None else also
    known = np.zeros(counts.shape, dtype=np.bool_) if known is None else known
    if policy.sizes_known:
        first = sensitive(raw.layout, counts, policy=policy) | (also & (counts.sum(axis=1) > 0)[:, None])
        small = counts.sum(axis=1) < policy.floor(raw.layout.response)
        untold = small | also.any(axis=1)
        safe, hidden = _protected(raw.layout, counts, first, untold=untold, known=known, policy=policy)
    else:
        safe, first = sizes_hidden(raw.layout, counts, also=also, policy=policy)
        hidden = ~safe.exact
    _require_something_left(safe)
    _require_audited(safe, policy, asked=policy.sizes_known and policy.method == "suppress")
    return safe, Working(raw.layout, first, hidden & ~first)


def protect_choices(raw: RawChoices, *, policy: Policy) -> tuple[SafeTable, Working]:
    """Return what may be shown where one person may give several answers, and the working; as `protect_explained`.

    Each ground, and whether any was given, is a yes or no of its own over the same respondents. What they say of
    each other is in the audit: see `weerklank.stats.choices`.
    """
    _require_offered(policy)
    counts = RawTable.counts_for_protection(raw.table)
    told, sizes = raw.told(counts), counts.sum(axis=1)
    safe, first = choices_hidden(raw.layout, told, sizes=sizes, policy=policy)
    _require_something_left(safe)
    return safe, Working(raw.layout, first, ~safe.exact & ~first)


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


def _protected(
    layout: Layout,
    counts: NDArray[np.int64],
    first: NDArray[np.bool_],
    *,
    untold: NDArray[np.bool_],
    known: NDArray[np.bool_],
    policy: Policy,
) -> tuple[SafeTable, NDArray[np.bool_]]:
    """Return the table by the policy's method, and its cells that are not shown as they are."""
    if policy.method == "cellkey":
        asked = counts.sum(axis=1) > 0
        noisy = with_noise(layout, counts, withheld=untold & asked, policy=policy)
        return noisy, ~noisy.exact
    hidden = _spread(layout, counts, first, known=known, policy=policy)
    if policy.method == "band":
        return in_bands(layout, counts, hidden=hidden, untold=untold, policy=policy), hidden
    return _safe(layout, counts, hidden), hidden


def _spread(
    layout: Layout,
    counts: NDArray[np.int64],
    first: NDArray[np.bool_],
    *,
    known: NDArray[np.bool_],
    policy: Policy,
) -> NDArray[np.bool_]:
    """Return the cells to hide; where the policy asks, such that no respondent works one out by the audit."""
    road = _Network if is_network(layout) else _System
    spread = road(layout, counts, first, known=known, width=policy.smallest_width)
    while isinstance(ATTACKERS[policy.attacker], A3):
        seen = worked_out(_safe(layout, counts, spread.hidden()), policy=policy)
        if not seen:
            break
        opened = [spread.shield(one) for one in seen]
        if not any(opened):
            raise UnsafeTable(f"{SEEN}: {_told(layout, seen[0].cell[0])}")
    return spread.hidden()


@contextmanager
def _naming(layout: Layout, cells: Cells) -> Iterator[None]:
    """Let a refusal name the group whose cell stands in the way."""
    try:
        yield
    except UnsafeTable as unsafe:
        if unsafe.cell is None:
            raise
        raise UnsafeTable(f"{unsafe}: {_told(layout, int(cells[0][unsafe.cell]))}") from None


def _told(layout: Layout, group: int) -> str:
    """Return what a group is called, for whoever protects the table: `dg 12, role 3`."""
    name = name_of(layout, group)
    pairs = zip(name[::2], name[1::2], strict=True)
    return ", ".join(f"{of} {code}".strip() for of, code in pairs)


class _Network:
    """The road of a table that is a network."""

    def __init__(
        self,
        layout: Layout,
        counts: NDArray[np.int64],
        first: NDArray[np.bool_],
        *,
        known: NDArray[np.bool_],
        width: int,
    ) -> None:
        network, self._cells = network_of(layout, counts, known=known, width=width)
        self._shape, self._layout = counts.shape, layout
        with _naming(layout, self._cells):
            self._state = suppress(network, primaries=np.flatnonzero(first[self._cells]).tolist())

    def hidden(self) -> NDArray[np.bool_]:
        """Return the cells that are hidden: shape (groups, answers)."""
        return _marked(self._shape, self._cells, self._state.hidden)

    def shield(self, one: WorkedOut) -> bool:
        """Keep a respondent from a cell; return whether cells were opened for it."""
        (group, answer), (inside, given) = one.cell, one.respondent[0]
        answers = self._shape[1]
        with _naming(self._layout, self._cells):
            if answers == 2:  # noqa: PLR2004 — yes and no
                return shield(self._state, group, insider=inside, direction=1 if given == 1 else -1)
            return shield(
                self._state, group * answers + answer, insider=inside * answers + given, direction=1
            )


class _System:
    """The road of every other table."""

    def __init__(
        self,
        layout: Layout,
        counts: NDArray[np.int64],
        first: NDArray[np.bool_],
        *,
        known: NDArray[np.bool_],
        width: int,
    ) -> None:
        system = system_of(layout, counts, known=known, width=width)
        self._cells = system.groups, system.answers
        self._shape, self._layout = counts.shape, layout
        self._numbers = np.full(counts.shape, -1)
        self._numbers[self._cells] = np.arange(len(system))
        with _naming(layout, self._cells):
            self._state = hide_besides(system, primaries=np.flatnonzero(first[self._cells]).tolist())

    def hidden(self) -> NDArray[np.bool_]:
        """Return the cells that are hidden: shape (groups, answers)."""
        return _marked(self._shape, self._cells, self._state.hidden)

    def shield(self, one: WorkedOut) -> bool:
        """Keep a respondent from a cell; return whether cells were opened for it."""
        insiders = tuple(self._number(cell) for cell in one.respondent)
        with _naming(self._layout, self._cells):
            return shield_from(self._state, self._number(one.cell), insiders=insiders)

    def _number(self, cell: tuple[int, int]) -> int:
        return int(self._numbers[cell[0], 1 if self._shape[1] == 2 else cell[1]])  # noqa: PLR2004 — yes and no


def _marked(shape: tuple[int, ...], cells: Cells, chosen: set[int]) -> NDArray[np.bool_]:
    hidden = np.zeros(shape, dtype=np.bool_)
    numbers = sorted(chosen)
    hidden[cells[0][numbers], cells[1][numbers]] = True
    return np.repeat(hidden.any(axis=1, keepdims=True), 2, axis=1) if shape[1] == 2 else hidden  # noqa: PLR2004 — yes and no


def _safe(layout: Layout, counts: NDArray[np.int64], hidden: NDArray[np.bool_]) -> SafeTable:
    return SafeTable(layout, counts.sum(axis=1), np.where(hidden, HIDDEN, counts))


def _require_offered(policy: Policy) -> None:
    if policy.attacker == "A4":
        raise not_yet("A4 without the tables that were published before", mend="Use attacker: A2 or A3")


def _require_something_left(safe: SafeTable) -> None:
    asked = safe.sizes != 0
    least, greatest = safe.told[asked, :, 0], safe.told[asked, :, 1]
    if asked.any() and (greatest - least >= np.abs(safe.sizes[asked, None])).all():
        raise UnsafeTable(
            f"Nothing could be shown: the answers of all {int(asked.sum())} groups, the whole table among them, "
            "would be hidden. Ask for a table with larger groups, or of more people"
        )


def _require_audited(safe: SafeTable, policy: Policy, *, asked: bool) -> None:
    """Raise `UnsafeTable` where an attacker works something out; `asked`: respondents were, and nobody did."""
    attacker = A2() if policy.sizes_known else ATTACKERS[policy.attacker]
    found = audit(safe, policy=policy, attacker=attacker)
    if found.exact or found.narrow:
        raise UnsafeTable(
            f"{attacker.name} works {found.exact} hidden cells out exactly and {found.narrow} too narrowly"
        )
    if not asked and isinstance(ATTACKERS[policy.attacker], A3) and worked_out(safe, policy=policy):
        raise UnsafeTable(SEEN)
