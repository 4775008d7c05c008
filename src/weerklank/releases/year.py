"""A year of an employer: which one, what came in by each procedure, and how a figure of it is made. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from weerklank.fieldwork.indicators import Unit
from weerklank.packaged import packaged
from weerklank.releases.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weerklank.fieldwork.form import Words
    from weerklank.stats.estimate import Estimate

LANGUAGES = ("nl", "en")
HUNDRED = 100.0
RATINGS = (1.0, 5.0)


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

    def named(self, name: str) -> str:
        """Return the id of one of its documents."""
        return f"{self.id}{name}".replace("_", "-")


def id_of(year: int, code: str, edition: int) -> str:
    """Return how the ids of the documents of a year begin."""
    again = f"-{edition}" if edition > 1 else ""
    return f"signals-{year}{again}-{code}-"


@cache
def texts() -> Mapping[str, Words]:
    """Return every text by its key."""
    known: Mapping[str, Words] = packaged(__package__, "signals.yaml")
    return known


def say(key: str, **filled: Words | str | int) -> Words:
    """Return a text in each language, with its gaps filled in."""
    return {
        language: texts()[key][language].format(
            **{name: told[language] if isinstance(told, dict) else told for name, told in filled.items()}
        )
        for language in LANGUAGES
    }


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
