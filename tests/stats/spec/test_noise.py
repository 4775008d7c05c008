"""Noise by cell key

Every count can be moved a little, by a number drawn from a secret and the name of the cell. It is the same in
every table in which this cell stands, today and next year. Zeros move too, no count leaves the range from 0
to the size of its group, and groups under the least size stay hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tests.stats.spec.small import POLICY, counted, named, truth
from weerklank.stats.cellkey import chances
from weerklank.stats.disclosure import protect

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

TEAMS = {"Audit": (38, 12), "Finance": (11, 3), "Legal": (25, 9), "Sales": (30, 6)}
NOISY = replace(POLICY, method="cellkey", salt="a secret that only this page has")


def test_noisy_counts_do_not_add_up(page: Page) -> None:
    """Noisy counts do not add up

    The figures of the teams no longer make the total. The reader is told how far noise can have moved each;
    that range is what the audit starts from. A table that must add up, in a yearbook for one, should not be
    made this way."""
    raw = counted(TEAMS)
    safe = protect(raw, policy=NOISY)
    page.show(safe, truth=truth(raw))
    assert safe.counts[1:, 1].sum() != safe.counts[0, 1]
    assert (np.ptp(safe.told[safe.counts >= 0], axis=-1) >= POLICY.smallest_width).all()


def test_asking_again_does_not_help(page: Page) -> None:
    """Asking again does not help

    Noise that is drawn anew each time goes away when six tables are averaged. Here the same team is asked for
    in six tables, each crossed with something else: with a key for the cell its noise is the same each time.
    Beside it, what fresh secrets would give: their average comes near the truth, 9."""
    teams = [
        counted({f"{team}/{code}": (no, yes) for team, (no, yes) in TEAMS.items()}, by=(by,))
        for by, code in {
            "role": "r",
            "age": "a",
            "scale": "s",
            "tenure": "t",
            "gender": "g",
            "site": "p",
        }.items()
    ]
    group = named(teams[0].layout)["Legal"]
    same = [int(protect(raw, policy=NOISY).counts[group, 1]) for raw in teams]
    fresh = [
        int(protect(raw, policy=replace(NOISY, salt=f"secret number {number:06}")).counts[group, 1])
        for number, raw in enumerate(teams)
    ]
    page.rows(
        ["six tables", "Legal said yes", "average"],
        [
            ["one secret", ", ".join(map(str, same)), f"{np.mean(same):.1f}"],
            ["a new secret each time", ", ".join(map(str, fresh)), f"{np.mean(fresh):.1f}"],
        ],
    )
    assert len(set(same)) == 1
    assert len(set(fresh)) > 1


def test_how_far_noise_moves_a_count(page: Page) -> None:
    """How far a count moves

    With the default policy a count moves by at most 4, with a mean square of 2, and of all such noise it is
    the one that tells least (the greatest entropy). A count near 0 cannot move down that far: its noise leans
    inward."""
    far, near = (chances(down, 4, variance=2.0) for down in (4, 1))
    moves = [f"{move:+d}" for move in range(-4, 5)]
    page.rows(
        ["a count of", *moves],
        [
            ["4 or more", *(f"{100 * chance:.0f} %" for chance in far)],
            ["1", *["–"] * 3, *(f"{100 * chance:.0f} %" for chance in near)],
        ],
    )
    assert abs(far @ np.arange(-4, 5)) < 1e-9
    assert abs(far @ np.arange(-4, 5) ** 2 - 2) < 1e-6
