from __future__ import annotations

from pathlib import Path

from tests.stats.spec.page import CHAPTERS


def test_every_chapter_is_printed() -> None:
    files = (Path(__file__).parent / "spec").glob("test_*.py")
    assert {path.stem.removeprefix("test_") for path in files} == set(CHAPTERS)
