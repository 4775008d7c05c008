"""One line of JSON an event. Only fields that are listed here are ever written: no address, no name, no text."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

TO_STDERR: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "weerklank.web.log_lines.Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
"""Everything goes to standard error, a line an event: no file of ours holds who did what."""
ALLOWED = ("code", "status", "status_code", "command", "check")


class Line(logging.Formatter):
    """Write what happened, where in our code, and nothing about whom."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event as one line. A message of others is left out: it may hold what a person wrote."""
        own = record.name.startswith("weerklank")
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage() if own else record.funcName,
        }
        line |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = places(record)
        return json.dumps(line)


def places(record: logging.LogRecord) -> list[str]:
    """Return the last lines of code that an error passed, without what stood in its variables."""
    trace = record.exc_info[2] if record.exc_info else None
    passed = []
    while trace is not None:
        code = trace.tb_frame.f_code
        passed.append(f"{code.co_filename.rpartition('site-packages/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return passed[-6:]
