"""A case of each procedure in a demonstration, for whoever looks to open: invented, and marked so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from weerklank.cases import queries
from weerklank.cases.on_behalf import Written, submit_written
from weerklank.cases.procedures import PROCEDURES, Naming, procedure_named
from weerklank.errors import Refused
from weerklank.jobs.demonstration import EMPLOYER
from weerklank.organisation.queries import unit_with_code
from weerklank.packaged import packaged
from weerklank.people.queries import invented_people

if TYPE_CHECKING:
    from datetime import date

NAME = "Sam Verzonnen (verzonnen)"
"""Who complains, in a demonstration: nobody."""


@transaction.atomic
def report_in_demonstration(*, on: date) -> str:
    """Let invented people speak up, once; return the words with which each comes back, as sentences.

    Refuses outside a demonstration: words of a receipt are shown to who wrote, and to nobody else.
    """
    if not settings.DEMO:
        raise Refused("no_demonstration", "Only in a demonstration do invented people speak up.")
    people, wanted = invented_people(on=on), {procedure.recipients for procedure in PROCEDURES.values()}
    if not wanted <= people.keys():
        return "No cases were invented: somebody ended the role of a person who would handle them."
    if any(queries.inbox(people[role], on=on, show=show).cases for role in wanted for show in queries.Show):
        return "The invented cases were there already."
    told: dict[str, str] = packaged(__package__, "demonstration_cases.yaml")
    words = {procedure: reported(procedure, text, on=on) for procedure, text in told.items()}
    lines = [f"  {procedure}: {seven}" for procedure, seven in words.items()]
    return "\n".join((f"{len(words)} invented cases; with these words their reporters come back:", *lines))


def reported(procedure: str, text: str, *, on: date) -> str:
    """Return the words of the receipt of an invented report."""
    written = Written(
        procedure=procedure,
        unit_id=unit_with_code(EMPLOYER, employer=EMPLOYER).pk,
        text=text,
        answers={},
        shared={},
        excluded=frozenset(),
        attachments=(),
        name=NAME if procedure_named(procedure).naming == Naming.REQUIRED else "",
    )
    return submit_written(written, on=on)[1]
