"""``weerklank questionnaire check FILE``: says what a questionnaire file holds, or what is wrong with it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.fieldwork.importers import read_questionnaire

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Questionnaire

EXAMPLE = """\
example:
  weerklank questionnaire check examples/gss2018/questionnaire.yaml

Prints what the file holds. Where something is wrong it prints each fault with its row and how to mend it, and
ends with exit code 2.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser("questionnaire", help="check a questionnaire file")
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser(
        "check",
        help="say what a questionnaire file holds, or what is wrong with it",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    check.add_argument("file", type=Path, metavar="FILE", help="a questionnaire in YAML")
    check.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Check one questionnaire file and print what it holds."""
    print(summary(read_questionnaire(asked.file), name=asked.file.name))


def summary(form: Questionnaire, *, name: str) -> str:
    """Return what a questionnaire holds, in one paragraph."""
    sensitive = sum(section.sensitive for section in form.sections)
    return (
        f"{name} is right: {form.id} {form.version} in {', '.join(form.languages)}, with "
        f"{_count(len(form.sections), 'section')} ({sensitive} sensitive), {_count(len(form.items()), 'item')} "
        f"in {_count(len(form.columns()), 'column')} of answers, {_count(len(form.scales), 'scale')}, "
        f"{_count(len(form.indices), 'index', 'indices')} and {_count(len(form.pulses), 'pulse')}."
    )


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
