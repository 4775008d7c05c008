"""Whether an installation is well: each check says ok, or what to mend."""

from __future__ import annotations

import shutil
import smtplib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from weerklank.cases.erasure import waiting_since
from weerklank.cases.queries import has_salt
from weerklank.jobs.keeper import LAST_KEPT
from weerklank.people.queries import ending_certificates
from weerklank.trail.queries import is_guarded
from weerklank.web.headers import HEADERS, SecurityHeaders
from weerklank.web.health import store_state

if TYPE_CHECKING:
    from collections.abc import Callable

LEAST_FREE = 1_000_000_000
"""Bytes below which a disk is nearly full."""
SOON = timedelta(days=60)
"""How long before a certificate ends it is said."""
ORGANISATION_KEY = b'"weerklank/organisationkey/v1"'
"""What the file of an organisation's key begins with."""
MOST_DRIFT = timedelta(seconds=5)
"""How far the clocks of the portal and its store may lie apart."""
MOST_LATE = timedelta(minutes=10)
"""How long after the terms were last looked at it is said."""
MOST_WAITING = timedelta(days=1)
"""How long what was destroyed may wait until the store is cleaned of it."""
DUMMY = "django.core.mail.backends.dummy.EmailBackend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, and the mend, empty where all is well."""

    what: str
    mend: str = ""

    @property
    def well(self) -> bool:
        """Whether nothing has to be mended."""
        return not self.mend

    def __str__(self) -> str:
        return f"ok    {self.what}" if self.well else f"MEND  {self.what}: {self.mend}"


def examined() -> list[Finding]:
    """Return every check."""
    stores = [store(alias) for alias in settings.DATABASES]
    looks: tuple[Callable[[], Finding], ...] = (
        clock,
        keeper,
        trail,
        erasure,
        mail,
        headers,
        contact,
        keys,
        handler_keys,
        backups,
        disk,
    )
    return [*stores, *(look() for look in looks if look not in ASKING or stores[0].well)]


def store(alias: str) -> Finding:
    """Look whether a store can be reached and has its tables."""
    mends = {
        "ok": "",
        "has to be migrated": "It has not the tables of this version. Type: weerklank migrate.",
        "cannot be reached": "It cannot be reached. Check the addresses in WEERKLANK_(ANSWERS_)DATABASE_URL.",
    }
    if settings.DATABASES[alias]["ENGINE"].endswith("sqlite3"):
        mends["cannot be reached"] = (
            "Its file cannot be read. Check WEERKLANK_FOLDER, and type: weerklank migrate. Or put back a backup."
        )
    return Finding(f"store {alias}", mends[store_state(alias)])


