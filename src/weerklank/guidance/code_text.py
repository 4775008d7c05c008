"""The text of a code of conduct: sections, each under a heading, in both languages. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import BadInput, Fault
from weerklank.organisation.spelling import plain, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADING = re.compile(r"#+\s*(.*)")
FLOOR = 10
"""The least number of people that is shown."""
LONGEST = 60
"""Letters of the longest anchor."""
MOST = 100_000
"""Letters of the longest text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it, in one language."""

    title: str
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section in both languages. Its anchor comes from the Dutch heading: the same heading keeps its address."""

    anchor: str
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str


def sections(nl: str, en: str) -> list[Section]:
    """Return the sections of a code. A line that begins with `#` is a heading.

    Raises `BadInput` where a text is empty or too long, does not begin with a heading, has a section without text,
    a heading twice, or where the two languages differ in their number of sections.
    """
    dutch, english = parts(nl), parts(en)
    faults = [*faults_of(dutch, nl, file="nl"), *faults_of(english, en, file="en")]
    if not faults and len(dutch) != len(english):
        what = f"there are {len(dutch)} sections in Dutch and {len(english)} in English"
        faults = [Fault(what, "Let each section stand in both languages, in the same order")]
    if faults:
        raise BadInput(faults)
    return [
        Section(anchor(one.title), one.title, other.title, one.text, other.text)
        for one, other in zip(dutch, english, strict=True)
    ]


def parts(text: str) -> list[Part]:
    """Return the headings of a text, each with what stands below it; what is above the first has none."""
    found = [Part("", "", 1)]
    for row, line in enumerate(text.splitlines(), 1):
        if heading := HEADING.fullmatch(line.strip()):
            found.append(Part(heading[1].strip(), "", row))
        else:
            last = found.pop()
            found.append(Part(last.title, f"{last.text}\n{line.rstrip()}".lstrip("\n"), last.row))
    whole = [Part(part.title, part.text.strip(), part.row) for part in found]
    return whole if whole[0].text else whole[1:]


def faults_of(found: Sequence[Part], text: str, *, file: str) -> list[Fault]:
    """Return what is wrong with a text in one language."""
    if not found or len(text) > MOST:
        return [Fault("the text is empty or very long", f"Give a text of at most {MOST} letters", file=file)]
    seen: set[str] = set()
    faults = []
    for part in found:
        if not part.title or not anchor(part.title):
            faults.append(
                Fault("a text has no heading", "Begin each section with # and a heading", file, part.row)
            )
        elif not part.text:
            faults.append(Fault("a heading has no text", "Write the text below it", file, part.row))
        elif anchor(part.title) in seen:
            faults.append(Fault("a heading stands here twice", "Give each its own heading", file, part.row))
        seen.add(anchor(part.title))
    return faults


def anchor(title: str) -> str:
    """Return the address of a section within its page."""
    return re.sub(r"[^a-z0-9]+", "-", plain(title))[:LONGEST].strip("-")


def written(told: Iterable[Section], *, english: bool) -> str:
    """Return sections as the text that they were made from."""
    pairs = ((one.title_en, one.text_en) if english else (one.title_nl, one.text_nl) for one in told)
    return "\n\n".join(f"# {title}\n\n{text}" for title, text in pairs)


def matching(told: Iterable[Section], query: str) -> list[Section]:
    """Return the sections that hold every word of a query, in either language; all where nothing is asked."""
    asked = words(query)
    return [one for one in told if all(word in spelled(one) for word in asked)]


def spelled(section: Section) -> str:
    """Return all that a section says, as a search compares it."""
    return plain(f"{section.title_nl} {section.title_en} {section.text_nl} {section.text_en}")


def in_tens(times: int) -> int | None:
    """Return a number rounded down to tens: whoever looks twice does not see one person more; none below ten."""
    return times - times % FLOOR if times >= FLOOR else None
