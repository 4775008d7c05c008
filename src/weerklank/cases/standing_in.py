"""Stand-ins: whom the reporter lets read if nobody did in time. Their wrap is kept back by a rule alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases import queries
from weerklank.cases.actions import add_reader
from weerklank.cases.models import Term, Wrap
from weerklank.cases.states import ENDED
from weerklank.notices.actions import notify
from weerklank.notices.states import Reason
from weerklank.people.queries import people_with

if TYPE_CHECKING:
    from datetime import date

    from weerklank.cases.models import Case

UNREAD = "contact_unread"
"""The term within which someone for whom a case came has to look at it."""


def unread(*, on: date) -> list[str]:
    """Return the open cases that nobody read in time and that have a stand-in who is still kept out."""
    late = Term.objects.filter(rule=UNREAD, met_on=None, due_on__lt=on, case__wraps__withheld=True)
    late = late.exclude(case__state__in=ENDED).order_by("case")
    return [*late.values_list("case", flat=True).distinct()]


def let_stand_ins_read(*, on: date) -> int:
    """Let the stand-ins of every case that nobody read in time read; return how many cases. Twice is harmless."""
    return sum(let_read(number, on=on) for number in unread(on=on))


@transaction.atomic
def let_read(number: str, *, on: date) -> bool:
    """Let the stand-ins of one case read it, and tell them that something waits; return whether there were any."""
    case = queries.locked(number)
    kept = Wrap.objects.filter(case=case, withheld=True)
    keys = [*kept.order_by("recipient").values_list("recipient", flat=True)]
    if not keys or case.terms.filter(rule=UNREAD).exclude(met_on=None).exists():
        return False
    kept.update(withheld=False)
    for key in keys:
        add_reader(case, key, on=on)
    notify(people_with(keys), Reason.UNREAD, about=case.pk, on=on)
    return True


def standing_in(case: Case) -> list[str]:
    """Return the keys of those who are still kept out of a case."""
    return [*case.wraps.filter(withheld=True).order_by("recipient").values_list("recipient", flat=True)]
