"""Telling that something waits, each thing once, whoever tells it and however often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from weerklank.errors import Refused
from weerklank.notices.models import Mailing, Notice
from weerklank.notices.queries import unmailed, waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from weerklank.notices.states import Reason
    from weerklank.people.models import Person


class Unsent(Refused):
    """A mail could not be sent."""

    def __init__(self) -> None:
        super().__init__("unsent", "A mail could not be sent.")


def notify(
    people: Iterable[Person],
    reason: Reason,
    *,
    about: str,
    on: date,
    occasion: str = "",
    due_on: date | None = None,
) -> None:
    """Tell people that something waits. The same again, also from another process, changes nothing."""
    fresh = [
        Notice(person=person, reason=reason, about=about, occasion=occasion, on=on, due_on=due_on)
        for person in people
    ]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)


def see(person: Person, *, about: str, on: date) -> None:
    """Write down that someone opened what their notices were about."""
    waiting(person).filter(about=about).update(seen_on=on)


def forget(*, about: str) -> None:
    """Take away every notice about what is gone."""
    Notice.objects.filter(about=about).delete()


def mail_waiting(send: Callable[[str], None], *, on: date, hour: int) -> int:
    """Let `send` write to everyone for whom something new waits, once an hour that mail leaves; return how many.

    What `send` could not send (it raises `Unsent`) waits for the next hour.
    """
    return sum(mail_once(person, send, on=on, hour=hour) for person in unmailed())


def mail_once(person: Person, send: Callable[[str], None], *, on: date, hour: int) -> bool:
    """Return whether a mail left. The hour is claimed first: a mail may be missed, never doubled."""
    _, ours = Mailing.objects.get_or_create(person=person, on=on, hour=hour)
    if not ours:
        return False
    try:
        with transaction.atomic():
            waiting(person).filter(mailed_on=None).update(mailed_on=on)
            send(person.email)
    except Unsent:
        return False
    return True
