"""The coded answers that may be shared for the yearly count: what is not on this list is not counted. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, in both languages."""

    id: str
    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in both languages, with the answers there are."""

    id: str
    nl: str
    en: str
    answers: tuple[Answer, ...]


@cache
def questions() -> tuple[Question, ...]:
    """Return every question, in the order in which it is asked."""
    told = yaml.safe_load(files(__package__).joinpath("questions.yaml").read_text(encoding="utf-8"))
    return tuple(
        Question(row["id"], row["nl"], row["en"], tuple(Answer(**answer) for answer in row["answers"]))
        for row in told["questions"]
    )


def is_known(question: str, answer: str) -> bool:
    """Return whether a question exists and this is one of its answers."""
    return any(
        found.id == question and any(answer == possible.id for possible in found.answers)
        for found in questions()
    )
