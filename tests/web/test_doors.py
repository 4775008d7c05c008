"""Every door opens for whom it is meant, and for nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

OPEN = (
    "/nl/",
    "/en/",
    "/nl/processing",
    "/en/accessibility",
    "/nl/account/login/",
    "/healthz",
    "/readyz",
    "/.well-known/security.txt",
)


@pytest.mark.parametrize("path", OPEN)
def test_anyone_may_come_here(path: str, client: Client) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/nl/", "/en/processing", "/healthz"])
def test_a_visitor_gets_no_cookie(path: str, client: Client) -> None:
    assert not client.get(path).cookies


@pytest.mark.parametrize("path", ["/nl/my/", "/nl/office/", "/nl/office/trail"])
def test_a_stranger_may_sign_in(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/nl/account/login/")


def test_what_is_not_there_has_a_page(client: Client) -> None:
    answer = client.get("/nl/nothing")
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.content.decode()


def test_the_demonstration_is_no_page_of_a_real_portal(client: Client) -> None:
    assert client.get("/nl/demo/").status_code == 404
