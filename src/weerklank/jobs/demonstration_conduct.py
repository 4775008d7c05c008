"""A code of conduct and a campaign for the demonstration: an example in own words, free for all (CC0)."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

from weerklank.guidance.actions import acknowledge_code, add_campaign, publish_code
from weerklank.guidance.states import Medium
from weerklank.people.queries import employer_of, invented_people
from weerklank.people.states import Role

if TYPE_CHECKING:
    from datetime import date, datetime

MESSAGE = "Zoek vandaag uit wie uw vertrouwenspersoon is (verzonnen / invented)"
MONTH = timedelta(days=30)


def load_conduct(*, on: date, at: datetime) -> None:
    """Let the editor publish the example, all but the plain employee read it, and a campaign run last month."""
    people = invented_people(on=on)
    publish_code(
        example_text("nl"),
        example_text("en"),
        valid_from=on,
        by=people[Role.EDITOR],
        on=on,
        at=at,
        example=True,
    )
    for role, person in people.items():
        if role != Role.EMPLOYEE:
            acknowledge_code(by=person, on=on)
    coordinator, first = people[Role.COUNSELLOR_COORDINATOR], (on - MONTH).replace(day=1)
    days = {"begins_on": first, "ends_on": first + timedelta(days=20)}
    unit = employer_of(coordinator.unit_id) or 0
    add_campaign(MESSAGE, medium=Medium.POSTER, unit=unit, by=coordinator, on=on, at=at, **days)


def example_text(language: str) -> str:
    """Return the example in a language."""
    return files(__package__).joinpath(f"code_of_conduct.{language}.txt").read_text(encoding="utf-8")
