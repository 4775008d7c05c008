"""Reading what a letter is made from. A file that is not there, or is no text, is one clear fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.errors import bad_input
from weerklank.programme.commitments import commitments
from weerklank.programme.documents import documents
from weerklank.programme.measures import measures
from weerklank.programme.plan import plan
from weerklank.releases.release_file import release_from_json

if TYPE_CHECKING:
    from pathlib import Path

    from weerklank.programme.commitments import Commitment
    from weerklank.programme.documents import Document
    from weerklank.programme.measures import Measure
    from weerklank.programme.plan import Plan
    from weerklank.releases.figure import Release

LARGEST = 100_000_000
"""Bytes; a file of words or of published figures is never larger."""


def read_commitments(path: Path) -> tuple[Commitment, ...]:
    """Return the commitments of a file."""
    return commitments(_text(path), source=path.name)


def read_measures(path: Path) -> tuple[Measure, ...]:
    """Return the measures of a file."""
    return measures(_text(path), source=path.name)


def read_documents(path: Path) -> tuple[Document, ...]:
    """Return the register of documents of a file."""
    return documents(_text(path), source=path.name)


def read_plan(path: Path) -> Plan:
    """Return the plan of a letter of a file."""
    return plan(_text(path), source=path.name)


def read_release(path: Path) -> Release:
    """Return the release of a JSON file, its checksum verified."""
    return release_from_json(_text(path), source=path.name)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise bad_input("is too large", "Give the YAML file, not the answers", file=path.name)
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise bad_input("cannot be read as text", "Give an existing UTF-8 file", file=path.name) from None
