"""What a report says of its survey besides the figures: a YAML text of plain sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from weerklank.errors import BadInput, Fault, bad_input

if TYPE_CHECKING:
    from weerklank.fieldwork.form import Words

LANGUAGES = ("nl", "en")
SENTENCES = ("title", "population", "employer", "asked", "asked_of", "field_work", "weighting", "source")
MAY = ("invited", "invented", "themes", "groups")


@dataclass(frozen=True)
class About:
    """A survey in words.

    `sentences` by name; `themes` as titles with their indicators; `groups` as the title of a column and the names
    of its values.
    """

    sentences: dict[str, Words]
    themes: tuple[tuple[Words, tuple[str, ...]], ...]
    groups: dict[str, tuple[Words, dict[str, Words]]]
    invited: int | None
    invented: bool

    def title(self, column: str) -> Words:
        """Return what a column is called; its own name where nothing is said."""
        return self.groups[column][0] if column in self.groups else dict.fromkeys(LANGUAGES, column)

    def name(self, column: str, value: str) -> Words:
        """Return what a value is called; the value where nothing is said."""
        names = self.groups[column][1] if column in self.groups else {}
        return names.get(value, dict.fromkeys(LANGUAGES, value))


def about(text: str, *, source: str) -> About:
    """Return the account in a YAML text; raise `BadInput` with every key that is missing or unknown."""
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        raise bad_input("is not YAML", "Write `key: value` on each line", file=source) from None
    if not isinstance(content, dict):
        raise bad_input("is no account of a survey", f"Give {', '.join(SENTENCES)}", file=source)
    faults = [*_faults(content, source)]
    if faults:
        raise BadInput(faults)
    themes = tuple((theme["title"], tuple(theme["indicators"])) for theme in content.get("themes", ()))
    sentences = {key: dict(content[key]) for key in SENTENCES}
    groups = {
        str(column): (group["title"], {str(value): name for value, name in group["names"].items()})
        for column, group in content.get("groups", {}).items()
    }
    return About(sentences, themes, groups, content.get("invited"), bool(content.get("invented", False)))


def _faults(content: dict[Any, Any], source: str) -> list[Fault]:
    unknown = [key for key in content if key not in (*SENTENCES, *MAY)]
    lacking = [key for key in SENTENCES if not _is_words(content.get(key))]
    faults = [
        *(
            Fault(
                "there is no such key in an account",
                f"Use {', '.join((*SENTENCES, *MAY))}",
                source,
                None,
                str(key),
            )
            for key in unknown
        ),
        *(
            Fault("has no text in each language", 'Write {nl: "…", en: "…"}', source, None, key)
            for key in lacking
        ),
    ]
    if not _are_themes(content.get("themes", [])):
        faults.append(
            Fault("is no list of themes", "Write title and indicators for each", source, None, "themes")
        )
    if not _are_groups(content.get("groups", {})):
        faults.append(
            Fault("does not name groups", "Write title and names for each column", source, None, "groups")
        )
    return faults


def _are_themes(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and _is_words(one.get("title")) and isinstance(one.get("indicators"), list)
        for one in value
    )


def _are_groups(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, dict)
        and _is_words(one.get("title"))
        and isinstance(one.get("names"), dict)
        and all(_is_words(name) for name in one["names"].values())
        for one in value.values()
    )


def _is_words(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(one), str) and value[one] for one in LANGUAGES
    )
