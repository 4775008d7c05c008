"""The registers of reports and of complaints: what the law asks to be written down, without names."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weerklank.cases import register as registers
from weerklank.cases.grounds import ground_named
from weerklank.cases.procedures import Procedure, procedure_named
from weerklank.organisation.queries import names_on
from weerklank.people.rules import require
from weerklank.web.asked import field
from weerklank.web.visitor import REGISTRARS, actor, open_to, roles_of, today
from weerklank.web.wording import language, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest

    from weerklank.cases.register import Registered

A_PAGE = 50
FORMULA = ("=", "+", "-", "@")
"""How a formula begins in a spreadsheet."""
COLUMNS = ("number", "unit", "received", "acknowledged", "due", "told", "grounds", "state", "outcome")


@open_to(*REGISTRARS)
@require_safe
def register(request: HttpRequest, procedure: str) -> HttpResponse:
    """Return a page of the register of a procedure."""
    found = kept(request, procedure)
    cases = registers.registered(actor(request), found, on=today())
    page = Paginator(cases, A_PAGE).get_page(field(request.GET, "page"))
    rows = worded(registers.lines(page.object_list, found), on=today())
    context = {"page": page, "rows": rows, "columns": columns(), "procedure": procedure}
    context |= {"title": say(f"registers.{procedure}"), "told": say(f"registers.{procedure}_told")}
    return render(request, "office/register.html", context)


@open_to(*REGISTRARS)
@require_safe
def as_csv(request: HttpRequest, procedure: str) -> HttpResponse:
    """Return the whole register of a procedure, as a table to keep."""
    found = kept(request, procedure)
    cases = registers.registered(actor(request), found, on=today())
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{procedure}.csv"'
    table = csv.writer(answer)
    table.writerow(columns())
    lines = worded(registers.lines(cases, found), on=today())
    table.writerows([as_text(cell) for cell in row] for row in lines)
    return answer


def as_text(cell: str) -> str:
    """Return a cell that a spreadsheet shows as it is: what begins as a formula would be worked out there."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def kept(request: HttpRequest, name: str) -> Procedure:
    """Return a procedure whose register is for whoever asks; to others it does not exist."""
    found = procedure_named(name)
    require(bool(roles_of(request) & found.registrars))
    return found


def columns() -> list[str]:
    """Return what stands above the columns."""
    return [say(f"registers.column_{column}") for column in COLUMNS]


def worded(lines: Iterable[Registered], *, on: date) -> list[list[str]]:
    """Return lines of the register in words, in the order of the columns."""
    lines = list(lines)
    names = names_on({line.unit_id for line in lines}, on=on)
    return [
        [
            line.number,
            names[line.unit_id].en if language() == "en" else names[line.unit_id].nl,
            *(day(one) for one in (line.received_on, line.acknowledged_on, line.due_on, line.told_on)),
            "; ".join(ground(code) for code in line.grounds),
            say(f"cases.state_{line.state}"),
            say(f"cases.outcome_{line.outcome}") if line.outcome else "",
        ]
        for line in lines
    ]


def day(one: date | None) -> str:
    """Return a day as a table holds it; nothing where there is none."""
    return one.isoformat() if one else ""


def ground(code: str) -> str:
    """Return a reason in words."""
    found = ground_named(code)
    return found.en if language() == "en" else found.nl
