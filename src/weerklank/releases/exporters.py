"""Writing what may leave. A file is whole or it is not there."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.errors import Refused, bad_input
from weerklank.releases.figure import verify
from weerklank.releases.pdf import pdf
from weerklank.releases.report import report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from weerklank.releases.figure import Change, Figure, Release
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


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV (RFC 4180 quoting, newline ends); None is an empty field."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


FIGURE_COLUMNS = (
    "release",
    "checksum",
    "state",
    "indicator",
    "domain",
    "label_nl",
    "label_en",
    "unit",
    "value",
    "low",
    "high",
    "level",
    "n",
    "base_nl",
    "base_en",
    "population_nl",
    "population_en",
    "wave",
)
CHANGE_COLUMNS = (
    "release",
    "checksum",
    "indicator",
    "domain",
    "unit",
    "earlier_wave",
    "earlier",
    "earlier_n",
    "later_wave",
    "later",
    "later_n",
    "difference",
    "low",
    "high",
    "p_adjusted",
    "verdict",
)


@dataclass(frozen=True)
class Written:
    """The files of a report; `without_pdf` says why there is no PDF and what to type, "" where there is one."""

    paths: tuple[Path, ...]
    without_pdf: str = ""


def figures_csv(release: Release) -> str:
    """Return the figures as CSV, rounded as they are published; bounds have one decimal more.

    Raises `Refused("checksum")` where the release was changed. More decimals would tell more than the figure.
    """
    verify(release)
    return csv_text(FIGURE_COLUMNS, (_figure_row(release, figure) for figure in release.figures))


def changes_csv(release: Release) -> str:
    """Return the changes between waves as CSV, rounded as `figures_csv` rounds."""
    verify(release)
    return csv_text(CHANGE_COLUMNS, (_change_row(release, change) for change in release.changes))


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


def _figure_row(release: Release, figure: Figure) -> list[object]:
    return [
        release.id,
        release.checksum,
        release.state.value,
        figure.indicator,
        figure.domain,
        figure.label["nl"],
        figure.label["en"],
        figure.unit.value,
        _fixed(figure.value, figure.decimals),
        _fixed(figure.low, figure.decimals + 1),
        _fixed(figure.high, figure.decimals + 1),
        figure.level,
        figure.respondents,
        figure.base["nl"],
        figure.base["en"],
        figure.population["nl"],
        figure.population["en"],
        figure.wave,
    ]


def _change_row(release: Release, change: Change) -> list[object]:
    then, now = change.earlier, change.later
    finer = now.decimals + 1
    return [
        release.id,
        release.checksum,
        now.indicator,
        now.domain,
        now.unit.value,
        *(then.wave, _fixed(then.value, then.decimals), then.respondents),
        *(now.wave, _fixed(now.value, now.decimals), now.respondents),
        *(_fixed(number, finer) for number in (change.difference, change.low, change.high)),
        f"{change.p_adjusted:.4f}",
        change.verdict.value,
    ]


def _fixed(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"
