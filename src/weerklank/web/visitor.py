"""Who asks, when, and whether the page is for them."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias, cast

from django.contrib.auth.views import redirect_to_login

from weerklank.cases.procedures import PROCEDURES
from weerklank.cases.rules import DECIDERS
from weerklank.errors import Refused
from weerklank.people.queries import held_by, roles_in
from weerklank.people.states import Role
from weerklank.releases.rules import RELEASERS, releases_the_whole
from weerklank.retention.queries import overseers
from weerklank.web import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from weerklank.people.models import Person
    from weerklank.people.queries import Held

Someone: TypeAlias = "Person"
"""The type of whoever signed in, for the modules of the doors."""
Rest = ParamSpec("Rest")
Page: TypeAlias = "Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]"
REGISTRARS = tuple(sorted(frozenset[Role]().union(*(found.registrars for found in PROCEDURES.values()))))
"""Who sees the register of a procedure: dates and states, without names."""
MINDING = tuple(sorted(overseers() | {Role.DATA_PROTECTION_OFFICER}))
"""The roles that mind how long cases are kept."""
OFFICE = tuple(
    sorted(
        {Role.TECHNICAL_ADMIN, Role.COUNSELLOR_COORDINATOR, Role.EDITOR}
        | RELEASERS
        | {*MINDING}
        | {*REGISTRARS}
        | DECIDERS
    )
)
"""Who finds something of their own in the office."""
OVERSEERS = overseers()
"""Who is told when a term of a procedure is missed, and sees how often terms are kept."""
SERVING = tuple(sorted(frozenset[Role]().union(*(found.readers for found in PROCEDURES.values()))))
"""The roles in which cases are read."""
now, today = clock.now, clock.today


def person_of(request: HttpRequest) -> Person | None:
    """Return who signed in; nobody where nobody did, or where a door knows nobody."""
    person = getattr(request, "user", None)
    return cast("Person", person) if person is not None and person.is_authenticated else None


def actor(request: HttpRequest) -> Person:
    """Return who signed in; refuse where nobody did."""
    person = person_of(request)
    if person is None:
        raise Refused("may_not")
    return person


def held_of(request: HttpRequest) -> tuple[Held, ...]:
    """Return what who asks may act in, and where, looked up once a request."""
    person, carried = person_of(request), vars(request)
    if person is None:
        return ()
    if "held" not in carried:
        carried["held"] = held_by(person, on=today())
    return cast("tuple[Held, ...]", carried["held"])


def roles_of(request: HttpRequest) -> frozenset[Role]:
    """Return the roles of who asks."""
    return roles_in(held_of(request)) if person_of(request) else frozenset()


def in_figures(request: HttpRequest) -> bool:
    """Return whether who asks may release figures, for the whole employer."""
    return releases_the_whole(held_of(request))


def who(request: HttpRequest) -> dict[str, object]:
    """Return what the pages of the portal know of who asks."""
    return {
        "person": person_of(request),
        "roles": roles_of(request),
        "in_figures": in_figures(request),
        "minds_keeping": bool(roles_of(request) & set(MINDING)),
        "registers": [name for name, found in PROCEDURES.items() if roles_of(request) & found.registrars],
        "decides": bool(roles_of(request) & DECIDERS),
        "in_office": bool(roles_of(request) & set(OFFICE)),
        "oversees": bool(roles_of(request) & OVERSEERS),
        "in_cases": bool(roles_of(request) & set(SERVING)),
    }


def open_to(*roles: Role) -> Callable[[Page[Rest]], Page[Rest]]:
    """Open a page to people with one of these roles: others see that it does not exist, strangers may sign in."""

    def opened(page: Page[Rest]) -> Page[Rest]:
        def answer(request: HttpRequest, /, *rest: Rest.args, **named: Rest.kwargs) -> HttpResponseBase:
            if person_of(request) is None:
                return redirect_to_login(request.get_full_path())
            if not roles_of(request) & set(roles):
                raise Refused("may_not")
            response = page(request, *rest, **named)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        return update_wrapper(answer, page)

    return opened
