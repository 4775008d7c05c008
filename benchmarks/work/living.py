"""The year of `benchmarks/year.py`, in the store that its environment names."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import django  # noqa: E402 - the environment names its settings

django.setup()

from tests.cases import test_year  # noqa: E402 - Django must be ready first
from tests.year import Lived, lived  # noqa: E402 - Django must be ready first
from weerklank.cases.counting import counted, missed  # noqa: E402 - Django must be ready first
from weerklank.cases.models import Term, TermNote  # noqa: E402 - Django must be ready first
from weerklank.notices.models import Notice  # noqa: E402 - Django must be ready first

CONTACTS, REPORTS, COMPLAINTS = 2000, 150, 80


def told(year: Lived) -> None:
    """Print what the year brought."""
    for one in counted(year.unit.pk, test_year.ALWAYS, on=test_year.LAST):
        late = missed(one.procedure, year.unit.pk, test_year.ALWAYS, on=test_year.LAST)
        met, due = sum(kept.met for kept in one.kept), sum(kept.due for kept in one.kept)
        print(
            f"{one.procedure}: {one.received} came in, {met} of {due} terms in time, "
            f"{len(late)} in the report of what was late"
        )
    print(
        f"{Term.objects.count()} terms, {TermNote.objects.count()} made longer or stopped, "
        f"{Notice.objects.count()} notices, each once; {len(year.closed_by_handler)} cases closed by handlers, "
        f"{len(year.withdrawn)} by their reporters, {year.closed_by_clock} by the clock"
    )


def main(seed: int) -> None:
    """Live it, and hold every check against it."""
    year = lived(test_year.YEAR, contacts=CONTACTS, reports=REPORTS, complaints=COMPLAINTS, seed=seed)
    test_year.check_owners()
    test_year.check_days_off()
    test_year.check_judgements(year)
    test_year.check_first_answers(year)
    test_year.check_trail(year)
    test_year.check_notices()
    told(year)


if __name__ == "__main__":
    main(int(sys.argv[1]))
