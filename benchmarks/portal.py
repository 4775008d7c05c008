"""How quickly the portal answers: finding a counsellor among many, and the front page, beside a cached file.

Makes 150,000 people, 12,000 units and 800 counsellors in a store of its own, asks each page of the way to one in
one process, and then lets granian serve the front page with two workers, where there are two cores. GlobaLeaks'
figure is its own project's for one cached JSON file; it was not measured here.
"""

from __future__ import annotations

import http.client
import os
import statistics
import sys
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from weerklank.organisation.reorganisation import Listed

PEOPLE, UNITS, COUNSELLORS = 150_000, 12_000, 800
ROUNDS, SECONDS, CALLERS = 30, 5, 8
CACHED_FILE = 2600
"""Requests a second that GlobaLeaks reports for a cached JSON file."""
SECRET, ADDRESS = "only-for-a-benchmark-and-therefore-no-secret-of-anyone", "http://127.0.0.1"
LONG_AGO, AT = date(2020, 1, 1), datetime(2026, 1, 5, tzinfo=UTC)


def prepared() -> str:
    """Make an empty store in a folder of its own, and return the folder."""
    folder = tempfile.mkdtemp(prefix="weerklank-bench-")
    os.environ |= {
        "WEERKLANK_FOLDER": folder,
        "WEERKLANK_SECRET_KEY": SECRET,
        "WEERKLANK_ADDRESS": ADDRESS,
    }
    from weerklank.jobs import portal  # noqa: PLC0415 - the settings are read when it is loaded

    portal.open_portal()
    portal.migrate()
    return folder


def fill() -> None:
    """Make the organisation, the people and the counsellors."""
    from weerklank.guidance.actions import add_invented  # noqa: PLC0415 - the portal is open by now
    from weerklank.guidance.profile import Profile  # noqa: PLC0415 - as above, the portal is open
    from weerklank.organisation.actions import import_units  # noqa: PLC0415 - as above, the portal is open
    from weerklank.organisation.models import Unit  # noqa: PLC0415 - as above, the portal is open
    from weerklank.people.models import Person  # noqa: PLC0415 - as above, the portal is open

    import_units(list(listed()), on=LONG_AGO, file="benchmark", by="benchmark", at=AT)
    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    Person.objects.bulk_create(
        (
            Person(email=f"p{n}@example.invalid", name=f"Person {n}", unit_id=units[n % len(units)])
            for n in range(PEOPLE)
        ),
        batch_size=5000,
    )
    for n in range(COUNSELLORS):
        told = Profile(
            name=f"Noor Luisterrijk {n}",
            gender=("woman", "man")[n % 2],
            external=n % 3 == 0,
            place=("Utrecht", "Zwolle", "Heerlen")[n % 3],
            phone=f"000 {n:04d}",
            topics=("conduct", "integrity"),
            languages=("nl", "en"),
        )
        add_invented(told, serves=units[n * 7 % 1000], pool=None, person=None, on=LONG_AGO, at=AT)


def listed() -> Iterator[Listed]:
    """Yield one employer with units below it, nine to each."""
    from weerklank.organisation.reorganisation import Listed  # noqa: PLC0415 - the portal is open by now

    for n in range(UNITS):
        parent = f"u{(n - 1) // 9}" if n else ""
        yield Listed(row=n + 2, code=f"u{n}", parent=parent, name_nl=f"Onderdeel {n}", name_en=f"Unit {n}")


def milliseconds(client: Client, path: str) -> float:
    """Return the median time in which a page is made."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        answer = client.get(path)
        taken.append(1000 * (time.perf_counter() - begun))
        if answer.status_code not in {200, 302}:
            raise SystemExit(f"{path} answered {answer.status_code}")
    return statistics.median(taken)


def pages_a_second(folder: str, path: str, *, workers: int) -> float:
    """Return how many pages a second granian hands out."""
    counts = [0] * CALLERS
    asked = ("--workers", str(workers))
    with serving(
        Path(folder), *asked, WEERKLANK_DEMO="0", WEERKLANK_SECRET_KEY=SECRET, WEERKLANK_ADDRESS=ADDRESS
    ) as server:
        until = time.perf_counter() + SECONDS
        callers = [
            threading.Thread(target=call, args=(server.port, path, counts, n, until)) for n in range(CALLERS)
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    return sum(counts) / SECONDS


def ask(connection: http.client.HTTPConnection, path: str) -> None:
    """Ask one page, and read it whole."""
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:  # noqa: PLR2004 - all is well
        raise SystemExit(f"{path} answered {answer.status}")


def call(port: int, path: str, counts: list[int], n: int, until: float) -> None:
    """Ask a page over one connection until the time is up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    while time.perf_counter() < until:
        ask(connection, path)
        counts[n] += 1


def main() -> None:
    """Make, measure, print."""
    folder = prepared()
    from django.db import transaction  # noqa: PLC0415 - the portal is open by now

    with transaction.atomic():
        fill()
    from django.test import Client  # noqa: PLC0415 - the portal is open by now

    client = Client(SERVER_NAME="127.0.0.1")
    print(f"{PEOPLE} people, {UNITS} units, {COUNSELLORS} counsellors; median of {ROUNDS}, in ms")
    for path in (
        "/nl/",
        "/nl/counsellors?q=onderdeel+11999",
        "/nl/counsellors?q=onderdeel",
        "/nl/counsellors?q=luisterrijk+utrecht",
        "/nl/counsellors/at/11999",
        "/nl/where/affected/sexual/manager/week",
    ):
        print(f"  {milliseconds(client, path):8.1f}  {path}")
    workers = min(2, os.cpu_count() or 1)
    rate = pages_a_second(folder, "/nl/", workers=workers)
    print(
        f"front page: {rate:.0f} pages a second with {workers} workers; the callers ran on the same machine"
    )
    print(
        f"GlobaLeaks, its own figure for a cached file: {CACHED_FILE} a second ({CACHED_FILE / rate:.1f} times)"
    )
    print(f"load of the machine before and after is not ours: {os.getloadavg()[0]:.1f} just now")
    for file in Path(folder).glob("*.sqlite3*"):
        file.unlink()


if __name__ == "__main__":
    main()
