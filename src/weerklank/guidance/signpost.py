"""Where can I go? At most four answers in, the routes that fit them out. Pure: nobody is asked who they are.

The questions and routes are data, in `signpost.yaml`. An answer is a step of an address (`affected/sexual`), so
that nothing has to be kept between one question and the next.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from weerklank.errors import Refused
from weerklank.packaged import packaged

if TYPE_CHECKING:
    from collections.abc import Iterator

Answers: TypeAlias = Mapping[str, str]
"""An option by the question that it answers, in the order of the questions; the last may be lacking."""
INTERNAL, EXTERNAL = "internal", "external"


@dataclass(frozen=True, slots=True)
class Text:
    """The same in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options; it may be put otherwise to some."""

    id: str
    text: Text
    options: tuple[Option, ...]
    text_for: Mapping[str, Text] = field(default_factory=dict)

    def asked_of(self, answers: Answers) -> Text:
        """Return the question as it is put to someone who gave these answers."""
        return self.text_for.get(answers.get("who", ""), self.text)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority to which the whistleblowers act lets people report, and its field."""

    id: str
    name: Text
    field: Text
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Somewhere to go: what happens next, who will know, whether it can be without a name, and what it costs.

    `warning` is there where the step cannot be taken back. `kept` says that each employer has its own details,
    `finder` that it is a person to be found by unit.
    """

    id: str
    side: str
    name: Text
    next: Text
    knows: Text
    anonymous: Text
    cost: Text
    warning: Text | None = None
    reach: Text | None = None
    phone: str = ""
    page: str = ""
    kept: bool = False
    finder: bool = False
    authorities: bool = False
    fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leads: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Signpost:
    """All questions, routes and authorities."""

    questions: tuple[Question, ...]
    routes: tuple[Route, ...]
    authorities: tuple[Authority, ...]


@cache
def signpost() -> Signpost:
    """Return the signpost as `signpost.yaml` has it."""
    told = packaged(__package__, "signpost.yaml")
    return Signpost(
        questions=tuple(question(row) for row in told["questions"]),
        routes=tuple(route(row) for row in told["routes"]),
        authorities=tuple(
            Authority(row["id"], Text(**row["name"]), Text(**row["field"]), row["page"])
            for row in told["authorities"]
        ),
    )


def question(row: Mapping[str, Any]) -> Question:
    """Return one question of the file."""
    return Question(
        id=row["id"],
        text=Text(**row["text"]),
        options=tuple(Option(one["id"], Text(one["nl"], one["en"])) for one in row["options"]),
        text_for={who: Text(**text) for who, text in row.get("text_for", {}).items()},
    )


def route(row: Mapping[str, Any]) -> Route:
    """Return one route of the file: what has `nl` is a text, what has lists is a condition."""

    def read(value: Any) -> Any:  # noqa: ANN401 - whatever a file can hold
        if not isinstance(value, dict):
            return value
        return Text(**value) if "nl" in value else {about: tuple(options) for about, options in value.items()}

    return Route(**{name: read(value) for name, value in row.items()})


def read_answers(steps: str) -> dict[str, str]:
    """Return the answers of an address such as `affected/sexual`; refuses steps that answer nothing."""
    given = [step for step in steps.split("/") if step]
    asked = signpost().questions
    if len(given) > len(asked):
        raise Refused("not_found")
    for put, step in zip(asked, given, strict=False):
        if step not in {option.id for option in put.options}:
            raise Refused("not_found")
    return {put.id: step for put, step in zip(asked, given, strict=False)}


def next_question(answers: Answers) -> Question | None:
    """Return the first question without an answer; none where all have one."""
    return next((put for put in signpost().questions if put.id not in answers), None)


def routes(answers: Answers) -> list[Route]:
    """Return the routes that fit, those that lead in front, each side in the order of the file."""
    fitting = [way for way in signpost().routes if holds(way.fits, answers)]
    return sorted(fitting, key=lambda way: way.leads is None or not holds(way.leads, answers))


def holds(conditions: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    """Return whether every condition holds its answer; a question without an answer hinders nothing."""
    return all(answers.get(about) in {None, *options} for about, options in conditions.items())


def every_combination() -> Iterator[dict[str, str]]:
    """Yield every way in which all questions can be answered."""
    asked = signpost().questions
    for options in itertools.product(*(put.options for put in asked)):
        yield {put.id: option.id for put, option in zip(asked, options, strict=True)}
