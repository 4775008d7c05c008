"""Reading what is known of a population: counts by the values of a column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weerklank.errors import BadInput, Fault, bad_input

if TYPE_CHECKING:
    from pathlib import Path

Totals = dict[str, dict[str, float]]


def read_totals(path: Path) -> Totals:
    """Return population counts from JSON: ``{column: {value: count}}``, or a list by values 0, 1, 2, ….

    Raises `BadInput` that names the column of whatever is no count of zero or more.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise bad_input("there is no such file", "Check the path", file=path.name) from None
    except UnicodeDecodeError:
        raise bad_input("is not UTF-8 text", "Save it as UTF-8", file=path.name) from None
    except json.JSONDecodeError as error:
        raise bad_input("is not JSON", "Mend it there", file=path.name, row=error.lineno) from None
    if not isinstance(read, dict) or not read:
        raise bad_input("names no columns", 'Write {"column": {"value": count}}', file=path.name)
    found = {str(column): _counts(given) for column, given in read.items()}
    faults = [
        Fault(
            "is no list and no table of counts of zero or more",
            'Write {"value": count}',
            path.name,
            None,
            column,
        )
        for column, counts in found.items()
        if counts is None
    ]
    if faults:
        raise BadInput(faults)
    return {column: counts for column, counts in found.items() if counts is not None}


def _counts(given: object) -> dict[str, float] | None:
    pairs = list(enumerate(given)) if isinstance(given, list) else None
    if isinstance(given, dict):
        pairs = list(given.items())
    if not pairs or not all(_is_count(count) for _, count in pairs):
        return None
    return {str(value): float(count) for value, count in pairs}


def _is_count(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < float("inf")