def clock() -> Finding:
    """Look whether the clock of the store agrees with ours."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        else:
            cursor.execute("SELECT strftime('%s', 'now')")
        (seconds,) = cursor.fetchone()
    return clock_finding(datetime.fromtimestamp(float(seconds), UTC), now=datetime.now(UTC))


def clock_finding(theirs: datetime, *, now: datetime) -> Finding:
    """Return whether two clocks agree; SQLite tells whole seconds."""
    apart = abs(theirs - now) > MOST_DRIFT
    return Finding(
        "clock", "Portal and store disagree on the time. Let both follow a time server." if apart else ""
    )


def keeper() -> Finding:
    """Look whether somebody keeps the terms: warns of them, lets stand-ins read, and sends mail."""
    last = cache.get(LAST_KEPT)
    if last is not None and datetime.now(UTC) - last < MOST_LATE:
        return Finding("keeper")
    since = f"since {timezone.localtime(last):%d-%m-%Y %H:%M}" if last else "yet"
    mend = "Start `weerklank serve`, or `weerklank jobs --every 60`."
    return Finding("keeper", f"Nobody has looked at the terms {since}. {mend}")


def trail() -> Finding:
    """Look whether the store still refuses to change the trail."""
    mend = "The store does not refuse changes of it any more. Find out who took that away; put back a backup."
    return Finding("trail", "" if is_guarded() else mend)


def erasure() -> Finding:
    """Look whether the store was cleaned of what was destroyed."""
    since = waiting_since()
    if since is None or timezone.localdate() - since <= MOST_WAITING:
        return Finding("erasure")
    return Finding(
        "erasure",
        f"What was destroyed since {since:%d-%m-%Y} still stands in the files of the store: something reads there "
        "all the time. End transactions that stay open.",
    )


def mail() -> Finding:
    """Look whether mail can be sent; nothing is sent."""
    if settings.EMAIL_BACKEND == DUMMY:
        return Finding("mail", "None is sent. Set WEERKLANK_MAIL_URL to smtp+tls://user:password@host:587.")
    try:
        with get_connection():
            return Finding("mail")
    except (OSError, smtplib.SMTPException):
        return Finding("mail", "The server does not answer or does not accept us. Check WEERKLANK_MAIL_URL.")


def headers() -> Finding:
    """Look whether an answer carries every header, and nothing unsafe."""
    answer = SecurityHeaders(lambda _request: HttpResponse())(RequestFactory().get("/"))
    lacking = [name for name in HEADERS if name not in answer.headers]
    if settings.SECURE_HSTS_SECONDS == 0:
        return Finding(
            "headers", "People come without encryption. Let WEERKLANK_ADDRESS begin with https://."
        )
    return Finding("headers", f"Lacking: {', '.join(lacking)}." if lacking else "")


def contact() -> Finding:
    """Look whether someone who finds a hole is told whom to tell, in `security.txt`."""
    mend = "Nobody is named whom to tell of a hole. Set WEERKLANK_SECURITY_CONTACT to mailto:… or https://…"
    named = settings.SECURITY_CONTACT.startswith(("mailto:", "https://", "tel:"))
    return Finding("contact", "" if named else f"{mend}.")


def keys() -> Finding:
    """Look whether key material stands where others can read it."""
    folder = Path(settings.ENVIRONMENT.folder)
    loose = [file.name for file in folder.glob("*.key") if file.stat().st_mode & 0o077]
    if settings.DEMO:
        return Finding(
            "keys", "This is a demonstration: anyone comes in as anyone. Take away WEERKLANK_DEMO."
        )
    return Finding("keys", f"Others can read {', '.join(loose)}. Type: chmod 600." if loose else "")


def handler_keys() -> Finding:
    """Look whether the salt is there, certificates end soon, and the organisation's own key is not here."""
    if not has_salt():
        return Finding("handler keys", "The salt of the receipts is gone. Put back the store from a backup.")
    on = timezone.localdate()
    ending = ending_certificates(on=on, within=SOON).count()
    if ending:
        return Finding(
            "handler keys", f"{ending} certificates end within 60 days. Type: weerklank keys requests."
        )
    files = Path(settings.ENVIRONMENT.folder).glob("*")
    own = [file.name for file in files if file.is_file() and holds_organisation_key(file)]
    if own and not settings.DEMO:
        return Finding("handler keys", f"{', '.join(own)} is the organisation's own key. Keep it elsewhere.")
    return Finding("handler keys")


def holds_organisation_key(file: Path) -> bool:
    """Return whether a file is the key of an organisation."""
    with file.open("rb") as opened:
        return ORGANISATION_KEY in opened.read(100)


def backups() -> Finding:
    """Look whether it was said when a backup is gone: until then what was erased still stands there."""
    if settings.BACKUP_DAYS is None:
        return Finding("backups", "Say after how many days a backup is gone: set WEERKLANK_BACKUP_DAYS.")
    return Finding(f"backups: what was erased is gone from them after {settings.BACKUP_DAYS} days")


ASKING = frozenset({clock, keeper, trail, erasure, handler_keys})
"""The checks that ask the store: only where it can be asked."""


def disk() -> Finding:
    """Look whether there is room on the disk."""
    folder = Path(settings.ENVIRONMENT.folder)
    free = shutil.disk_usage(folder if folder.exists() else Path.cwd()).free
    return Finding("disk", "Less than 1 GB is free. Make room." if free < LEAST_FREE else "")
