"""What a counsellor does beside a browser test, in a process of its own.

python -m tests.journeys.sealed_desk open               an employer with a counsellor whose key is certified
python -m tests.journeys.sealed_desk closed TEXT        a case with a file, a note and an answer, that was closed
python -m tests.journeys.sealed_desk erased             a year later: what is due, decided on by two, carried out
python -m tests.journeys.sealed_desk answer CASE TEXT   an answer of that counsellor, whom DESK holds as printed
"""

from __future__ import annotations

import itertools
import json
import os
import secrets
import sys
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerklank.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - what follows reads models, which exist from here on

from tests.keeping import LATER, TODAY, closed_case, office_at  # noqa: E402 - reads models, which exist from here on
from tests.making import NUMBERS  # noqa: E402 - reads models, which exist from here on
from tests.sealed import Desk, answer_of, desk  # noqa: E402 - reads models, which exist from here on
from weerklank.cases.actions import reply_as_handler  # noqa: E402 - reads models, which exist from here on
from weerklank.cases.models import Erasure  # noqa: E402 - a table, which exists from here on
from weerklank.cases.on_behalf import PlainFile  # noqa: E402 - reads models, which exist from here on
from weerklank.jobs.keeper import keep  # noqa: E402 - reads models, which exist from here on
from weerklank.organisation.models import Unit  # noqa: E402 - reads models, which exist from here on
from weerklank.people.models import Person  # noqa: E402 - reads models, which exist from here on
from weerklank.people.states import Role  # noqa: E402 - beside the models that it belongs to
from weerklank.seal.handlerkey import Bundle  # noqa: E402 - reads models, which exist from here on

if TYPE_CHECKING:
    from collections.abc import Callable


def opened() -> None:
    """Make a desk, and print what is needed to sit at it again."""
    own = desk()
    seeds = [own.bundle.sealing.hex(), own.bundle.signing.hex()]
    told = {"unit": own.unit.pk, "person": str(own.person.pk), "name": own.person.name, "seeds": seeds}
    sys.stdout.write(json.dumps(told))


def seated() -> Desk:
    """Return the desk that was made before."""
    told = json.loads(os.environ["DESK"])
    person = Person.objects.get(pk=told["person"])
    bundle = Bundle(*(bytes.fromhex(seed) for seed in told["seeds"]))
    unit = Unit.objects.get(pk=told["unit"])
    return Desk(person, unit, Role.CONFIDENTIAL_COUNSELLOR, "", "", bundle)


def answered(case: str, text: str) -> None:
    """Answer in a case."""
    own = seated()
    reply_as_handler(answer_of(own, case, text), by=own.person, on=timezone.localdate(), at=timezone.now())


def closed(text: str) -> None:
    """Make a case that has ended, and print its number and the words of its receipt."""
    file = PlainFile("evidence.bin", "application/octet-stream", secrets.token_bytes(200_000))
    case = closed_case(seated(), text=text, attachments=[file])
    sys.stdout.write(json.dumps({"case": case.number, "words": case.words}))


def erased() -> None:
    """Let two people decide on what is due in a year, and the clock carry it out; print what was cleaned."""
    next(itertools.islice(NUMBERS, 100, None))  # those before were given out by other processes
    office_at(seated().unit).approved()
    keep(timezone.now() + (LATER - TODAY))
    cleaned = Erasure.objects.exclude(scrubbed_on=None)
    sys.stdout.write(json.dumps([*cleaned.order_by("pk").values_list("kind", "count")]))


ACTS: dict[str, Callable[..., None]] = {
    "open": opened,
    "answer": answered,
    "closed": closed,
    "erased": erased,
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
