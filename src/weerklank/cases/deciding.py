"""What a reporter decides besides writing: known by the receipt alone, and theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.cases.actions import move_to, open_case_of, parsed, rate, withdraw
from weerklank.cases.deeds import agree_to_longer
from weerklank.cases.procedures import procedure_named
from weerklank.cases.queries import case_of_receipt
from weerklank.cases.states import CaseState, Mover, Rated
from weerklank.errors import Refused
from weerklank.seal import asking, receipt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


def act_as_reporter(body: bytes, *, on: date) -> None:
    """Do what a reporter asks besides writing: rate, withdraw, settle, or agree."""
    sent = parsed(body, asking.Act)
    if case_of_receipt(receipt.kept(sent.lookup)).pk != sent.case:
        raise Refused("not_found")
    if sent.act in set(Rated):
        rate(sent.lookup, what=Rated(sent.act), value=sent.value)
    elif sent.act == "agree":
        agree(sent.lookup, until=sent.until, on=on)
    else:
        DECISIONS[sent.act](sent.lookup, on=on)


@transaction.atomic
def settle(lookup: bytes, *, on: date) -> None:
    """Confirm that what was proposed informally settles it."""
    case = open_case_of(lookup)
    if not procedure_named(case.procedure).may_move(CaseState(case.state), CaseState.SETTLED, Mover.REPORTER):
        raise Refused("no_such_move", "There is nothing to settle now.")
    move_to(case, CaseState.SETTLED, on=on)


@transaction.atomic
def agree(lookup: bytes, *, until: date, on: date) -> None:
    """Agree to a later last day: the one that was read, and no other that was proposed since."""
    agree_to_longer(open_case_of(lookup), until=until, on=on)


DECISIONS: dict[str, Callable[..., None]] = {"withdraw": withdraw, "settle": settle}
"""What a reporter decides of a case as a whole and needs no value, by the name of the act."""
