"""The coded answers that may be shared for the yearly count: what is not on this list is not counted. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from weerklank.packaged import packaged

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    told = packaged(__package__, "questions.yaml")
    return tuple(
        Question(row["id"], row["nl"], row["en"], tuple(Answer(**answer) for answer in row["answers"]))
        for row in told["questions"]
    )


def questions_of(asks: Iterable[str]) -> tuple[Question, ...]:
    """Return the questions of a form, in its order; raise `KeyError` for one that does not exist."""
    by_code = {question.id: question for question in questions()}
    return tuple(by_code[code] for code in asks)


def is_known(question: str, answer: str, *, asked: Iterable[Question]) -> bool:
    """Return whether a question is asked and this is one of its answers."""
    return any(
        found.id == question and any(answer == possible.id for possible in found.answers) for found in asked
    )
