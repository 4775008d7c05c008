"""Settings that are not safe stop the start, and each says what to mend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.portal_settings import ENVIRONMENT
from weerklank.errors import BadInput
from weerklank.settings import LEAST_KEY, read, unsafe
from weerklank.stores import database

SAFE = {
    "WEERKLANK_SECRET_KEY": "kwetsbaar" + "0123456789" * 5,
    "WEERKLANK_ADDRESS": "https://weerklank.example.nl",
    "WEERKLANK_FOLDER": "store",
}
STORES = ("WEERKLANK_DATABASE_URL", "WEERKLANK_ANSWERS_DATABASE_URL")
SIGN_ON = {
    "WEERKLANK_OIDC_ISSUER": "https://login.example.nl",
    "WEERKLANK_OIDC_CLIENT": "weerklank",
    "WEERKLANK_OIDC_SECRET": "secret",
}


def columns(**changed: str) -> list[str | None]:
    return [fault.column for fault in unsafe(read(SAFE | changed))]


def test_safe_settings_have_no_faults() -> None:
    assert columns() == []
    assert columns(**SIGN_ON) == []


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"WEERKLANK_SECRET_KEY": ""}, "WEERKLANK_SECRET_KEY"),
        ({"WEERKLANK_SECRET_KEY": "k" * (LEAST_KEY - 1)}, "WEERKLANK_SECRET_KEY"),
        ({"WEERKLANK_SECRET_KEY": "k" * LEAST_KEY}, "WEERKLANK_SECRET_KEY"),
        ({"WEERKLANK_ADDRESS": "https://*"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://.example.nl"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://weerklank.example.nl,https://other.nl"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://weerk lank.nl"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://example.nl/weerklank"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://example.nl?a=b"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://example.nl#a"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://me:secret@example.nl"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "http://weerklank.example.nl"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "ftp://localhost"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_DEMO": "1", **SIGN_ON}, "WEERKLANK_DEMO"),
        ({**SIGN_ON, "WEERKLANK_OIDC_SECRET": ""}, "WEERKLANK_OIDC_ISSUER"),
        ({"WEERKLANK_BACKUP_DAYS": "a month"}, "WEERKLANK_BACKUP_DAYS"),
        ({"WEERKLANK_BACKUP_DAYS": "4000"}, "WEERKLANK_BACKUP_DAYS"),
        ({**SIGN_ON, "WEERKLANK_OIDC_ISSUER": "http://login.example.nl"}, "WEERKLANK_OIDC_ISSUER"),
        ({**SIGN_ON, "WEERKLANK_OIDC_ISSUER": "https://[login"}, "WEERKLANK_OIDC_ISSUER"),
        ({"WEERKLANK_ADDRESS": "https://[weerklank"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_ADDRESS": "https://weerklank.example.nl:door"}, "WEERKLANK_ADDRESS"),
        ({"WEERKLANK_MAIL_URL": "smtp://mail.nl", "WEERKLANK_MAIL_FROM": "weerklank"}, "WEERKLANK_MAIL_FROM"),
        (dict.fromkeys(STORES, "postgresql://db/portal"), "WEERKLANK_ANSWERS_DATABASE_URL"),
        ({"WEERKLANK_MAIL_URL": "mail.example.nl"}, "WEERKLANK_MAIL_URL"),
        ({"WEERKLANK_MAIL_URL": "smtp+tls://me:secret@mail.example.nl:door"}, "WEERKLANK_MAIL_URL"),
    ],
)
def test_each_unsafe_setting_is_found(changed: dict[str, str], column: str) -> None:
    assert column in columns(**changed)


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000", "http://[::1]:8000", "https://Weerklank.example.nl:8443", "https://w.nl/"],
)
def test_an_address_of_a_whole_site_is_one(address: str) -> None:
    assert columns(WEERKLANK_ADDRESS=address) == []


def test_what_is_wrong_with_an_address_is_said_once() -> None:
    assert columns(WEERKLANK_ADDRESS="weerklank.example.nl") == ["WEERKLANK_ADDRESS"]


@pytest.mark.parametrize("name", ["DEMO", "BEHIND_PROXY", "REPORTS_APART"])
@pytest.mark.parametrize("text", ["true", "yes", "on", "2"])
def test_a_switch_that_says_neither_on_nor_off_stops_the_start(name: str, text: str) -> None:
    """Who types `true` would otherwise believe that reports are apart, and they are not."""
    with pytest.raises(BadInput, match=f"WEERKLANK_{name}.*Set it to 1"):
        read(SAFE | {f"WEERKLANK_{name}": text})
    for off in ("", "0"):
        read(SAFE | {f"WEERKLANK_{name}": off})


@pytest.mark.parametrize("name", ["MAIL_FROM", "SECURITY_CONTACT", "ADDRESS", "OIDC_NAME"])
def test_a_setting_of_two_lines_stops_the_start(name: str) -> None:
    """It would end as a line of its own in a mail or in `security.txt`."""
    with pytest.raises(BadInput, match=f"WEERKLANK_{name}.*line break"):
        read(SAFE | {f"WEERKLANK_{name}": "mailto:a@example.nl\nContact: b@example.nl"})


def test_the_start_stops_with_the_mend_and_without_the_secret(tmp_path: Path) -> None:
    shown = {
        name: text for name, text in os.environ.items() if not name.startswith(("WEERKLANK_", "DJANGO_"))
    }
    shown |= {"WEERKLANK_SECRET_KEY": "too-short-and-secret", "WEERKLANK_FOLDER": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("weerklank")), "migrate"]
    ended = subprocess.run(command, env=shown, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "WEERKLANK_SECRET_KEY" in ended.stderr
    assert "secrets.token_urlsafe" in ended.stderr
    assert "too-short-and-secret" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_makes_a_key_of_its_own_once(tmp_path: Path) -> None:
    told = {"WEERKLANK_DEMO": "1", "WEERKLANK_FOLDER": str(tmp_path)}
    first = read(told).secret_key
    assert len(first) >= LEAST_KEY
    assert read(told).secret_key == first
    assert (tmp_path / "demonstration.key").stat().st_mode & 0o077 == 0


def test_without_an_address_answers_and_people_stand_in_files_of_their_own(tmp_path: Path) -> None:
    store = database("", file=tmp_path / "answers.sqlite3")
    assert store["NAME"] == str(tmp_path / "answers.sqlite3")
    assert store["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in store["OPTIONS"]["init_command"]
    assert "secure_delete=ON" in store["OPTIONS"]["init_command"]


@pytest.mark.parametrize(("told", "days"), [("", None), ("30", 30), ("3650", 3650)])
def test_backups_are_gone_after_as_many_days_as_was_said(told: str, days: int | None) -> None:
    assert read(SAFE | {"WEERKLANK_BACKUP_DAYS": told}).backup_days == days
    assert columns(WEERKLANK_BACKUP_DAYS=told) == []


def test_an_address_of_postgresql_is_taken_apart(tmp_path: Path) -> None:
    store = database("postgresql://me:p%40ss@db.example.nl:5433/weerklank", file=tmp_path / "unused")
    parts = {name: store[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert parts == {
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example.nl",
        "PORT": "5433",
        "NAME": "weerklank",
    }


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:secret@host/name",
        "postgresql://me:secret@host/",
        "postgresql://me:secret@host:door/name",
        "postgresql://me:sec[ret@host/name",
    ],
)
def test_another_address_is_refused_and_not_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not understood") as refused:
        database(url, file=tmp_path / "unused", named=STORES[0])
    assert STORES[0] in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "door" not in str(refused.value)


def test_a_demonstration_refuses_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="WEERKLANK_FOLDER"):
        read({"WEERKLANK_DEMO": "1", "WEERKLANK_FOLDER": str(tmp_path / "file")})


def test_the_tests_themselves_run_on_safe_settings() -> None:
    assert unsafe(ENVIRONMENT) == []
