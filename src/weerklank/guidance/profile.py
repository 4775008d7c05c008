"""What a counsellor tells of themselves, and the card that a telephone can keep of it. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from weerklank.guidance.choices import chosen
from weerklank.organisation.spelling import plain

FOLD = 70
"""Octets of the longest line of a card, as RFC 6350 would have it, with room to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that is shown of a counsellor; topics, languages and weekdays by their id in `choices.yaml`."""

    name: str
    gender: str
    external: bool
    place: str = ""
    room: str = ""
    phone: str = ""
    email: str = ""
    introduction: str = ""
    weekdays: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def spelled(profile: Profile, *, pool: str = "") -> str:
    """Return the words by which a profile is found: name, place, topics and languages in both languages."""
    options = [*chosen("topics", profile.topics), *chosen("languages", profile.languages)]
    named = [f"{option.text.nl} {option.text.en}" for option in options]
    return plain(" ".join([profile.name, profile.place, pool, *named]))


def card(*, name: str, role: str, phone: str, email: str, place: str) -> str:
    """Return a vCard 3.0, which every telephone reads."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escaped(name)};;;;",
        f"FN:{escaped(name)}",
        f"TITLE:{escaped(role)}",
        *([f"TEL;TYPE=WORK,VOICE:{escaped(phone)}"] if phone else []),
        *([f"EMAIL;TYPE=WORK:{escaped(email)}"] if email else []),
        *([f"ADR;TYPE=WORK:;;;{escaped(place)};;;"] if place else []),
        "END:VCARD",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text that means itself in a card, and cannot begin a line of its own."""
    for sign in ("\\", ",", ";"):
        text = text.replace(sign, f"\\{sign}")
    words = " ".join(text.split())
    return "".join(letter for letter in words if unicodedata.category(letter) != "Cc")


def folded(line: str) -> str:
    """Return a line in pieces of at most `FOLD` octets, never cut within a letter."""
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > FOLD:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
