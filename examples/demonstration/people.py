"""The invented staff: their backgrounds, who of them responds, and the weights that mend who does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from examples.demonstration.government import Government

    Numbers = NDArray[np.float64]
    Codes = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Totals = dict[str, dict[str, int]]

RESPONSE = 0.40
CALIBRATED = ("ministry", "AG1", "AG2", "AG3")
"""What is known of all staff and the weights therefore add up to."""
CLOSE_ENOUGH = 1e-12
MOST_ROUNDS = 200
SURE = 40.0
YOUNG, OLD = 1, 3
WOMAN = 1
LEADS, FOLLOWS = 1, 2
MEETS_PUBLIC, MEETS_NONE = 1, 2
NEW, LONG_HERE = 1, 3
"""A logit beyond which a probability is 0 or 1 in double precision."""


@dataclass(frozen=True)
class Staff:
    """People, one entry each.

    `team`: the number of the team; `background`: AG1 to AG5 and the ministry as codes from the questionnaire
    (the ministry from 0); `climate`, `exposure`, `knowledge`: standardised scores behind the answers: how safe
    the work is, how much the public is met, how well the rules are known.
    """

    team: Codes
    background: dict[str, Codes]
    climate: Numbers
    exposure: Numbers
    knowledge: Numbers

    def __len__(self) -> int:
        return len(self.team)

    def pick(self, rows: Codes) -> Staff:
        """Return only these people, in this order."""
        return Staff(
            self.team[rows],
            {name: codes[rows] for name, codes in self.background.items()},
            self.climate[rows],
            self.exposure[rows],
            self.knowledge[rows],
        )


def staff(of: Government, *, rng: np.random.Generator) -> Staff:
    """Return everybody who works for the invented government."""
    team = np.repeat(np.arange(len(of.headcount)), of.headcount)
    ministry = of.path[0][team]
    leads = np.zeros(len(team), dtype=bool)
    leads[np.searchsorted(team, np.arange(len(of.headcount)))] = True  # one person in each team leads it
    age = ages(leads, rng=rng)
    woman = chance(0.1 + of.women[ministry] - 0.5 * leads - 0.2 * (age == OLD))
    meets = chance(0.1 + of.contact[ministry] - 0.6 * leads)
    background = {
        "ministry": ministry,
        "AG1": age,
        "AG2": one_of(np.column_stack([woman * 0.99, (1 - woman) * 0.99]), rng=rng),
        "AG3": np.where(leads, LEADS, FOLLOWS),
        "AG4": np.where(rng.random(len(team)) < meets, MEETS_PUBLIC, MEETS_NONE),
        "AG5": tenures(age, rng=rng),
    }
    return Staff(team, background, *_scores(of, team, background, rng=rng))


def _scores(
    of: Government, team: Codes, background: dict[str, Codes], *, rng: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers]:
    leads, meets = background["AG3"] == LEADS, background["AG4"] == MEETS_PUBLIC
    long_here, new_here = background["AG5"] == LONG_HERE, background["AG5"] == NEW
    noise = rng.normal(size=(3, len(team)))
    climate = of.climate[team] + 0.3 * leads - 0.15 * (background["AG2"] == WOMAN) + noise[0]
    exposure = 1.6 * meets + 0.5 * of.contact[background["ministry"]] + noise[1]
    knowledge = 0.6 * leads + 0.3 * long_here - 0.5 * new_here + 0.2 * climate + noise[2]
    return climate, exposure, knowledge


def ages(leads: Flags, *, rng: np.random.Generator) -> Codes:
    """Return the age group of each person, code 1 to 3; who leads a team is older."""
    young = np.where(leads, 0.08, 0.26)
    middle = np.where(leads, 0.42, 0.35)
    return one_of(np.column_stack([young, middle]), rng=rng)


def tenures(age: Codes, *, rng: np.random.Generator) -> Codes:
    """Return how long each person has worked here, code 1 to 3, longer for who is older."""
    shares = np.array([[0.45, 0.50], [0.20, 0.45], [0.08, 0.27]])
    return one_of(shares[age - 1], rng=rng)


def one_of(shares: Numbers, *, rng: np.random.Generator) -> Codes:
    """Return a code from 1 for each row of shares, shape (people, codes − 1); the last code takes the rest."""
    draw = rng.random(len(shares))
    return np.asarray(1 + (draw[:, None] >= np.cumsum(shares, axis=1)).sum(axis=1), dtype=np.int64)


def chance(logit: Numbers) -> Numbers:
    """Return the probability of a logit."""
    return np.asarray(1 / (1 + np.exp(-logit)))


def respondents(everybody: Staff, *, of: Government, rng: np.random.Generator) -> Codes:
    """Return who responds, about two in five, in an order that says nothing.

    Response depends on age, on leading a team and on the ministry, never on the answers.
    """
    background = everybody.background
    leaning = (
        0.35 * (background["AG1"] == OLD)
        - 0.45 * (background["AG1"] == YOUNG)
        + 0.5 * (background["AG3"] == LEADS)
        + 0.15 * (background["AG2"] == WOMAN)
        + of.reply[background["ministry"]]
    )
    takes_part = rng.random(len(everybody)) < chance(leaning + level_for(leaning, RESPONSE))
    return rng.permutation(np.flatnonzero(takes_part))


def level_for(leaning: Numbers, share: float) -> float:
    """Return what to add to every logit so that the mean probability is `share`, by bisection."""
    low, high = -SURE, SURE
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if chance(leaning + middle).mean() < share else (low, middle)
    return low


def headcounts(everybody: Staff, *, ministries: list[str]) -> Totals:
    """Return how many people there are by ministry, age, gender and leading, keyed by code."""
    counted = {name: np.bincount(everybody.background[name]) for name in CALIBRATED}
    return {
        name: {
            ministries[code] if name == "ministry" else str(code): int(number)
            for code, number in enumerate(numbers)
            if number
        }
        for name, numbers in counted.items()
    }


def design_weights(answering: Staff, *, everybody: Staff) -> Numbers:
    """Return the headcount of the ministry over its respondents, shape (respondents,)."""
    there = np.bincount(everybody.background["ministry"])
    here = np.bincount(answering.background["ministry"])
    return np.asarray((there / here)[answering.background["ministry"]])


def raked(weights: Numbers, *, answering: Staff, everybody: Staff) -> Numbers:
    """Return weights that add up to the headcounts of every background in `CALIBRATED`.

    Iterative proportional fitting: W. E. Deming, F. F. Stephan, Annals of Mathematical Statistics 11 (1940).
    """
    weights = weights.copy()
    for _ in range(MOST_ROUNDS):
        furthest = 0.0
        for name in CALIBRATED:
            codes = answering.background[name]
            there = np.bincount(everybody.background[name])
            here = np.bincount(codes, weights, minlength=len(there))
            factor = np.divide(there, here, out=np.ones(len(there)), where=here > 0)
            weights *= factor[codes]
            furthest = max(furthest, float(np.abs(factor - 1).max()))
        if furthest < CLOSE_ENOUGH:
            break
    return weights
