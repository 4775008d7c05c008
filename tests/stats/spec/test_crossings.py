"""Crossings, and people who come whole

Crossed with one background, a table is a network: what fits is made of flows around cycles, and the least and
the greatest value of every cell are whole numbers by themselves. With two backgrounds crossed, with linked
tables, or with sizes hidden, that is no longer so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.stats.spec.small import counted, named, truth
from weerklank.stats.audit import bounds
from weerklank.stats.knowledge import knowledge_of
from weerklank.stats.policy import A1, Policy
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.stats.spec.page import Page
    from weerklank.stats.knowledge import Knowledge

PUBLISHED = Policy(smallest_group=1, zeros="published", group_sizes="hidden")
COUNTS = {
    "T1/clerk": (16, 2),
    "T1/lead": (14, 0),
    "T1/staff": (102, 13),
    "T2/clerk": (26, 0),
    "T2/lead": (20, 3),
    "T2/staff": (160, 18),
    "T3/clerk": (3, 0),
    "T3/lead": (3, 1),
    "T3/staff": (35, 2),
    "T4/clerk": (35, 3),
    "T4/lead": (23, 6),
    "T4/staff": (180, 20),
    "T5/clerk": (20, 1),
    "T5/lead": (15, 2),
    "T5/staff": (143, 14),
}
BOTH = (0, 1)
ALL = (0, 1, 2)
HIDDEN_CELLS = {
    "T1": BOTH,
    "T1/clerk": (1, 2),
    "T1/lead": (0, 2),
    "T2/lead": BOTH,
    "T2/staff": BOTH,
    "T3": BOTH,
    "T3/clerk": (0, 2),
    "T3/lead": ALL,
    "T3/staff": BOTH,
    "T4/clerk": BOTH,
    "T4/lead": BOTH,
    "T5/clerk": BOTH,
    "T5/lead": BOTH,
}
"""By group: the noes (0), the yeses (1), the size (2)."""


def published() -> tuple[SafeTable, NDArray[np.int64]]:
    raw = counted(COUNTS, by=("role",))
    places, counts = named(raw.layout), truth(raw)
    told = np.column_stack([counts, counts.sum(axis=1)])
    for group, cells in HIDDEN_CELLS.items():
        told[places[group], cells] = HIDDEN
    return SafeTable(raw.layout, told[:, 2].copy(), told[:, :2].copy()), counts


def in_fractions(known: Knowledge, unknown: int) -> list[float]:
    """The ends of a cell over all that fits, halves of people among it."""
    adds_up = LinearConstraint(known.relations.toarray(), known.sums, known.sums)
    found = []
    for sign in (1.0, -1.0):
        price = np.zeros(len(known))
        price[unknown] = sign
        best = milp(price, constraints=adds_up, bounds=Bounds(known.least, known.greatest)).x
        assert best is not None
        found.append(float(best[unknown]))
    return found


def test_half_a_person_is_nobody(page: Page) -> None:
    """Half a person is nobody

    These five teams stand so in the output of GaussSuppression for the table S3: zeros shown, 27 cells hidden
    besides. A linear program finds a table in which 2½ leads of T3 said yes. There is none in whole people:
    the attacker, who can count, knows that it is 1 or 2. An audit that took the half for a witness would call
    a cell wider than it is. So only whole tables are witnesses here."""
    safe, counts = published()
    known = knowledge_of(safe, policy=PUBLISHED, attacker=A1())
    place = named(safe.layout)["T3/lead"]
    low, high = in_fractions(known, known.cells.index(((place, 1),)))
    found = bounds(safe, policy=PUBLISHED, attacker=A1())
    least, greatest = (round(ends[place, 1]) for ends in (found.least, found.greatest))
    page.rows(
        ["leads of T3 who said yes", "least", "greatest"],
        [
            ["in truth", counts[place, 1], counts[place, 1]],
            ["a program in fractions", f"{low:g}", f"{high:g}"],
            ["whole people (A1)", least, greatest],
        ],
    )
    assert (known.relations.shape[1], (low, high), (least, greatest)) == (27, (1.0, 2.5), (1, 2))
