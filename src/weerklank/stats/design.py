"""How the answers came to be: weights, strata, clusters and finite populations, and the variance they imply.

Source: C.-E. Särndal, B. Swensson, J. Wretman, Model Assisted Survey Sampling (1992), chapters 2 to 5; for the
treatment of domains, of several stages and of lone units the behaviour of R's package survey 4.5 is followed,
so that figures can be checked against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import sparse

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.stats.errors import BadDesign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from weerklank.stats.answers import Answers

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]

SELF_REPRESENTING = 1e-7
"""A stratum of which a smaller share than this was left out adds no variance."""

SHOWN_FAULTS = 10


class Lonely(Enum):
    """What to do with a stratum of which one unit was drawn: it shows no variance of its own."""

    FAIL = "fail"
    ADJUST = "adjust"
    AVERAGE = "average"
    CERTAINTY = "certainty"
    REMOVE = "remove"


class Residuals(Protocol):
    """What calibration does to a variance: scores are replaced by their residuals."""

    def __call__(self, scores: Numbers) -> Numbers:
        """Return the residuals of weighted scores, shape (respondents, scores)."""
        ...


@dataclass(frozen=True)
class Stage:
    """One stage of the draw.

    `stratum`, `unit`: shape (respondents,), codes from 0; a unit lies in one stratum.
    `drawn`: shape (strata,), how many units were drawn; `left_out`: shape (strata,), the share 1 − f that was
    not drawn (1 for a draw with replacement); `share`: shape (strata,), the product of the sampling fractions
    of the stages above.
    """

    stratum: Codes
    unit: Codes
    drawn: Numbers
    left_out: Numbers
    share: Numbers

    @property
    def units_are_respondents(self) -> bool:
        """Return whether every respondent is a unit of their own."""
        return bool(int(self.unit.max(initial=-1)) + 1 == len(self.unit))

    def scale(self) -> Numbers:
        """Return the factor of each stratum's sum of squares, shape (strata,)."""
        lone = self.drawn <= 1
        spread = np.where(lone, 1.0, self.drawn / np.where(lone, 1.0, self.drawn - 1))
        return np.where(self.left_out < SELF_REPRESENTING, 0.0, self.share * self.left_out * spread)

    def lone(self) -> NDArray[np.bool_]:
        """Return which strata show no variance because one unit was drawn and others were not, (strata,)."""
        return np.asarray((self.drawn <= 1) & (self.left_out >= SELF_REPRESENTING))


@dataclass(frozen=True)
class Design:
    """Weights and stages.

    `weights`: shape (respondents,), not negative. `df`: degrees of freedom, units of the first stage less its
    strata. `residuals` is set by calibration and changes the variance, not the weights.
    """

    weights: Numbers
    stages: tuple[Stage, ...]
    lonely: Lonely = Lonely.FAIL
    residuals: Residuals | None = field(default=None, compare=False)

    @property
    def df(self) -> int:
        """Return the degrees of freedom of the whole design."""
        first = self.stages[0]
        return int(first.drawn.sum()) - len(first.drawn)

    def __len__(self) -> int:
        return len(self.weights)

    def reordered(self, order: Codes) -> Design:
        """Return the design with its respondents in another order; a calibrated one has no other order."""
        stages = tuple(replace(s, stratum=s.stratum[order], unit=s.unit[order]) for s in self.stages)
        return replace(self, weights=self.weights[order], stages=stages)

    def calibrated(self, weights: Numbers, residuals: Residuals) -> Design:
        """Return the design with new weights and the residuals that go with them."""
        return replace(self, weights=weights, residuals=residuals)


def design(
    answers: Answers,
    *,
    weights: str,
    strata: str | None = None,
    clusters: Sequence[str] = (),
    fpc: Sequence[str] = (),
    lonely: Lonely = Lonely.FAIL,
) -> Design:
    """Return the design that the named columns describe.

    `clusters`: one column a stage, first stage first, codes nested in the stage above; none means that
    respondents were drawn one by one. `fpc`: one column a stage with the number of units in the population of
    the stratum (all at least 1) or the sampling fraction (all at most 1); none means with replacement.
    Raises `BadInput` that names file, row and column for a weight that is missing, negative or not finite, and
    `BadDesign` for a stratum with one unit where `lonely` is `Lonely.FAIL`.
    """
    made = Design(
        positive_weights(answers, weights),
        _stages(answers, strata, tuple(clusters), tuple(fpc)),
        lonely=lonely,
    )
    if lonely is Lonely.FAIL:
        _refuse_lone(answers, strata, made.stages)
    return made


