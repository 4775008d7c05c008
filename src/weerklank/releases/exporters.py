"""Writing what may leave. A file is whole or it is not there."""

from __future__ import annotations

import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.errors import Refused, bad_input
from weerklank.releases.csv_form import changes_csv, figures_csv
from weerklank.releases.pdf import pdf
from weerklank.releases.report import report

if TYPE_CHECKING:
    import polars as pl

    from weerklank.releases.figure import Release
    from weerklank.releases.report import Account


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash, never sees half of it, making its folder if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content.encode() if isinstance(content, str) else content)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as trouble:
        mend = "Check the path, and that you may write there"
        raise bad_input(f"cannot be written ({trouble.strerror})", mend, file=str(path)) from None


def write_table(path: Path, table: pl.DataFrame) -> None:
    """Write a table as CSV or Parquet, by the ending of the file's name."""
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise bad_input(
            "is of a kind that cannot be written", "Give a name that ends in .csv or .parquet", file=path.name
        )
    out = io.BytesIO()
    if path.suffix.lower() == ".csv":
        table.write_csv(out)
    else:
        table.write_parquet(out)
    write_whole(path, out.getvalue())


@dataclass(frozen=True)
class Written:
    """The files of a report; `without_pdf` says why there is no PDF and what to type, "" where there is one."""

    paths: tuple[Path, ...]
    without_pdf: str = ""


def write_pdf(html: str, path: Path) -> None:
    """Write a page as PDF; raise `Refused("pdf_unavailable")` where WeasyPrint is missing."""
    write_whole(path, pdf(html))


def write_report(release: Release, folder: Path, *, account: Account) -> Written:
    """Write index.html (Dutch), en.html, figures.csv, changes.csv where there are changes, and report.pdf.

    Everything is made before the first file is written. A missing WeasyPrint leaves out report.pdf, and an
    older one is taken away, so that a folder never holds two releases. Raises as `report`.
    """
    dutch = report(release, account, language="nl")
    contents: dict[str, str | bytes] = {
        "index.html": dutch,
        "en.html": report(release, account, language="en"),
        "figures.csv": figures_csv(release),
    }
    if release.changes:
        contents["changes.csv"] = changes_csv(release)
    without_pdf = ""
    try:
        contents["report.pdf"] = pdf(dutch)
    except Refused as refusal:
        without_pdf = str(refusal)
    for name in {"changes.csv", "report.pdf"} - contents.keys():
        (folder / name).unlink(missing_ok=True)
    for name, content in contents.items():
        write_whole(folder / name, content)
    return Written(tuple(folder / name for name in contents), without_pdf)
