"""What a page is asked, as text: the one place where a field of an address or a form is read as it came.

Text never holds a NUL here. No person types one, and PostgreSQL keeps none: a field that carries one is read as
if it did not, so that nothing else that was written with it is lost.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

YEAR = re.compile(r"20[0-9]{2}", re.ASCII)


def field(form: QueryDict, name: str) -> str:
    """Return one field without the spaces around it; nothing where it was not sent."""
    return clean(form.get(name, ""))


def fields(form: QueryDict, name: str) -> list[str]:
    """Return every value of a field that may be sent more than once."""
    return [clean(given) for given in form.getlist(name)]


def year_asked(request: HttpRequest, today: date) -> int:
    """Return the year of this century that a page was asked for; this one where it was asked for none."""
    asked = field(request.GET, "year")
    return int(asked) if YEAR.fullmatch(asked) else today.year


def day(form: QueryDict, name: str) -> date | None:
    """Return one field as a day; nothing where it is none."""
    try:
        return date.fromisoformat(field(form, name))
    except ValueError:
        return None


def clean(given: str) -> str:
    """Return what a person can have typed."""
    return given.replace("\0", "").strip()
