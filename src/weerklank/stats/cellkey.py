"""Cell-key noise: a count moves a little, and the same cell moves the same way in every table.

The method is that of Fraser and Wooton (2005, "A proposed method for confidentialising tabular output to protect
against differencing") and Thompson, Broadfoot and Elazar (2013, "Methodology for the automatic confidentialisation
of statistical outputs from remote servers at the Australian Bureau of Statistics"); the noise has the greatest
entropy that its bounds allow, as in Giessing (2016, "Computational issues in the design of transition
probabilities and disclosure risk estimation for additive noise"). It differs in two things. Keys belong to cells
and not to respondents, for tables come as counts: a cell is named by its unit and by the codes of the backgrounds
that are no total, so that a unit has one noise in every table it is in, whatever the table is crossed with. Groups
of the very same people share the name of the widest, else two draws for one number would narrow it. And zeros move
too: sizes are known, and a zero that always stays a zero would say of a whole group what it answered.

Noisy counts are not additive. Averaging many tables does not take the noise off, since it is the same each time.
The noise is only as secret as the salt.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import softmax

from weerklank.errors import bad_input
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import Layout

KEYS = 2.0**64
STEEPEST = 50.0


def noisy(
    layout: Layout, counts: NDArray[np.int64], *, withheld: NDArray[np.bool_], policy: Policy
) -> SafeTable:
    """Return the table with noise in every count of a group that has respondents.

    `counts`: shape (groups, answers); `withheld`: shape (groups,), the groups whose answers are hidden. Of two
    answers the second gives way, so that they add up to the size; the sizes are true. A shown count n is told to
    be n − D to n + D, within 0 to the size, with D = `noise_most`. Raises `BadInput` where the policy has no salt.
    """
    if not policy.salt:
        raise bad_input(
            "the cell key needs a secret that its noise is drawn from",
            "Give salt: 16 or more characters that nobody can guess, the same for every table of these answers",
            column="salt",
        )
    sizes = counts.sum(axis=1)
    moved = counts + _noise(layout, counts, sizes, policy=policy)
    if counts.shape[1] == 2:  # noqa: PLR2004 — yes and no
        moved[:, 1] = sizes - moved[:, 0]
    shown = np.where(withheld[:, None], HIDDEN, moved)
    return SafeTable(layout, sizes, shown, _told(shown, sizes, most=policy.noise_most))


def withheld_again(safe: SafeTable, groups: NDArray[np.int64]) -> SafeTable:
    """Return a noisy table with the answers of more groups hidden; `groups`: their numbers."""
    counts, told = safe.counts.copy(), safe.told.copy()
    counts[groups] = HIDDEN
    told[groups, :, 0], told[groups, :, 1] = 0, safe.sizes[groups, None]
    return SafeTable(safe.layout, safe.sizes, counts, told)


def _told(shown: NDArray[np.int64], sizes: NDArray[np.int64], *, most: int) -> NDArray[np.int64]:
    least = np.where(shown == HIDDEN, 0, np.maximum(shown - most, 0))
    greatest = np.where(shown == HIDDEN, sizes[:, None], np.minimum(shown + most, sizes[:, None]))
    return np.stack([least, greatest], axis=-1)


def _noise(
    layout: Layout, counts: NDArray[np.int64], sizes: NDArray[np.int64], *, policy: Policy
) -> NDArray[np.int64]:
    noise = np.zeros_like(counts)
    names = names_of(layout, sizes)
    for group, answer in np.argwhere((sizes > 0)[:, None] & np.ones(counts.shape, dtype=np.bool_)).tolist():
        count, size = int(counts[group, answer]), int(sizes[group])
        down, up = min(count, policy.noise_most), min(size - count, policy.noise_most)
        chance = key(policy.salt, (layout.response, layout.answers[answer], *names[group]))
        steps = np.cumsum(chances(down, up, variance=policy.noise_variance))
        noise[group, answer] = min(int(np.searchsorted(steps, chance, side="right")), down + up) - down
    return noise


def key(salt: str, name: tuple[str, ...]) -> float:
    """Return the key of a cell, even over 0 to 1, that cannot be told without the salt."""
    text = "".join(f"{len(part)}:{part}" for part in name)
    secret = blake2b(salt.encode(), digest_size=32).digest()
    return int.from_bytes(blake2b(text.encode(), key=secret, digest_size=8).digest()) / KEYS


def names_of(layout: Layout, sizes: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Return the name of every group: its unit, and the backgrounds that are no total.

    Groups of the same people have the name of the one with the fewest backgrounds, then of the highest unit.
    """
    own = list(range(layout.groups))
    for whole, part in _same_people(layout, sizes):
        own[part] = whole
    return [name_of(layout, group) for group in own]


def _same_people(layout: Layout, sizes: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return (widest, group) for every group that another holds the same people as."""
    columns = layout.columns
    fewest = np.argsort((layout.crossings.codes > 0).sum(axis=1), kind="stable").tolist()
    found = []
    for group in np.flatnonzero(sizes > 0).tolist():
        unit, column = divmod(group, columns)
        wider = [c for c in fewest if layout.crossings.contains(c, column)]
        line = [unit]
        while line[-1]:
            line.append(int(layout.hierarchy.parents[line[-1]]))
        places = (above * columns + c for c in wider for above in reversed(line))
        found.append((next(place for place in places if sizes[place] == sizes[group]), group))
    return found


def name_of(layout: Layout, group: int) -> tuple[str, ...]:
    """Return the name of a group: the level and the code of its unit, then its backgrounds that are no total."""
    unit, column = divmod(group, layout.columns)
    told = zip(layout.backgrounds, layout.crossings.codes[column].tolist(), strict=True)
    crossed = sorted((background.name, background.codes[code - 1]) for background, code in told if code)
    level = ("", *layout.hierarchy.levels)[int(layout.hierarchy.depths[unit])]
    return (level, layout.hierarchy.codes[unit], *(part for pair in crossed for part in pair))


@cache
def chances(down: int, up: int, *, variance: float) -> NDArray[np.float64]:
    """Return the chance of every move from −`down` to `up`: shape (down + up + 1,), in that order.

    Of all with mean 0 and a mean square of at most `variance`, the one with the greatest entropy: it is
    proportional to exp(a·move − b·move²) with b ≥ 0. Where one end is 0 the mean cannot be 0 but for no noise at
    all: there only the mean square is bound, and the noise leans inward.
    """
    moves = np.arange(-down, up + 1, dtype=np.float64)
    if _mean_square(moves, 0.0) <= variance:
        return _most_even(moves, 0.0)
    bend = float(brentq(lambda b: _mean_square(moves, b) - variance, 0.0, STEEPEST))
    return _most_even(moves, bend)


def _mean_square(moves: NDArray[np.float64], bend: float) -> float:
    return float(_most_even(moves, bend) @ moves**2)


def _most_even(moves: NDArray[np.float64], bend: float) -> NDArray[np.float64]:
    """Return the chances with a bend, leaning so that their mean is 0 where moves go both ways."""

    def leaning(lean: float) -> NDArray[np.float64]:
        found: NDArray[np.float64] = softmax(lean * moves - bend * moves**2)
        return found

    def mean(lean: float) -> float:
        return float(leaning(lean) @ moves)

    if not (moves[0] < 0 < moves[-1]):
        return leaning(0.0)
    return leaning(float(brentq(mean, -STEEPEST, STEEPEST, xtol=1e-12)))
