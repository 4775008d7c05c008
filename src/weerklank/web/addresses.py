"""What stands in an address."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """The number of a row: `<number:…>`. More digits than a store can count with are the address of nothing."""

    regex = "[0-9]{1,18}"


def register() -> None:
    """Let addresses hold numbers of rows."""
    register_converter(Number, "number")
