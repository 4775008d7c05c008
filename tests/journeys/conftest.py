"""A browser that needs no network: the one of the system, driven by the lock's own driver."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import threading
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.db.transaction import Atomic
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import sync_playwright

from tests.signing import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
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


class OneByOne:
    """One request at a time, each to its end: the test and its server share a connection and one transaction."""

    received: ClassVar[list[bytes]] = []

    def __init__(self, application: WSGIHandler) -> None:
        self.pages = StaticFilesHandler(application)
        self.turn, self.ended = threading.RLock(), False

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        with self.turn:
            if self.ended:
                start_response("503 The test has ended", [])
                return []
            if environ["REQUEST_METHOD"] == "POST":
                body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
                self.received.append(body)
                environ["wsgi.input"] = io.BytesIO(body)
            with contextlib.closing(self.pages(environ, start_response)) as answer:
                return list(answer)

    @contextlib.contextmanager
    def shared(self) -> Iterator[None]:
        """What the test itself does in one go waits for its turn too: of two savepoints on one connection, the one
        taken last has to go first."""
        enter, leave = Atomic.__enter__, Atomic.__exit__

        def entered(atomic: Atomic) -> None:
            self.turn.acquire()
            try:
                enter(atomic)
            except BaseException:
                self.turn.release()
                raise

        def left(atomic: Atomic, *what: Any) -> None:
            try:
                leave(atomic, *what)
            finally:
                self.turn.release()

        with pytest.MonkeyPatch.context() as taking_turns:
            taking_turns.setattr(Atomic, "__enter__", entered)
            taking_turns.setattr(Atomic, "__exit__", left)
            yield

    def end(self) -> None:
        """Let nothing reach the store any more, once what is being answered is."""
        with self.turn:
            self.ended = True


class Beside(ThreadedWSGIServer):
    """A server over a connection that is not its own, and that it leaves open after each visitor."""

    def close_request(self, request: Any) -> None:
        WSGIServer.close_request(self, request)


@contextlib.contextmanager
def kept_open() -> Iterator[BaseDatabaseWrapper]:
    """The connection of the test, for its server too. Django closes a connection before and after a request if a
    transaction is open on it: a store in memory outlives that, and PostgreSQL takes back all that the test did."""
    signals, shared = (request_started, request_finished), connections["default"]
    shared.inc_thread_sharing()
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield shared
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
        shared.dec_thread_sharing()


@pytest.fixture
def house(db: None) -> Iterator[str]:  # noqa: ARG001 - the store must be there first
    """The portal over the store of the test, under the one name on which a browser trusts a passkey."""
    with kept_open() as shared:
        pages = OneByOne(WSGIHandler())
        server = Beside(("localhost", 0), QuietWSGIRequestHandler, connections_override={"default": shared})
        server.set_app(pages)
        running = threading.Thread(target=server.serve_forever)
        running.start()
        with pages.shared():
            yield f"http://localhost:{server.server_port}"
            pages.end()
        server.shutdown()
        running.join()
        server.server_close()


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
        session = signed_in(person).session
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
