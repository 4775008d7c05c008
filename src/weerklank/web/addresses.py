"""What stands in an address."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter

LARGEST = 2**63 - 1
"""The largest number that a store can count with."""


class Number(IntConverter):
    """The number of a row: `<number:…>`. One that no store can hold is the address of nothing."""

    regex = "[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Return the number; raises `ValueError`, by which the address is not there, where it is too large."""
        number = int(value)
        if number > LARGEST:
            raise ValueError
        return number


def register() -> None:
    """Let addresses hold numbers of rows."""
    register_converter(Number, "number")
