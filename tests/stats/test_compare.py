"""Adjusted p-values against a naive loop, and the verdicts they lead to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weerklank.stats.compare import Adjustment, Better, Difference, Verdict, adjusted, verdict


def slow(p: list[float], how: Adjustment) -> list[float]:
    m, order = len(p), sorted(range(len(p)), key=lambda i: p[i])
    factor = sum(1 / k for k in range(1, m + 1)) if how is Adjustment.BY else 1.0
    found = [0.0] * m
    for place, i in enumerate(order):
        if how is Adjustment.HOLM:
            found[i] = max((m - k) * p[order[k]] for k in range(place + 1))
        else:
            found[i] = min(factor * m / (k + 1) * p[order[k]] for k in range(place, m))
    return [min(1.0, one) for one in found]


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=12), st.sampled_from(list(Adjustment)))
def test_adjusted_equals_a_naive_loop_and_is_never_less(p: list[float], how: Adjustment) -> None:
    got = adjusted(p, how=how).tolist()
    assert got == pytest.approx(slow(p, how))
    assert all(new >= old - 1e-15 for new, old in zip(got, p, strict=True))


@pytest.mark.parametrize("how", list(Adjustment))
def test_a_test_without_a_p_value_does_not_spoil_the_family(how: Adjustment) -> None:
    got = adjusted([0.01, math.nan, 0.04], how=how).tolist()
    assert [got[0], got[2]] == pytest.approx(adjusted([0.01, 0.04], how=how).tolist())
    assert math.isnan(got[1])


@pytest.mark.parametrize(
    ("est", "half", "p", "better", "wanted"),
    [
        (0.1, 0.05, 0.001, Better.HIGHER, Verdict.IMPROVED),
        (0.1, 0.05, 0.001, Better.LOWER, Verdict.WORSE),
        (-0.1, 0.05, 0.001, Better.LOWER, Verdict.IMPROVED),
        (0.005, 0.01, 0.3, Better.HIGHER, Verdict.EQUAL),
        (0.015, 0.01, 0.3, Better.HIGHER, Verdict.UNDETERMINED),
        (0.1, 0.2, 0.3, Better.HIGHER, Verdict.UNDETERMINED),
        (0.1, math.nan, math.nan, Better.HIGHER, Verdict.UNDETERMINED),
    ],
)
def test_the_verdicts(est: float, half: float, p: float, better: Better, wanted: Verdict) -> None:
    of = Difference("a", est, 0, est, half / 2, est - half, est + half, math.inf, p, p)
    assert verdict(of, better=better, margin=0.02) is wanted
