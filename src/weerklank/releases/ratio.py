"""How much was reported of what was experienced, beside who was affected and who trusts what follows. PURE."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.releases.year import HUNDRED, figure, say
from weerklank.stats.estimate import Estimate
from weerklank.stats.gap import Headcount, reporting_gap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from weerklank.releases.figure import Figure
    from weerklank.releases.year import OfProcedure, Year

THOUSAND = 1000
TO_95 = 1.959963984540054
"""Standard errors between a figure and the end of its interval."""
RATIO, BEHAVIOUR, UNSHARED = "reporting_ratio", "behaviour", "not_shared"
CHANNELS = "channels"
TRUST = frozenset({"org_responds_adequately", "trust_followup", "no_detriment"})
"""The indicators that ask whether people trust what follows when they speak: one of them stands beside a ratio."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What a survey found, beside which a year is put: who was affected by a behaviour, and trust in what follows.

    Both are published figures in percent, of one wave and of the same population as `headcount`. Raises
    `Refused("not_beside")` where they are not, or where what should be trust asks something else.
    """

    affected: Figure
    trust: Figure
    headcount: Headcount
    behaviour: str

    def __post_init__(self) -> None:
        """Refuse figures that do not belong together."""
        of_whom = [(one.wave, one.population) for one in (self.affected, self.trust)]
        asked = self.trust.indicator in TRUST and self.affected.indicator not in TRUST
        if not asked or of_whom[0] != of_whom[1]:
            raise Refused("not_beside", "Beside it stand who was affected and trust, of one survey.")


def gap(counts: Sequence[OfProcedure], surveyed: Surveyed, *, of: Year, smallest: int) -> Iterator[Figure]:
    """Return the reporting ratio, and beside it what it is nothing without: who was affected, and trust.

    At least the matters came in of which the reporter shared this behaviour, through the busiest channel alone,
    for one person may come through several; at most those, and all of which no behaviour was shared.
    """
    least, most = bounds(counts, surveyed.behaviour, smallest=smallest)
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


def bounds(counts: Sequence[OfProcedure], behaviour: str, *, smallest: int) -> tuple[int, int]:
    """Return the fewest and the most matters of a behaviour that can have come in.

    Of a procedure by which fewer than `smallest` came in, no count is told: it may be none, or all but that many.
    """
    large = [one for one in counts if one.received >= smallest]
    told = [behaviours_of(one) for one in large]
    of_it = [answers.get(behaviour, 0) for answers in told]
    untold = sum(one.received - sum(answers.values()) for one, answers in zip(large, told, strict=True))
    small = (len(counts) - len(large)) * (smallest - 1)
    return max(of_it, default=0), sum(of_it) + untold + small


def behaviours_of(one: OfProcedure) -> Mapping[str, int]:
    """Return how often each behaviour was shared; nothing where the procedure asks of none, or nobody did."""
    return next((answers for question, _, answers in one.shared if question == BEHAVIOUR), {})


def used(counts: Sequence[OfProcedure], behaviour: str, *, smallest: int) -> Mapping[str, Collection[str]]:
    """Return on which counts a ratio rests: the answers by table. Without any there is no ratio.

    Of each procedure that is not small those that shared this behaviour, and those that shared none; where nobody
    shared any, all that came in.
    """
    found: dict[str, set[str]] = {}
    for one in counts:
        answers = behaviours_of(one)
        if one.received < smallest:
            continue
        if answers:
            found[table_of_shared(one.procedure, BEHAVIOUR)] = {behaviour, UNSHARED} & {*answers, UNSHARED}
        else:
            found.setdefault(CHANNELS, set()).add(one.procedure)
    return found


def table_of_shared(procedure: str, question: str) -> str:
    """Return what the table of a question of a procedure is called."""
    return f"{procedure}-{question}"


def estimate_of(share: Figure) -> Estimate:
    """Return a published percentage as a share with the standard error that its logit interval tells."""
    low, high = (math.log(end / (HUNDRED - end)) for end in (share.low, share.high))
    part = share.value / HUNDRED
    return Estimate(part, (high - low) / (2 * TO_95) * part * (1 - part))
