"""What has to happen by itself, because a date has come. Each task may run twice, half, or beside itself."""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from weerklank.cases.erasure import forget_notes, scrub
from weerklank.cases.silence import close_after_silence
from weerklank.cases.standing_in import let_stand_ins_read
from weerklank.cases.warning import warn
from weerklank.jobs.post import post
from weerklank.retention.actions import carry_out, make_lists

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
SECOND = 1
LAST_KEPT, REMEMBERED = "last_kept", timedelta(days=365)
"""Where it stands when every task was run for the last time, and for how long."""
TASKS: tuple[Callable[[datetime], object], ...] = (
    lambda local: close_after_silence(on=timezone.localdate(local)),
    lambda local: let_stand_ins_read(on=timezone.localdate(local)),
    lambda local: warn(on=timezone.localdate(local)),
    lambda local: make_lists(on=timezone.localdate(local), at=local),
    lambda local: carry_out(on=timezone.localdate(local), at=local),
    lambda local: forget_notes(on=timezone.localdate(local), at=local),
    lambda local: scrub(on=timezone.localdate(local)),
    post,
    lambda local: cache.set(LAST_KEPT, local, timeout=REMEMBERED.total_seconds()),
)
"""In the order in which they run: what one finds, a later one tells."""


def keep(now: datetime) -> None:
    """Run every task once. What a store refuses now is tried again the next time."""
    local = timezone.localtime(now)
    for task in TASKS:
        try:
            task(local)
        except DatabaseError as error:
            log.warning("task_failed", extra={"code": type(error).__name__})


def keep_on(*, every: int, beside: int) -> None:
    """Run every task, again and again, as long as the process `beside` is our parent; 0: without end."""
    while wanted(beside):
        keep(datetime.now(UTC))
        close_old_connections()
        for _ in range(every):
            if wanted(beside):
                time.sleep(SECOND)


def wanted(beside: int) -> bool:
    """Return whether the process that started us is still there."""
    return beside in {0, os.getppid()}
