"""What a counsellor does beside a browser test, in a process of its own.

python -m tests.journeys.sealed_desk open               an employer with a counsellor whose key is certified
python -m tests.journeys.sealed_desk answer CASE TEXT   an answer of that counsellor, whom DESK holds as printed
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerklank.settings")
django.setup()

from django.utils import timezone  # noqa: E402 - what follows reads models, which exist from here on

from tests.sealed import Desk, answer_of, desk  # noqa: E402 - reads models, which exist from here on
from weerklank.cases.actions import reply_as_handler  # noqa: E402 - reads models, which exist from here on
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


ACTS: dict[str, Callable[..., None]] = {"open": opened, "answer": answered}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
