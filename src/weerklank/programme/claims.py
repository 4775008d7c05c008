"""What free text may not say by itself. PURE.

Free text is what an author writes: the text of a measure, of a commitment, of a paragraph. A number comes
into the letter by a reference only; a claim only where its proof stands. The patterns are wide on purpose: a
sentence refused without need is rewritten in a minute, one let through stands before Parliament.
"""

from __future__ import annotations

import re

EFFECT = re.compile(
    r"\b(effecti\w+|doeltreffend\w*|werkt|werkte|werkzaam|succesvol\w*|bewezen|dankzij|helpt|hielp|geholpen"
    r"|works|worked|effect|effecten|veroorza\w+|causes?)\b|\bleid(t|de|en|den) tot\b",
    re.IGNORECASE,
)
PROGRESS = re.compile(
    r"\b(voortgang|vooruitgang|vooruit|verbeterd\w*|verbetering\w*|beter geworden|gedaald|daling|afgenomen"
    r"|afname|gestegen|stijging|toegenomen|toename|progress|improved|improvement)\b",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    r"%|\b(procent\w*|promille|percent\w*|helft|kwart|driekwart|merendeel|meerderheid|minderheid|de meesten?"
    r"|(een|één|twee|drie|vier) ?(derde|vierde|vijfde)|(een|één) op (de|elke)"
    r"|(der|veer|vijf|zes|zeven|acht|negen)tien|\w*(twin|der|veer|vijf|zes|zeven|tach|negen)tig"
    r"|tientallen|honderd\w*|duizend\w*|miljoen\w*|miljard\w*)\b",
    re.IGNORECASE,
)
EVERYBODY = re.compile(
    r"\b(\w*medewerkers?|\w*ambtenaren|\w*ambtenaar|werknemers?|personeel|iedereen)\b", re.IGNORECASE
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
REFERENCE = re.compile(r"\{[^{}]*\}")


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [part for part in SENTENCE_END.split(text) if part]


def bare(text: str) -> str:
    """Return a text without its references in braces."""
    return REFERENCE.sub(" ", text)


def numeric(text: str) -> bool:
    """Return whether a text holds a digit or another sign for a number (½, ², Ⅳ)."""
    return any(sign.isnumeric() for sign in text)


def counts(text: str) -> bool:
    """Return whether free text gives a quantity outside its references: a number, a share or a percentage."""
    return numeric(bare(text)) or QUANTITY.search(bare(text)) is not None


def claims_effect(text: str) -> bool:
    """Return whether free text says that something has an effect."""
    return EFFECT.search(bare(text)) is not None


def claims_progress(text: str) -> bool:
    """Return whether free text says that something went up, down, forward or became better."""
    return PROGRESS.search(bare(text)) is not None


def speaks_of_everybody(text: str) -> bool:
    """Return whether free text speaks of the whole staff, and not of those who took part."""
    return EVERYBODY.search(bare(text)) is not None
