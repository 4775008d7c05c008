"""The test and the server beside it: over one connection, each what it does in one go, to its end."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlsplit

from tests.sealed import desk
from tests.signing import signed_in


def test_what_a_test_writes_and_what_its_server_answers_do_not_run_through_each_other(house: str) -> None:
    person, seen = desk().person, []
    session = signed_in(person).session.session_key

    def visit() -> None:
        for _ in range(10):
            connection = http.client.HTTPConnection(urlsplit(house).netloc, timeout=60)
            connection.request("GET", "/nl/cases/", headers={"Cookie": f"session={session}"})
            seen.append(connection.getresponse().status)
            connection.close()

    visitor = threading.Thread(target=visit)
    visitor.start()
    while visitor.is_alive():
        signed_in(person)
    visitor.join()
    assert seen == [200] * 10
