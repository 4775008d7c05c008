"""A demonstration, as it is started: a process of its own, with one click to come in as anyone."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.conftest import documents_in
from tests.serving import change, run, serving

if TYPE_CHECKING:
    from pathlib import Path


def browser() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def page(opened: urllib.request.OpenerDirector, address: str, form: dict[str, str] | None = None) -> str:
    body = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(address, body, {"Origin": "http://localhost:8000"} if form else {})  # noqa: S310 - our own server
    with opened.open(request, timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def test_one_click_comes_in_as_a_role(portal: str) -> None:
    opened = browser()
    choice = page(opened, f"{portal}/nl/demo/")
    assert len(re.findall(r'action="/nl/demo/as/', choice)) == 27
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', choice)[0]
    inside = page(opened, f"{portal}/nl/demo/as/technical_admin", {"csrfmiddlewaretoken": token})
    assert "Technisch beheerder" in inside
    assert "Ministerie van Binnenlandse Zaken" in page(opened, f"{portal}/nl/office/units")


@pytest.mark.parametrize(
    ("role", "procedure"),
    [
        ("confidential_counsellor", "Gesprek met een vertrouwenspersoon"),
        ("independent_report_officer", "Melding van een misstand"),
        ("committee_secretary", "Klacht"),
    ],
)
def test_who_handles_cases_finds_one_in_the_inbox(role: str, procedure: str, portal: str) -> None:
    opened = browser()
    choice = page(opened, f"{portal}/nl/demo/")
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', choice)[0]
    page(opened, f"{portal}/nl/demo/as/{role}", {"csrfmiddlewaretoken": token})
    inbox = page(opened, f"{portal}/nl/cases/")
    assert inbox.count("wacht op u") == 1
    assert f"<td>{procedure}</td>" in inbox


@pytest.mark.parametrize("path", ["/nl/", "/en/processing", "/nl/account/login/", "/en/demo/", "/nl/nothing"])
def test_a_banner_says_so_on_every_page(path: str, portal: str) -> None:
    try:
        shown = page(browser(), portal + path)
    except urllib.error.HTTPError as error:
        shown = error.read().decode()
    assert 'class="banner"' in shown


def test_a_page_is_small(portal: str) -> None:
    front = page(browser(), f"{portal}/nl/")
    style = re.findall(r'href="(/static/weerklank/theme\.\w+\.css)"', front)[0]
    request = urllib.request.Request(portal + style, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above, ours
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
        sheet = len(answer.read())
    assert sheet <= 15_000
    assert sheet + len(front.encode()) <= 60_000


def test_it_is_loaded_once(folder: Path) -> None:
    assert run("demo", folder=folder).stdout.count("already") == 3


def test_it_starts_again_after_somebody_ended_roles(tmp_path: Path) -> None:
    assert run("migrate", folder=tmp_path).returncode == run("demo", folder=tmp_path).returncode == 0
    change("DELETE FROM people_grant", folder=tmp_path)
    again = run("demo", folder=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "No cases were invented" in again.stdout
    released = run("demo", *documents_in(tmp_path), folder=tmp_path)
    assert released.returncode == 2
    assert "Begin with an empty WEERKLANK_FOLDER" in released.stderr


def test_the_trail_of_it_is_whole_and_can_be_anchored(folder: Path, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors"
    anchors.write_text(run("trail", "head", folder=folder).stdout)
    without, with_anchor = (
        run("trail", "verify", folder=folder),
        run("trail", "verify", "--anchor", str(anchors), folder=folder),
    )
    assert without.returncode == with_anchor.returncode == 0
    assert "Without an anchor a tail that was cut off" in without.stderr
    assert with_anchor.stderr == ""


def test_the_doctor_names_what_a_demonstration_is_not_fit_for(folder: Path) -> None:
    run("jobs", folder=folder)
    seen = run("doctor", folder=folder)
    assert seen.returncode == 2
    assert re.findall(r"^MEND  (\w+)", seen.stdout, re.MULTILINE) == [
        "mail",
        "headers",
        "contact",
        "keys",
        "backups",
    ]
    assert re.findall(r"^ok    (.+)", seen.stdout, re.MULTILINE) == [
        "store default",
        "store answers",
        "clock",
        "keeper",
        "trail",
        "erasure",
        "handler keys",
        "disk",
    ]


def test_a_real_portal_loads_no_invented_people(folder: Path) -> None:
    refused = run("demo", folder=folder, WEERKLANK_DEMO="0", WEERKLANK_SECRET_KEY="0123456789" * 6)
    assert refused.returncode == 2
    assert "This is no demonstration" in refused.stderr


@pytest.mark.parametrize("door", ["reporter", "answers"])
def test_a_door_of_its_own_opens(door: str, folder: Path) -> None:
    with serving(folder, "--door", door) as server:
        assert "<h1>" in page(browser(), f"{server.address}/nl/")
        for absent in ("/nl/account/login/", "/nl/office/", "/nl/my/", "/nl/demo/"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                page(browser(), f"{server.address}{absent}")
