"""What a library says on our pages, in our own words: `words/borrowed.yaml` goes before its translations.

The library for signing in brings some thirty pages and mails. They are its own, and so is their Dutch; this
replaces the words and leaves the pages.
"""

from __future__ import annotations

import struct
from gettext import GNUTranslations
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.translation.trans_real import translation

from weerklank.web.wording import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "borrowed."
MAGIC = 0x950412DE
HEAD = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}


def overrule() -> None:
    """Let our words go before those of every library, in each language."""
    for language in LANGUAGES:
        own = {
            name.removeprefix(FILE): text[language] for name, text in words().items() if name.startswith(FILE)
        }
        translation(language).merge(GNUTranslations(BytesIO(catalogue(own))))


def catalogue(texts: Mapping[str, str]) -> bytes:
    """Return texts by what they replace as a catalogue of gettext, as bytes.

    Source: GNU gettext manual, "The Format of GNU MO Files": a head of seven numbers, then two tables of length
    and place, then the texts, each with a zero behind it.
    """
    pairs = [(one.encode(), other.encode()) for one, other in sorted((HEAD | dict(texts)).items())]
    pieces = [one for one, _ in pairs] + [other for _, other in pairs]
    tables = 28 + 8 * len(pieces)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, tables)
    index, place = b"", tables
    for piece in pieces:
        index += struct.pack("<2I", len(piece), place)
        place += len(piece) + 1
    return head + index + b"\0".join(pieces) + b"\0"
