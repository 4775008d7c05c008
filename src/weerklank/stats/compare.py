"""Waves and groups compared: differences, intervals and the verdict on progress."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from scipy.special import ndtr, stdtr

from weerklank.errors import bad_input
from weerklank.stats.answers import Answers
from weerklank.stats.design import covariance
from weerklank.stats.domains import EVERYBODY
from weerklank.stats.estimate import LEVEL, domain_df, inside, quantile_t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from weerklank.stats.design import Design

    Numbers = NDArray[np.float64]
    Mask = NDArray[np.bool_]

WAVE = "_wave"
WAVE_STRATUM = "_wave_stratum"


class Verdict(Enum):
    """What may be said about a change; anything inside the margin is no progress."""

    IMPROVED = "improved"
    EQUAL = "equal"
    WORSE = "worse"
    UNDETERMINED = "undetermined"


class Better(Enum):
    """Which way a figure has to move to be better."""

    HIGHER = "higher"
    LOWER = "lower"


class Adjustment(Enum):
    """How p-values of a family of comparisons are adjusted."""

    HOLM = "holm"
    BH = "BH"
    BY = "BY"


@dataclass(frozen=True)
class Difference:
    """The later (or first) mean less the earlier (or second), with interval and p-value.

    `first`, `second`: the two means; `p_adjusted` is `p` until the family is adjusted.
    """

    item: str
    first: float
    second: float
    est: float
    se: float
    ci_lo: float
    ci_hi: float
    df: float
    p: float
    p_adjusted: float


def stacked(
    earlier: Answers, later: Answers, *, strata: str | None, overlapping: bool
) -> tuple[Answers, str]:
    """Return both waves under each other with the column `WAVE` (0 earlier, 1 later), and the strata column.

    Independent samples get strata of their own for each wave. In overlapping ones the same clusters are drawn
    once and asked twice, so strata and clusters keep their names over the waves.
    """
    shared = [c for c in later.frame.columns if c in earlier.frame.columns]
    frames = [
        wave.frame.select(shared).with_columns(pl.lit(number).alias(WAVE))
        for number, wave in enumerate((earlier, later))
    ]
    both = pl.concat(frames, how="vertical_relaxed")
    own = pl.col(strata).cast(pl.String) if strata else pl.lit("")
    label = own if overlapping else pl.concat_str([pl.col(WAVE).cast(pl.String), own], separator="|")
    return Answers(both.with_columns(label.alias(WAVE_STRATUM)), source=later.source), WAVE_STRATUM


def difference(
    answers: Answers,
    of: Design,
    item: str,
    *,
    first: Mask,
    second: Mask,
    df: float = np.inf,
    level: float = LEVEL,
) -> Difference:
    """Return the difference of the weighted means of two domains, with their covariance.

    `first`, `second`: shape (respondents,), the later wave and the earlier one, or two groups. `df`: degrees of
    freedom of interval and p-value; infinite for the normal one, as R's svycontrast has it.
    """
    y = answers.numbers(item)
    means, scores = zip(
        *(_mean_and_scores(answers, of, y, item, mask) for mask in (first, second)), strict=True
    )
    est = means[0] - means[1]
    se = float(np.sqrt(covariance(of, (scores[0] - scores[1])[:, None])[0, 0]))
    half = quantile_t(df, level) * se
    p = _two_sided(est, se, df)
    return Difference(item, means[0], means[1], est, se, est - half, est + half, df, p, p)


def t_test(answers: Answers, of: Design, item: str, *, group: Mask, domain: Mask | None = None) -> Difference:
    """Return the design-based t-test of a group against the others: df are those of the respondents less one."""
    members = inside(answers, domain) & ~np.isnan(answers.numbers(item))
    return difference(
        answers, of, item, first=group & members, second=~group & members, df=domain_df(of, members) - 1
    )


def _mean_and_scores(
    answers: Answers, of: Design, y: Numbers, item: str, mask: Mask
) -> tuple[float, Numbers]:
    used = mask & ~np.isnan(y)
    w = np.where(used, of.weights, 0.0)
    if w.sum() <= 0:
        raise bad_input(
            "nobody in one of the two groups answered",
            "Choose groups and items with answers",
            file=answers.source,
            column=item,
        )
    mean = float(w[used] @ y[used]) / float(w.sum())
    return mean, w * (np.where(used, y, mean) - mean) / float(w.sum())


def _two_sided(est: float, se: float, df: float) -> float:
    if se == 0:
        return 1.0 if est == 0 else 0.0
    z = abs(est) / se
    return float(2 * (ndtr(-z) if np.isinf(df) else stdtr(df, -z)))


def adjusted(p: Sequence[float] | Numbers, *, how: Adjustment = Adjustment.HOLM) -> Numbers:
    """Return adjusted p-values in the order given, shape (tests,); a test without one (NaN) counts for nothing.

    Sources: S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70; Y. Benjamini, Y. Hochberg, JRSS B 57
    (1995) 289–300; Y. Benjamini, D. Yekutieli, Annals of Statistics 29 (2001) 1165–1188.
    """
    values = np.asarray(p, dtype=np.float64)
    if np.isnan(values).any():
        result = np.full(len(values), np.nan)
        result[~np.isnan(values)] = adjusted(values[~np.isnan(values)], how=how)
        return result
    size, order = len(values), np.argsort(values, kind="stable")
    rank = np.arange(1, size + 1)
    if how is Adjustment.HOLM:
        stepped = np.maximum.accumulate((size - rank + 1) * values[order])
    else:
        factor = float((1 / rank).sum()) if how is Adjustment.BY else 1.0
        stepped = np.minimum.accumulate((factor * size / rank * values[order])[::-1])[::-1]
    result = np.empty(size)
    result[order] = np.minimum(stepped, 1.0)
    return result


def family(differences: Sequence[Difference], *, how: Adjustment = Adjustment.HOLM) -> list[Difference]:
    """Return the differences with p-values adjusted as one family."""
    values = adjusted([d.p for d in differences], how=how)
    return [replace(d, p_adjusted=float(p)) for d, p in zip(differences, values, strict=True)]


def verdict(of: Difference, *, better: Better, margin: float, alpha: float = 1 - LEVEL) -> Verdict:
    """Return what may be said of a change from the earlier wave to the later.

    Improved or worse where the adjusted p-value is below `alpha`. Equal where the whole interval lies within
    plus and minus `margin`, the smallest change that matters, in units of the item. Otherwise undetermined: the
    survey cannot tell. A change inside the interval is never progress.
    """
    if of.p_adjusted < alpha:
        rose = of.est > 0
        return Verdict.IMPROVED if rose is (better is Better.HIGHER) else Verdict.WORSE
    if max(abs(of.ci_lo), abs(of.ci_hi)) <= margin:
        return Verdict.EQUAL
    return Verdict.UNDETERMINED


def verdict_on_target(*, low: float, high: float, target: float, better: Better, margin: float) -> Verdict:
    """Return where a figure stands to its target, from its interval.

    Improved: at least as good as the target with certainty. Worse: short of it with certainty. Equal: the
    interval lies within `margin` of it. Otherwise undetermined.
    """
    if max(abs(low - target), abs(high - target)) <= margin:
        return Verdict.EQUAL
    reached, short = (
        (low >= target, high < target) if better is Better.HIGHER else (high <= target, low > target)
    )
    if reached:
        return Verdict.IMPROVED
    return Verdict.WORSE if short else Verdict.UNDETERMINED


@dataclass(frozen=True)
class Compared:
    """One item in one domain, in two waves, with the verdict on the change."""

    by: str
    domain: str
    difference: Difference
    verdict: Verdict

    def cells(self) -> tuple[str | float, ...]:
        """Return by, domain, item, earlier, later, difference, se, ci_lo, ci_hi, p, p_adjusted, verdict."""
        d = self.difference
        return (
            self.by,
            self.domain,
            d.item,
            d.second,
            d.first,
            d.est,
            d.se,
            d.ci_lo,
            d.ci_hi,
            d.p,
            d.p_adjusted,
            self.verdict.value,
        )


def compared_waves(
    both: Answers,
    of: Design,
    items: Sequence[str],
    *,
    by: Sequence[Sequence[str]] = ((),),
    better: Mapping[str, Better],
    margin: float,
    how: Adjustment = Adjustment.HOLM,
) -> list[Compared]:
    """Return every item in every domain of the stacked waves, adjusted as one family.

    A domain in which a wave has no answers is left out. An item without a direction gets no verdict but equal
    or undetermined.
    """
    wave = both.numbers(WAVE)
    places, differences = list[tuple[str, str]](), list[Difference]()
    for columns in by:
        for domain, members in _domains(both, columns):
            for item in items:
                first, second = (members & (wave == number) for number in (1, 0))
                if _both_answered(both, item, first, second):
                    places.append((",".join(columns), domain))
                    differences.append(difference(both, of, item, first=first, second=second))
    return [
        Compared(*place, one, _verdict_if_directed(one, better.get(one.item), margin))
        for place, one in zip(places, family(differences, how=how), strict=True)
    ]


def _domains(answers: Answers, columns: Sequence[str]) -> list[tuple[str, Mask]]:
    if not columns:
        return [(EVERYBODY, np.ones(len(answers), dtype=bool))]
    groups = answers.groups(list(columns))
    return [(groups.name(code), groups.codes == code) for code in range(len(groups))]


def _both_answered(answers: Answers, item: str, first: Mask, second: Mask) -> bool:
    answered = ~np.isnan(answers.numbers(item))
    return bool((answered & first).any() and (answered & second).any())


def _verdict_if_directed(of: Difference, better: Better | None, margin: float) -> Verdict:
    if better is None:
        inside_margin = max(abs(of.ci_lo), abs(of.ci_hi)) <= margin and of.p_adjusted >= 1 - LEVEL
        return Verdict.EQUAL if inside_margin else Verdict.UNDETERMINED
    return verdict(of, better=better, margin=margin)
