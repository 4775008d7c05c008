"""``weerklank questionnaire check FILE``."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from weerklank.cli import questionnaire
from weerklank.errors import BadInput

GSS = Path(__file__).parents[2] / "examples" / "gss2018" / "questionnaire.yaml"


def asked(*words: str) -> argparse.Namespace:
    top = argparse.ArgumentParser()
    questionnaire.add(top.add_subparsers())
    return top.parse_args(["questionnaire", *words])


def test_a_right_file_is_summed_up(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = asked("check", str(GSS))
    arguments.run(arguments)
    shown = capsys.readouterr().out
    assert shown.startswith("questionnaire.yaml is right: gss2018-workplace 1.0.0 in nl, en, with 6 sections")
    assert "30 items in 30 columns" in shown
    assert "1 index and 0 pulses" in shown


def test_a_wrong_file_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(
        GSS.read_text(encoding="utf-8").replace("scale: sector", "scale: secto"), encoding="utf-8"
    )
    arguments = asked("check", str(path))
    with pytest.raises(BadInput, match=r"wrong.yaml, row \d+, column wrkgovt: names no scale. Write sector."):
        arguments.run(arguments)


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked("check", "--help")
    assert "weerklank questionnaire check examples/" in capsys.readouterr().out
