"""A sheet of answers that is filled in question by question, so that weighted shares come out as aimed at.

Every answer starts as a score. Its code is cut at weighted quantiles of the scores of those who answer, so the
weighted share of each code is what was asked for, to within half a respondent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Column = NDArray[np.int8]

SKIPPED, NOT_ASKED, NOT_SAID, UNKNOWN = -1, -2, -8, -9
SKIP = 0.008
NOT_CHECKED, CHECKED = 0, 1
UPPER = 2
"""The second of two parts that a cut makes."""
YES, NO = 1, 2
FLATTEST, STEEPEST = -20.0, 20.0
AGREEMENT = (0.03, 0.08, 0.17, 0.47, 0.25)
"""The shape from which every answer on a scale of five is tilted to its mean."""


class Sheet:
    """The answers of all respondents, a column a question, int8, with the questionnaire's missing codes."""

    def __init__(self, weights: Numbers, *, rng: np.random.Generator) -> None:
        self.weights = weights
        self.rng = rng
        self.columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def everybody(self) -> Flags:
        """Return the flag that holds for all."""
        return np.ones(len(self), dtype=bool)

    def found(self, column: str, codes: Sequence[int]) -> Flags:
        """Return who gave one of these codes."""
        return np.isin(self.columns[column], codes)

    def happens(self, probability: float | Numbers) -> Flags:
        """Return a flag for each respondent that holds with this probability."""
        return np.asarray(self.rng.random(len(self)) < probability)

    def noisy(self, score: Numbers, *, noise: float = 1.0) -> Numbers:
        """Return the score with noise of its own, so that no two answers follow from one another."""
        return score + self.rng.normal(scale=noise, size=len(self))

    def ask(
        self, column: str, *, of: Flags | None = None, refusals: Mapping[int, float] | None = None
    ) -> Flags:
        """Put a question to `of` and return who answers; the others get the code that says why not.

        `refusals`: the share that gives each missing code; a small share skips the question besides.
        """
        asked = self.everybody if of is None else of
        shares = {SKIPPED: SKIP} | dict(refusals or {})
        draw, start = self.rng.random(len(self)), 0.0
        answered = np.full(len(self), CHECKED, dtype=np.int8)
        for code, share in shares.items():
            answered[(draw >= start) & (draw < start + share)] = code
            start += share
        self.columns[column] = np.where(asked, answered, NOT_ASKED).astype(np.int8)
        return np.asarray(self.columns[column] == CHECKED)

    def cut(self, score: Numbers, *, among: Flags, shares: Sequence[float] | Numbers) -> Codes:
        """Return 1 for the lowest scores among some, and up: each code for its weighted share; 0 elsewhere."""
        rows = np.flatnonzero(among)
        order = rows[np.argsort(score[rows], kind="stable")]
        weight = self.weights[order]
        reached = np.cumsum(weight) - weight / 2
        edges = np.cumsum(shares)[:-1] * weight.sum()
        codes = np.zeros(len(self), dtype=np.int64)
        codes[order] = 1 + np.searchsorted(edges, reached, side="right")
        return codes

    def top(self, score: Numbers, *, among: Flags, share: float) -> Flags:
        """Return the highest scores among some: `share` of their weight."""
        return np.asarray(self.cut(score, among=among, shares=(1 - share, share)) == UPPER)

    def grade(
        self,
        column: str,
        score: Numbers,
        *,
        shares: Sequence[float] | Numbers,
        of: Flags | None = None,
        refusals: Mapping[int, float] | None = None,
    ) -> None:
        """Ask a question of which code 1 goes to the lowest scores, code 2 to the next, each by its share."""
        answering = self.ask(column, of=of, refusals=refusals)
        codes = self.cut(score, among=answering, shares=shares)
        self.columns[column][answering] = codes[answering]

    def yes_or_no(
        self, column: str, score: Numbers, *, yes: float, of: Flags | None = None, refused: float = 0.008
    ) -> None:
        """Ask a question that the highest scores answer with yes: `yes` of the weight of who answers."""
        answering = self.ask(column, of=of, refusals={NOT_SAID: refused})
        says_yes = self.top(score, among=answering, share=yes)
        self.columns[column][answering] = np.where(says_yes, YES, NO)[answering]

    def doubt(self, column: str, *, among: Sequence[int], share: float) -> None:
        """Turn a share of some codes into «don't know», where not knowing counts as an answer."""
        doubts = self.found(column, among) & self.happens(share)
        self.columns[column][doubts] = UNKNOWN

    def check(self, column: str, chosen: Mapping[str, Flags], *, of: Flags, unsaid: Flags) -> None:
        """Fill in a question with several options, a column an option.

        `unsaid`: who is asked and does not say; three in four of them check x, the others skip the question.
        """
        skips = unsaid & self.happens(0.25)
        for option, flags in (dict(chosen) | {"x": unsaid}).items():
            checked = np.where(flags & (~unsaid | (option == "x")), CHECKED, NOT_CHECKED)
            filled = np.where(of, np.where(skips, SKIPPED, checked), NOT_ASKED)
            self.columns[f"{column}_{option}"] = filled.astype(np.int8)

    def choose(
        self,
        column: str,
        odds: Mapping[str, float | Numbers],
        *,
        of: Flags,
        alone: Mapping[str, float] | None = None,
    ) -> None:
        """Fill in a question with several options, each checked with its own probability, at least one.

        `alone`: the probability of each option that excludes all others.
        """
        chosen = {option: self.happens(probability) for option, probability in odds.items()}
        self.at_least_one(chosen)
        for option, probability in (alone or {}).items():
            only = self.happens(probability)
            chosen = {other: flags & ~only for other, flags in chosen.items()} | {option: only}
        self.check(column, chosen, of=of, unsaid=of & self.happens(0.02))

    def at_least_one(self, chosen: dict[str, Flags]) -> None:
        """Let who checked nothing check the first or the second option."""
        empty = ~np.any(list(chosen.values()), axis=0)
        first, second = list(chosen)[:2]
        heads = self.happens(0.7)
        chosen[first] = chosen[first] | (empty & heads)
        chosen[second] = chosen[second] | (empty & ~heads)


def tilted(mean: float, *, shape: Sequence[float] = AGREEMENT) -> Numbers:
    """Return shares of the codes 1, 2, … with this mean: `shape` times exp(t × code), t by bisection."""
    codes = np.arange(1, len(shape) + 1)
    low, high = FLATTEST, STEEPEST
    for _ in range(60):
        middle = (low + high) / 2
        shares = np.array(shape) * np.exp(middle * (codes - codes.mean()))
        low, high = (middle, high) if shares @ codes < mean * shares.sum() else (low, middle)
    return np.asarray(shares / shares.sum())


def parted(share: float, *, lower: Sequence[float], upper: Sequence[float]) -> Numbers:
    """Return shares of codes: the first few together `share`, in the proportions of `lower`, then the rest."""
    below, above = np.array(lower), np.array(upper)
    return np.concatenate([share * below / below.sum(), (1 - share) * above / above.sum()])
