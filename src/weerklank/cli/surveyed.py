"""The answers to a survey and their design, as the arguments of several commands describe them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import names
from weerklank.cli.progress import step
from weerklank.fieldwork.cells import answered
from weerklank.fieldwork.importers import read_answers, read_questionnaire
from weerklank.stats.design import Lonely, design

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from weerklank.stats.answers import Answers
    from weerklank.stats.design import Design


def add_design(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say how the answers came to be."""
    parser.add_argument("--weights", required=True, metavar="COL", help="column with the weights")
    parser.add_argument("--strata", metavar="COL", help="column with the strata")
    parser.add_argument(
        "--clusters",
        type=names,
        default=[],
        metavar="COL[,COL]",
        help="columns with the sampling units, first stage first",
    )
    parser.add_argument(
        "--fpc",
        type=names,
        default=[],
        metavar="COL[,COL]",
        help="columns with population sizes or sampling fractions, first stage first",
    )
    parser.add_argument(
        "--lonely",
        choices=[way.value for way in Lonely],
        default="fail",
        help="what to do with a stratum of one unit (default: fail)",
    )
    parser.add_argument(
        "--questionnaire",
        type=Path,
        metavar="FILE",
        help="questionnaire that says which codes there are, and which mean no answer",
    )


def add_items(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what is estimated, and for whom."""
    parser.add_argument("--items", type=names, required=True, metavar="a,b,…", help="columns to estimate")
    parser.add_argument(
        "--by",
        type=names,
        action="append",
        default=[],
        metavar="COL[,COL]",
        help="columns that make domains; may be given more than once",
    )


def columns(asked: argparse.Namespace, *more: str) -> list[str]:
    """Return every column that the arguments name, once."""
    groups = [part for by in getattr(asked, "by", []) for part in by]
    named = [asked.weights, asked.strata, *asked.clusters, *asked.fpc, *getattr(asked, "items", []), *groups]
    return list(dict.fromkeys(name for name in (*named, *more) if name))


def answers_of(asked: argparse.Namespace, path: Path, *, wanted: Sequence[str] | None) -> Answers:
    """Return the answers in a file; the columns with weights, sizes and items must hold numbers.

    With a questionnaire its missing codes are no answers; without one, every number counts as it stands.
    """
    numeric = [asked.weights, *asked.fpc, *getattr(asked, "items", [])]
    form = read_questionnaire(asked.questionnaire) if asked.questionnaire else None
    with step(f"Reading {path.name}"):
        answers = read_answers(path, questionnaire=form, columns=wanted, numeric=numeric)
    if form is None:
        return answers
    missing = {column.name: form.missing for column in form.columns()}
    return replace(answers, frame=answered(answers.frame, missing=missing))


def design_of(asked: argparse.Namespace, answers: Answers) -> Design:
    """Return the design that the arguments describe."""
    return design(
        answers,
        weights=asked.weights,
        strata=asked.strata,
        clusters=asked.clusters,
        fpc=asked.fpc,
        lonely=Lonely(asked.lonely),
    )
