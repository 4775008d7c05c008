"""Indicative research: what these respondents said, and nothing about anybody else.

The type has no weights and no way to a population estimate: not by oversight, but so that a survey of whoever
happened to answer can never be read as one of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from weerklank.stats.answers import Answers


@dataclass(frozen=True)
class Count:
    """How many of these respondents: `yes` of `answered`, out of `respondents` in all."""

    item: str
    yes: int
    answered: int
    respondents: int

    @property
    def majority(self) -> bool:
        """Return whether more than half of those who answered said yes."""
        return 2 * self.yes > self.answered


@dataclass(frozen=True)
class Indicative:
    """Answers of people who were not drawn at random."""

    answers: Answers

    def count(self, item: str, *, codes: frozenset[float] = frozenset({1.0})) -> Count:
        """Return how many of these respondents gave one of the codes."""
        y = self.answers.numbers(item)
        yes = np.isin(y, list(codes))
        return Count(item, int(yes.sum()), int((~np.isnan(y)).sum()), len(y))
