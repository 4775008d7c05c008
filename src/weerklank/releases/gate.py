"""Which figures of one indicator may leave together: all its groupings are judged as one release.

Columns of which one refines the other (a directorate lies in one ministry) form a chain, a table with a hierarchy;
a column may be in several. Chains share everybody, and the columns they have in common: what one of them hides is
hidden in all, until they agree; then all are read together. Whoever misses a code forms a group that is never
shown: the whole less the other groups must not tell of them either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.fieldwork.indicators import Unit
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.hierarchy import TOTAL
from weerklank.stats.percentages import spread_of, told_by_percentages
from weerklank.stats.together import narrow_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.fieldwork.indicators import Indicator
    from weerklank.stats.answers import Answers
    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import RawTable, SafeTable

EVERYBODY = "all"
YES, WEIGHT = "_yes", "_weight"
TOLD_DECIMALS = 6
"""Decimals of a percentage that its reader is taken to know: a release file holds more than its page shows."""


@dataclass(frozen=True)
class Passed:
    """What passed of one indicator.

    `domains`: the names of those whose figure may be shown, `all` for everybody. `tables`: what was protected; a
    unit has the name of its domain. `spreads`: for each domain its greatest over its least weight.
    """

    domains: frozenset[str]
    tables: tuple[SafeTable, ...]
    spreads: Mapping[str, float]


def passed(
    answers: Answers, one: Indicator, *, by: Sequence[str], weights: NDArray[np.float64], policy: Policy
) -> Passed:
    """Return the domains of an indicator whose counts may be shown together: everybody, and each column of `by`.

    A column that cannot be shown beside the others has no figures at all: the finest of a chain goes first.
    `weights`: shape (respondents,).
    """
    asked = _asked(answers, one, by, weights)
    policy = replace(policy, smallest_group=policy.floor(one.id))
    left = tuple(dict.fromkeys(by))
    while asked.height:
        chains = _chains(asked, left)
        tables, stuck = _agreed(asked, chains, policy)
        if not stuck:
            return Passed(_shown(tables, left), tuple(tables), _spreads(asked, left))
        if not any(stuck):
            break
        left = tuple(column for column in left if column not in {chain[-1] for chain in stuck if chain})
    return Passed(frozenset(), (), {})


def require_safe(found: Passed, percentages: Mapping[str, float], *, policy: Policy) -> None:
    """Try the figures as a reader has them, as intervals of counts; raise `UnsafeTable` where one is worked back.

    `percentages`: by the name of the domain, those that are shown alone.
    """
    published = [
        told_by_percentages(
            table.layout,
            np.array([round(percentages.get(name, np.nan), TOLD_DECIMALS) for name in _names(table)]),
            sizes=table.sizes,
            yes=table.layout.answers.index("true"),
            decimals=TOLD_DECIMALS,
            spreads=np.array([found.spreads.get(name, 1.0) for name in _names(table)]),
        )
        for table in found.tables
    ]
    seen = narrow_together(published, names=[_names(table) for table in found.tables], policy=policy)
    narrow = seen - set(percentages)
    if narrow:
        raise UnsafeTable(f"The figures shown leave {len(narrow)} groups that are not shown too narrow")


def _asked(answers: Answers, one: Indicator, by: Sequence[str], weights: NDArray[np.float64]) -> pl.DataFrame:
    """Return who answered: their domain by each column, null where they miss the code, and whether it was yes.

    For a mean yes is the upper half of the answers.
    """
    limit = 0.5 if one.unit is Unit.PERCENT else answers.column(one.id).median()
    told = answers.frame.with_columns(pl.Series(WEIGHT, weights)).filter(pl.col(one.id).is_not_null())
    codes = [pl.concat_str(pl.lit(f"{name}="), pl.col(name).cast(pl.String)).alias(name) for name in by]
    return told.select(*codes, (pl.col(one.id) > limit).cast(pl.String).alias(YES), WEIGHT)


def _chains(asked: pl.DataFrame, by: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the longest chains of columns, coarse to fine, each a refinement of the one before."""
    columns = sorted(by, key=lambda column: (asked[column].n_unique(), column))
    chains: list[tuple[str, ...]] = []
    for length in range(len(columns), 0, -1):
        for chain in combinations(columns, length):
            within = any(set(chain) <= set(longer) for longer in chains)
            if not within and all(_refines(asked, fine, of=coarse) for coarse, fine in pairwise(chain)):
                chains.append(chain)
    return chains or [()]


