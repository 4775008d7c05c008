"""What the reference rows ask for: each case of the reference script, computed by our own functions."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from weerklank.stats import estimate
from weerklank.stats.answers import Answers
from weerklank.stats.association import Statistic, association
from weerklank.stats.calibrate import Method, calibrate, regression_calibrated
from weerklank.stats.compare import Adjustment, adjusted, difference, stacked, t_test
from weerklank.stats.design import Design, Lonely, design
from weerklank.stats.intervals import Interval, proportion
from weerklank.stats.models import Family, Model, regression, term_test
from weerklank.stats.replicate import jackknife_mean

GOLDEN = Path(__file__).parents[1] / "golden" / "stats"
ITEMS = [
    "safety_1",
    "safety_2",
    "incl_1",
    "lead_1",
    "safety",
    "unsafe_feedback",
    "exp_bullying",
    "exp_verbal_cit",
    "exp_discrim",
    "ground_origin",
    "resp_adequate",
    "know_counsellor",
    "know_report",
]
FACTORS = {"age", "gender", "scale", "role", "tenure", "ministry"}
THIRD_WAVE_UNITS = dict(
    zip(range(15), (42, 39, 42, 27, 70, 19, 57, 24, 41, 34, 54, 28, 23, 30, 18), strict=True)
)
"""Teams drawn in each ministry over three waves. The third wave's file is not at hand; these numbers follow from
the 52 published standard errors, which are linear in 1/(teams − 1): least squares gives whole numbers to 1e-11,
and they add up to the published degrees of freedom."""
THIRD_WAVE_RESPONDENTS = 2000

Values = dict[str, float]


@cache
def survey(name: str) -> Answers:
    return Answers(pl.read_csv(GOLDEN / f"{name}.csv", infer_schema_length=None, null_values="NA"))


@cache
def plain_design(name: str) -> Design:
    answers = survey("per2000_w1")
    if name == "strat":
        return design(answers, weights="w0", strata="ministry", fpc=["fpc"])
    clusters = ["team"] if name == "clus" else []
    return design(answers, weights="w0", strata="ministry", clusters=clusters)


@cache
def calibrated_design(name: str) -> Design:
    answers = survey("per2000_w1")
    totals = json.loads((GOLDEN / "pop_totals_w1.json").read_text())
    base = plain_design("strat_nofpc" if name.endswith("nofpc") else "strat")
    if name == "poststrat_role":
        return calibrate(answers, base, {"role": totals["role"]}, method=Method.POSTSTRATIFY)
    method = Method.RAKE if name.startswith("rake") else Method(name.removeprefix("cal_"))
    return calibrate(answers, base, totals, method=method)


@cache
def survey_design(name: str) -> Design:
    return plain_design(name) if name in {"strat", "strat_nofpc", "clus"} else calibrated_design(name)


@cache
def api_design(name: str) -> Design:
    answers = answers_of(name)
    if name == "apistrat":
        return design(answers, weights="pw", strata="stype", fpc=["fpc"])
    if name == "apiclus1":
        return design(answers, weights="pw", clusters=["dnum"], fpc=["fpc"])
    clusters = ["dnum"] if name == "clus2_one" else ["dnum", "snum"]
    fpc = [] if name == "clus2_nofpc" else ["fpc1", "fpc2"][: len(clusters)]
    return design(answers, weights="pw", clusters=clusters, fpc=fpc)


def mask(answers: Answers, domain: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    made = np.ones(len(answers), dtype=bool)
    for part in domain.split("|") if "=" in domain else []:
        column, value = part.split("=")
        made &= (answers.column(column).cast(pl.String) == value).to_numpy()
    return made


# --- one function a case; each returns what the reference script put into a row


def answers_of(name: str) -> Answers:
    if name.startswith("clus2"):
        return survey("apiclus2")
    return survey(name if name.startswith("api") else "per2000_w1")


def design_of(name: str) -> Design:
    return api_design(name) if name.startswith(("api", "clus2")) else survey_design(name)


@cache
def domain_table(name: str, by: tuple[str, ...], kind: str) -> dict[tuple[str, str], Values]:
    answers, of = answers_of(name), design_of(name)
    items = ["api00", "api99", "enroll", "ell"] if "api00" in answers.frame.columns else ITEMS
    compute = estimate.means if kind == "mean" else estimate.totals
    return {
        (row["domain"], row["item"]): row
        for row in compute(answers, of, items, by=[by])[0].frame().iter_rows(named=True)
    }


def mean_or_total(row: Values | dict[str, str]) -> Values:
    name, domain = str(row["design"]), str(row["domain"])
    by = tuple(p.split("=")[0] for p in domain.split("|")) if "=" in domain else ()
    return domain_table(name, by, str(row["stat"]))[domain if by else "all", str(row["item"])]


def spread(row: dict[str, str]) -> Values:
    method = Interval(row["case"].removeprefix("ciprop_"))
    answers = survey("per2000_w1")
    got = proportion(
        answers, survey_design(row["design"]), row["item"], method=method, domain=mask(answers, row["domain"])
    )
    return {"est": got.est, "se": got.se, "ci_lo": got.ci_lo, "ci_hi": got.ci_hi}


def independence(row: dict[str, str]) -> Values:
    first, second = row["domain"].rsplit("x", 1)
    statistic = Statistic(row["case"].split("_")[-1])
    got = association(answers_of(row["design"]), design_of(row["design"]), first, second, statistic=statistic)
    return {"est": got.statistic, "df": got.df, "n": got.below, "p": got.p}


def quantiles(row: dict[str, str]) -> Values:
    got = estimate.quantile(
        survey("per2000_w1"), survey_design(row["design"]), row["item"], float(row["stat"].removeprefix("q"))
    )
    return {"est": got.est, "se": got.se, "ci_lo": got.ci_lo, "ci_hi": got.ci_hi}


def ratios(row: dict[str, str]) -> Values:
    numerator, denominator = row["item"].split("/")
    got = estimate.ratio(answers_of(row["design"]), design_of(row["design"]), numerator, denominator)
    return {"est": got.est, "se": got.se}


def t_tests(row: dict[str, str]) -> Values:
    answers = survey("per2000_w1")
    got = t_test(answers, survey_design(row["design"]), row["item"], group=answers.numbers("role") == 0)
    return {
        "est": got.est,
        "ci_lo": got.ci_lo,
        "ci_hi": got.ci_hi,
        "df": got.df,
        "n": got.est / got.se,
        "p": got.p,
    }


MODELS = {
    "glm_quasibinomial": (Family.BINOMIAL, ("safety", "incl_1", "role", "gender", "age")),
    "regTermTest_Wald": (Family.BINOMIAL, ("safety", "incl_1", "role", "gender", "age")),
    "glm_gaussian": (Family.GAUSSIAN, ("role", "gender", "age", "exp_bullying")),
    "glm_quasipoisson": (Family.POISSON, ("safety", "role")),
    "api_glm": (Family.GAUSSIAN, ("ell", "meals", "mobility")),
    "api_glm_qb": (Family.BINOMIAL, ("ell", "meals", "mobility")),
    "trend_logit": (Family.BINOMIAL, ("wn", "role")),
}


@cache
def fitted(case: str, name: str, outcome: str) -> Model:
    family, terms = MODELS[case]
    if name.startswith("clus2"):
        family, terms = MODELS["api_glm"]
    if case == "trend_logit":
        answers, of = two_waves(overlapping=name == "wave_overlap")
    else:
        answers, of = answers_of(name), design_of(name)
    if outcome == "sch.wide":
        answers = Answers(answers.frame.with_columns((pl.col(outcome) == "Yes").cast(pl.Int64)))
    return regression(answers, of, outcome, terms, factors=FACTORS, family=family)


def coefficients(row: dict[str, str]) -> Values:
    model = fitted(row["case"], row["design"], row["item"])
    at = model.names.index(row["domain"])
    return {"est": model.coef[at], "se": model.se[at], "df": model.df, "n": model.t[at], "p": model.p[at]}


def term_tests(row: dict[str, str]) -> Values:
    got = term_test(fitted(row["case"], row["design"], row["item"]), row["domain"])
    return {"est": got.statistic, "df": got.df, "n": got.below, "p": got.p}


@cache
def two_waves(*, overlapping: bool) -> tuple[Answers, Design]:
    both, strata = stacked(
        survey("per2000_w1"), survey("per2000_w2"), strata="ministry", overlapping=overlapping
    )
    both = Answers(both.frame.with_columns((pl.col("_wave") + 1).alias("wn")))
    if overlapping:
        return both, design(both, weights="w0", strata=strata, clusters=["team"])
    return both, design(both, weights="w0", strata=strata, fpc=["fpc"])


@cache
def three_waves(*, overlapping: bool) -> tuple[Answers, Design, int]:
    """Return two waves of answers in the design of three, with the degrees of freedom of the three."""
    both, of = two_waves(overlapping=overlapping)
    if not overlapping:
        return both, of, of.df + THIRD_WAVE_RESPONDENTS - len(THIRD_WAVE_UNITS)
    (stage,) = of.stages
    names = [int(label[0]) for label in both.groups(["_wave_stratum"]).labels]
    drawn = np.array([float(THIRD_WAVE_UNITS[name]) for name in names])
    wider = replace(of, stages=(replace(stage, drawn=drawn),))
    return both, wider, wider.df


def waves(row: dict[str, str]) -> Values:
    both, of, df = three_waves(overlapping=row["design"] == "wave_overlap")
    wave, domain = both.numbers("_wave"), mask(both, row["domain"])
    got = difference(both, of, row["item"], first=domain & (wave == 1), second=domain & (wave == 0))
    return {"est": got.est, "se": got.se, "ci_lo": got.ci_lo, "ci_hi": got.ci_hi, "df": df}


def jackknife(row: dict[str, str]) -> Values:
    got = jackknife_mean(survey("per2000_w1"), plain_design("clus"), row["item"])
    return {"est": got.est, "se": got.se}


def lonely(row: dict[str, str]) -> Values:
    frame = survey("per2000_w1").frame
    one_left = (pl.col("ministry") != 9) | pl.col("ministry").is_first_distinct()
    answers = Answers(frame.filter(one_left))
    of = design(answers, weights="w0", strata="ministry", lonely=Lonely(row["design"]))
    got = estimate.means(answers, of, [row["item"]])[0]
    return {"est": got.est[0, 0], "se": got.se[0, 0]}


@cache
def api_calibrated(name: str) -> dict[str, Values]:
    answers = survey("apiclus1")
    kind = answers.column("stype")
    columns = [
        np.ones(len(answers)),
        (kind == "H").to_numpy(),
        (kind == "M").to_numpy(),
        answers.numbers("api99"),
    ]
    totals, used = np.array([6194.0, 755, 1018, 3914069]), 3 if name == "cal_stype" else 4
    method = Method.RAKING if name.startswith("rake") else Method.LINEAR
    of = regression_calibrated(
        api_design("apiclus1"),
        np.column_stack(columns)[:, :used].astype(np.float64),
        totals[:used],
        method=method,
    )
    mean, total = estimate.means(answers, of, ["api00"])[0], estimate.totals(answers, of, ["enroll"])[0]
    return {
        "mean": {"est": mean.est[0, 0], "se": mean.se[0, 0]},
        "total": {"est": total.est[0, 0], "se": total.se[0, 0]},
    }


def api_calibrated_row(row: dict[str, str]) -> Values:
    return api_calibrated(row["design"])[row["stat"]]


def shares(row: dict[str, str]) -> Values:
    answers = survey(row["design"])
    value = row["item"].removeprefix("stype")
    flagged = Answers(answers.frame.with_columns((pl.col("stype") == value).cast(pl.Int64).alias("is")))
    got = estimate.means(flagged, api_design(row["design"]), ["is"])[0]
    return {"est": got.est[0, 0], "se": got.se[0, 0]}


RAW_P = (
    0.001,
    0.008,
    0.039,
    0.041,
    0.042,
    0.06,
    0.074,
    0.205,
    0.212,
    0.216,
    0.222,
    0.251,
    0.269,
    0.275,
    0.34,
    0.341,
    0.384,
    0.569,
    0.594,
    0.696,
    0.762,
    0.94,
    0.942,
    0.975,
    0.986,
)


def adjustments(row: dict[str, str]) -> Values:
    return {"est": float(adjusted(RAW_P, how=Adjustment(row["design"]))[int(row["domain"]) - 1])}
