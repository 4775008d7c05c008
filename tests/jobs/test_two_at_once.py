"""Two clocks on one store, one of them killed half-way and begun again: each notice once, and none missing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.serving import WEERKLANK, environment, run

CASES = 60
ROOT = Path(__file__).parents[2]
MADE = f"""
from weerklank.jobs import portal; portal.open_portal()
from datetime import timedelta
from django.utils import timezone
from tests.sealed import desk, sealed_case
from weerklank.cases.models import Term
own = desk()
for _ in range({CASES}):
    sealed_case(own, text="It happened again.")
gone = timezone.localdate() - timedelta(days=1)
Term.objects.filter(due_on__isnull=False).update(started_on=gone - timedelta(days=2), due_on=gone)
"""
FIRST = """
from weerklank.jobs import portal; portal.open_portal()
import time
from weerklank.notices.models import Notice
for _ in range(3000):
    if Notice.objects.filter(reason="term").exists():
        break
    time.sleep(0.01)
"""
TOLD = """
from weerklank.jobs import portal; portal.open_portal()
import json
from weerklank.notices.models import Notice
from weerklank.cases.models import Term
terms = Term.objects.filter(met_on=None)
rows = list(Notice.objects.filter(reason="term").values_list("person", "about", "occasion"))
print(json.dumps([len(rows), len(set(rows)), terms.filter(warned=100).count(), terms.count()]))
"""


def python(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_notice_once_also_from_two_processes_of_which_one_is_killed(tmp_path: Path) -> None:
    assert run("migrate", folder=tmp_path).returncode == 0
    python(MADE, tmp_path)
    clocks = [
        subprocess.Popen([WEERKLANK, "jobs"], env=environment(tmp_path), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    python(FIRST, tmp_path)
    clocks[0].send_signal(signal.SIGKILL)
    for clock in clocks:
        clock.communicate()
    assert clocks[1].returncode == 0
    assert run("jobs", folder=tmp_path).returncode == 0
    notices, distinct, warned, running = json.loads(python(TOLD, tmp_path))
    assert notices == distinct == warned == running == 2 * CASES
