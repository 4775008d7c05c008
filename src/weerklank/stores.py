"""Two stores. Answers to surveys stand in one of their own, so that nobody who reads people can read answers."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from weerklank.errors import BadInput, Fault, bad_input

if TYPE_CHECKING:
    from pathlib import Path
    from urllib.parse import SplitResult

    from django.db.models import Model

UNUSABLE_FOLDER = ("the folder cannot be made or written in", "Let it name a folder that is ours")
"""What is wrong, and the mend, where the portal cannot keep its files."""
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")
"""The name of one host, as it stands in an address: letters, digits, hyphens and dots, or the digits of IPv6."""
ANSWERS = "answers"
DATABASE_MEND = "Use postgresql://user:password@host:port/name"
IN_ANSWERS = frozenset({"answers"})
"""Labels of the applications whose tables stand in the store of answers."""


def store_of(label: str) -> str:
    """Return the store in which an application keeps its tables."""
    return ANSWERS if label in IN_ANSWERS else "default"


class Stores:
    """Django's router: each table in one store, and no relation between the two."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:  # noqa: ANN401 - Django passes what it likes
        """Return the store that a table is read from."""
        return store_of(model._meta.app_label)  # noqa: SLF001 - Django's public name begins so

    db_for_write = db_for_read

    def allow_relation(self, one: Model, other: Model, **_hints: Any) -> bool:  # noqa: ANN401 - as above, Django's own
        """Return whether two rows may refer to each other: only within one store."""
        labels = {row._meta.app_label for row in (one, other)}  # noqa: SLF001 - Django's public name begins so
        return len({store_of(label) for label in labels}) == 1

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:  # noqa: ANN401 - as above, Django's own
        """Return whether an application makes its tables in this store."""
        return db == store_of(app_label)


def database(url: str, *, file: Path, named: str | None = None) -> dict[str, Any]:
    """Return one database for Django: PostgreSQL by its address, or SQLite in a file where there is none.

    Raises `BadInput` under the name that was given for an address of another kind; the address itself, which may
    hold a password, is not repeated.
    """
    if not url:
        return sqlite(file)
    parts = taken_apart(url)
    if parts is None or parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadInput([Fault("the address of a database is not understood", DATABASE_MEND, column=named)])
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or query(parts.query, "host"),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }


def taken_apart(url: str) -> SplitResult | None:
    """Return the parts of an address; nothing where it has no form, or a port that is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is read when it is asked for, and refuses then
    except ValueError:
        return None
    return parts


def is_address(text: str, *schemes: str) -> bool:
    """Return whether a text is the address of a host, of one of these schemes."""
    parts = taken_apart(text)
    return parts is not None and parts.scheme in schemes and bool(parts.hostname)


def is_site(text: str) -> bool:
    """Return whether a text is the address of a whole site: a scheme, the name of one host, and perhaps a port.

    A star, or a dot at the beginning, would stand for any host: whoever asks could then say what ours is called.
    """
    parts = taken_apart(text)
    if parts is None or not is_address(text, "http", "https"):
        return False
    host = parts.netloc.removesuffix(f":{parts.port}").lower()
    return text == f"{parts.scheme}://{parts.netloc}" and HOST.fullmatch(host) is not None


def query(text: str, name: str) -> str:
    """Return one value of the query of an address: libpq allows the folder of a socket there."""
    pairs = (pair.partition("=") for pair in text.split("&"))
    return next((unquote(value) for key, _, value in pairs if key == name), "")


def kept_key(folder: Path, *, length: int) -> str:
    """Return the demonstration's own key, made the first time: nobody should have to invent one to have a look."""
    place = folder / "demonstration.key"
    try:
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            place.touch(mode=0o600, exist_ok=False)
            place.write_text(secrets.token_urlsafe(length))
        return place.read_text().strip()
    except OSError:
        raise bad_input(*UNUSABLE_FOLDER, column="WEERKLANK_FOLDER") from None


def sqlite(file: Path) -> dict[str, Any]:
    """Return a database in one file that many may read while one writes, and that a power cut does not harm."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }
