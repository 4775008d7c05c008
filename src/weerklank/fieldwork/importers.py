"""Reading answers, questionnaires and indicators from files. What is wrong with one is said in full, with rows."""

from __future__ import annotations

import importlib.resources
from typing import TYPE_CHECKING, TypeAlias

import polars as pl
import pyreadstat

from weerklank.errors import BadInput, Fault, bad_input
from weerklank.fieldwork import csv_files
from weerklank.fieldwork.cells import Findings, check_codes, numbers
from weerklank.fieldwork.indicators import indicators, questionnaires_of
from weerklank.fieldwork.population import totals
from weerklank.fieldwork.questionnaire import questionnaire
from weerklank.fieldwork.reading import LONGEST_FILE
from weerklank.stats.answers import SHOWN_COLUMNS, Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pyreadstat.pyclasses import MissingRange

    from weerklank.fieldwork.form import Questionnaire
    from weerklank.fieldwork.indicators import Indicators
    from weerklank.fieldwork.population import Totals

Span: TypeAlias = "int | float | str | MissingRange"

CHUNK_ROWS = 500_000
REFERENCE, SUPPLEMENT, LETTER = "reference.yaml", "supplement.yaml", "letter.indicators.yaml"

_TEXTS = {".csv", ".tsv", ".txt"}
_PARQUET = {".parquet", ".pq"}
_SPSS = {".sav", ".zsav"}
_DAMAGED = "Make the file again, or give it as CSV"


def read_answers(
    path: Path,
    *,
    questionnaire: Questionnaire | None = None,
    columns: Sequence[str] | None = None,
    numeric: Sequence[str] = (),
) -> Answers:
    """Return the answers of a CSV, Parquet or SPSS file.

    `columns` are the ones to read, in that order; all where it is None. Columns of the `questionnaire` and those
    in `numeric` must hold numbers; the questionnaire's must hold codes of their scale or missing codes.
    Raises `BadInput` with the first ten faults by row, and the number of all.
    """
    kind = _kind(path)
    if kind in _TEXTS:
        return _read_csv(path, form=questionnaire, columns=columns, numeric=numeric)
    read = _read_parquet if kind in _PARQUET else _read_spss
    frame = read(path, questionnaire, columns)
    return _checked(frame, path=path, form=questionnaire, numeric=numeric)


def _kind(path: Path) -> str:
    if not path.exists():
        raise bad_input("there is no such file", "Check the path", file=path.name)
    if not path.is_file():
        raise bad_input("is not a file", "Give a file, not a folder", file=path.name)
    try:
        with path.open("rb") as file:
            some = file.read(1)
    except OSError:
        raise bad_input("may not be read", "Check who may read the file", file=path.name) from None
    if not some:
        raise bad_input("is empty", "Give a file with a header and respondents", file=path.name)
    kind = path.suffix.lower()
    if kind not in _TEXTS | _PARQUET | _SPSS:
        mend = "Give a file that ends in .csv, .parquet or .sav"
        raise bad_input("is of a kind that cannot be read", mend, file=path.name)
    return kind


def _picked(names: Sequence[str], *, columns: Sequence[str] | None, source: str) -> list[str]:
    """Return the columns to read; a column that is not there is a fault that says which are."""
    wanted = list(dict.fromkeys(names if columns is None else columns))
    shown = ", ".join(names[:SHOWN_COLUMNS]) + (" …" if len(names) > SHOWN_COLUMNS else "")
    lacking = [
        Fault("there is no such column", f"The columns are: {shown}", source, None, name)
        for name in wanted
        if name not in names
    ]
    if lacking:
        raise BadInput(lacking)
    return wanted


def _read_csv(
    path: Path, *, form: Questionnaire | None, columns: Sequence[str] | None, numeric: Sequence[str]
) -> Answers:
    head = csv_files.header(path)
    picked = _picked(head.names, columns=columns, source=path.name)
    found = csv_files.checked_layout(path, head=head)
    frame = csv_files.read_frame(path, head=head, picked=picked).head(found.records)
    findings = Findings(path.name, found.row)
    allowed = _allowed(form)
    frame = numbers(frame, required=[*allowed, *numeric], findings=findings, comma=head.comma, guess=True)
    check_codes(frame, allowed=allowed, findings=findings)
    findings.settle()
    return Answers(frame, path.name)


def _allowed(form: Questionnaire | None) -> dict[str, frozenset[int]]:
    return {column.name: column.codes for column in form.columns()} if form else {}


def _checked(
    frame: pl.DataFrame, *, path: Path, form: Questionnaire | None, numeric: Sequence[str]
) -> Answers:
    """Check a table that came with types of its own; its first respondent is row 1."""
    if not frame.height:
        raise bad_input("has columns and no respondents", "Give a row for each respondent", file=path.name)
    findings = Findings(path.name, lambda place: place + 1)
    allowed = _allowed(form)
    frame = numbers(
        _plain(frame, source=path.name),
        required=[*allowed, *numeric],
        findings=findings,
        comma=False,
        guess=False,
    )
    check_codes(frame, allowed=allowed, findings=findings)
    findings.settle()
    return Answers(frame, path.name, first_row=1)


def _plain(frame: pl.DataFrame, *, source: str) -> pl.DataFrame:
    faults = [
        Fault("holds neither numbers nor text", "Leave the column out", source, None, name)
        for name, kind in frame.schema.items()
        if kind.is_nested() or kind in {pl.Binary, pl.Object}
    ]
    if faults:
        raise BadInput(faults)
    texts = [n for n, kind in frame.schema.items() if kind.is_temporal() or kind in {pl.Categorical, pl.Enum}]
    return frame.with_columns(pl.col(texts).cast(pl.String), pl.selectors.decimal().cast(pl.Float64))


def _read_parquet(path: Path, _form: Questionnaire | None, columns: Sequence[str] | None) -> pl.DataFrame:
    lazy, picked = _parquet(path, columns=columns)
    try:
        return lazy.select(picked).collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise bad_input("is a damaged Parquet file", _DAMAGED, file=path.name) from None


def _parquet(path: Path, *, columns: Sequence[str] | None) -> tuple[pl.LazyFrame, list[str]]:
    try:
        lazy = pl.scan_parquet(path, glob=False)
        names = lazy.collect_schema().names()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise bad_input("is no Parquet file, or a damaged one", _DAMAGED, file=path.name) from None
    return lazy, _picked(names, columns=columns, source=path.name)


def _read_spss(path: Path, form: Questionnaire | None, columns: Sequence[str] | None) -> pl.DataFrame:
    try:
        _, about = pyreadstat.read_sav(path, metadataonly=True, output_format="polars")
        picked = _picked(about.column_names, columns=columns, source=path.name)
        content, about = pyreadstat.read_sav(path, usecols=picked, user_missing=True, output_format="polars")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError, ValueError):
        raise bad_input("is no SPSS file, or a damaged one", _DAMAGED, file=path.name) from None
    kept = form.missing if form else frozenset[int]()
    return content.select(
        _answered(name, spans=about.missing_ranges.get(name, []), kept=kept) for name in picked
    )


def _answered(name: str, *, spans: Sequence[Span], kept: frozenset[int]) -> pl.Expr:
    """Return a column without its user-missing answers; the questionnaire's own missing codes are kept."""
    missing = pl.lit(value=False)
    for span in spans:
        low, high = (span["lo"], span["hi"]) if isinstance(span, dict) else (span, span)
        missing |= pl.col(name).is_between(pl.lit(low), pl.lit(high))
    if kept and not any(isinstance(span, str) for span in spans):
        missing &= ~pl.col(name).is_in([float(code) for code in sorted(kept)])
    return pl.when(~missing | pl.col(name).is_null()).then(pl.col(name)).alias(name)


