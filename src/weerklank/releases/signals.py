"""What a year brought at one employer, as documents that can be released: figures, and tables that are protected.

A figure has at least the policy's smallest group of matters behind it, an interval, and words that say of what it
is. Counts leave as tables alone, protected and audited like any other. The reporting ratio is never made without
the trust that people had in what follows: more reports is not worse. PURE.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import bad_input
from weerklank.releases.figure import Withstood, release
from weerklank.releases.ratio import CHANNELS, UNSHARED, Surveyed, gap, table_of_shared, used
from weerklank.releases.release_file import release_to_json
from weerklank.releases.table_file import Table, audited, table_text
from weerklank.releases.year import RATINGS, OfProcedure, Year, figure, say
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.tally import mean_of, median_of, share_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.releases.figure import Figure
    from weerklank.stats.estimate import Estimate
    from weerklank.stats.policy import Policy
    from weerklank.stats.tables import RawTable, SafeTable

EMPLOYER = "employer"
FIRST = 1
"""The edition in which ratings leave: in a later one, the mean would tell what whoever rated since gave."""


def documents(
    counts: Sequence[OfProcedure], *, of: Year, policy: Policy, surveyed: Surveyed | None = None
) -> list[str]:
    """Return a year as texts that can be prepared for release: figures, then a table for each question.

    Figures on one scale leave together. A figure on too few matters is left out, and so is a table that cannot be
    safe, and the reporting ratio where these tables hide a count that it rests on: it would tell that count.
    Raises `BadInput` where nothing can be shown.
    """
    smallest = policy.smallest_group
    needed = used(counts, surveyed.behaviour, smallest=smallest) if surveyed else {}
    shown = {table.id: table for table in tables(counts, of=of, policy=policy, needed=needed)}
    ratio = surveyed if needed and all_shown(shown, needed, of=of) else None
    told = {
        "in_term": [*in_term(counts, of=of, policy=policy)],
        "rated": [*rated(counts, of=of, policy=policy)] if of.edition == FIRST else [],
        "days": [*days(counts, of=of, policy=policy)],
        "gap": [*gap(counts, ratio, of=of, smallest=smallest)] if ratio else [],
    }
    figures = [figures_text(name, made, of=of, policy=policy) for name, made in told.items() if made]
    found = [*figures, *map(table_text, shown.values())]
    if not found:
        raise bad_input(
            "too little came in to show anything of it", "Take a longer time, or a larger employer"
        )
    return found


def figures_text(name: str, figures: Sequence[Figure], *, of: Year, policy: Policy) -> str:
    """Return figures of a year as the text of one release."""
    made = release(
        release_id=of.named(name),
        title=say(f"title_{name}", year=of.year),
        wave=str(of.year),
        figures=tuple(figures),
        withstood=Withstood(
            policy.attacker, policy.smallest_group, policy.floor_of_sensitive, policy.sensitive
        ),
    )
    return release_to_json(made)


def in_term(counts: Sequence[OfProcedure], *, of: Year, policy: Policy) -> Iterator[Figure]:
    """Return by term the share that was kept."""
    for one in counts:
        for rule, action, met, due in one.kept:
            if due >= policy.smallest_group:
                label = of_procedure(say("in_term", action=action), one)
                base = say("base_in_term", year=of.year)
                found = share_of(met, due)
                yield figure(f"in_term_{rule}", label, found, respondents=due, base=base, of=of)


def rated(counts: Sequence[OfProcedure], *, of: Year, policy: Policy) -> Iterator[Figure]:
    """Return how far reporters felt heard, and what they thought of what followed: never one for the other."""
    for one in counts:
        for what, ratings in (("heard", one.heard), ("followup", one.followup)):
            if len(ratings) >= policy.smallest_group:
                yield figure(
                    f"{what}_{one.procedure}",
                    of_procedure(say(what), one),
                    within(mean_of(ratings), *RATINGS),
                    respondents=len(ratings),
                    base=say("base_rated", year=of.year),
                    of=of,
                    decimals=1,
                    scale=RATINGS,
                )


def within(found: Estimate, least: float, most: float) -> Estimate:
    """Return an estimate whose interval does not leave its scale."""
    return replace(found, ci_lo=max(found.ci_lo, least), ci_hi=min(found.ci_hi, most))


def days(counts: Sequence[OfProcedure], *, of: Year, policy: Policy) -> Iterator[Figure]:
    """Return the days to a first answer: half of all matters waited no longer."""
    enough = [one for one in counts if len(one.days) >= policy.smallest_group]
    most = max((median_of(one.days).ci_hi for one in enough), default=0.0)
    for one in enough:
        yield figure(
            f"days_{one.procedure}",
            of_procedure(say("days"), one),
            median_of(one.days),
            respondents=len(one.days),
            base=say("base_days", year=of.year),
            of=of,
            scale=(0.0, max(most, 1.0)),
        )


def of_procedure(what: Words, one: OfProcedure) -> Words:
    """Return what a figure is called, with the procedure that it is of."""
    return say("of_procedure", what=what, procedure=say(one.procedure))


def all_shown(tables: Mapping[str, Table], needed: Mapping[str, Collection[str]], *, of: Year) -> bool:
    """Return whether tables show every count of theirs that is needed elsewhere; `tables`: by their id."""
    return all(
        of.named(name) in tables and shows(tables[of.named(name)].safe, answers)
        for name, answers in needed.items()
    )


def shows(safe: SafeTable, answers: Collection[str]) -> bool:
    """Return whether a table shows the count of each of some answers."""
    return bool(safe.exact[:, places(safe.layout.answers, answers)].all())


def places(among: Sequence[str], answers: Collection[str]) -> list[int]:
    """Return the columns in which answers stand."""
    return [among.index(answer) for answer in sorted(answers)]


def tables(
    counts: Sequence[OfProcedure], *, of: Year, policy: Policy, needed: Mapping[str, Collection[str]]
) -> Iterator[Table]:
    """Return the channels side by side, and each question of each procedure; what cannot be safe is left out.

    `needed`: by table, the answers whose counts a figure beside it tells. They are hidden last. What came in by a
    procedure that is large enough is told by its own figures and tables, so that hiding it beside the other
    channels would protect nothing.
    """
    yield from table(
        CHANNELS,
        {one.procedure: one.received for one in counts},
        told={one.procedure for one in counts if one.received >= policy.smallest_group},
        title=say("channels", year=of.year),
        base=say("base_channels", year=of.year),
        response="channel",
        of=of,
        policy=policy,
    )
    for one in counts:
        for question, words, answers in one.shared:
            name = table_of_shared(one.procedure, question)
            yield from table(
                name,
                {**answers, UNSHARED: one.received - sum(answers.values())},
                title=say("title_of_table", procedure=say(one.procedure), question=words, year=of.year),
                base=say("base_of_table", year=of.year),
                response=question,
                of=of,
                policy=policy,
                needed=needed.get(name, ()),
            )


def table(
    name: str,
    counts: Mapping[str, int],
    *,
    title: Words,
    base: Words,
    response: str,
    of: Year,
    policy: Policy,
    told: Collection[str] = (),
    needed: Collection[str] = (),
) -> Iterator[Table]:
    """Return a protected table with one row an answer, audited; nothing where nothing of it may be shown.

    `told`: answers whose counts are known from elsewhere; `needed`: those that are hidden last. One answer alone
    is nothing to protect, and nothing to put side by side; so is a table in which nobody stands.
    """
    if len(counts) == 1 or not any(counts.values()):
        return
    rows = [{EMPLOYER: of.code, response: answer, "n": count} for answer, count in counts.items()]
    raw = raw_table(pl.DataFrame(rows), levels=[EMPLOYER], response=response)
    try:
        safe = protected(raw, told, needed, policy=policy)
    except UnsafeTable:
        return
    if safe.exact.any():
        yield Table(of.named(name), title, base, str(of.year), safe, policy, audited(safe, policy))


def protected(raw: RawTable, told: Collection[str], needed: Collection[str], *, policy: Policy) -> SafeTable:
    """Return a table in which what is told elsewhere protects nothing, and what is needed is hidden last."""
    try:
        return with_known(raw, {*told, *needed}, policy=policy)
    except UnsafeTable:
        return with_known(raw, told, policy=policy)


def with_known(raw: RawTable, answers: Collection[str], *, policy: Policy) -> SafeTable:
    """Return a table that is safe while readers know the counts of some answers."""
    known = np.zeros((raw.layout.groups, len(raw.layout.answers)), dtype=np.bool_)
    known[:, places(raw.layout.answers, answers)] = True
    return protect_explained(raw, policy=policy, known=known)[0]
