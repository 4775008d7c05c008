"""Send broken forms to every public page: python3 bootstrap.py benchmarks/fuzz_forms.py [--minutes 10].

Forms are those of the pages of the public and the reporter's doors (`tests/web/public_forms.py`), changed by
Hypothesis. An answer of 500 or more, or an error that nobody expected, is a fault: it is made as small as it goes,
kept in tests/vectors/forms, which every test run sends first, and ends the run with 1. The store is a new one on
SQLite; with --postgresql on PostgreSQL.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402 - the tests are found by the line above
from hypothesis import strategies as st  # noqa: E402 - the tests are found by the line above

from benchmarks.work.measuring import arguments, tell  # noqa: E402 - ours are found by the line above
from tests.on_postgresql import postgresql  # noqa: E402 - the tests are found by the line above
from tests.serving import environment, run  # noqa: E402 - the tests are found by the line above

if TYPE_CHECKING:
    from tests.web.public_forms import Door, Sent

CORPUS = ROOT / "tests" / "vectors" / "forms"
AT_A_TIME, BROKEN = 400, 500


def opened(folder: Path) -> Door:
    """Make a store, be the portal that stands on it, and find every form."""
    done = run("migrate", folder=folder)
    if done.returncode:
        raise SystemExit(done.stderr)
    os.environ.update(environment(folder, DJANGO_SETTINGS_MODULE="weerklank.settings"))
    import django  # noqa: PLC0415 - its settings are named by the lines above
    from django.test.utils import setup_test_environment  # noqa: PLC0415 - its settings are named by the lines above

    django.setup()
    setup_test_environment()
    logging.disable(logging.CRITICAL)
    from tests.web.public_forms import Door  # noqa: PLC0415 - Django must be ready first

    return Door()


class Tally:
    """How many were sent, and what was answered."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.answers: collections.Counter[str] = collections.Counter()
        self.last: Sent | None = None

    def send(self, sent: Sent) -> None:
        """Send one; an answer that is no answer comes out as an error."""
        self.last = sent
        status = self.door.send(sent)
        self.answers[str(status)] += 1
        if status >= BROKEN:
            raise AssertionError(f"answered with {status}")


def round_of(tally: Tally) -> None:
    """Send so many, each another; the smallest that is not answered comes out as an error."""
    from tests.web.public_forms import sends  # noqa: PLC0415 - Django must be ready first

    @settings(
        max_examples=AT_A_TIME,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(drawn=st.data())
    def one(drawn: Any) -> None:  # noqa: ANN401 - what the library hands over has no type of its own
        tally.send(drawn.draw(sends(tally.door.forms)))

    one()


def keep(sent: Sent) -> Path:
    """Keep what found a fault, so that every test run sends it."""
    text = json.dumps(sent.kept(), indent=1, sort_keys=True) + "\n"
    path = CORPUS / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    path.write_text(text, encoding="utf-8")
    return path


def main() -> int:
    """Fuzz for a while; a fault comes out as an error."""
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with contextlib.ExitStack() as held:
        if asked.postgresql:
            os.environ.update(held.enter_context(postgresql()))
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="weerklank-forms-")))
        told = fuzzed(Tally(opened(folder)), minutes=asked.minutes)
    store = "PostgreSQL" if asked.postgresql else "SQLite"
    name = "fuzz_forms_postgresql" if asked.postgresql else "fuzz_forms"
    text = f"`benchmarks/fuzz_forms.py` on {store}: {told}"
    tell(name, title=f"Broken forms, on {store}", text=text, asked=asked)
    return 0


def fuzzed(tally: Tally, *, minutes: float) -> str:
    """Send for so many minutes, and return what came of it, as a sentence."""
    begin, end = time.monotonic(), time.monotonic() + 60 * minutes
    try:
        while time.monotonic() < end:
            round_of(tally)
    except Exception:
        if tally.last is not None:
            print(f"not answered, kept as {keep(tally.last)}")
        raise
    told = ", ".join(f"{count:,} × {status}" for status, count in sorted(tally.answers.items()))
    sent, taken = sum(tally.answers.values()), time.monotonic() - begin
    forms = len(tally.door.forms)
    return f"{sent:,} requests to {forms} forms and pages in {taken:.0f} s, answered by status: {told}."


if __name__ == "__main__":
    sys.exit(main())
