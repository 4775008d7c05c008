"""Which items and codes make a figure, and on which base. Pure: it is given the text of an indicator file.

`docs/indicators.md` describes the format, `weerklank-indicators/1`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from weerklank.errors import BadInput, Fault
from weerklank.fieldwork.conditions import UNKNOWN, YES, Given, columns_of, truth
from weerklank.fieldwork.reading import Reading, tree
from weerklank.fieldwork.vocabulary import Vocabulary, known_name, read_codes, read_condition
from weerklank.stats.answers import Answers
from weerklank.stats.compare import Better
from weerklank.stats.scales import scale_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from yaml.nodes import Node

    from weerklank.fieldwork.conditions import Asks, Condition
    from weerklank.fieldwork.form import Index, Questionnaire, Words

FORMAT = "weerklank-indicators/1"
MOST_DECIMALS = 6

_NEEDS = ("format", "id", "version", "languages", "questionnaires", "indicators")
_INDICATOR_NEEDS = ("id", "label", "unit", "decimals", "better", "base")
_INDICATOR_MAY = ("figure", "sensitive", "yes", "item", "index", "answered", "unknown", "target")


class Unit(Enum):
    """What an indicator is: a share in percent, or a mean."""

    PERCENT = "pct"
    MEAN = "mean"


@dataclass(frozen=True)
class Base:
    """Who could have answered: in words, and as a condition where it is not everybody."""

    text: Words
    when: Condition | None = None


@dataclass(frozen=True)
class Indicator:
    """One figure's definition.

    One of `yes` (a share), `item` and `index` (a mean) is there. `target` is in the figure's own unit:
    percent or points of the scale. `figure` names the figure of the letter, "" where there is none.
    `answered` are missing codes that count as an answer; where `unknown` certainly holds, the respondent is
    missing.
    """

    id: str
    label: Words
    unit: Unit
    decimals: int
    better: Better
    base: Base
    figure: str = ""
    sensitive: bool = False
    target: float | None = None
    yes: Condition | None = None
    item: str = ""
    index: str = ""
    answered: frozenset[int] = frozenset()
    unknown: Condition | None = None


@dataclass(frozen=True)
class Indicators:
    """A checked indicator file, with what it needs of its questionnaires.

    `missing` maps each column of the questionnaires to its missing codes; `indices` holds their indices.
    """

    id: str
    version: str
    languages: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    missing: dict[str, frozenset[int]]
    indices: dict[str, Index]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators)

    def __len__(self) -> int:
        return len(self.indicators)

    def find(self, name: str) -> Indicator | None:
        """Return an indicator by its id; None where there is none."""
        return next((indicator for indicator in self.indicators if indicator.id == name), None)

    def columns(self) -> tuple[str, ...]:
        """Return every column of the answers that the indicators look at, once, in order of first use."""
        return tuple(dict.fromkeys(name for one in self.indicators for name in self._needed(one)))

    def _needed(self, indicator: Indicator) -> Iterator[str]:
        for condition in (indicator.yes, indicator.base.when, indicator.unknown):
            if condition is not None:
                yield from columns_of(condition)
        if indicator.item:
            yield indicator.item
        if indicator.index:
            yield from self.indices[indicator.index].items


def questionnaires_of(text: str, *, source: str) -> tuple[str, ...]:
    """Return the questionnaire files that an indicator file names; empty where it names none."""
    reading = Reading(source)
    pairs = {key.value: value for key, value in reading.pairs(tree(text, source=source), at="indicators")}
    nodes = (
        reading.sequence(pairs["questionnaires"], at="questionnaires") if "questionnaires" in pairs else []
    )
    names = tuple(reading.text(node, at="questionnaires") for node in nodes)
    reading.settle()
    return names


def indicators(text: str, *, source: str, questionnaires: Sequence[Questionnaire]) -> Indicators:
    """Return the indicators that a YAML text describes, checked against their questionnaires.

    Raises `BadInput` with every fault: an unknown item, a code outside its scale, a base without words, and
    all that a questionnaire file is refused for.
    """
    root = tree(text, source=source)
    reading = Reading(source)
    top = reading.fields(root, needs=_NEEDS, at="indicators")
    reading.settle()
    reading.choice(top["format"], among=(FORMAT,), at="format")
    known = _known(root, questionnaires=questionnaires, reading=reading)
    languages = [
        reading.name(node, at="languages") for node in reading.sequence(top["languages"], at="languages")
    ]
    reading.languages = tuple(dict.fromkeys(languages))
    whole = Indicators(
        id=reading.code(top["id"], at="id"),
        version=reading.code(top["version"], at="version"),
        languages=reading.languages,
        indicators=_indicators(top["indicators"], known=known, reading=reading),
        missing={column.name: form.missing for form in questionnaires for column in form.columns()},
        indices=known.indices,
    )
    reading.settle()
    return whole


@dataclass(frozen=True)
class _Known:
    vocabulary: Vocabulary
    indices: dict[str, Index]
    missing: frozenset[int]


def _known(root: Node, *, questionnaires: Sequence[Questionnaire], reading: Reading) -> _Known:
    vocabulary, indices = Vocabulary(), dict[str, "Index"]()
    for form in questionnaires:
        for column in form.columns():
            if not vocabulary.add(column):
                mend = "Give each item an id of its own"
                reading.fault(root, "two of its questionnaires share a column", mend, at=column.name)
        for section in form.sections:
            asked = tuple(item.id for item in section.items if item.id in vocabulary.codes)
            vocabulary.sections[section.id] = asked
        indices |= form.indices
    missing = frozenset[int]().union(*(form.missing for form in questionnaires))
    return _Known(vocabulary, indices, missing)


def _indicators(node: Node, *, known: _Known, reading: Reading) -> tuple[Indicator, ...]:
    found: dict[str, Indicator] = {}
    for part in reading.sequence(node, at="indicators"):
        indicator = _indicator(part, known=known, reading=reading)
        if indicator is None:
            continue
        if indicator.id in found or indicator.id in known.vocabulary.columns:
            mend = "Give the indicator an id of its own, no item's"
            reading.fault(part, "an id is used twice", mend, at=indicator.id)
        found.setdefault(indicator.id, indicator)
    return tuple(found.values())


def _indicator(node: Node, *, known: _Known, reading: Reading) -> Indicator | None:
    found = reading.fields(node, needs=_INDICATOR_NEEDS, may=_INDICATOR_MAY, at="indicators")
    if any(key not in found for key in _INDICATOR_NEEDS):
        return None
    name = reading.name(found["id"], at="id")
    units, ways = [unit.value for unit in Unit], [way.value for way in Better]
    unit = Unit(reading.choice(found["unit"], among=units, at=name) or "pct")
    _check_one_maker(node, found, unit=unit, reading=reading, at=name)
    return Indicator(
        id=name,
        label=reading.words(found["label"], at=f"{name} label"),
        unit=unit,
        decimals=_decimals(found["decimals"], reading=reading, at=name),
        better=Better(reading.choice(found["better"], among=ways, at=name) or "higher"),
        base=_base(found["base"], known=known, reading=reading, at=f"{name} base"),
        figure=reading.name(found["figure"], at=name) if "figure" in found else "",
        sensitive="sensitive" in found and reading.flag(found["sensitive"], at=name),
        target=reading.number(found["target"], at=name) if "target" in found else None,
        yes=_condition(found, "yes", known=known, reading=reading, at=name),
        item=_named(found, "item", among=known.vocabulary.codes, reading=reading, at=name),
        index=_named(found, "index", among=known.indices, reading=reading, at=name),
        answered=_answered(found, known=known, reading=reading, at=name),
        unknown=_condition(found, "unknown", known=known, reading=reading, at=name),
    )


def _check_one_maker(node: Node, found: dict[str, Node], *, unit: Unit, reading: Reading, at: str) -> None:
    makers = [key for key in ("yes", "item", "index") if key in found]
    if unit is Unit.PERCENT and makers != ["yes"]:
        reading.fault(node, "a share is made by yes, and by nothing else", "Give yes: a condition", at=at)
    if unit is Unit.MEAN and makers not in (["item"], ["index"]):
        reading.fault(
            node, "a mean is made by one item or one index", "Give item or index, one of them", at=at
        )
    if unit is Unit.MEAN and "answered" in found:
        mend = "Take it out: no mean can be had over a missing code"
        reading.fault(found["answered"], "answered goes with a share", mend, at=at)


def _decimals(node: Node, *, reading: Reading, at: str) -> int:
    decimals = reading.integer(node, at=f"{at} decimals")
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        reading.fault(node, "decimals is out of range", f"Write 0 to {MOST_DECIMALS}", at=at)
    return decimals or 0


def _base(node: Node, *, known: _Known, reading: Reading, at: str) -> Base:
    found = reading.fields(node, needs=("text",), may=("when",), at=at)
    text = reading.words(found["text"], at=at) if "text" in found else {}
    return Base(text, _condition(found, "when", known=known, reading=reading, at=at))


def _condition(
    found: dict[str, Node], key: str, *, known: _Known, reading: Reading, at: str
) -> Condition | None:
    if key not in found:
        return None
    return read_condition(found[key], reading=reading, vocabulary=known.vocabulary, at=f"{at} {key}")


def _named(
    found: dict[str, Node],
    key: str,
    *,
    among: dict[str, Index] | dict[str, frozenset[int]],
    reading: Reading,
    at: str,
) -> str:
    return known_name(found[key], among=among, what=key, reading=reading, at=at) if key in found else ""


def _answered(found: dict[str, Node], *, known: _Known, reading: Reading, at: str) -> frozenset[int]:
    if "answered" not in found:
        return frozenset()
    return frozenset(
        read_codes(found["answered"], allowed=known.missing, reading=reading, at=f"{at} answered")
    )


def derive(indicators: Indicators, answers: Answers) -> Answers:
    """Return the answers with one column more for each indicator, named for it.

    A share is 1.0 or 0.0, a mean the number itself; null where it is missing or the respondent is outside the
    base. Raises `BadInput` where the answers lack a column that an indicator needs, hold text in one, or have
    a column with an indicator's name.
    """
    _check_columns(indicators, answers)
    derived = [
        pl.Series(one.id, _values(one, indicators=indicators, answers=answers)).fill_nan(None)
        for one in indicators
    ]
    return Answers(answers.frame.with_columns(derived), answers.source, answers.first_row)


def _check_columns(indicators: Indicators, answers: Answers) -> None:
    there = set(answers.frame.columns)
    lacking = [
        Fault(
            "there is no such column",
            "Add it, or take the indicators out that need it",
            answers.source,
            None,
            name,
        )
        for name in indicators.columns()
        if name not in there
    ]
    taken = [
        Fault("an indicator has this name", "Rename the column", answers.source, None, one.id)
        for one in indicators
        if one.id in there
    ]
    if lacking or taken:
        raise BadInput(lacking + taken)


def _values(indicator: Indicator, *, indicators: Indicators, answers: Answers) -> NDArray[np.float64]:
    def asks(column: str) -> Given:
        values = answers.numbers(column)
        missing = sorted(indicators.missing[column] - indicator.answered)
        return Given(values, np.isnan(values) | np.isin(values, missing))

    values = _made(indicator, asks=asks, indices=indicators.indices)
    if indicator.base.when is not None:
        values[truth(indicator.base.when, asks=asks) != YES] = np.nan
    if indicator.unknown is not None:
        values[truth(indicator.unknown, asks=asks) == YES] = np.nan
    return values


def _made(indicator: Indicator, *, asks: Asks, indices: dict[str, Index]) -> NDArray[np.float64]:
    if indicator.yes is not None:
        held = truth(indicator.yes, asks=asks)
        return np.where(held == UNKNOWN, np.nan, held / YES)
    if indicator.item:
        return _number(asks(indicator.item))
    index = indices[indicator.index]
    return scale_mean(
        np.column_stack([_number(asks(item)) for item in index.items]),
        reverse=np.array([item in index.reverse for item in index.items]),
        low=index.low,
        high=index.high,
        minimum=index.min_valid,
    )


def _number(given: Given) -> NDArray[np.float64]:
    return np.where(given.missing, np.nan, given.values)
