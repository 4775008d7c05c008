"""A release as a file: it comes back as it was, or not at all."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programme.making import all_of, figure, published
from weerklank.errors import BadInput, Refused
from weerklank.releases.figure import release
from weerklank.releases.release_file import release_from_json, release_to_json
from weerklank.stats.compare import Verdict

KEPT = published(verdicts=all_of(Verdict.WORSE))


def test_a_release_comes_back_as_it_was() -> None:
    assert release_from_json(release_to_json(KEPT), source="r.json") == KEPT


@given(st.floats(0, 100), st.text(max_size=20))
def test_any_value_and_any_words_come_back(value: float, words: str) -> None:
    kept = release(release_id=words, title={"nl": words}, wave=words, figures=(figure("knows_code", value),))
    assert release_from_json(release_to_json(kept), source="r.json") == kept


@pytest.mark.parametrize("field", ["id", "wave", "title"])
def test_a_release_changed_in_its_file_is_refused(field: str) -> None:
    content = json.loads(release_to_json(KEPT))
    content[field] = {"nl": "anders"} if field == "title" else "anders"
    with pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == "checksum"):
        release_from_json(json.dumps(content), source="r.json")


def test_a_figure_or_a_verdict_changed_in_its_file_is_refused() -> None:
    for path in (("figures", "value"), ("changes", "difference")):
        content = json.loads(release_to_json(KEPT))
        content[path[0]][3][path[1]] += 0.001
        with pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == "checksum"):
            release_from_json(json.dumps(content), source="r.json")
    text = release_to_json(KEPT).replace('"worse"', '"improved"', 1)
    with pytest.RaisesExc(Refused, check=lambda refusal: refusal.code == "checksum"):
        release_from_json(text, source="r.json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"format": "other/1"}',
        release_to_json(KEPT).replace('"published"', '"secret"'),
        release_to_json(KEPT).replace('"unit": "pct"', '"unit": "secret"', 1),
        release_to_json(KEPT).replace('"wave"', '"secret"', 1),
        release_to_json(KEPT)[:-40],
        "[" * 100_000,
    ],
)
def test_what_is_no_release_is_one_clear_fault(text: str) -> None:
    with pytest.raises(BadInput, match=r"r\.json: is not a release") as found:
        release_from_json(text, source="r.json")
    assert "secret" not in str(found.value)