def _refines(asked: pl.DataFrame, fine: str, *, of: str) -> bool:
    pairs = asked.filter(pl.col(fine).is_not_null()).unique([of, fine])
    return not pairs[fine].is_duplicated().any()


def _agreed(
    asked: pl.DataFrame, chains: list[tuple[str, ...]], policy: Policy
) -> tuple[list[SafeTable], list[tuple[str, ...]]]:
    """Return the tables of chains that hide the same of what they share, and the chains that cannot be safe."""
    raws = {chain: _counted(asked, chain) for chain in chains}
    hidden: set[str] = set()
    while True:
        tables, stuck = [], []
        for chain, raw in raws.items():
            try:
                tables.append(_protected(asked, raw, chain, hidden, policy))
            except UnsafeTable:
                stuck.append(chain)
        found = hidden.union(*map(_hidden, tables))
        if stuck:
            return tables, stuck
        if found == hidden:
            narrow = len(tables) > 1 and narrow_together(
                tables, names=[_names(table) for table in tables], policy=policy
            )
            return tables, chains[-1:] if narrow else []
        hidden = found


def _protected(
    asked: pl.DataFrame, raw: RawTable, chain: tuple[str, ...], hidden: set[str], policy: Policy
) -> SafeTable:
    domains = {EVERYBODY}.union(*(asked[column].drop_nulls() for column in chain)) - hidden
    withheld = np.array([_name(code) not in domains for code in raw.layout.hierarchy.codes])
    also = np.repeat(withheld[:, None], len(raw.layout.answers), axis=1)
    return protect_explained(raw, policy=policy, also=also)[0]


def _counted(asked: pl.DataFrame, chain: tuple[str, ...]) -> RawTable:
    """Return how many said yes and no in each group of a chain; who misses a code is a group of the one above."""
    levels = list(chain) or [EVERYBODY]
    placed = asked if chain else asked.with_columns(pl.lit(EVERYBODY).alias(EVERYBODY))
    for above, level in pairwise(["", *levels]):
        missing = pl.concat_str(pl.col(above) if above else pl.lit(""), pl.lit(f"|{level}"))
        placed = placed.with_columns(pl.coalesce(level, missing).alias(level))
    counted = placed.group_by(*levels, YES).len("n")
    every = counted.select(levels).unique().join(pl.DataFrame({YES: ["false", "true"]}), how="cross")
    frame = every.join(counted, on=[*levels, YES], how="left").fill_null(0).sort(*levels, YES)
    return raw_table(frame, levels=levels, response=YES)


def _name(code: str) -> str:
    return EVERYBODY if code == TOTAL else code


def _names(table: SafeTable) -> list[str]:
    return [_name(code) for code in table.layout.hierarchy.codes]


def _hidden(table: SafeTable) -> set[str]:
    shown = np.asarray(table.exact.all(axis=1))
    return {name for name, whole in zip(_names(table), shown, strict=True) if not whole}


def _shown(tables: Sequence[SafeTable], by: Sequence[str]) -> frozenset[str]:
    """Return the domains of everybody and of some columns that no table hides."""
    every = {name for table in tables for name in _names(table)}
    own = (EVERYBODY, *(f"{column}=" for column in by))
    return frozenset(name for name in every.difference(*map(_hidden, tables)) if name.startswith(own))


def _spreads(asked: pl.DataFrame, by: Sequence[str]) -> dict[str, float]:
    spreads = {EVERYBODY: spread_of(asked[WEIGHT].to_numpy())}
    for column in by:
        weights = asked.group_by(column).agg(WEIGHT).drop_nulls()
        spreads |= {name: spread_of(np.array(those)) for name, those in weights.iter_rows()}
    return spreads