def scan_answers(
    path: Path, *, columns: Sequence[str], chunk_rows: int = CHUNK_ROWS, numeric: Sequence[str] = ()
) -> Iterator[Answers]:
    """Yield the answers of a CSV or Parquet file in parts of about `chunk_rows`, in the order of the file.

    Only one part is in memory at a time. `numeric` columns must hold numbers; so must every column that does in an
    earlier part. Raises as `read_answers`.
    """
    kind = _kind(path)
    if kind in _PARQUET:
        lazy, picked = _parquet(path, columns=columns)
        yield from _parts(
            lazy.select(picked),
            path=path,
            chunk_rows=chunk_rows,
            row=lambda place: place + 1,
            numeric=numeric,
            comma=False,
        )
        return
    if kind not in _TEXTS:
        raise bad_input("cannot be read in parts", "Give it as Parquet or CSV", file=path.name)
    head = csv_files.header(path)
    picked = _picked(head.names, columns=columns, source=path.name)
    found = csv_files.checked_layout(path, head=head)
    lazy = csv_files.scan_frame(path, head=head).head(found.records).select(picked)
    yield from _parts(
        lazy, path=path, chunk_rows=chunk_rows, row=found.row, numeric=numeric, comma=head.comma
    )


def _parts(
    lazy: pl.LazyFrame,
    *,
    path: Path,
    chunk_rows: int,
    row: Callable[[int], int],
    numeric: Sequence[str],
    comma: bool,
) -> Iterator[Answers]:
    done, required = 0, set(numeric)
    for part in _collected(lazy, path=path, chunk_rows=chunk_rows):
        findings = Findings(path.name, _rows_after(done, row=row))
        frame = numbers(part, required=required, findings=findings, comma=comma, guess=False)
        findings.settle()
        required |= {name for name, kind in frame.schema.items() if kind.is_numeric()}
        yield Answers(frame, path.name, first_row=row(done))
        done += part.height


def _rows_after(done: int, *, row: Callable[[int], int]) -> Callable[[int], int]:
    return lambda place: row(done + place)


def _collected(lazy: pl.LazyFrame, *, path: Path, chunk_rows: int) -> Iterator[pl.DataFrame]:
    try:
        yield from lazy.collect_batches(chunk_size=chunk_rows, maintain_order=True)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        raise bad_input("cannot be read to its end", _DAMAGED, file=path.name) from None


def read_totals(path: Path) -> Totals:
    """Return the population counts of a JSON file; raises as `totals`."""
    return totals(_small_text(path), source=path.name)


def read_questionnaire(path: Path) -> Questionnaire:
    """Return the questionnaire of a YAML file; raise `BadInput` with every fault and its row."""
    return questionnaire(_small_text(path), source=path.name)


def read_indicators(path: Path, *, questionnaires: Sequence[Questionnaire] | None = None) -> Indicators:
    """Return the indicators of a YAML file, checked against their questionnaires.

    Where `questionnaires` is None, the files that it names are read: from beside it, or the packaged ones.
    """
    text = _small_text(path)
    if questionnaires is None:
        questionnaires = [_named(name, beside=path) for name in questionnaires_of(text, source=path.name)]
    return indicators(text, source=path.name, questionnaires=questionnaires)


def _named(name: str, *, beside: Path) -> Questionnaire:
    near = beside.parent / name
    if not near.exists() and name in {REFERENCE, SUPPLEMENT}:
        return _packaged(name)
    return read_questionnaire(near)


def _small_text(path: Path) -> str:
    if not path.is_file():
        raise bad_input("there is no such file", "Check the path", file=path.name)
    if path.stat().st_size > LONGEST_FILE:
        raise bad_input(
            "is too long for this kind of file", "Give that file, not the answers", file=path.name
        )
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise bad_input("is not UTF-8 text", "Save it as UTF-8", file=path.name, row=row) from None


def _packaged(name: str) -> Questionnaire:
    return questionnaire(_packaged_text(name), source=name)


def _packaged_text(name: str) -> str:
    return (importlib.resources.files("weerklank.fieldwork") / "questionnaires" / name).read_text("utf-8")


def reference() -> Questionnaire:
    """Return the packaged reference questionnaire."""
    return _packaged(REFERENCE)


def supplement() -> Questionnaire:
    """Return the packaged supplement: what the letter reports and the reference does not ask."""
    return _packaged(SUPPLEMENT)


def letter_indicators() -> Indicators:
    """Return the packaged indicators of the letter to Parliament."""
    return indicators(_packaged_text(LETTER), source=LETTER, questionnaires=[reference(), supplement()])
