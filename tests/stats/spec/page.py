"""The pages that tests print: a module is a chapter, a test a paragraph, what it shows stands below its words."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from tests.stats.spec.small import POLICY, name, named
from weerklank.stats.audit import bounds
from weerklank.stats.policy import A2, ATTACKERS, Policy
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from numpy.typing import NDArray

Range: TypeAlias = tuple[int, int]
Seen: TypeAlias = dict[tuple[str, str], Range]
"""The least and the greatest count of a group's last answer, by reader and group."""

CHAPTERS = (
    "sizes",
    "gaps",
    "unanimous",
    "tiny",
    "hierarchy",
    "margins",
    "crossings",
    "zeros",
    "respondents",
    "bands",
    "noise",
    "percentages",
    "grounds",
    "filters",
    "roads",
    "files",
)
HEAD = """\
# How a table is kept from giving a person away

This page is printed by tests: every paragraph is a test, every table was worked out when the page was made, and a
test fails when page and code part. Thresholds are those of the default policy unless a paragraph says otherwise:
groups of 10 or more, 5 or more who said yes, 5 or more who did not, and 3 as the least width of what anybody can
work out.
"""


@dataclass
class Page:
    """What one test shows, in order."""

    parts: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add a line of text."""
        self.parts.append(text)

    def rows(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table of any kind."""
        lines = [head, ["---"] * len(head), *rows]
        self.parts.append("\n".join(f"| {' | '.join(str(part) for part in line)} |" for line in lines))

    def show(
        self,
        safe: SafeTable,
        *,
        truth: NDArray[np.int64],
        readers: Sequence[str] = ("A2",),
        insiders: Sequence[str] = (),
        policy: Policy = POLICY,
    ) -> Seen:
        """Add a table as published, beside the truth and what readers work out; return the latter.

        `readers`: attackers by name. `insiders`: respondents, each as `group: answer`. The columns are of the
        last answer.
        """
        seen = self._read(safe, readers=readers, insiders=insiders, policy=policy, sizes=truth.sum(axis=1))
        layout, said = safe.layout, safe.layout.answers[-1]
        everyone = [*readers, *insiders]
        titles = [*(f"{who} reads" for who in readers), *(f"“{who}” reads" for who in insiders)]
        head = ["group", "answered", f"said {said}: in truth", "published", *titles]
        self.rows(
            head,
            [
                [
                    name(layout, group),
                    "hidden" if safe.sizes[group] == HIDDEN else safe.sizes[group],
                    truth[group, -1],
                    _published(safe, group),
                    *(_range(seen[who, name(layout, group)]) for who in everyone),
                ]
                for group in range(layout.groups)
            ],
        )
        return seen

    def _read(
        self,
        safe: SafeTable,
        *,
        readers: Sequence[str],
        insiders: Sequence[str],
        policy: Policy,
        sizes: NDArray[np.int64],
    ) -> Seen:
        seen: Seen = {}
        for who in readers:
            knows = sizes if isinstance(ATTACKERS[who], A2) else None
            found = bounds(safe, policy=policy, attacker=ATTACKERS[who], sizes=knows)
            seen |= _by_name(safe, who, found.least[:, -2], found.greatest[:, -2])
        for who in insiders:
            theirs = bounds(_with_own(safe, who), policy=policy, attacker=A2())
            seen |= _by_name(safe, who, theirs.least[:, -2], theirs.greatest[:, -2])
        return seen


def _with_own(safe: SafeTable, who: str) -> SafeTable:
    """A table as one respondent reads it: their own answer was given in their group, at least once."""
    group, _, answer = who.rpartition(": ")
    place, given = named(safe.layout)[group], safe.layout.answers.index(answer)
    told = safe.told.copy()
    told[place, given, 0] = max(told[place, given, 0], 1)
    others = np.arange(told.shape[1]) != given
    told[place, others, 1] = np.minimum(told[place, others, 1], safe.sizes[place] - 1)
    return SafeTable(safe.layout, safe.sizes, safe.counts, told)


def _by_name(safe: SafeTable, who: str, least: NDArray[np.generic], greatest: NDArray[np.generic]) -> Seen:
    ends = zip(least.tolist(), greatest.tolist(), strict=True)
    return {
        (who, name(safe.layout, group)): (round(low), round(high)) for group, (low, high) in enumerate(ends)
    }


def _published(safe: SafeTable, group: int) -> str:
    count, (low, high) = safe.counts[group, -1], safe.told[group, -1].tolist()
    if count != HIDDEN:
        return str(count) if low == high else f"about {count} ({low} to {high})"
    told_nothing = (low, high) == (0, safe.sizes[group]) or safe.sizes[group] == HIDDEN
    return "hidden" if told_nothing else f"{low} to {high}"


def _range(ends: Range) -> str:
    return f"**{ends[0]}**" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def printed() -> str:
    """Return the whole page, every test run on the way."""
    return "\n".join([HEAD, *(_chapter(chapter(name)) for name in CHAPTERS)])


def chapter(name: str) -> ModuleType:
    """Return the module of a chapter."""
    return importlib.import_module(f"tests.stats.spec.test_{name}")


def _chapter(module: ModuleType) -> str:
    title, words = _told(module)
    return "\n".join([f"## {title}\n", *([words + "\n"] if words else []), *_paragraphs(module)])


def _paragraphs(module: ModuleType) -> Iterator[str]:
    for called, test in vars(module).items():
        if called.startswith("test_"):
            page = Page()
            test(page)
            title, words = _told(test)
            yield "\n\n".join([f"### {title}", words, *page.parts]) + "\n"


def _told(thing: object) -> tuple[str, str]:
    """Return the first line of a docstring without its full stop, and the rest."""
    title, _, words = (inspect.getdoc(thing) or "").partition("\n")
    return title.rstrip("."), words.strip()
