"""Who may release, and whose decision it is.

Figures are the work of the programme manager, the sector owner and the researcher: each may see indicators
(`roles.yaml`), and answers for them. The data protection officer sees no content by default, and what is prepared
is content: that office reads the trail of releases, and decides on none. A second person decides, who did not
prepare it and has no tie with who did: neither a declared conflict, nor one being the manager of the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weerklank.errors import Refused
from weerklank.people.queries import employer_of, held_by
from weerklank.people.rules import may_judge
from weerklank.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weerklank.people.models import Person
    from weerklank.people.queries import Held
    from weerklank.releases.models import Publication

RELEASERS = frozenset({Role.PROGRAMME_MANAGER, Role.SECTOR_OWNER, Role.RESEARCHER})


def may_prepare(person: Person, *, on: date) -> bool:
    """Return whether someone may prepare a release, and publish or withdraw one of their employer."""
    return releases_the_whole(held_by(person, on=on))


def releases_the_whole(held: Iterable[Held]) -> bool:
    """Return whether what someone holds lets them release figures of the employer where they work.

    A release is of the whole employer, so the role is held for the whole of it: at a part of it it is not enough.
    """
    return any(one.role in RELEASERS and one.unit == one.employer for one in held)


def may_handle(person: Person, publication: Publication, *, on: date) -> bool:
    """Return whether someone may move a release on: it is of their own employer."""
    return may_prepare(person, on=on) and employer_of(person.unit_id) == publication.employer_id


def may_decide(person: Person, publication: Publication, *, on: date) -> bool:
    """Return whether someone may approve or reject a release: a second person, without a tie to the first."""
    return may_handle(person, publication, on=on) and may_judge(person, [publication.prepared_by], on=on)


def require_second(person: Person, publication: Publication, *, on: date) -> None:
    """Refuse a decision on one's own release, or on that of someone with whom one has a tie, and say which."""
    if person.pk == publication.prepared_by_id:
        raise Refused("same_person", "Whoever prepared a release cannot decide on it: ask a colleague.")
    if not may_decide(person, publication, on=on):
        raise Refused(
            "conflict_of_interest", "You have a tie with whoever prepared this: ask another colleague."
        )
