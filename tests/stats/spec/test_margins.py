"""Tables that share a margin

The same answers are often printed several times: by gender, by age, by role. Each table may be safe by
itself; they are read together. With `--linked` all of them are one problem, with the totals of the units in
common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.stats.spec.small import counted, shown, truth

if TYPE_CHECKING:
    from tests.stats.spec.page import Page

GENDER = {
    "Audit/woman": (20, 7),
    "Audit/man": (18, 8),
    "Legal/woman": (14, 6),
    "Legal/man": (12, 1),
    "Sales/woman": (22, 9),
    "Sales/man": (21, 6),
}
AGE = {
    "Audit/young": (12, 6),
    "Audit/old": (26, 9),
    "Legal/young": (11, 5),
    "Legal/old": (15, 2),
    "Sales/young": (17, 5),
    "Sales/old": (26, 10),
}


def both() -> dict[str, tuple[int, int]]:
    """One row for a code of one table, `Total` for the other."""
    by_gender = {f"{group}/Total": counts for group, counts in GENDER.items()}
    by_age = {
        f"{team}/Total/{code}": counts for (team, code), counts in ((g.split("/"), c) for g, c in AGE.items())
    }
    return by_gender | by_age


def test_each_table_is_safe_by_itself(page: Page) -> None:
    """Each is safe by itself

    One man in Legal said yes. The office hides the men and the women of Legal and the total of Legal, and the
    same of Sales: nobody can work anything out of this table."""
    raw = counted(GENDER, by=("gender",))
    safe = shown(raw, but=["Legal", "Legal/man", "Sales", "Sales/man"])
    seen = page.show(safe, truth=truth(raw))
    assert seen["A2", "Legal/man"][1] - seen["A2", "Legal/man"][0] >= 3


def test_together_they_are_not(page: Page) -> None:
    """Together they are not

    The table by age shows young and old of Legal: together they are Legal, all of it, and Legal less its
    women is its men."""
    raw = counted(both(), by=("gender", "age"), linked=True)
    safe = shown(raw, but=["Legal", "Legal/man", "Sales", "Sales/man"])
    seen = page.show(safe, truth=truth(raw))
    assert seen["A2", "Legal/man"] == (1, 1)
