"""The organisation's key, away from the server: made once, opened with its passphrase alone."""

from __future__ import annotations

import io
import json
import stat
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from weerklank.cli import main
from weerklank.seal import handlerkey, keyfiles
from weerklank.seal.certificate import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD, SHORT, OTHER = "een lange zin die niemand raadt", "kort", "iets anders dan dit"


@pytest.fixture
def keys(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs `weerklank keys`, with a passphrase on standard input."""

    def run(*arguments: object, passphrase: str = GOOD) -> tuple[int, str, str]:
        typed, sys.stdin = sys.stdin, io.StringIO(passphrase + "\n")
        try:
            code = main(["keys", *(str(argument) for argument in arguments)])
        finally:
            sys.stdin = typed
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def requests(path: Path) -> keyfiles.Request:
    """A file with one request."""
    public = handlerkey.Bundle(bytes(32), bytes([1] * 32)).public()
    request = keyfiles.Request(
        employer="bzk", name="A", person="p", role="confidential_counsellor", serial=7, keys=public
    )
    path.write_bytes(keyfiles.requests_file([request]))
    return request


def test_a_key_is_made_sealed_and_signs(keys: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    key, asked, out = tmp_path / "organisation.key", tmp_path / "requests.json", tmp_path / "out.json"
    code, told, _ = keys("make", "--out", key)
    assert code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    request = requests(asked)
    code, listed, _ = keys("sign", asked, "--key", key, "--until", "2099-12-31", "--out", out)
    found = keyfiles.certificates_in(out.read_bytes())
    assert (code, "confidential_counsellor" in listed) == (0, True)
    assert fingerprint(found.organisation) in told
    assert [read.keys for read, _ in found.certificates] == [request.keys]
    assert found.certificates[0][0].valid_to == date(2099, 12, 31)
    assert keys("fingerprint", "--key", key)[1].strip() == fingerprint(found.organisation)


def test_lists_of_revocations_follow_each_other(
    keys: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    key, first, second = (tmp_path / name for name in ("organisation.key", "1.json", "2.json"))
    keys("make", "--out", key)
    assert keys("revoke", 3, 4, "--key", key, "--out", first, "--from", "2026-01-01")[0] == 0
    assert keys("revoke", 9, 3, "--key", key, "--out", second, "--previous", first)[0] == 0
    listed = keyfiles.revocations_in(second.read_bytes()).revocations
    assert (listed.number, sorted(listed.serials)) == (2, [3, 4, 9])
    assert listed.serials[3] == date(2026, 1, 1)


def test_what_is_wrong_is_said_and_nothing_is_written(
    keys: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    key, asked, out = tmp_path / "organisation.key", tmp_path / "requests.json", tmp_path / "out.json"
    assert "at least 12" in keys("make", "--out", key, passphrase=SHORT)[2]
    assert not key.exists()
    keys("make", "--out", key)
    made = key.read_bytes()
    assert "there is a file already" in keys("make", "--out", key)[2]
    assert key.read_bytes() == made
    requests(asked)
    sign = ("sign", asked, "--key", key, "--out", out, "--until")
    assert "cannot be opened" in keys(*sign, "2099-12-31", passphrase=OTHER)[2]
    assert "end before they begin" in keys(*sign, "2020-12-31")[2]
    told = json.loads(asked.read_bytes())
    told["requests"][0]["key"] = "0" * 32
    asked.write_text(json.dumps(told))
    assert "or it was changed" in keys(*sign, "2099-12-31")[2]
    assert "cannot be read" in keys("sign", tmp_path / "none", *sign[2:], "2099-12-31")[2]
    assert not out.exists()
