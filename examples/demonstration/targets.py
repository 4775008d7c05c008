"""What the demonstration aims at: the figures of the letter, their earlier values, and three other worlds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import sqrt
from typing import NamedTuple


class Wave(Enum):
    """The two waves of the demonstration."""

    EARLIER = "2020"
    LATER = "2021"


class Scenario(Enum):
    """What the later wave found, seen from the earlier one."""

    AS_MEASURED = "as_measured"
    BETTER = "better"
    WORSE = "worse"
    INSIDE = "inside"


class Better(Enum):
    """Which way a figure improves."""

    UP = 1
    DOWN = -1


@dataclass(frozen=True)
class Aim:
    """One figure: `value` as the letter has it, `before` what the earlier wave differs from it.

    All in percent, or points of the scale for a mean; `step` is how far the scenarios move it; `spread` is the
    standard deviation of one answer where the figure is a mean.
    """

    value: float
    better: Better
    step: float
    before: float
    spread: float = 0.0

    def moved(self, by: float) -> float:
        """Return the value, better by `by` steps; a small share moves by two fifths of itself at most."""
        step = self.step if self.spread else min(self.step, 0.4 * self.value, 0.4 * (100 - self.value))
        return self.value + self.better.value * by * step

    def nudged(self, respondents: int) -> float:
        """Return the value, better by less than the margin of a difference between two waves."""
        spread = self.spread or sqrt(self.value * (100 - self.value))
        return self.value + self.better.value * WITHIN_MARGIN * spread * sqrt(2 / respondents)


WITHIN_MARGIN = 0.8
"""In standard errors of a difference between simple random samples of the same size; 1.96 would be the margin."""

UP, DOWN = Better.UP, Better.DOWN
LETTER = {
    "safe_scale_mean": Aim(4.1, UP, 0.1, -0.002, spread=0.93),
    "unsafe_feedback": Aim(9, DOWN, 3, 0.05),
    "not_stand_up": Aim(5, DOWN, 3, 0.04),
    "not_be_self": Aim(8, DOWN, 3, -0.05),
    "bullying_internal": Aim(14, DOWN, 3, 0.08),
    "verbal_aggression_internal": Aim(15, DOWN, 3, -0.07),
    "verbal_aggression_citizens": Aim(32, DOWN, 3, -0.09),
    "threat_citizens": Aim(20, DOWN, 3, 0.08),
    "discrimination_experienced": Aim(9, DOWN, 3, 0.05),
    "discrimination_witnessed": Aim(15, DOWN, 3, 0.06),
    "org_responds_adequately": Aim(61, UP, 4, -0.09),
    "decisions_influenced": Aim(21, DOWN, 3, 0.07),
    "knows_counsellor_exists": Aim(88, UP, 4, -0.06),
    "knows_counsellor_findable": Aim(77, UP, 4, -0.08),
    "knows_code": Aim(52, UP, 4, -0.09),
    "knows_where_to_report": Aim(70.15, UP, 4, -0.07),  # the letter says «ruim 70%»: not under it
    "sexual_attention_internal": Aim(3, DOWN, 3, 0.03),
    "sexual_attention_citizens": Aim(3, DOWN, 3, -0.02),
}
"""The measured figures of the letter to Parliament 31 490, nr. 317, by their indicator."""

BESIDE = {
    "threat_internal": Aim(11, DOWN, 3, 0.06),
    "physical_internal": Aim(1, DOWN, 3, 0.0),
    "physical_citizens": Aim(3, DOWN, 3, 0.02),
    "power_internal": Aim(6, DOWN, 3, 0.04),
    "misconduct_seen": Aim(22, DOWN, 3, 0.05),
    "breach_seen": Aim(12, DOWN, 3, 0.04),
}
"""Figures beside the letter: the first three as the press reported them, the others invented."""


class Aims(NamedTuple):
    """What one wave aims at: `share` in 0 to 1 by figure, `mean` of the safety scale, `climate` in points."""

    share: dict[str, float]
    mean: float
    climate: float


MOVES = {Scenario.AS_MEASURED: 0.0, Scenario.BETTER: 1.0, Scenario.WORSE: -1.0, Scenario.INSIDE: 0.0}


def aims(*, wave: Wave, scenario: Scenario, respondents: int) -> Aims:
    """Return what a wave aims at; a scenario moves the later wave alone."""
    values = {name: _value(aim, wave, scenario, respondents) for name, aim in (LETTER | BESIDE).items()}
    mean = values.pop("safe_scale_mean")
    climate = MOVES[scenario] * LETTER["safe_scale_mean"].step if wave is Wave.LATER else 0.0
    return Aims({name: value / 100 for name, value in values.items()}, mean, climate)


def _value(aim: Aim, wave: Wave, scenario: Scenario, respondents: int) -> float:
    if wave is Wave.EARLIER:
        return aim.value + aim.before
    if scenario is Scenario.INSIDE:
        return aim.nudged(respondents)
    return aim.moved(MOVES[scenario])
