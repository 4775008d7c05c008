"""From the first word to the answer, in a browser: what leaves it cannot be read, and what comes back is whole."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.serving import environment, run, serving
from tests.zips import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "clean"
SAID, ANSWERED = "Hij riep iets verschrikkelijks.", "Ik heb het gelezen."
NAMES = (b"verschrikkelijks", b"letter.docx", b"Verzonnen Maker", b"gebeurde")
# A body that is a Blob is not shown to the driver: the page itself keeps what it gives to the network.
KEEPING = """
window.sent = [];
const before = window.fetch;
window.fetch = async (address, how = {}) => {
  if (how.body) {
    const bytes = new Uint8Array(await how.body.arrayBuffer());
    window.sent.push(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')));
  }
  return before(address, how);
};
"""


class Door:
    """The portal with a counsellor at a desk, and what that counsellor does beside the browser."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address
        self.desk: dict[str, Any] = json.loads(self.beside("open"))

    def beside(self, *act: str, **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.sealed_desk", *act],
            cwd=ROOT,
            env=environment(self.folder, **more),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def answer(self, case: str, text: str) -> None:
        self.beside("answer", case, text, DESK=json.dumps(self.desk))

    @property
    def write(self) -> str:
        return f"{self.address}/nl/report/confidential_contact/{self.desk['unit']}/write"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder = tmp_path_factory.mktemp("reports")
    assert run("migrate", folder=folder).returncode == 0
    with serving(folder) as server:
        yield Door(folder, server.address)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.add_init_script(KEEPING)
    yield context.new_page()
    context.close()


def fill_in(page: Page, door: Door, *files: str) -> None:
    page.goto(door.write)
    page.locator("#sealed > fieldset:enabled").wait_for()
    for _ in range(2):
        page.locator("[data-next]:visible").click()
    page.fill("#text", SAID)
    if files:
        page.set_input_files("#attach", [VECTORS / name for name in files])
        page.locator("#files li").nth(len(files) - 1).wait_for()


def send(page: Page) -> list[str]:
    """Send the report; the words of its receipt."""
    page.locator("#sealed section:visible button:not([type=button])").click()
    page.locator("#receipt").wait_for()
    return page.locator("#receipt ol li").all_text_contents()


def sent(page: Page) -> list[bytes]:
    kept: list[str] = page.evaluate("window.sent")
    return [base64.b64decode(body) for body in kept]


def case_in(body: bytes) -> str:
    """The number of the case, which stands in the clear at the head of an envelope."""
    header = json.loads(body[8 : 8 + int.from_bytes(body[4:8], "big")])
    return str(header["case"])


def come_back(page: Page, door: Door, words: list[str]) -> None:
    page.goto(f"{door.address}/nl/report/return")
    page.locator("#return > fieldset:enabled").wait_for()
    page.fill("#words-typed", " ".join(words))
    page.locator("#return button").click()


def test_a_report_goes_out_sealed_and_its_answer_comes_back(door: Door, page: Page) -> None:
    fill_in(page, door, "letter.docx", "page.pdf")
    words = send(page)
    assert page.locator("#text").input_value() == ""
    (body,) = sent(page)
    assert body.startswith(b"WKL1")
    assert [name for name in NAMES if name in body] == []
    assert [word for word in words if word.encode() in body] == []
    door.answer(case_in(body), ANSWERED)
    come_back(page, door, words)
    page.locator("#thread").wait_for()
    assert page.locator("#entries .text").all_text_contents() == [SAID, ANSWERED]
    assert door.desk["name"] in page.locator("#readers").inner_text()
    with page.expect_download() as kept:
        page.locator("#entries button").first.click()
    assert b"Verzonnen Maker" not in Path(kept.value.path()).read_bytes()


def test_two_words_are_typed_back(door: Door, page: Page) -> None:
    fill_in(page, door)
    words = send(page)
    asked = [int(label.split()[-1]) for label in page.locator("[data-ask]").all_text_contents()]
    fields = page.locator("input[name=back]")
    for place in range(2):
        fields.nth(place).fill("nietdit")
    page.locator("#typed-back button").click()
    assert page.locator("#kept").is_hidden()
    for place, number in enumerate(asked):
        fields.nth(place).fill(words[number - 1].upper())
    page.locator("#typed-back button").click()
    page.locator("#kept").wait_for()


def test_the_same_bytes_are_sent_until_they_are_stored(door: Door, page: Page) -> None:
    asked: list[str] = []

    def down_once(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=503) if len(asked) == 1 else route.continue_()

    page.route("**/report/envelope", down_once)
    fill_in(page, door)
    assert page.locator("#receipt").is_hidden()
    send(page)
    first, second = sent(page)
    assert len(asked) == 2
    assert first == second


def test_no_receipt_is_shown_while_nothing_is_stored(door: Door, page: Page) -> None:
    page.route("**/report/envelope", lambda route: route.fulfill(status=422))
    fill_in(page, door)
    page.locator("#sealed section:visible button:not([type=button])").click()
    page.locator("#told.error").wait_for()
    assert page.locator("#receipt").is_hidden()
    assert page.locator("#receipt ol li").count() == 0
    assert page.locator("#text").input_value() == SAID


@pytest.mark.parametrize("fault", ["blocked", "altered"])
def test_a_form_whose_script_fails_sends_nothing(fault: str, door: Door, page: Page) -> None:
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    altered = {"status": 200, "content_type": "text/javascript", "body": "document.forms[0].action = '/';"}
    page.route(
        "**/seal/reporter*.js",
        lambda route: route.abort() if fault == "blocked" else route.fulfill(**altered),
    )
    page.goto(door.write, wait_until="networkidle")
    assert page.locator("#text:disabled").count() == 1
    assert page.locator("#sealed").get_attribute("action") is None
    assert posts == []


def test_leaving_takes_the_place_of_the_report_and_empties_it(door: Door, page: Page) -> None:
    page.route("https://**", lambda route: route.fulfill(status=200, body="elsewhere"))
    page.goto(f"{door.address}/nl/report/")
    fill_in(page, door)
    entries = page.evaluate("history.length")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://**")
    page.get_by_text("elsewhere").wait_for()
    assert page.evaluate("history.length") == entries
    page.go_back()
    assert page.url == f"{door.address}/nl/report/"


def test_other_words_find_nothing(door: Door, page: Page) -> None:
    come_back(page, door, ["vermaner", "merrie", "veerpont", "restant", "crooner", "huisbel", "vermaner"])
    page.locator("#told.error").wait_for()
    assert page.locator("#thread").is_hidden()


def test_a_reporter_keeps_the_whole_conversation_with_its_files(door: Door, page: Page) -> None:
    fill_in(page, door, "letter.docx")
    words = send(page)
    door.answer(case_in(sent(page)[0]), ANSWERED)
    come_back(page, door, words)
    page.locator("#thread").wait_for()
    with page.expect_download() as kept:
        page.locator("[data-export]").click()
    assert kept.value.suggested_filename == "gesprek.zip"
    parts = parts_of(Path(kept.value.path()).read_bytes())
    assert list(parts) == ["index.html", "case.json", "files/01-letter.docx"]
    shown = parts["index.html"].decode()
    assert SAID in shown
    assert ANSWERED in shown
    told = json.loads(parts["case.json"])
    (file,) = told["messages"][0]["body"]["files"]
    assert file["path"] == "files/01-letter.docx"
    assert hashlib.sha256(parts[file["path"]]).hexdigest() == file["sha256"]
    assert [body for body in sent(page) if SAID.encode() in body] == []
