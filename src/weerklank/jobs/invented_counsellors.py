"""Counsellors who do not exist, for a demonstration: at every employer, and in two pools that employers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.guidance.actions import add_invented, add_invented_pool
from weerklank.guidance.profile import Profile
from weerklank.guidance.states import Gender
from weerklank.organisation.queries import employers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from weerklank.organisation.queries import Place
    from weerklank.people.queries import Someone

MARK = "(verzonnen / invented)"
FIRST = ("Sanne", "Bram", "Fatima", "Joris", "Naima", "Tijn", "Lotte", "Samir", "Eva", "Kofi", "Roos", "Emre")
LAST = ("Luisterrijk", "Stilstaan", "Vertrouwd", "Openhart", "Raadgever", "Meedenk", "Toehoord")
PLACES = ("Den Haag", "Utrecht", "Groningen", "Apeldoorn", "Zwolle", "Heerlen")
ALL_TOPICS = ("conduct", "sexual", "discrimination", "violence", "integrity", "pressure")
SPOKEN = (("nl", "en"), ("nl", "tr"), ("nl", "en", "ar"), ("nl", "pap"), ("nl", "ngt"), ("nl", "fy"))
POOLS = (
    ("Vertrouwenspool Noord (verzonnen)", "Counsellors' pool North (invented)"),
    ("Vertrouwenspool Zuid (verzonnen)", "Counsellors' pool South (invented)"),
)
OWN, POOLED = 2, 3
"""Counsellors that an employer has of its own, and that a pool has."""
WITHOUT_POOL = "kadaster"
"""An employer that lets no pool in, so that there is a gap to be seen."""


def invent_counsellors(*, own: Someone, on: date, at: datetime) -> int:
    """Load invented counsellors, one of them with the account of `own`; return how many there are."""
    every = list(employers(on=on))
    number = 0
    for place in every:
        for _ in range(OWN):
            mine = own if place.unit_id == own.unit_id and not number % OWN else None
            number += 1
            invent(number, place=place, person=mine, pool=None, on=on, at=at)
    for half, names in enumerate(POOLS):
        served = [place for place in every[half::2] if place.unit.code != WITHOUT_POOL]
        number = invent_pool(names, served, number=number, on=on, at=at)
    return number


def invent_pool(
    names: tuple[str, str], served: Sequence[Place], *, number: int, on: date, at: datetime
) -> int:
    """Load one pool with its counsellors; return the number of the last of them."""
    units = [place.unit_id for place in served]
    pool = add_invented_pool(*names, kept_at=units[0], serves=units, on=on)
    for place in [served[0]] * POOLED:
        number += 1
        invent(number, place=place, person=None, pool=pool, on=on, at=at)
    return number


def invent(
    number: int, *, place: Place, person: Someone | None, pool: int | None, on: date, at: datetime
) -> None:
    """Load one counsellor."""
    told = Profile(
        name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {MARK}",
        gender=(Gender.WOMAN, Gender.MAN)[number % 2],
        external=pool is not None,
        place=PLACES[number % len(PLACES)],
        room="" if pool else f"{number % 9}.{number % 30:02d}",
        phone=f"000 00 00 {number:03d}",
        email=f"vertrouwenspersoon{number}@example.invalid",
        weekdays=("124", "235", "1234", "345")[number % 4],
        topics=ALL_TOPICS if pool else ALL_TOPICS[: 3 + number % 4],
        languages=SPOKEN[number % len(SPOKEN)],
    )
    add_invented(told, serves=place.unit_id, pool=pool, person=person, on=on, at=at)