def positive_weights(answers: Answers, column: str) -> Numbers:
    """Return the weights, shape (respondents,); raise `BadInput` for one that is missing or negative."""
    weights = answers.numbers(column)
    if not len(weights):
        raise bad_input("there are no respondents", "Give a file with at least one row", file=answers.source)
    faults = [
        _fault(answers, row, column, "the weight is missing", "Give every respondent a weight")
        for row in np.flatnonzero(~np.isfinite(weights))
    ]
    faults += [
        _fault(answers, row, column, "the weight is negative", "Give a weight of zero or more")
        for row in np.flatnonzero(weights < 0)
    ]
    if faults:
        raise BadInput(faults[:SHOWN_FAULTS], total=len(faults))
    if weights.sum() <= 0:
        raise bad_input(
            "all weights are zero",
            "Give the column that holds the weights",
            file=answers.source,
            column=column,
        )
    return weights


def _fault(answers: Answers, row: np.integer, column: str, what: str, mend: str) -> Fault:
    return Fault(what, mend, file=answers.source, row=answers.first_row + int(row), column=column)


def _stages(
    answers: Answers, strata: str | None, clusters: tuple[str, ...], fpc: tuple[str, ...]
) -> tuple[Stage, ...]:
    if len(fpc) > max(1, len(clusters)):
        raise bad_input(
            "there are more columns of population sizes than stages",
            "Give at most one for each stage",
            file=answers.source,
            column=fpc[-1],
        )
    stratum = _codes(answers, strata) if strata else np.zeros(len(answers), dtype=np.int64)
    populations = _populations(answers, fpc)
    share, stages = np.ones(int(stratum.max()) + 1), list[Stage]()
    # a stage below the first adds variance only where the stage above it was drawn from a finite population
    for depth in range(max(1, min(len(clusters), len(fpc)))):
        unit = (
            _nested(stratum, _codes(answers, clusters[depth]))
            if clusters
            else np.arange(len(answers), dtype=np.int64)
        )
        population = populations[depth] if populations else None
        stage = _stage(answers, stratum, unit, population, share)
        stages.append(stage)
        unit_stratum = np.zeros(int(unit.max()) + 1, dtype=np.int64)
        unit_stratum[unit] = stratum
        share = (stage.share * (1 - stage.left_out))[unit_stratum]
        stratum = unit
    return tuple(stages)


def _codes(answers: Answers, column: str) -> Codes:
    codes = answers.groups([column]).codes
    missing = np.flatnonzero(codes < 0)
    if len(missing):
        faults = [
            _fault(answers, row, column, "the value is missing", "Give every respondent a stratum and a unit")
            for row in missing[:SHOWN_FAULTS]
        ]
        raise BadInput(faults, total=len(missing))
    return codes


def _nested(outer: Codes, inner: Codes) -> Codes:
    """Return codes of the pairs, so that units with the same name in two strata are two units."""
    _, codes = np.unique(outer * (int(inner.max()) + 1) + inner, return_inverse=True)
    return np.asarray(codes, dtype=np.int64)


def _populations(answers: Answers, fpc: tuple[str, ...]) -> tuple[Numbers, ...]:
    """Return for each stage the column as given; fractions are told from counts over all stages together."""
    columns = tuple(answers.numbers(c) for c in fpc)
    for name, values in zip(fpc, columns, strict=True):
        wrong = np.flatnonzero(~(values > 0))
        if len(wrong):
            raise BadInput(
                [
                    _fault(
                        answers,
                        row,
                        name,
                        "the population size is missing or not above zero",
                        "Give the number of units in the stratum, or the sampling fraction",
                    )
                    for row in wrong[:SHOWN_FAULTS]
                ],
                total=len(wrong),
            )
    return columns if any((c > 1).any() for c in columns) else tuple(-c for c in columns)


