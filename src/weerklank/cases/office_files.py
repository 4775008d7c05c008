"""Office files (docx, xlsx, pptx, odt, ods, odp) without who wrote, when, with what and from which template.

What was written is never touched: changes that were tracked, comments and hidden parts are named instead. The
rules stand in `office_rules.json`, which the browser's twin, `frontend/src/clean/office.ts`, reads too.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from weerklank.cases.pictures import cleaned_picture, is_picture
from weerklank.cases.zipped import damaged, unzipped, zipped
from weerklank.errors import Refused

if TYPE_CHECKING:
    from weerklank.cases.zipped import Entry

XML = re.compile(r"\.(xml|rels|rdf)$")
NOT_UTF8 = re.compile(r"^<\?xml[^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)


class Sign(NamedTuple):
    """Something that is in an office file where a part has this name and holds this pattern."""

    code: str
    parts: re.Pattern[str]
    pattern: re.Pattern[str]


class Change(NamedTuple):
    """What goes from the parts with such a name, and what comes in its place."""

    removed: str
    parts: re.Pattern[str]
    pattern: re.Pattern[str]
    by: str


class Rules(NamedTuple):
    """All that is done to an office file."""

    drop: tuple[Sign, ...]
    change: tuple[Change, ...]
    remains: tuple[Sign, ...]
    encrypted: tuple[Sign, ...]


@cache
def rules() -> Rules:
    """Return the rules, as they stand beside this module."""
    told = json.loads(files(__package__).joinpath("office_rules.json").read_text(encoding="utf-8"))
    return Rules(
        drop=tuple(sign(rule["removed"], rule) for rule in told["drop"]),
        change=tuple(change(rule["parts"], each) for rule in told["rewrite"] for each in rule["change"]),
        remains=tuple(sign(rule["code"], rule) for rule in told["remains"]),
        encrypted=tuple(sign("encrypted", rule) for rule in told["encrypted"]),
    )


def sign(code: str, rule: dict[str, str]) -> Sign:
    """Return a sign from its rule."""
    return Sign(code, re.compile(rule["parts"]), re.compile(rule.get("pattern", "")))


def change(parts: str, told: dict[str, Any]) -> Change:
    """Return a change from its rule."""
    return Change(told["removed"], re.compile(parts), re.compile(told["pattern"]), told["by"])


def cleaned_office(content: bytes) -> tuple[bytes, set[str], set[str]] | None:
    """Return an office file cleaned, what was removed and what remains; nothing for another kind of zip."""
    entries = unzipped(content)
    if not is_office({name for name, _ in entries}):
        return None
    if any(is_seen(lock, entry) for lock in rules().encrypted for entry in entries):
        raise Refused("encrypted", "This file is locked, so what it tells cannot be removed.")
    removed: set[str] = set()
    kept = [(name, cleaned_part(name, part, removed)) for name, part in entries if not drops(name, removed)]
    remains = {mark.code for mark in rules().remains for entry in kept if is_seen(mark, entry)}
    return zipped(kept), removed, remains | {"visible"}


def is_office(names: set[str]) -> bool:
    """Return whether files with these names make an office file."""
    return "[Content_Types].xml" in names or {"mimetype", "META-INF/manifest.xml"} <= names


def drops(name: str, removed: set[str]) -> bool:
    """Return whether a part goes as a whole, and add what it was."""
    found = next((rule for rule in rules().drop if rule.parts.search(name)), None)
    if found:
        removed.add(found.code)
    return found is not None


def is_seen(mark: Sign, entry: Entry) -> bool:
    """Return whether a part has the name and holds the pattern."""
    name, content = entry
    if not mark.parts.search(name) or not mark.pattern.pattern:
        return mark.parts.search(name) is not None
    return XML.search(name) is not None and mark.pattern.search(text_of(content)) is not None


def text_of(content: bytes) -> str:
    """Return the text of a part. Another encoding than UTF-8 is refused: the rules would see nothing in it."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise damaged() from None
    if NOT_UTF8.search(text):
        raise damaged()
    return text


def cleaned_part(name: str, content: bytes, removed: set[str]) -> bytes:
    """Return a part without what goes from it, and add what that was. A picture inside is cleaned too."""
    if is_picture(content):
        picture, gone, _ = cleaned_picture(content)
        removed |= gone
        return picture
    if not XML.search(name):
        return content
    text = text_of(content)
    for rule in rules().change:
        if rule.parts.search(name):
            after = rule.pattern.sub(rule.by, text)
            removed |= {rule.removed} if after != text else set()
            text = after
    return text.encode()
