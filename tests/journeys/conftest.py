"""A browser that needs no network: the one of the system, driven by the lock's own driver."""

from __future__ import annotations

import io
import os
import shutil
import threading
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from weerklank.people.models import Person

Enter: TypeAlias = "Callable[..., Page]"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the driver keeps a loop of its own in the thread of the test


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "There is no browser. On Debian: apt-get install chromium."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class OneByOne(StaticFilesHandler):
    """One request at a time: the test and its server share a connection, and nothing is stored for good."""

    turn = threading.Lock()
    received: ClassVar[list[bytes]] = []

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self.turn:
            if environ["REQUEST_METHOD"] == "POST":
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
                self.received.append(body)
                environ["wsgi.input"] = io.BytesIO(body)
            return super().__call__(environ, start_response)


@pytest.fixture
def house(db: None) -> Iterator[str]:  # noqa: ARG001 - the store must be there first
    """The portal over the store of the test, under the one name on which a browser trusts a passkey."""
    shared = connections["default"]
    shared.inc_thread_sharing()
    server = LiveServerThread("localhost", OneByOne, connections_override={"default": shared})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://localhost:{server.port}"
    server.terminate()  # the sharing stays: a request may end after its test


@pytest.fixture
def received(house: str) -> list[bytes]:  # noqa: ARG001 - what arrives, arrives there
    """Every body that left a browser, byte by byte: the driver does not show those that are no text."""
    OneByOne.received.clear()
    return OneByOne.received


@pytest.fixture
def enter(chromium: Browser, house: str) -> Iterator[Enter]:
    """Open a page of the cases door as someone who signed in, in a browser of their own."""
    contexts = []

    def entered(person: Person, path: str, **wanted: Any) -> Page:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["strong"] = True
        session.save()
        wide = {"viewport": {"width": 1100, "height": 800}, "locale": "nl-NL"}
        context = chromium.new_context(**{**wide, **wanted})
        contexts.append(context)
        context.add_cookies([{"name": "session", "value": str(session.session_key), "url": house}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{house}/nl/cases/{path}")
        return page

    yield entered
    for context in contexts:
        context.close()
