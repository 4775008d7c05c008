"""The strict loader of a questionnaire file (`fieldwork-questionnaire/1`). Pure: it is given the text.

Every fault is found in one reading, each with its row and its mend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from weerklank.fieldwork.form import (
    FORMAT,
    Column,
    ForEach,
    Index,
    Item,
    Kind,
    Measure,
    Option,
    Pulse,
    Questionnaire,
    Scale,
    Section,
)
from weerklank.fieldwork.reading import Reading, tree
from weerklank.fieldwork.vocabulary import Vocabulary, known_name, read_codes, read_condition

if TYPE_CHECKING:
    from yaml.nodes import Node

    from weerklank.fieldwork.conditions import Condition
    from weerklank.fieldwork.form import Words

__all__ = ["Column", "Item", "Questionnaire", "Section", "questionnaire"]

_NEEDS = ("format", "id", "version", "languages", "title", "sections")
_MAY = (
    *("licence", "default_language", "reference_period", "estimated_minutes", "intro", "support_notice"),
    *("missing_codes", "scales", "indices", "pulse"),
)
_SECTION_MAY = (
    *("lead", "note", "scale", "sensitive", "quasi_identifier", "inspired_by", "show_if", "for_each"),
)
_ITEM_MAY = ("type", "scale", "measure", "options", "note", "topic", "reverse", "show_if")


def questionnaire(text: str, *, source: str) -> Questionnaire:
    """Return the questionnaire that a YAML text describes; `source` names the file in an error.

    Raises `BadInput` with every fault: what is not YAML, a missing language, an unquoted Yes or No, an
    unknown or repeated key, an id used twice, a scale, item, section or code that is not there.
    """
    root = tree(text, source=source)
    reading = Reading(source)
    top = reading.fields(root, needs=_NEEDS, may=_MAY, at="questionnaire")
    whole = _whole(root, top, reading=reading)
    reading.settle()
    return whole


@dataclass
class _Asked:
    """What the file has defined so far, while its sections are read."""

    reading: Reading
    missing: dict[int, Words]
    scales: dict[str, Scale]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    items: dict[str, Item] = field(default_factory=dict)


def _whole(root: Node, top: dict[str, Node], *, reading: Reading) -> Questionnaire:
    if "format" in top:
        reading.choice(top["format"], among=(FORMAT,), at="format")
    reading.languages = _languages(top, reading=reading)
    missing = _labels(top.get("missing_codes"), reading=reading, at="missing_codes")
    asked = _Asked(reading, missing, _scales(top.get("scales"), reading=reading))
    sections = _sections(top.get("sections"), asked=asked)
    if any(section.sensitive for section in sections) and "support_notice" not in top:
        reading.fault(
            root, "support_notice is missing", "Add it: sensitive sections show it", at="support_notice"
        )
    return Questionnaire(
        id=_code(top, "id", reading=reading),
        version=_code(top, "version", reading=reading),
        licence=_code(top, "licence", reading=reading),
        languages=reading.languages,
        default_language=_default_language(top, reading=reading),
        title=_words(top, "title", reading=reading) or {},
        reference_period=_words(top, "reference_period", reading=reading),
        estimated_minutes=_words(top, "estimated_minutes", reading=reading),
        intro=_words(top, "intro", reading=reading),
        support_notice=_words(top, "support_notice", reading=reading),
        missing_codes=missing,
        scales=asked.scales,
        sections=sections,
        indices=_indices(top.get("indices"), asked=asked),
        pulses=_pulses(top.get("pulse"), asked=asked),
    )


def _code(top: dict[str, Node], key: str, *, reading: Reading) -> str:
    return reading.code(top[key], at=key) if key in top else ""


def _words(found: dict[str, Node], key: str, *, reading: Reading) -> Words | None:
    return reading.words(found[key], at=key) if key in found else None


def _languages(top: dict[str, Node], *, reading: Reading) -> tuple[str, ...]:
    if "languages" not in top:
        return ()
    nodes = reading.sequence(top["languages"], at="languages")
    names = [reading.name(node, at="languages") for node in nodes]
    for place, node in enumerate(nodes):
        if names[place] in names[:place]:
            reading.fault(node, "a language is named twice", "Name it once", at="languages")
    return tuple(name for name in dict.fromkeys(names) if name)


def _default_language(top: dict[str, Node], *, reading: Reading) -> str:
    if "default_language" in top and reading.languages:
        return reading.choice(top["default_language"], among=reading.languages, at="default_language")
    return reading.languages[0] if reading.languages else ""


def _labels(node: Node | None, *, reading: Reading, at: str) -> dict[int, Words]:
    labels = {}
    for key, value in reading.pairs(node, at=at) if node else ():
        code = reading.integer(key, at=at)
        words = reading.words(value, at=at)
        if code is not None:
            labels[code] = words
    return labels


def _scales(node: Node | None, *, reading: Reading) -> dict[str, Scale]:
    scales = {}
    for key, value in reading.pairs(node, at="scales") if node else ():
        name = reading.name(key, at="scales")
        found = reading.fields(value, needs=("measure", "codes"), at=f"scale {name}")
        codes = _labels(found.get("codes"), reading=reading, at=f"scale {name}")
        scales[name] = Scale(_measure(found, reading=reading, at=f"scale {name}"), codes)
    return scales


def _measure(found: dict[str, Node], *, reading: Reading, at: str) -> Measure:
    known = [measure.value for measure in Measure]
    word = reading.choice(found["measure"], among=known, at=at) if "measure" in found else ""
    return Measure(word or Measure.NOMINAL.value)


def _sections(node: Node | None, *, asked: _Asked) -> tuple[Section, ...]:
    parts = asked.reading.sequence(node, at="sections") if node else []
    return tuple(_section(part, asked=asked) for part in parts)


def _section(node: Node, *, asked: _Asked) -> Section:
    reading = asked.reading
    found = reading.fields(node, needs=("id", "title", "items"), may=_SECTION_MAY, at="sections")
    name = reading.name(found["id"], at="section id") if "id" in found else ""
    if name and name in asked.vocabulary.sections:
        reading.fault(found["id"], "an id is used twice", "Give the section an id of its own", at=name)
    show_if, for_each = _show_if(found, asked=asked, at=name), _for_each(found, asked=asked, at=name)
    scale = _scale_id(found, asked=asked, at=name)
    items = _items(found, scale=scale, for_each=for_each, asked=asked, at=name)
    asked.vocabulary.sections[name] = tuple(item.id for item in items if item.id in asked.vocabulary.codes)
    return Section(
        id=name,
        title=_words(found, "title", reading=reading) or {},
        lead=_words(found, "lead", reading=reading),
        note=_words(found, "note", reading=reading),
        sensitive=_flag(found, "sensitive", reading=reading),
        quasi_identifier=_flag(found, "quasi_identifier", reading=reading),
        inspired_by=_texts(found, "inspired_by", reading=reading),
        show_if=show_if,
        for_each=for_each,
        items=items,
    )


def _flag(found: dict[str, Node], key: str, *, reading: Reading) -> bool:
    return key in found and reading.flag(found[key], at=key)


def _texts(found: dict[str, Node], key: str, *, reading: Reading) -> tuple[str, ...]:
    nodes = reading.sequence(found[key], at=key) if key in found else []
    return tuple(reading.text(node, at=key) for node in nodes)


def _show_if(found: dict[str, Node], *, asked: _Asked, at: str) -> Condition | None:
    if "show_if" not in found:
        return None
    where = f"{at} show_if".strip()
    return read_condition(found["show_if"], reading=asked.reading, vocabulary=asked.vocabulary, at=where)


def _scale_id(found: dict[str, Node], *, asked: _Asked, at: str) -> str | None:
    if "scale" not in found:
        return None
    name = known_name(found["scale"], among=asked.scales, what="scale", reading=asked.reading, at=at)
    return name or None


def _for_each(found: dict[str, Node], *, asked: _Asked, at: str) -> ForEach | None:
    if "for_each" not in found:
        return None
    reading, where = asked.reading, f"{at} for_each".strip()
    inner = reading.fields(found["for_each"], needs=("items", "when"), at=where)
    known = asked.vocabulary.codes
    nodes = reading.sequence(inner["items"], at=where) if "items" in inner else []
    names = [
        known_name(n, among=known, what="question asked before", reading=reading, at=where) for n in nodes
    ]
    items = tuple(name for name in names if name)
    when = reading.fields(inner["when"], needs=("in",), at=where) if "when" in inner else {}
    if not items or "in" not in when:
        return None
    allowed = frozenset.intersection(*(known[item] for item in items))
    return ForEach(items, read_codes(when["in"], allowed=allowed, reading=reading, at=where))


def _items(
    found: dict[str, Node], *, scale: str | None, for_each: ForEach | None, asked: _Asked, at: str
) -> tuple[Item, ...]:
    nodes = asked.reading.sequence(found["items"], at=at) if "items" in found else []
    items = []
    for node in nodes:
        item = _item(node, section_scale=scale, unscaled="scale" not in found, asked=asked)
        _enter(item, node=node, for_each=for_each, asked=asked)
        items.append(item)
    return tuple(items)


def _item(node: Node, *, section_scale: str | None, unscaled: bool, asked: _Asked) -> Item:
    reading = asked.reading
    found = reading.fields(node, needs=("id", "text"), may=_ITEM_MAY, at="items")
    name = reading.name(found["id"], at="item id") if "id" in found else ""
    at = name or "items"
    kind = _kind(found, reading=reading, at=at)
    own = "options" in found
    _check_answers(node, found, kind=kind, bare=unscaled, reading=reading, at=at)
    return Item(
        id=name,
        text=_words(found, "text", reading=reading) or {},
        kind=kind,
        scale=None if own or kind is Kind.MULTIPLE else _scale_id(found, asked=asked, at=at) or section_scale,
        codes=_own_codes(found, reading=reading, at=at) if own and kind is Kind.SINGLE else None,
        options=_options(found["options"], reading=reading, at=at) if own and kind is Kind.MULTIPLE else {},
        note=_words(found, "note", reading=reading),
        topic=reading.code(found["topic"], at=at) if "topic" in found else None,
        reverse=_flag(found, "reverse", reading=reading),
        show_if=_show_if(found, asked=asked, at=at),
    )


def _kind(found: dict[str, Node], *, reading: Reading, at: str) -> Kind:
    known = [kind.value for kind in Kind]
    word = reading.choice(found["type"], among=known, at=at) if "type" in found else ""
    return Kind(word or Kind.SINGLE.value)


def _check_answers(
    node: Node, found: dict[str, Node], *, kind: Kind, bare: bool, reading: Reading, at: str
) -> None:
    if "options" in found and "scale" in found:
        reading.fault(found["scale"], "has both a scale and options", "Keep one of the two", at=at)
    if kind is Kind.MULTIPLE and "options" not in found:
        reading.fault(node, "options is missing", "Add options: several answers need them", at=at)
    if kind is Kind.SINGLE and "options" not in found and "scale" not in found and bare:
        reading.fault(node, "has neither a scale nor options", "Add scale or options", at=at)
    if "measure" in found and ("options" not in found or kind is Kind.MULTIPLE):
        reading.fault(found["measure"], "measure goes with options of one answer", "Take it out", at=at)


def _own_codes(found: dict[str, Node], *, reading: Reading, at: str) -> Scale:
    if "measure" not in found:
        reading.fault(found["options"], "measure is missing", "Add measure: ordinal or nominal", at=at)
    codes = _labels(found["options"], reading=reading, at=at)
    return Scale(_measure(found, reading=reading, at=at), codes)


def _options(node: Node, *, reading: Reading, at: str) -> dict[str, Option]:
    options = {}
    for key, value in reading.pairs(node, at=at):
        name = reading.name(key, at=at)
        words = reading.words(value, at=at, skip=("exclusive",))
        flags = {key.value: flag for key, flag in reading.pairs(value, at=at)} if words else {}
        options[name] = Option(words, _flag(flags, "exclusive", reading=reading))
    return options


def _enter(item: Item, *, node: Node, for_each: ForEach | None, asked: _Asked) -> None:
    """Make the item known to what follows; an id or a column that is taken is a fault."""
    if not item.id:
        return
    section = Section("", {}, (item,), for_each=for_each)
    form = Questionnaire(*("", "", (), "", {}, (section,)), missing_codes=asked.missing, scales=asked.scales)
    answerable = item.kind is Kind.MULTIPLE or item.codes is not None or item.scale is not None
    free = [asked.vocabulary.add(column) for column in (form.columns() if answerable else ())]
    if item.id in asked.items or not all(free):
        asked.reading.fault(node, "an id is used twice", "Give the item an id of its own", at=item.id)
    asked.items.setdefault(item.id, item)


def _indices(node: Node | None, *, asked: _Asked) -> dict[str, Index]:
    indices = {}
    for key, value in asked.reading.pairs(node, at="indices") if node else ():
        name = asked.reading.name(key, at="indices")
        index = _index(value, asked=asked, at=f"index {name}")
        if index:
            indices[name] = index
    return indices


def _index(node: Node, *, asked: _Asked, at: str) -> Index | None:
    reading = asked.reading
    needs = ("items", "min_valid", "label")
    found = reading.fields(node, needs=needs, may=("reverse",), at=at)
    if any(key not in found for key in needs):
        return None
    items = _named(found["items"], asked=asked, at=at)
    reverse = _reverse(found.get("reverse"), items=items, asked=asked, at=at)
    for name in items:
        if asked.items[name].reverse != (name in reverse):
            mend = f"Mark {name} reverse in both places or in neither"
            reading.fault(node, "the index and its item do not agree on reverse", mend, at=at)
    low, high = _bounds(found["items"], items=items, asked=asked, at=at)
    least = _least(found["min_valid"], most=len(items), reading=reading, at=at)
    return Index(reading.words(found["label"], at=at), items, reverse, least, low, high)


def _named(node: Node, *, asked: _Asked, at: str) -> tuple[str, ...]:
    reading = asked.reading
    nodes = reading.sequence(node, at=at)
    names = [known_name(part, among=asked.items, what="item", reading=reading, at=at) for part in nodes]
    for place, part in enumerate(nodes):
        if names[place] and names[place] in names[:place]:
            reading.fault(part, "an item is named twice", "Name it once", at=at)
    return tuple(name for name in dict.fromkeys(names) if name)


def _reverse(node: Node | None, *, items: tuple[str, ...], asked: _Asked, at: str) -> tuple[str, ...]:
    nodes = asked.reading.sequence(node, at=at) if node else []
    what = "item of this index"
    names = [known_name(part, among=items, what=what, reading=asked.reading, at=at) for part in nodes]
    return tuple(name for name in names if name)


def _bounds(node: Node, *, items: tuple[str, ...], asked: _Asked, at: str) -> tuple[int, int]:
    bounds = set()
    for name in items:
        codes = asked.vocabulary.codes.get(name, frozenset()) - set(asked.missing)
        bounds.add((min(codes), max(codes)) if codes else (0, 0))
    if len(bounds) > 1 or (0, 0) in bounds:
        asked.reading.fault(node, "the items do not share one scale", "Take items of one scale", at=at)
    return bounds.pop() if bounds else (0, 0)


def _least(node: Node, *, most: int, reading: Reading, at: str) -> int:
    least = reading.integer(node, at=at)
    if least is not None and most and not 1 <= least <= most:
        reading.fault(node, "min_valid is out of range", f"Write 1 to {most}", at=at)
    return least or 0


def _pulses(node: Node | None, *, asked: _Asked) -> tuple[Pulse, ...]:
    reading = asked.reading
    pulses: list[Pulse] = []
    for part in reading.sequence(node, at="pulse") if node else ():
        found = reading.fields(part, needs=("id", "title", "items"), at="pulse")
        name = reading.code(found["id"], at="pulse") if "id" in found else ""
        if name and name in [pulse.id for pulse in pulses]:
            reading.fault(found["id"], "an id is used twice", "Give the pulse an id of its own", at="pulse")
        items = _named(found["items"], asked=asked, at="pulse") if "items" in found else ()
        pulses.append(Pulse(name, _words(found, "title", reading=reading) or {}, items))
    return tuple(pulses)
