"""Someone who signed in, with a second step: what every page behind a door of people asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from weerklank.people.models import Person


def signed_in(person: Person, *, careful: bool = False) -> Client:
    """The browser of someone; a careful one checks where forms come from."""
    client = Client(enforce_csrf_checks=careful)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["strong"] = True
    session.save()
    return client
