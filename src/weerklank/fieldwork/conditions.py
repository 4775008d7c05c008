"""Conditions on answers, and what they come to when some answers are missing.

Truth is three-valued (S. C. Kleene, Introduction to Metamathematics, 1952, § 64): `any` is the greatest of
its parts, `all` the least, `not` the mirror image, with NO < UNKNOWN < YES.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

NO, UNKNOWN, YES = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ItemIn:
    """The answer to a question with one answer is one of `codes`."""

    item: str
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """At least one of `options` was chosen in a question with several answers."""

    item: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyInSection:
    """The answer to at least one of a section's `items` is one of `codes`."""

    section: str
    items: tuple[str, ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition: TypeAlias = "ItemIn | Chosen | AnyInSection | AnyOf | AllOf | Not"


@dataclass(frozen=True)
class Given:
    """One column of answers. `values`: shape (respondents,), float64. `missing`: the same shape, bool."""

    values: NDArray[np.float64]
    missing: NDArray[np.bool_]


Truth: TypeAlias = "NDArray[np.int8]"
Asks: TypeAlias = "Callable[[str], Given]"


def truth(condition: Condition, *, asks: Asks) -> Truth:
    """Return NO, UNKNOWN or YES for each respondent; shape (respondents,).

    `asks` returns the column of a name. A code that the condition names is an answer, also where it is a
    missing code; any other missing answer is UNKNOWN.
    """
    match condition:
        case AnyOf(parts):
            return _any([truth(part, asks=asks) for part in parts])
        case AllOf(parts):
            return _all([truth(part, asks=asks) for part in parts])
        case Not(part):
            return (YES - truth(part, asks=asks)).astype(np.int8)
        case ItemIn(item, codes):
            return _member(asks(item), codes)
        case AnyInSection(_, items, codes):
            return _any([_member(asks(item), codes) for item in items])
        case Chosen(item, options):
            return _any([_member(asks(f"{item}_{option}"), (1,)) for option in options])


def _any(parts: list[Truth]) -> Truth:
    return reduce(np.maximum, parts)


def _all(parts: list[Truth]) -> Truth:
    return reduce(np.minimum, parts)


def _member(given: Given, codes: tuple[int, ...]) -> Truth:
    otherwise = np.where(given.missing, UNKNOWN, NO)
    return np.where(np.isin(given.values, codes), YES, otherwise).astype(np.int8)


def columns_of(condition: Condition) -> Iterator[str]:
    """Yield the name of every column the condition looks at, as often as it does."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            for part in parts:
                yield from columns_of(part)
        case Not(part):
            yield from columns_of(part)
        case ItemIn(item, _):
            yield item
        case AnyInSection(_, items, _):
            yield from items
        case Chosen(item, options):
            yield from (f"{item}_{option}" for option in options)
