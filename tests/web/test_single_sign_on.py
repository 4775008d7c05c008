"""Whoever the employer's own sign-on vouches for comes in; a wrong, late or broken answer lets nobody in."""

from __future__ import annotations

import json
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm

from tests.making import employer, someone
from weerklank.people.queries import person_with_address
from weerklank.people.states import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse
    from pytest_django import Settings

pytestmark = pytest.mark.django_db

CLIENT, SECRET, CODE = "weerklank", "a secret of the two, as long as secrets are", "code-of-one-time"
EMAIL, PERSON = "newcomer@example.invalid", "person-1"
LOGIN, BACK = "/account/oidc/sso/login/", "/account/oidc/sso/login/callback/"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key of the provider, or of someone who would like to be it."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(ThreadingHTTPServer):
    """An invented sign-on: what it answers on each path can be changed by a test."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.statuses: dict[str, int] = {}
        self.signed_with, self.named, self.way = "provider", "provider", "RS256"
        self.claims: dict[str, Any] = {}
        self.told: dict[str, dict[str, Any]] = {}

    def id_token(self) -> str:
        now = int(time.time())
        usual = {"iss": self.address, "sub": PERSON, "aud": CLIENT, "exp": now + 60, "iat": now}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        keys: dict[str, rsa.RSAPrivateKey | str] = {
            "RS256": key(self.signed_with),
            "HS256": SECRET,
            "none": "",
        }
        return jwt.encode(claims, keys[self.way], self.way, headers={"kid": self.named})

    def says(self, path: str) -> object:
        published = json.loads(RSAAlgorithm.to_jwk(key("provider").public_key()))
        places = {
            "authorization_endpoint": "/in",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
        }
        usual: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "jwks_uri": f"{self.address}/keys",
                **{name: self.address + place for name, place in places.items()},
            },
            "/keys": {"keys": [published | {"kid": "provider", "alg": "RS256", "use": "sig"}]},
            "/token": {"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": self.id_token()},
            "/userinfo": {"sub": PERSON, "email": EMAIL, "email_verified": True, "name": "Nora Nieuw"},
        }
        said = usual[path] | self.told.get(path, {})
        return {name: value for name, value in said.items() if value is not None}


class Answers(BaseHTTPRequestHandler):
    """What goes over the line."""

    server: Provider

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def answer(self) -> None:
        body = json.dumps(self.server.says(self.path)).encode()
        self.send_response(self.server.statuses.get(self.path, 200))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_parts: object) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    made = Provider()
    Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    app = {"provider_id": "sso", "name": "Sign-on", "client_id": CLIENT, "secret": SECRET}
    app |= {"settings": {"server_url": made.address}}  # type: ignore[dict-item]  # as the library has it
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield made
    made.shutdown()
    made.server_close()


def begin(client: Client) -> dict[str, list[str]]:
    """What we ask the provider."""
    sent = client.post(LOGIN)
    assert sent.status_code == 302
    return parse_qs(urlsplit(sent["Location"]).query)


def come_back(client: Client, **query: str) -> HttpResponse:
    """The answer of the provider, by way of the browser of someone who asked for it."""
    asked = begin(client)
    return client.get(BACK, {"state": asked["state"][0], "code": CODE, **query})  # type: ignore[return-value]  # the test client's answer is one, and more


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(client: Client, answer: HttpResponse, logged: str) -> None:
    """Nobody came in, a clear page says so, and nothing of what came is told or logged."""
    page = answer.content.decode()
    assert (answer.status_code, is_in(client)) == (401, False)
    assert "weerklank/theme.css" in page
    assert reverse("account_login") in page
    for came in (CODE, EMAIL, PERSON, SECRET, "opens-userinfo"):
        assert came not in page
        assert came not in logged


def test_what_we_ask_is_a_code_for_us_that_nobody_else_can_use(provider: Provider) -> None:
    asked = begin(Client())
    assert provider.address
    assert (asked["response_type"], asked["client_id"]) == (["code"], [CLIENT])
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16


def test_a_right_answer_signs_in_with_what_everyone_has_and_no_more(provider: Provider) -> None:
    provider.told["/userinfo"] = {"roles": ["technical_admin"], "is_staff": True}
    client = Client()
    assert come_back(client)["Location"] == reverse("employee:start")
    assert client.get(reverse("employee:start")).status_code == 200
    assert client.get(reverse("office:start")).status_code == 404
    person = person_with_address(EMAIL)
    assert (person.grants.count(), person.unit, person.has_usable_password()) == (0, None, False)


def test_someone_who_comes_again_is_the_same_person(provider: Provider) -> None:
    provider.told["/userinfo"] = {"name": "Nora Nieuw-Anders"}
    first, again = Client(), Client()
    come_back(first)
    come_back(again)
    assert first.session["_auth_user_id"] == again.session["_auth_user_id"]


def test_someone_who_had_an_account_already_keeps_it(provider: Provider) -> None:
    there = someone(Role.TECHNICAL_ADMIN, unit=employer())
    provider.told["/userinfo"] = {"email": there.email}
    client = Client()
    assert come_back(client).status_code == 302
    assert client.session["_auth_user_id"] == str(there.pk)
    provider.told["/userinfo"] = {"email": "changed@example.invalid"}
    again = Client()
    come_back(again)
    assert again.session["_auth_user_id"] == str(there.pk)


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_nobody_verified_takes_over_no_account(
    verified: object, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    there = someone(Role.TECHNICAL_ADMIN, unit=employer())
    provider.told["/userinfo"] = {"email": there.email, "email_verified": verified}
    client = Client()
    refused(client, come_back(client), caplog.text)


def test_the_address_must_be_verified_each_time(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    come_back(Client())
    provider.told["/userinfo"] = {"email_verified": None}
    client = Client()
    refused(client, come_back(client), caplog.text)


def test_a_password_of_an_address_that_nobody_confirmed_goes_when_its_owner_signs_on(
    provider: Provider,
) -> None:
    there = someone(unit=employer())
    there.set_password("a long enough sentence")
    there.save()
    provider.told["/userinfo"] = {"email": there.email}
    come_back(Client())
    there.refresh_from_db()
    assert not there.has_usable_password()


LATE = int(time.time()) - 3600
WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": LATE},
    "without an end": {"exp": None},
    "not yet begun": {"iat": LATE + 7200},
    "for another": {"aud": "another"},
    "for nobody": {"aud": None},
    "given to another": {"aud": [CLIENT, "another"], "azp": "another"},
    "of another issuer": {"iss": "https://elsewhere.example.nl"},
    "of no issuer": {"iss": None},
    "about another": {"sub": "person-2"},
    "about nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS.keys())
def test_a_wrong_token_lets_nobody_in(
    claims: dict[str, Any], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.claims = claims
    client = Client()
    refused(client, come_back(client), caplog.text)


SIGNATURES = [("forger", "provider", "RS256"), ("forger", "forger", "RS256")]
SIGNATURES += [("provider", "provider", "HS256"), ("provider", "provider", "none")]


@pytest.mark.parametrize(("signed_with", "named", "way"), SIGNATURES)
def test_a_wrong_signature_lets_nobody_in(
    signed_with: str, named: str, way: str, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.signed_with, provider.named, provider.way = signed_with, named, way
    client = Client()
    refused(client, come_back(client), caplog.text)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/token", {"id_token": None}),
        ("/token", {"id_token": "no.token.atall"}),
        ("/token", {"access_token": None}),
        ("/userinfo", {"sub": "person-2"}),
        ("/keys", {"keys": []}),
        ("/keys", {"keys": None}),
    ],
)
def test_a_broken_answer_lets_nobody_in(
    path: str, told: dict[str, Any], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.told[path] = told
    client = Client()
    refused(client, come_back(client), caplog.text)


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/keys"])
def test_a_provider_that_fails_lets_nobody_in(
    path: str, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.statuses[path] = 500
    client = Client()
    refused(client, come_back(client), caplog.text)


DESCRIPTION = "/.well-known/openid-configuration"


@pytest.mark.parametrize("told", [{"issuer": "https://elsewhere.example.nl"}, {"token_endpoint": None}])
def test_a_provider_that_describes_itself_wrongly_is_not_asked(
    told: dict[str, Any], provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.told[DESCRIPTION] = told
    client = Client()
    refused(client, client.post(LOGIN), caplog.text)  # type: ignore[arg-type]  # the test client's answer is one, and more


def test_a_provider_that_is_away_is_said_so_on_a_page(
    provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    state = begin(client)["state"][0]
    provider.statuses[DESCRIPTION] = 503
    refused(client, client.get(BACK, {"state": state, "code": CODE}), caplog.text)  # type: ignore[arg-type]  # the test client's answer is one, and more
    refused(client, client.post(LOGIN), caplog.text)  # type: ignore[arg-type]  # the test client's answer is one, and more


def test_a_wrong_state_lets_nobody_in(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    assert provider.address
    refused(client, come_back(client, state="of-another"), caplog.text)


def test_an_answer_is_good_once(provider: Provider) -> None:
    asked = Client()
    state = begin(asked)["state"][0]
    assert asked.get(BACK, {"state": state, "code": CODE}).status_code == 302
    asked.logout()
    assert provider.address
    assert asked.get(BACK, {"state": state, "code": CODE}).status_code == 401


def test_an_answer_for_one_browser_is_nothing_in_another(provider: Provider) -> None:
    victim = Client()
    assert provider.address
    state = begin(Client())["state"][0]
    assert victim.get(BACK, {"state": state, "code": CODE}).status_code == 401
    assert not is_in(victim)


@pytest.mark.parametrize(("error", "status"), [("server_error", 401), ("access_denied", 200)])
def test_an_error_of_the_provider_is_a_clear_page(error: str, status: int, provider: Provider) -> None:
    client = Client()
    assert provider.address
    state = begin(client)["state"][0]
    told = {"state": state, "error": error, "error_description": "anna-was-here"}
    answer = client.get(BACK, told, follow=True)
    assert (answer.status_code, is_in(client)) == (status, False)
    assert b"anna-was-here" not in answer.content


def test_an_unknown_sign_on_is_not_there(provider: Provider) -> None:
    assert provider.address
    assert Client().post("/account/oidc/other/login/").status_code == 404
