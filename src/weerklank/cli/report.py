"""``weerklank report``: from answers to figures that may leave, as pages, tables and a release file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.cli.arguments import command
from weerklank.cli.progress import step
from weerklank.cli.surveyed import add_design, design_of
from weerklank.fieldwork.importers import read_answers, read_indicators
from weerklank.fieldwork.indicators import derive
from weerklank.releases.chart import Grouping
from weerklank.releases.exporters import write_report, write_whole
from weerklank.releases.figure import step as moved
from weerklank.releases.importers import read_about, read_policy
from weerklank.releases.preparation import Wave, Waves, prepared, with_sensitive
from weerklank.releases.release_file import release_to_json
from weerklank.releases.report import Account, Theme
from weerklank.releases.states import ReleaseState
from weerklank.stats.compare import stacked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from weerklank.cli.arguments import Commands
    from weerklank.fieldwork.form import Words
    from weerklank.fieldwork.indicators import Indicators
    from weerklank.releases.accounts import About
    from weerklank.releases.figure import Release
    from weerklank.stats.answers import Answers
    from weerklank.stats.policy import Policy

EXAMPLE = """weerklank report answers.csv --indicators indicators.yaml --account survey.yaml \\
      --policy policy.yaml --weights weight --strata ministry --by ministry --wave 2021 --out report"""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = command(
        commands,
        "report",
        example=EXAMPLE,
        what="Make figures that may leave, with charts and tables, as HTML, CSV and PDF.",
    )
    parser.add_argument("answers", type=Path, metavar="ANSWERS", help="CSV, Parquet or SPSS file")
    add_design(parser)
    parser.add_argument(
        "--indicators", type=Path, required=True, metavar="FILE", help="which codes make a figure"
    )
    parser.add_argument("--account", type=Path, required=True, metavar="FILE", help="the survey in words")
    parser.add_argument("--policy", type=Path, required=True, metavar="FILE", help="what may be shown")
    parser.add_argument("--by", action="append", default=[], metavar="COL", help="column that makes groups")
    parser.add_argument("--wave", required=True, metavar="LABEL", help="name of this wave")
    parser.add_argument("--earlier", type=Path, metavar="ANSWERS", help="answers of the earlier wave")
    parser.add_argument("--earlier-wave", metavar="LABEL", help="name of the earlier wave")
    parser.add_argument(
        "--publish", action="store_true", help="a second person has approved: mark as published"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where everything is written"
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Make the release and write it: nothing is written unless all of it can be made."""
    about, policy = read_about(asked.account), read_policy(asked.policy)
    indicators = read_indicators(asked.indicators)
    now = _wave(asked, indicators, asked.answers, asked.wave)
    with step("Estimating and protecting"):
        made = prepared(
            now,
            indicators,
            release_id=f"{indicators.id}-{asked.wave}",
            title=about.sentences["title"],
            population=about.sentences["population"],
            by=asked.by,
            policy=policy,
            compared=_compared(asked, indicators, now),
            names=_names(about, now.answers, asked.by),
        )
    if asked.publish:
        made = moved(moved(made, ReleaseState.APPROVED), ReleaseState.PUBLISHED)
    account = _account(asked, about, now.answers, with_sensitive(policy, indicators), made)
    with step("Writing the report"):
        written = write_report(made, asked.out, account=account)
    write_whole(asked.out / "release.json", release_to_json(made))
    sys.stdout.write("".join(f"{path}\n" for path in (*written.paths, asked.out / "release.json")))
    if written.without_pdf:
        sys.stderr.write(f"no report.pdf: {written.without_pdf}\n")


def _wave(asked: argparse.Namespace, indicators: Indicators, path: Path, label: str) -> Wave:
    wanted = [*indicators.columns(), asked.weights, asked.strata, *asked.clusters, *asked.fpc, *asked.by]
    with step(f"Reading {path.name}"):
        answers = read_answers(
            path,
            columns=list(dict.fromkeys(name for name in wanted if name)),
            numeric=[asked.weights, *asked.fpc, *indicators.columns()],
        )
        derived = derive(indicators, answers)
    return Wave(label, derived, design_of(asked, derived))


def _compared(asked: argparse.Namespace, indicators: Indicators, now: Wave) -> Waves | None:
    if not asked.earlier:
        return None
    then = _wave(asked, indicators, asked.earlier, asked.earlier_wave or asked.earlier.stem)
    both, strata = stacked(then.answers, now.answers, strata=asked.strata, overlapping=False)
    asked.strata = strata
    return Waves(then, both, design_of(asked, both))


def _account(
    asked: argparse.Namespace, about: About, answers: Answers, policy: Policy, made: Release
) -> Account:
    told = {figure.indicator for figure in made.figures}
    sensitive = told & set(policy.sensitive)
    themes = tuple(Theme(title, tuple(one for one in ids if one in told)) for title, ids in about.themes)
    said = about.sentences
    return Account(
        employer=said["employer"],
        asked=said["asked"],
        asked_of=said["asked_of"],
        field_work=said["field_work"],
        weighting=said["weighting"],
        source=said["source"],
        respondents=len(answers),
        smallest_group=policy.smallest_group,
        smallest_sensitive=policy.floor_of_sensitive if sensitive else None,
        invited=about.invited,
        invented=about.invented,
        themes=tuple(theme for theme in themes if theme.indicators),
        groupings=tuple(_grouping(about, answers, column) for column in asked.by),
    )


def _names(about: About, answers: Answers, by: Sequence[str]) -> dict[str, Words]:
    """Return what each column of groups and each of its members is called."""
    groupings = {column: _grouping(about, answers, column) for column in by}
    titles = {column: grouping.title for column, grouping in groupings.items()}
    return titles | {code: name for grouping in groupings.values() for code, name in grouping.members}


def _grouping(about: About, answers: Answers, column: str) -> Grouping:
    groups = answers.groups([column])
    members = tuple(
        (groups.name(place), about.name(column, label)) for place, (label,) in enumerate(groups.labels)
    )
    return Grouping(about.title(column), members)
