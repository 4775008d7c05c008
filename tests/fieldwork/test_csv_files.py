from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from weerklank.fieldwork.importers import read_answers

if TYPE_CHECKING:
    from pathlib import Path


def test_columns_keep_their_values_in_whatever_order_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("a,b,c,d\n1,2.5,x,4\n5,6.5,y,8\n")
    wanted = {"a": [1, 5], "b": [2.5, 6.5], "c": ["x", "y"], "d": [4, 8]}
    for asked in itertools.permutations("abcd", 3):
        got = read_answers(path, columns=asked).frame
        assert got.columns == list(asked)
        assert {name: got.get_column(name).to_list() for name in asked} == {n: wanted[n] for n in asked}
