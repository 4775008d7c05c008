"""``weerklank letter``: from published figures, measures and commitments to a letter to Parliament."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.errors import Refused, bad_input
from weerklank.programme.importers import (
    read_commitments,
    read_documents,
    read_measures,
    read_plan,
    read_release,
)
from weerklank.programme.letter import html, letter, markdown, trace
from weerklank.programme.trace import HEADER
from weerklank.releases.csv_form import csv_text
from weerklank.releases.exporters import write_whole
from weerklank.releases.letter_file import letter_text
from weerklank.releases.pdf import pdf

if TYPE_CHECKING:
    from weerklank.programme.structure import Letter

EXAMPLE = """example:
  weerklank letter --figures out/release.json --earlier out/release-2020.json \\
      --commitments examples/demonstration/letter/commitments.yaml \\
      --measures examples/demonstration/letter/measures.yaml \\
      --letter examples/demonstration/letter/letter.yaml --on 2022-06-27 --out out/letter

Writes letter.html, letter.md, trace.csv (where every number came from), letter.json (to be released) and, with
WeasyPrint, letter.pdf.
"""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    command = commands.add_parser(
        "letter",
        help="write the letter to Parliament from published figures",
        description=__doc__,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--figures", type=Path, required=True, help="the published release (JSON)")
    command.add_argument(
        "--earlier", type=Path, help="the release of the earlier wave, to hold the trend to it"
    )
    command.add_argument("--commitments", type=Path, required=True, help="what was promised (YAML)")
    command.add_argument("--measures", type=Path, required=True, help="what is done (YAML)")
    command.add_argument("--letter", type=Path, required=True, help="the plan of the letter (YAML)")
    command.add_argument("--documents", type=Path, help="the register of papers; default: beside the plan")
    command.add_argument("--on", required=True, metavar="DATE", help="the day of the letter, year-month-day")
    command.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="where the letter is written"
    )
    command.set_defaults(run=run)


def run(asked: argparse.Namespace) -> None:
    """Make the letter and write it: nothing is written unless the whole letter can be made."""
    paths = [asked.figures, *([asked.earlier] if asked.earlier else [])]
    releases = [read_release(path) for path in paths]
    made = letter(
        releases,
        releases[0].changes,
        read_measures(asked.measures),
        read_commitments(asked.commitments),
        plan=read_plan(asked.letter),
        documents=read_documents(asked.documents or asked.letter.with_name("documents.yaml")),
        on=_day(asked.on),
    )
    _write(made, on=_day(asked.on), folder=asked.out)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise bad_input("is not a date", "Write --on as year-month-day") from None


def _write(made: Letter, *, on: date, folder: Path) -> None:
    page, rows = html(made), trace(made)
    files = {
        "letter.html": page,
        "letter.md": markdown(made),
        "trace.csv": csv_text(HEADER, rows),
        "letter.json": letter_text(
            letter_id=f"letter-{on}",
            title=made.title,
            on=on.isoformat(),
            page=page,
            columns=HEADER,
            rows=rows,
        ),
    }
    for name, content in (files | _printed(page)).items():
        write_whole(folder / name, content)
        print(folder / name)


def _printed(page: str) -> dict[str, bytes]:
    try:
        return {"letter.pdf": pdf(page)}
    except Refused as refusal:  # the letter stands without its PDF
        if refusal.code != "pdf_unavailable":
            raise
        print(f"no letter.pdf: {refusal}", file=sys.stderr)
        return {}
