"""What the benchmark of reports needs from a store of its own: a counsellor, sealed reports, a full inbox."""

from __future__ import annotations

import hashlib
import os
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weerklank.settings")

import django  # noqa: E402 - its settings are named above

django.setup()

from django.utils import timezone  # noqa: E402 - Django must be ready first

from tests.sealed import desk  # noqa: E402 - Django must be ready first
from weerklank.cases import queries  # noqa: E402 - Django must be ready first
from weerklank.cases.models import Case, Reader  # noqa: E402 - Django must be ready first
from weerklank.cases.on_behalf import Written, sealed_report  # noqa: E402 - Django must be ready first
from weerklank.organisation.models import Unit  # noqa: E402 - Django must be ready first
from weerklank.people.models import HandlerKey  # noqa: E402 - Django must be ready first
from weerklank.seal.chance import token  # noqa: E402 - Django must be ready first
from weerklank.seal.envelope import pack  # noqa: E402 - Django must be ready first
from weerklank.seal.receipt import Receipt  # noqa: E402 - Django must be ready first

if TYPE_CHECKING:
    from datetime import date

FOLDER = Path(os.environ["WEERKLANK_FOLDER"])
BATCH, ROUNDS = 5_000, 15
TEXT = "An invented report, long enough to be one that someone writes. " * 12


def seal(reports: int) -> None:
    """Seal so many reports into files named by their look-up; Argon2id is the client's, and left out."""
    (FOLDER / "sealed").mkdir()
    written = Written(
        procedure="confidential_contact",
        unit_id=Unit.objects.get().pk,
        text=TEXT,
        answers={},
        shared={},
        excluded=frozenset(),
        attachments=(),
    )
    for _ in range(reports):
        own = Receipt(lookup=token(32), seed=token(32))
        body = pack(sealed_report(written, own=own, on=timezone.localdate()))
        (FOLDER / "sealed" / own.lookup.hex()).write_bytes(body)


def inbox(cases: int) -> None:
    """Fill an inbox and print how long its first page takes."""
    person, unit, day = HandlerKey.objects.get().person, Unit.objects.get(), timezone.localdate()
    key = HandlerKey.objects.get().key
    for start in range(0, cases, BATCH):
        rows = [filler(number, unit, day) for number in range(start, min(start + BATCH, cases))]
        Case.objects.bulk_create(rows)
        Reader.objects.bulk_create(
            Reader(case=row, key=key, since=day, epoch=1, received_on=row.received_on) for row in rows
        )
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        page = queries.inbox(person, on=day)
        taken.append(1000 * (time.perf_counter() - begun))
    print(f"inbox of {cases} cases: {len(page.cases)} shown in {statistics.median(taken):.1f} ms")


def filler(number: int, unit: Unit, day: date) -> Case:
    """Return a case that only fills."""
    digits = hashlib.sha256(str(number).encode()).hexdigest()
    return Case(
        id=digits[:32],
        employer=unit,
        unit=unit,
        procedure="confidential_contact",
        state="new",
        received_on=day,
        moved_on=day,
        sealed_by="browser",
        lookup=digits,
        reporter_key=b"",
        digest=digits,
        size="small",
    )


if __name__ == "__main__":
    if sys.argv[1] == "desk":
        print(desk().unit.pk)
    elif sys.argv[1] == "seal":
        seal(int(sys.argv[2]))
    else:
        inbox(int(sys.argv[2]))
