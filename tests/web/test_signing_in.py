"""A password alone opens nothing, guesses of a stranger lock nobody out, and sessions end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.making import employer, someone
from tests.web.test_matrix import visitor
from weerklank.people.states import Role

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django import Settings

    from weerklank.people.models import Person

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough sentence"  # noqa: S105 - the password of nobody
MINE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def person() -> Person:
    made = someone(unit=employer())
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(person: Person, *, password: str = PASSWORD, address: str = MINE) -> tuple[Client, HttpResponse]:
    client = Client(REMOTE_ADDR=address)
    answer = client.post(reverse("account_login"), {"login": person.email, "password": password})
    return client, answer  # type: ignore[return-value]  # the test client's answer is one, and more


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_password_alone_leads_to_a_second_factor(person: Person) -> None:
    client, _ = sign_in(person)
    assert is_in(client)
    answer = client.get(reverse("employee:start"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_second_factor_is_asked_for_where_there_is_one(person: Person) -> None:
    Authenticator.objects.create(user=person, type="totp", data={"secret": "A" * 32})
    client, answer = sign_in(person)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)


def test_guesses_are_limited_by_account_and_address_together(person: Person) -> None:
    for _ in range(5):
        client, _ = sign_in(person, password="wrong", address=ELSEWHERE)  # noqa: S106 - no password of anyone
        assert not is_in(client)
    assert not is_in(sign_in(person, address=ELSEWHERE)[0])
    assert is_in(sign_in(person, address=MINE)[0])


def test_one_address_does_not_guess_at_many_accounts(person: Person) -> None:
    for number in range(31):
        guess = {"login": f"nobody{number}@example.invalid", "password": "wrong"}
        Client(REMOTE_ADDR=ELSEWHERE).post(reverse("account_login"), guess)
    assert not is_in(sign_in(person, address=ELSEWHERE)[0])
    assert is_in(sign_in(person, address=MINE)[0])


def test_an_answer_does_not_tell_whether_an_account_exists(person: Person) -> None:
    _, wrong = sign_in(person, password="wrong")  # noqa: S106 - no password of anyone
    guess = {"login": "nobody@example.invalid", "password": "wrong"}
    unknown = Client().post(reverse("account_login"), guess)
    mask = [
        answer.content.replace(person.email.encode(), b"nobody@example.invalid")
        for answer in (wrong, unknown)
    ]
    tokenless = [page.partition(b"csrfmiddlewaretoken")[0] for page in mask]
    assert tokenless[0] == tokenless[1]


def test_nobody_makes_an_account_for_themselves() -> None:
    before = Client().get(reverse("account_signup"))
    assert b'name="password1"' not in before.content


@pytest.mark.parametrize(("gone", "answer"), [(1700, 200), (1900, 302)])
def test_a_session_ends_after_half_an_hour_away(gone: int, answer: int) -> None:
    client = visitor(Role.EMPLOYEE, unit=employer())
    client.get(reverse("employee:start"))
    session = client.session
    session["last_page"] -= gone
    session.save()
    assert client.get(reverse("employee:start")).status_code == answer


@pytest.mark.parametrize(("since", "answer"), [(43_000, 200), (43_300, 302)])
def test_a_session_ends_after_twelve_hours_whatever_happens(since: int, answer: int) -> None:
    client = visitor(Role.EMPLOYEE, unit=employer())
    client.get(reverse("employee:start"))
    session = client.session
    session["began"] -= since
    session.save()
    assert client.get(reverse("employee:start")).status_code == answer


def test_what_is_shown_to_a_person_is_not_kept_by_the_browser() -> None:
    answer = visitor(Role.EMPLOYEE, unit=employer()).get(reverse("employee:start"))
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_logout", "mfa_index", "mfa_activate_totp"]
)
def test_pages_for_signing_in_stand_in_our_frame(name: str) -> None:
    client = visitor(Role.EMPLOYEE, unit=employer()) if name != "account_login" else Client()
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert b"weerklank/theme.css" in answer.content


@pytest.mark.parametrize("query", ["", "?state=unknown&code=1", "?error=access_denied", "?code=1"])
def test_an_answer_of_single_sign_on_that_we_did_not_ask_for_lets_nobody_in(
    query: str, settings: Settings
) -> None:
    app = {"provider_id": "sso", "name": "Sign-on", "client_id": "us", "secret": "secret"}
    app |= {"settings": {"server_url": "https://login.example.nl"}}  # type: ignore[dict-item]  # as the library has it
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    client = Client()
    assert b"/account/oidc/sso/login/" in client.get(reverse("account_login")).content
    answer = client.get(f"/account/oidc/sso/login/callback/{query}")
    assert answer.status_code == 401
    assert b"unknown" not in answer.content
    assert not is_in(client)
