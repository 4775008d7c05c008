"""A line on standard error for whatever takes long, and silence for what does not."""

from __future__ import annotations

import threading
import time

import pytest

from weerklank.cli.progress import step


def test_a_quick_step_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with step("Reading people.csv"):
        pass
    assert capsys.readouterr() == ("", "")
    assert threading.active_count() == before


def test_a_slow_step_speaks_on_standard_error_and_stops(capsys: pytest.CaptureFixture[str]) -> None:
    before = threading.active_count()
    with step("Reading people.csv"):
        time.sleep(2.2)
    assert capsys.readouterr() == ("", "Reading people.csv … 2 s\n")
    assert threading.active_count() == before


def test_an_error_goes_through_and_ends_the_line() -> None:
    before = threading.active_count()
    with pytest.raises(ValueError, match="broken"), step("Reading people.csv"):
        raise ValueError("broken")
    assert threading.active_count() == before
