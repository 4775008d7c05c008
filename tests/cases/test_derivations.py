"""A short row before slow work: who finds it full is told at once."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from weerklank.cases.derivations import Row
from weerklank.errors import Refused


def test_who_finds_the_row_full_is_refused_at_once_and_a_place_comes_free() -> None:
    row = Row(at_once=2, waiting=0, patience=0.01)
    with ExitStack() as held:
        held.enter_context(row.place())
        held.enter_context(row.place())
        with pytest.raises(Refused, match="too many at once"), row.place():
            raise AssertionError("there was no place")
    entered = []
    with row.place():
        entered.append(True)
    assert entered == [True]


def test_who_waits_in_vain_is_refused_and_leaves_the_row() -> None:
    row = Row(at_once=1, waiting=1, patience=0.01)
    with row.place():
        for _ in range(3):
            with pytest.raises(Refused, match="nothing was sent"), row.place():
                raise AssertionError("there was no place")
