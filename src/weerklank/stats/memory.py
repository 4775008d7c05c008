"""What a reader knows who keeps every table: A4, with one table beside all earlier ones of the same answers.

Two tables tell of the same people where a unit (by its code) and the codes of its backgrounds are the same and as
many answered: then every count is the same. Where a group of the same codes has become smaller, the reader takes
the smaller for a part of the larger: who is gone (a team that was reorganised away, a late answer that came in) is
a group of its own, the *difference*, which no table shows and nobody protects. Its counts are those of the one
less those of the other, between nothing and its size. Everything else follows from the sums of each table: a unit
that merged others, a table by another background, a level that was added.

What an earlier table hid stays hidden: a table that tells of it, where a team was dissolved or became smaller, is
found out as well.

Tables of other answers (another wave, another question) say nothing of these, whoever gave them: only the sizes of
groups are common, and those are known. Where an assumption does not fit what is published, a reader sees that and
gives it up: so does this. Groups whose size a table hides are not linked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from weerklank.errors import BadInput
from weerklank.stats.audit import Audit, worked_out
from weerklank.stats.knowledge import Knowledge, knowledge_of
from weerklank.stats.policy import A1, A2, A4, Policy, not_yet
from weerklank.stats.programs import Program
from weerklank.stats.search import Search
from weerklank.stats.tables import HIDDEN, SafeTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.policy import Attacker
    from weerklank.stats.tables import Layout

People = tuple[str, frozenset[tuple[str, str]]]
"""A group by what stays the same from table to table: the code of its unit and the codes of its backgrounds."""


@dataclass(frozen=True)
class Pair:
    """A group of one table and a group of another: (table, group) each, the larger first; `people` more in it."""

    larger: tuple[int, int]
    smaller: tuple[int, int]
    people: int


@dataclass(frozen=True)
class Finding:
    """What A4 knows of a cell: from `least` to `greatest` of `size` respondents.

    `group` and `answer` are of the table that is audited; `difference` says that it is not the group itself but
    who is in it and not in the same group of an earlier table, or the other way round. `before` is the number of a
    group that an earlier table hides, and of which the audited one tells; `group` is then the same or the nearest
    above it; −1 for all others.
    """

    group: int
    answer: int
    least: int
    greatest: int
    size: int
    difference: bool
    before: int = -1

    def unsafe(self, policy: Policy, *, response: str) -> bool:
        """Return whether it is narrower than the policy allows, of a count that the policy may have to hide."""
        narrow = self.greatest - self.least < min(policy.smallest_width, self.size)
        few = self.size < policy.floor(response) or self.least < policy.smallest_yes
        return narrow and (few or self.size - self.greatest < policy.smallest_no)


def audit_with(safe: SafeTable, *, earlier: Sequence[SafeTable], policy: Policy) -> Audit:
    """Return what A4 gets of a table: as `weerklank.stats.audit.audit`, with the differences among the cells.

    A difference counts as a cell where the policy would have had to hide it. To A4 a cell is exact too where it is
    exact to one of the respondents (A3) by this table alone. Raises `BadInput` where a table does not add up.
    """
    found = list(findings(safe, earlier=earlier, policy=policy))
    response = safe.layout.response
    widths = {
        (f.group, f.answer, f.difference, f.before): f.greatest - f.least
        for f in found
        if not f.difference or f.unsafe(policy, response=response)
    }
    needs = {(f.group, f.answer, f.difference, f.before): min(policy.smallest_width, f.size) for f in found}
    for one in worked_out(safe, policy=replace(policy, attacker="A3")):
        for answer in range(len(safe.layout.answers)) if len(safe.layout.answers) == 2 else [one.cell[1]]:  # noqa: PLR2004 — yes and no
            widths[one.cell[0], answer, False, -1] = 0
    exact = sum(width == 0 for width in widths.values())
    narrow = sum(width < needs[cell] or width == 0 for cell, width in widths.items())
    return Audit(A4().name, safe.hidden, exact, narrow, min(widths.values(), default=None))


def findings(safe: SafeTable, *, earlier: Sequence[SafeTable], policy: Policy) -> Iterator[Finding]:
    """Return what A4 knows of every hidden cell of a table, and of every difference with an earlier one.

    Of what an earlier one hides, only where this table makes it narrower than the policy allows.
    """
    if safe.layout.any_of:
        raise not_yet("A4 where one person may give several answers", mend="Use attacker: A2 or A3")
    tables = [safe, *(table for table in earlier if _same_answers(table, safe))]
    joint, search = _searched(tables, policy)
    told: list[Finding] = []
    for unknown in range(len(joint.known)):
        for group, answer, size, ends in _ends(joint.known, search, unknown):
            if group < safe.layout.groups:
                yield Finding(group, answer, *ends, size, difference=False)
            elif group < joint.differences:
                told.append(Finding(0, answer, *ends, size, difference=True, before=group))
            elif (own := joint.own(group)) is not None:
                yield Finding(own, answer, *ends, size, difference=True)
    told = [one for one in told if one.unsafe(policy, response=safe.layout.response)]
    if told:
        yield from _made_narrower(told, tables, joint.same, policy)


def _made_narrower(
    told: Sequence[Finding], tables: Sequence[SafeTable], same: frozenset[int], policy: Policy
) -> Iterator[Finding]:
    """Return what is told of groups that earlier tables hide, where those alone told less.

    `same`: the groups that the audited table has too, of the same people: it answers for them itself.
    """
    start = tables[0].layout.groups
    alone, search = _searched(tables[1:], policy)
    before = {
        (start + group, answer): ends
        for unknown in range(len(alone.known))
        for group, answer, _, ends in _ends(alone.known, search, unknown)
    }
    places = [(table, group) for table in tables for group in range(table.layout.groups)]
    own = _named(tables[0])
    for one in told:
        least, greatest = before[one.before, one.answer]
        if one.before not in same and greatest - least > one.greatest - one.least:
            yield replace(one, group=_nearest(*places[one.before], own))


def _searched(tables: Sequence[SafeTable], policy: Policy) -> tuple[_Joint, Search]:
    """Return what tables tell together, and how far each cell can go: exactly where that is narrow."""
    joint = _joint(tables, policy)
    search = Search(joint.known)
    search.sweep()
    for unknown in search.too_narrow():
        search.settle(unknown)
    return joint, search


def _ends(known: Knowledge, search: Search, unknown: int) -> Iterator[tuple[int, int, int, tuple[int, int]]]:
    """Return group, answer, size, and the least and greatest count, of every cell an unknown stands for."""
    least, greatest, size = int(search.low[unknown]), int(search.high[unknown]), int(known.sizes[unknown])
    for place, (group, answer) in enumerate(known.cells[unknown]):
        yield group, answer, size, (least, greatest) if place == 0 else (size - greatest, size - least)


def told_before(safe: SafeTable, *, earlier: Sequence[SafeTable]) -> NDArray[np.bool_]:
    """Return which cells of a table an earlier one shows of the same people: shape (groups, answers)."""
    told = np.zeros(safe.counts.shape, dtype=np.bool_)
    for table in earlier:
        if _same_answers(table, safe):
            for pair in _pairs([safe, table]):
                if not pair.people:
                    own, other = sorted((pair.larger, pair.smaller))
                    told[own[1]] |= table.exact[other[1]]
    return told


def _same_answers(table: SafeTable, safe: SafeTable) -> bool:
    own, other = safe.layout, table.layout
    return (other.response, other.answers, other.any_of) == (own.response, own.answers, own.any_of)


def _people(table: SafeTable) -> dict[People, int]:
    """Return the groups of a table by who they are: those with respondents, whose size is known."""
    return {who: group for who, group in _named(table).items() if table.sizes[group] > 0}


def _named(table: SafeTable) -> dict[People, int]:
    """Return every group of a table by who they are."""
    return {_who(table.layout, group): group for group in range(table.layout.groups)}


def _who(layout: Layout, group: int) -> People:
    unit, column = divmod(group, layout.columns)
    codes = zip(layout.backgrounds, layout.crossings.codes[column].tolist(), strict=True)
    return layout.hierarchy.codes[unit], frozenset(
        (one.name, one.codes[code - 1]) for one, code in codes if code
    )


def _nearest(table: SafeTable, group: int, own: Mapping[People, int]) -> int:
    """Return which of our own groups a group of another table is, or the nearest above it."""
    backgrounds = _who(table.layout, group)[1]
    unit = group // table.layout.columns
    while unit >= 0:
        code = table.layout.hierarchy.codes[unit]
        for who in ((code, backgrounds), (code, frozenset[tuple[str, str]]())):
            if who in own:
                return own[who]
        unit = int(table.layout.hierarchy.parents[unit])
    return 0


def _pairs(tables: Sequence[SafeTable]) -> Iterator[Pair]:
    """Return the groups that any two tables have in common."""
    named = [_people(table) for table in tables]
    for one, other in combinations(range(len(tables)), 2):
        for people in sorted(
            named[one].keys() & named[other].keys(), key=lambda who: (who[0], sorted(who[1]))
        ):
            ends = [(one, named[one][people]), (other, named[other][people])]
            sizes = [int(tables[table].sizes[group]) for table, group in ends]
            if sizes[1] > sizes[0]:
                ends.reverse()
            pair = Pair(ends[0], ends[1], abs(sizes[0] - sizes[1]))
            if _may_be(pair, tables):
                yield pair


def _may_be(pair: Pair, tables: Sequence[SafeTable]) -> bool:
    """Return whether what is told of two groups lets the one be a part of the other."""
    larger, smaller = (tables[table].told[group] for table, group in (pair.larger, pair.smaller))
    most, least = larger[:, 1] - smaller[:, 0], larger[:, 0] - smaller[:, 1]
    return bool((most >= 0).all() and (least <= pair.people).all())


@dataclass(frozen=True)
class _Joint:
    """The joint knowledge.

    Groups are numbered table after table, each from its place in `starts`; the differences come after these.
    """

    known: Knowledge
    differences: int
    pairs: tuple[Pair, ...]
    starts: tuple[int, ...]

    @property
    def same(self) -> frozenset[int]:
        """The groups of other tables that are the same people as a group of the first."""
        ends = (sorted((pair.larger, pair.smaller)) for pair in self.pairs if not pair.people)
        return frozenset(self.starts[table] + group for (first, _), (table, group) in ends if first == 0)

    def own(self, group: int) -> int | None:
        """Return the group of the first table that a difference is of, `None` where it is of two earlier ones."""
        pair = self.pairs[group - self.differences]
        return next((number for table, number in (pair.larger, pair.smaller) if table == 0), None)


def _joint(tables: Sequence[SafeTable], policy: Policy) -> _Joint:
    """Return all tables as one, with as many links as can be true together: all, those of equals, or none."""
    pairs = list(_pairs(tables))
    for kept in (pairs, [pair for pair in pairs if not pair.people], []):
        try:
            joint = _linked(tables, kept, policy)
        except BadInput:
            if not kept:
                raise
        else:
            if not kept or _possible(joint.known):
                return joint
    raise AssertionError("tables that are not linked were possible one by one")


def _possible(known: Knowledge) -> bool:
    """Return whether some table fits, in whole numbers or not."""
    if not len(known):
        return True
    program = Program(known.relations, known.sums, least=known.least, greatest=known.greatest)
    return program.found(np.zeros(len(known))) is not None


def _attacker(table: SafeTable) -> Attacker:
    return A1() if (table.sizes == HIDDEN).any() else A2()


class _Cells:
    """Every cell of every table as a count, or as an unknown: constant + sign × unknown."""

    def __init__(self, tables: Sequence[SafeTable], parts: Sequence[Knowledge]) -> None:
        self._tables = tables
        self._unknown: dict[tuple[int, int, int], tuple[int, int]] = {}
        start = 0
        for table, part in enumerate(parts):
            for number, cells in enumerate(part.cells):
                for place, (group, answer) in enumerate(cells):
                    self._unknown[table, group, answer] = (start + number, 1 if place == 0 else -1)
            start += len(part)
        self.paired = all(len(cells) == 2 for part in parts for cells in part.cells)  # noqa: PLR2004 — yes and no

    def at(self, cell: tuple[int, int], answer: int) -> tuple[float, int, int]:
        """Return constant, unknown and sign of a cell; sign 0 where it is shown."""
        table, group = cell
        number, sign = self._unknown.get((table, group, answer), (0, 0))
        if not sign:
            return float(self._tables[table].counts[group, answer]), 0, 0
        return (0.0 if sign > 0 else float(self._tables[table].sizes[group])), number, sign


def _linked(tables: Sequence[SafeTable], pairs: Sequence[Pair], policy: Policy) -> _Joint:
    """Return the tables as one with links between groups; raise `BadInput` where a shown link cannot be."""
    parts = [knowledge_of(table, policy=policy, attacker=_attacker(table)) for table in tables]
    cells = _Cells(tables, parts)
    answers = len(tables[0].layout.answers)
    sought = range(1) if cells.paired and answers == 2 else range(answers)  # noqa: PLR2004 — yes and no
    starts = np.cumsum([0, *(table.layout.groups for table in tables)])
    base = sum(map(len, parts))
    entries: list[tuple[int, int, float]] = []
    sums: list[float] = []
    unknowns: list[tuple[tuple[tuple[int, int], ...], int]] = []
    for number, pair in enumerate(pairs):
        for answer in sought:
            ends = [(1.0, cells.at(pair.larger, answer)), (-1.0, cells.at(pair.smaller, answer))]
            entries += [(len(sums), unknown, way * sign) for way, (_, unknown, sign) in ends if sign]
            sums.append(-sum(way * constant for way, (constant, _, _) in ends))
            if pair.people:
                entries.append((len(sums) - 1, base + len(unknowns), -1.0))
                group = int(starts[-1]) + number
                both = ((group, answer), (group, 1)) if len(sought) == 1 else ((group, answer),)
                unknowns.append((both, pair.people))
    extra = _difference_unknowns(unknowns, policy)
    known = _stacked([*parts, extra], starts, entries, sums)
    return _Joint(known, int(starts[-1]), tuple(pairs), tuple(starts.tolist()))


def _difference_unknowns(
    unknowns: list[tuple[tuple[tuple[int, int], ...], int]], policy: Policy
) -> Knowledge:
    people = np.array([size for _, size in unknowns], dtype=np.int64)
    return Knowledge(
        sparse.csr_array((0, len(unknowns))),
        np.zeros(0),
        np.zeros(len(unknowns)),
        people.astype(np.float64),
        policy.needs(people).astype(np.float64),
        people,
        (),
        tuple(cells for cells, _ in unknowns),
    )


def _stacked(
    parts: Sequence[Knowledge],
    starts: NDArray[np.int64],
    entries: list[tuple[int, int, float]],
    sums: list[float],
) -> Knowledge:
    """Return several tables' knowledge side by side, with the relations between them."""
    width = sum(map(len, parts))
    rows, columns, values = (list(each) for each in zip(*entries, strict=True)) if entries else ([], [], [])
    links = sparse.csr_array((values, (rows, columns)), shape=(len(sums), width))
    blocks = sparse.block_diag([part.relations for part in parts], format="csr")
    shifted = [
        tuple(tuple((group + int(start), answer) for group, answer in cells) for cells in part.cells)
        for part, start in zip(parts[:-1], starts[:-1], strict=True)
    ]
    return Knowledge(
        sparse.csr_array(sparse.vstack([sparse.csr_array(blocks), links], format="csr")),
        np.concatenate([*(part.sums for part in parts), sums]),
        np.concatenate([part.least for part in parts]),
        np.concatenate([part.greatest for part in parts]),
        np.concatenate([part.needs for part in parts]),
        np.concatenate([part.sizes for part in parts]),
        (),
        tuple(cells for each in [*shifted, parts[-1].cells] for cells in each),
    )
