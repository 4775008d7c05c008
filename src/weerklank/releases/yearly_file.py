"""The yearly report on social safety: a foreword, and the releases it is put together from. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.errors import Refused, bad_input
from weerklank.releases.sealing import sealed, unsealed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weerklank.fieldwork.form import Words

YEARLY = "weerklank-yearly/1"
EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True)
class Yearly:
    """A yearly report. `quotes` are the releases it shows, in order, each with its checksum."""

    id: str
    title: Words
    year: int
    foreword: Words
    quotes: tuple[tuple[str, str], ...]
    checksum: str = ""


def yearly_text(*, year: int, foreword: Words, quotes: Sequence[tuple[str, str]]) -> str:
    """Return a yearly report as JSON text with its checksum.

    Raises `Refused`: "no_releases" where it shows nothing, "number_in_foreword" where the foreword holds a number:
    a number comes from a release, or not at all. Raises `BadInput` for a year that cannot be.
    """
    if not EARLIEST <= year <= LATEST:
        raise bad_input(
            "this is no year of a report", f"Give a year from {EARLIEST} to {LATEST}", column="year"
        )
    if not quotes:
        raise Refused("no_releases", "A yearly report shows at least one published release: choose one.")
    if any(character.isdigit() for text in foreword.values() for character in text):
        raise Refused("number_in_foreword", "A foreword holds no numbers: they come from the releases alone.")
    return sealed(
        {
            "format": YEARLY,
            "id": f"yearly-report-{year}",
            "title": {
                "nl": f"Jaarverslag sociale veiligheid {year}",
                "en": f"Yearly report on social safety {year}",
            },
            "year": year,
            "foreword": dict(foreword),
            "quotes": [list(quote) for quote in quotes],
        }
    )


def yearly_of(text: str, *, source: str) -> Yearly:
    """Return the report of a JSON text; raises `BadInput` for what is none, `Refused("checksum")` if changed."""
    content = unsealed(text, form=YEARLY, source=source)
    try:
        quotes = tuple((str(code), str(checksum)) for code, checksum in content["quotes"])
        return Yearly(
            content["id"],
            content["title"],
            int(content["year"]),
            content["foreword"],
            quotes,
            content["checksum"],
        )
    except (KeyError, TypeError, ValueError):
        raise bad_input("is no yearly report", "Put it together in the office", file=source) from None
