from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from weerklank.errors import BadInput
from weerklank.fieldwork.importers import read_totals

if TYPE_CHECKING:
    from pathlib import Path


def test_mappings_and_lists_are_read(tmp_path: Path) -> None:
    path = tmp_path / "totals.json"
    path.write_text('{"age": {"1": 10, "2": 20}, "role": [3, 4.5]}')
    assert read_totals(path) == {"age": {"1": 10.0, "2": 20.0}, "role": {"0": 3.0, "1": 4.5}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", r"totals\.json, row 1: is not JSON"),
        ("[1, 2]", r"totals\.json: names no columns"),
        ("{}", r"totals\.json: names no columns"),
        ('{"age": 3}', r"totals\.json, column age: is no list and no table of counts"),
        ('{"age": {"1": -3}}', r"column age"),
        ('{"age": {"1": true}}', r"column age"),
        ('{"age": {"1": "many"}}', r"column age"),
        ('{"age": [], "role": [1]}', r"column age"),
    ],
)
def test_what_is_no_count_is_refused_by_its_column(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "totals.json"
    path.write_text(text)
    with pytest.raises(BadInput, match=said):
        read_totals(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=re.escape("none.json: there is no such file")):
        read_totals(tmp_path / "none.json")
