"""What is known of a population: counts by the values of a column."""

from __future__ import annotations

import json

from weerklank.errors import BadInput, Fault, bad_input

Totals = dict[str, dict[str, float]]


def totals(text: str, *, source: str) -> Totals:
    """Return the population counts in a JSON text: ``{column: {value: count}}``, or a list by values 0, 1, 2, ….

    Raises `BadInput` that names the column of whatever is no count of zero or more.
    """
    try:
        read = json.loads(text)
    except json.JSONDecodeError as error:
        raise bad_input("is not JSON", "Mend it there", file=source, row=error.lineno) from None
    if not isinstance(read, dict) or not read:
        raise bad_input("names no columns", 'Write {"column": {"value": count}}', file=source)
    found = {str(column): _counts(given) for column, given in read.items()}
    faults = [
        Fault(
            "is no list and no table of counts of zero or more",
            'Write {"value": count}',
            source,
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
