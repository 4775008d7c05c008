"""The floor of a sensitive response: one number, asked of the policy in one place."""

from __future__ import annotations

import numpy as np
import pytest

from tests.stats import disclosure_twin as twin
from weerklank.errors import BadInput
from weerklank.stats.disclosure import protect
from weerklank.stats.policy import Policy
from weerklank.stats.tables import HIDDEN, RawTable


def test_a_sensitive_response_has_the_larger_of_two_floors() -> None:
    policy = Policy.from_mapping({"sensitive": ["bullying"], "smallest_sensitive_group": 30})
    assert (policy.floor("bullying"), policy.floor("pay")) == (30, 10)
    assert Policy(smallest_group=40, sensitive=("bullying",)).floor("bullying") == 40


def test_the_gate_keeps_to_the_floor_of_the_response() -> None:
    layout = twin.layout_of(((3,),), codes=0, answers=2)
    raw = RawTable(layout, np.array([[10, 10], [11, 11], [60, 40]]))
    usual = protect(raw, policy=Policy())
    sensitive = protect(raw, policy=Policy(sensitive=("told",)))
    assert not (usual.counts == HIDDEN).any()
    assert (sensitive.counts[1:3] == HIDDEN).all()
    assert (sensitive.counts[3] == [60, 40]).all()


@pytest.mark.parametrize("wrong", [{"sensitive": "bullying"}, {"sensitive": [1]}, {"sensitive": [""]}])
def test_what_is_no_list_of_responses_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="column sensitive"):
        Policy.from_mapping(wrong)
