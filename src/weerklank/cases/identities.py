"""Who a reporter is, asked for: to whom it was sealed apart, and who wants to pass it on to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weerklank.cases.models import Disclosure
from weerklank.cases.queries import text_of
from weerklank.cases.states import Ground, Passing
from weerklank.errors import Refused
from weerklank.people.queries import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.cases.models import Case


@dataclass(frozen=True, slots=True)
class Wish:
    """The wish to pass an identity on, as pages show it: whose it is, to whom, why and since when; no content."""

    number: int
    case: str
    key: str
    asker: str
    whom: str
    ground: Ground
    state: Passing
    asked_on: date


def is_named(case: Case) -> bool:
    """Return whether the reporter of a case gave a name."""
    return case.identities.exists()


def knows(case: Case, key: str) -> bool:
    """Return whether who the reporter is was sealed to a key."""
    return case.identities.filter(recipient=key).exists()


def identity_sealed_to(case: Case, key: str) -> str:
    """Return who the reporter is as it was sealed to a key; refuses what is not there."""
    found = case.identities.filter(recipient=key).first()
    if found is None:
        raise Refused("not_found")
    return text_of(found.sealed)


def disclosure_locked(number: int) -> Disclosure:
    """Return a disclosure that nobody else changes until this transaction ends; refuses what is not there."""
    found = Disclosure.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise Refused("not_found")
    return found


def wishes_of(case: Case) -> list[Wish]:
    """Return every wish to pass on who the reporter of a case is, the newest first."""
    return wishes(case.disclosures.select_related("asked_by").order_by("-asked_on", "pk"))


def wishes(rows: Iterable[Disclosure]) -> list[Wish]:
    """Return disclosures as pages show them."""
    found = list(rows)
    names = names_of(row.key for row in found)
    return [
        Wish(
            row.pk,
            row.case_id,
            row.key,
            str(row.asked_by),
            names.get(row.key, row.key),
            Ground(row.ground),
            Passing(row.state),
            row.asked_on,
        )
        for row in found
    ]
