"""Reading counts, policies and safe tables from files. What is wrong with one is said with its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import yaml

from weerklank.errors import bad_input
from weerklank.fieldwork import csv_files
from weerklank.releases.accounts import about
from weerklank.releases.published import Published, published
from weerklank.releases.safe_tables import OF_A_CELL, UNIT, safe_table
from weerklank.stats.choice_counting import raw_choices
from weerklank.stats.counting import ROW, raw_table
from weerklank.stats.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from weerklank.releases.accounts import About
    from weerklank.stats.choices import RawChoices
    from weerklank.stats.tables import RawTable, SafeTable

LONGEST_POLICY = 100_000
STORE = ".jsonl"
"""The ending of a file of all that has been published."""


def read_counts(
    path: Path, *, levels: Sequence[str], response: str, by: Sequence[str] = (), linked: bool = False
) -> RawTable:
    """Return the table of a CSV file with one row an inner cell and its count `n`; absent cells are zero.

    `linked`: every background of `by` is a table of its own; else they are crossed.

    Raises `BadInput` for what is no such file and for everything that `raw_table` refuses.
    """
    return raw_table(_rows(path), levels=levels, response=response, by=by, linked=linked, source=path.name)


def read_filtered(
    path: Path, *, levels: Sequence[str], response: str, filters: Sequence[str]
) -> Callable[[Sequence[Sequence[str]]], RawTable]:
    """Return what makes tables of a CSV file for the combinations of filters it is given; as `read_counts`.

    The file is read once. Raises as `read_counts`, when the first table is made.
    """
    rows = _rows(path)

    def made(parts: Sequence[Sequence[str]]) -> RawTable:
        return raw_table(rows, levels=levels, response=response, by=filters, parts=parts, source=path.name)

    return made


def read_choices(
    path: Path,
    *,
    levels: Sequence[str],
    grounds: Sequence[str],
    any_of: str,
    by: Sequence[str] = (),
    linked: bool = False,
) -> RawChoices:
    """Return the counts of a CSV file with one row for each set of grounds that people of a group gave.

    `grounds`: a column of yes and no each; `any_of`: that of the question before. Raises as `raw_choices`.
    """
    return raw_choices(
        _rows(path), levels=levels, grounds=grounds, any_of=any_of, by=by, linked=linked, source=path.name
    )


def read_safe_table(
    path: Path,
    *,
    levels: Sequence[str],
    response: str,
    by: Sequence[str] = (),
    linked: bool = False,
    any_of: str = "",
    tree: Path | None = None,
) -> SafeTable:
    """Return the safe table of a CSV file, made by Weerklank or by another tool.

    `any_of`: the answer that says whether any of the others was given, where one person may give several.

    `tree`: a CSV file with the columns of the hierarchy (the counts, for one), for a table whose rows stand in an
    order that does not tell which unit is part of which.
    """
    units = _rows(tree) if tree else None
    return safe_table(
        _rows(path),
        levels=levels,
        response=response,
        by=by,
        linked=linked,
        any_of=any_of,
        tree=units,
        source=path.name,
    )


def read_earlier(path: Path, *, levels: Sequence[str], response: str, survey: str) -> list[SafeTable]:
    """Return earlier tables of the same answers: those of a survey in a store, or the one of a CSV file."""
    if path.suffix == STORE:
        return read_published(path).of(survey)
    columns = [name for name in _rows(path).columns if name not in {ROW, UNIT, response, *OF_A_CELL}]
    return [read_safe_table(path, levels=levels, response=response, by=columns, linked=len(columns) > 1)]


def read_published(path: Path, *, head: str | None = None) -> Published:
    """Return what a store says has been published, nothing where it is not there yet; raises as `published`."""
    return published(_text(path) if path.exists() else "", source=path.name, head=head)


def read_policy(path: Path) -> Policy:
    """Return the policy of a YAML file; raise `BadInput` for keys or values that cannot be."""
    try:
        content = yaml.safe_load(_text(path))
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise bad_input("is not YAML", "Write `key: value` on each line", file=path.name, row=row) from None
    if not isinstance(content, dict):
        raise bad_input("is not a policy", "Write `key: value` on each line", file=path.name)
    return Policy.from_mapping({str(key): value for key, value in content.items()}, source=path.name)


def read_about(path: Path) -> About:
    """Return the account of a survey in a YAML file; raises as `about`."""
    return about(_text(path), source=path.name)


def read_document(path: Path) -> str:
    """Return the text of a document to be released, as it is; raise `BadInput` for what is no text."""
    _require_file(path)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise bad_input("is not UTF-8 text", "Give the file as Weerklank wrote it", file=path.name) from None


def _rows(path: Path) -> pl.DataFrame:
    """Return a CSV file as columns of text, with the row where each stands."""
    _require_file(path)
    head = csv_files.header(path)
    found = csv_files.checked_layout(path, head=head)
    try:
        frame = csv_files.scan_frame(path, head=head).head(found.records).collect()
    except pl.exceptions.PolarsError:
        raise csv_files.unreadable(path) from None
    places = range(frame.height)
    rows = [found.row(place) for place in places] if found.spans else [place + 2 for place in places]
    return frame.with_columns(pl.Series(ROW, rows, dtype=pl.Int64))


def _text(path: Path) -> str:
    _require_file(path)
    if path.stat().st_size > LONGEST_POLICY:
        raise bad_input("is too long for a policy", "Give the policy's own file", file=path.name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise bad_input("is not UTF-8 text", "Save it as UTF-8", file=path.name) from None


def _require_file(path: Path) -> None:
    if not path.is_file():
        raise bad_input("there is no such file", "Check its name", file=path.name)
    if not path.stat().st_size:
        raise bad_input("is empty", "Give a file with something in it", file=path.name)
