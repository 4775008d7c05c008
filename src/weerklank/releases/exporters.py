"""Writing what may leave. A file is whole or it is not there."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.errors import bad_input

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, or a crash, never sees half of it, making its folder if need be."""
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


def write_table(path: Path, table: pl.DataFrame) -> None:
    """Write a table as CSV or Parquet, by the ending of the file's name."""
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise bad_input("is of a kind that cannot be written", "Give a name that ends in .csv or .parquet",
                        file=path.name)
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