def _stage(
    answers: Answers, stratum: Codes, unit: Codes, population: Numbers | None, share: Numbers
) -> Stage:
    strata = int(stratum.max()) + 1
    _, first = np.unique(unit, return_index=True)
    drawn = np.bincount(stratum[first], minlength=strata).astype(np.float64)
    if population is None:
        return Stage(stratum, unit, drawn, np.ones(strata), share)
    size = np.zeros(strata)
    size[stratum] = population
    left_out = np.where(size < 0, 1 + size, 1 - drawn / np.where(size > 0, size, 1))
    short = np.flatnonzero(left_out[stratum] < -SELF_REPRESENTING)
    if len(short):
        raise bad_input(
            "the population is smaller than the number of units drawn from it",
            "Give the number of units in the stratum, or the sampling fraction",
            file=answers.source,
            row=answers.first_row + int(short[0]),
        )
    return Stage(stratum, unit, drawn, np.clip(left_out, 0, 1), share)


def _refuse_lone(answers: Answers, strata: str | None, stages: tuple[Stage, ...]) -> None:
    for depth, stage in enumerate(stages):
        lone = np.flatnonzero(stage.lone())
        if len(lone):
            row = int(np.flatnonzero(stage.stratum == lone[0])[0])
            column = f", column {strata}" if strata and depth == 0 else ""
            raise BadDesign(
                f"{answers.source}, row {answers.first_row + row}{column}: the stratum has only one sampling "
                f"unit at stage {depth + 1} ({len(lone)} such in all), so it shows no variance. Merge it with "
                "another stratum, or choose --lonely adjust, average, certainty or remove."
            )


def totals_by(codes: Codes, values: Numbers, *, size: int) -> Numbers:
    """Return sums of the rows of `values` by code, shape (size, columns); a code of −1 is left out."""
    rows = np.flatnonzero(codes >= 0)
    pick = sparse.csr_array((np.ones(len(rows)), (codes[rows], rows)), shape=(size, len(codes)))
    return np.asarray(pick @ values)


def covariance(of: Design, scores: Numbers) -> Numbers:
    """Return the covariance matrix of the totals of weighted scores.

    `scores`: shape (respondents, p), each already multiplied by the weight, zero outside a domain. Returns
    shape (p, p). With `Lonely.AVERAGE` the strata in which all scores of a row are zero still count; use
    `weerklank.stats.moments` for domains.
    """
    centred = of.residuals(scores) if of.residuals else scores
    return np.asarray(sum(_stage_covariance(stage, centred, of.lonely) for stage in of.stages))


def _unit_totals(stage: Stage, scores: Numbers) -> tuple[Numbers, Codes]:
    """Return the total of each unit, (units, scores), and the stratum it lies in, (units,)."""
    if stage.units_are_respondents:  # the respondents' own order, which need not be that of the units' codes
        return scores, stage.stratum
    totals = totals_by(stage.unit, scores, size=int(stage.unit.max()) + 1)
    home = np.zeros(len(totals), dtype=np.int64)
    home[stage.unit] = stage.stratum
    return totals, home


def _stage_covariance(stage: Stage, scores: Numbers, lonely: Lonely) -> Numbers:
    totals, home = _unit_totals(stage, scores)
    mean = totals_by(home, totals, size=len(stage.drawn)) / stage.drawn[:, None]
    lone = stage.lone()
    if lonely is Lonely.ADJUST:
        mean[lone] = 0.0
    spread = (totals - mean[home]) * np.sqrt(stage.scale())[home, None]
    # units that were drawn and of whom nobody answered lie at zero, as far from the mean as the mean itself
    silent = np.maximum(stage.drawn - np.bincount(home, minlength=len(stage.drawn)), 0.0)
    still = mean * np.sqrt(stage.scale() * silent)[:, None]
    value = np.asarray(spread.T @ spread + still.T @ still)
    if lonely is Lonely.AVERAGE and lone.any():
        fine = int((~lone).sum())
        value = value * (len(lone) / fine if fine else np.nan)
    return value
