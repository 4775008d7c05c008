"""What a year brought at one employer, as documents that can be released: figures, and tables that are protected.

A figure has at least the policy's smallest group of matters behind it, an interval, and words that say of what it
is. Counts leave as tables alone, protected and audited like any other. The reporting ratio is never made without
the trust that people had in what follows: more reports is not worse. PURE.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
import yaml

from weerklank.errors import bad_input
from weerklank.fieldwork.indicators import Unit
from weerklank.releases.figure import Figure, Withstood, release
from weerklank.releases.release_file import release_to_json
from weerklank.releases.table_file import Table, audited, table_text
from weerklank.stats.counting import raw_table
from weerklank.stats.disclosure import protect_explained
from weerklank.stats.errors import UnsafeTable
from weerklank.stats.estimate import Estimate
from weerklank.stats.gap import Headcount, reporting_gap
from weerklank.stats.tally import mean_of, median_of, share_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.stats.policy import Policy

LANGUAGES = ("nl", "en")
THOUSAND, HUNDRED = 1000, 100.0
TO_95 = 1.959963984540054
"""Standard errors between a figure and the end of its interval."""
RATINGS = (1.0, 5.0)
UNSHARED = "not_shared"
RATIO, BEHAVIOUR = "reporting_ratio", "behaviour"
EMPLOYER = "employer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfProcedure:
    """What one procedure brought in a year: see `weerklank.cases.counting.Counted`.

    `kept` holds for each rule its code, what it asks in words, how often it was met in time, and of how many.
    `shared` holds for each question its code, its words and, for every answer there is, how often it was shared.
    """

    procedure: str
    received: int
    kept: Sequence[tuple[str, Words, int, int]]
    shared: Sequence[tuple[str, Words, Mapping[str, int]]]
    days: Sequence[int]
    heard: Sequence[int]
    followup: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What a survey found, beside which a year is put: who was affected by a behaviour, and trust in what follows.

    Both are published figures in percent, of the same population as `headcount`.
    """

    affected: Figure
    trust: Figure
    headcount: Headcount
    behaviour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What is told of: the year, the employer in words and by its code, and which edition of it, from 1."""

    year: int
    employer: Words
    code: str
    edition: int = 1

    @property
    def id(self) -> str:
        """How the ids of its documents begin."""
        return id_of(self.year, self.code, self.edition)


def id_of(year: int, code: str, edition: int) -> str:
    """Return how the ids of the documents of a year begin."""
    again = f"-{edition}" if edition > 1 else ""
    return f"signals-{year}{again}-{code}-"


@cache
def texts() -> Mapping[str, Words]:
    """Return every text by its key."""
    told = files(__package__).joinpath("signals.yaml").read_text(encoding="utf-8")
    known: Mapping[str, Words] = yaml.safe_load(told)
    return known


def say(key: str, **filled: Words | str | int) -> Words:
    """Return a text in each language, with its gaps filled in."""
    return {
        language: texts()[key][language].format(
            **{name: told[language] if isinstance(told, dict) else told for name, told in filled.items()}
        )
        for language in LANGUAGES
    }


def documents(
    counts: Sequence[OfProcedure], *, of: Year, policy: Policy, surveyed: Surveyed | None = None
) -> list[str]:
    """Return a year as texts that can be prepared for release: figures, then a table for each question.

    Figures on one scale leave together. A figure on too few matters is left out, and so is a table that cannot be
    safe. Raises `BadInput` where nothing can be shown.
    """
    told = {
        "in_term": [*in_term(counts, of=of, policy=policy)],
        "rated": [*rated(counts, of=of, policy=policy)],
        "days": [*days(counts, of=of, policy=policy)],
        "gap": [*gap(counts, surveyed, of=of)] if surveyed else [],
    }
    figures = [figures_text(name, made, of=of, policy=policy) for name, made in told.items() if made]
    found = [*figures, *(table_text(table) for table in tables(counts, of=of, policy=policy))]
    if not found:
        raise bad_input(
            "too little came in to show anything of it", "Take a longer time, or a larger employer"
        )
    return found


def figures_text(name: str, figures: Sequence[Figure], *, of: Year, policy: Policy) -> str:
    """Return figures of a year as the text of one release."""
    made = release(
        release_id=f"{of.id}{name.replace('_', '-')}",
        title=say(f"title_{name}", year=of.year),
        wave=str(of.year),
        figures=tuple(figures),
        withstood=Withstood(
            policy.attacker, policy.smallest_group, policy.floor_of_sensitive, policy.sensitive
        ),
    )
    return release_to_json(made)


def figure(
    indicator: str,
    label: Words,
    found: Estimate,
    *,
    respondents: int,
    base: Words,
    of: Year,
    decimals: int = 0,
    scale: tuple[float, float] | None = None,
) -> Figure:
    """Return one figure of a year: a share, or where a `scale` is given a number between its ends."""
    times = 1.0 if scale else HUNDRED
    ends = scale or (0.0, HUNDRED)
    return Figure(
        indicator=indicator,
        label=label,
        unit=Unit.MEAN if scale else Unit.PERCENT,
        value=times * found.est,
        low=times * found.ci_lo,
        high=times * found.ci_hi,
        respondents=respondents,
        base=base,
        population=say("population", year=of.year, employer=of.employer),
        wave=str(of.year),
        decimals=decimals,
        scale_from=ends[0],
        scale_to=ends[1],
    )


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


def gap(counts: Sequence[OfProcedure], surveyed: Surveyed, *, of: Year) -> Iterator[Figure]:
    """Return the reporting ratio, and beside it what it is nothing without: who was affected, and trust.

    At least the matters came in of which the reporter shared this behaviour, through the busiest channel alone,
    for one person may come through several; at most those, and all of which no behaviour was shared.
    """
    least, most = bounds(counts, surveyed.behaviour)
    found = reporting_gap(estimate_of(surveyed.affected), surveyed.headcount, reporters=(least, most))
    ends = [THOUSAND * end for end in (least / found.affected, found.ratio_low, found.ratio_high)]
    yield surveyed.affected
    yield surveyed.trust
    yield figure(
        RATIO,
        say("reporting_ratio"),
        Estimate(ends[0], float("nan"), ends[1], ends[2]),
        respondents=surveyed.affected.respondents,
        base=say("base_ratio", year=of.year),
        of=of,
        scale=(0.0, max(ends[2], 1.0)),
    )


def bounds(counts: Sequence[OfProcedure], behaviour: str) -> tuple[int, int]:
    """Return the fewest and the most matters of a behaviour that can have come in."""
    told = [behaviours_of(one) for one in counts]
    of_it = [answers.get(behaviour, 0) for answers in told]
    untold = sum(one.received - sum(answers.values()) for one, answers in zip(counts, told, strict=True))
    return max(of_it, default=0), sum(of_it) + untold


def behaviours_of(one: OfProcedure) -> Mapping[str, int]:
    """Return how often each behaviour was shared; nothing where the procedure asks of none."""
    return next((answers for question, _, answers in one.shared if question == BEHAVIOUR), {})


def estimate_of(share: Figure) -> Estimate:
    """Return a published percentage as a share with the standard error that its logit interval tells."""
    low, high = (math.log(end / (HUNDRED - end)) for end in (share.low, share.high))
    part = share.value / HUNDRED
    return Estimate(part, (high - low) / (2 * TO_95) * part * (1 - part))


def tables(counts: Sequence[OfProcedure], *, of: Year, policy: Policy) -> Iterator[Table]:
    """Return the channels side by side, and each question of each procedure; what cannot be safe is left out."""
    yield from table(
        "channels",
        {one.procedure: one.received for one in counts},
        title=say("channels", year=of.year),
        base=say("base_channels", year=of.year),
        response="channel",
        of=of,
        policy=policy,
    )
    for one in counts:
        for question, words, answers in one.shared:
            yield from table(
                f"{one.procedure}-{question}",
                {**answers, UNSHARED: one.received - sum(answers.values())},
                title=say("title_of_table", procedure=say(one.procedure), question=words, year=of.year),
                base=say("base_of_table", year=of.year),
                response=question,
                of=of,
                policy=policy,
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
) -> Iterator[Table]:
    """Return a protected table with one row an answer, audited; nothing where nothing of it may be shown.

    One answer alone is nothing to protect, and nothing to put side by side.
    """
    if len(counts) == 1:
        return
    rows = [{EMPLOYER: of.code, response: answer, "n": count} for answer, count in counts.items()]
    try:
        safe, _ = protect_explained(
            raw_table(pl.DataFrame(rows), levels=[EMPLOYER], response=response), policy=policy
        )
    except UnsafeTable:
        return
    if safe.exact.any():
        code = f"{of.id}{name}".replace("_", "-")
        yield Table(code, title, base, str(of.year), safe, policy, audited(safe, policy))
