"""After a whole journey, everything the server kept is read byte by byte: what a reporter wrote is nowhere."""

from __future__ import annotations

import base64
import itertools
import re
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.journeys.test_sealed_report import KEEPING, VECTORS, Door, case_in, come_back, fill_in, send, sent
from tests.serving import change, rows_kept, run, serving
from weerklank.seal.receipt import derive, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

WRITTEN = (
    "Hij riep iets verschrikkelijks.",
    "Zij schreef dit zonder enig script.",
    "En later nog een regel erbij.",
)
ANSWERED = "Ik heb uw verhaal gelezen."
IN_A_FILE = ("Wat er gebeurde", "Verzonnen Maker", "letter.docx")
PLANTED = "Deze zin is met opzet neergezet."
ADDRESS = "203.0.113.77"
"""An address for documentation, which a server in front would say that the reporter has."""
Open: TypeAlias = "Callable[..., Page]"


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    return tmp_path / "said-by-the-server"


@pytest.fixture
def door(tmp_path: Path, logged: Path) -> Iterator[Door]:
    """A portal of which everything it writes is kept: its folder, its store, its passing files, its output."""
    folder = tmp_path / "portal"
    (folder / "passing").mkdir(parents=True)
    assert run("migrate", folder=folder).returncode == 0
    with serving(folder, output=logged, TMPDIR=str(folder / "passing")) as server:
        yield Door(folder, server.address)


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    contexts = []

    def new(*, scripts: bool) -> Page:
        context = chromium.new_context(
            java_script_enabled=scripts, extra_http_headers={"X-Forwarded-For": ADDRESS, "X-Real-IP": ADDRESS}
        )
        contexts.append(context)
        context.add_init_script(KEEPING)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield new
    for context in contexts:
        context.close()


def shapes(text: str) -> list[re.Pattern[bytes]]:
    """How a text may stand in bytes: in any case, with anything between its words; wide; or as base64."""
    told = text.encode()
    between = rb"[^a-z0-9]{1,8}".join(re.escape(word.encode()) for word in text.split())
    packed = [base64.b64encode(bytes(shift) + told)[4 if shift else 0 :][:-4] for shift in range(3)]
    literal = [text.encode("utf-16-le"), text.encode("utf-16-be"), told.hex().encode(), *packed]
    return [re.compile(between, re.IGNORECASE), *(re.compile(re.escape(one)) for one in literal)]


def bytes_under(*places: Path) -> dict[str, bytes]:
    """Every file that is there, and its name."""
    files = [one for place in places for one in ([place] if place.is_file() else sorted(place.rglob("*")))]
    return {str(one): one.name.encode() + b"\n" + one.read_bytes() for one in files if one.is_file()}


def found(texts: list[str], stored: dict[str, bytes]) -> list[tuple[str, str]]:
    """Which of the texts stand where."""
    every = [(text, shape) for text in texts for shape in shapes(text)]
    return [
        (text, name) for name, content in stored.items() for text, shape in every if shape.search(content)
    ]


def pairs(words: list[str]) -> list[str]:
    return [f"{one} {other}" for one, other in itertools.pairwise(words)]


def with_script(page: Page, door: Door) -> list[str]:
    """Report with a file, be answered, and come back; the words."""
    fill_in(page, door, "letter.docx")
    words = send(page)
    door.answer(case_in(sent(page)[0]), ANSWERED)
    come_back(page, door, words)
    page.get_by_text(ANSWERED).wait_for()
    return words


def without_script(page: Page, door: Door) -> list[str]:
    """Report with a file by plain forms, come back, and add something; the words."""
    page.goto(door.write.replace("/write", "/plain"))
    page.fill("#text", WRITTEN[1])
    page.set_input_files("#attach", VECTORS / "letter.docx")
    page.locator("form:has(#text) button").last.click()
    words = page.locator("ol.words li").all_text_contents()
    page.goto(f"{door.address}/nl/report/return/plain")
    page.fill("#words", " ".join(words))
    page.locator("form:has(#words) button").click()
    page.get_by_text(WRITTEN[1]).wait_for()
    page.fill("#text", WRITTEN[2])
    page.locator("form:has(#text) button").last.click()
    page.get_by_text(WRITTEN[2]).wait_for()
    return words


def salt_of(page: Page, door: Door) -> bytes:
    page.goto(f"{door.address}/nl/report/return")
    told = page.locator("#return").get_attribute("data-salt") or ""
    return base64.urlsafe_b64decode(told + "=" * (-len(told) % 4))


def kept_by(door: Door) -> dict[str, bytes]:
    """Everything a portal keeps: its folder, and its stores where they are not in there."""
    return bytes_under(door.folder) | rows_kept(door.folder)


def planted(door: Door) -> dict[str, bytes]:
    """What is kept where somebody wrote a sentence in the store, for a moment."""
    change(f"CREATE TABLE planted AS SELECT '{PLANTED}' AS told", folder=door.folder)
    kept = kept_by(door)
    change("DROP TABLE planted", folder=door.folder)
    return kept


def test_no_sentence_no_receipt_and_no_address_is_kept(door: Door, opened: Open, logged: Path) -> None:
    page = opened(scripts=True)
    receipts = [with_script(page, door), without_script(opened(scripts=False), door)]
    salt = salt_of(page, door)
    assert found([PLANTED], planted(door)), "the search finds nothing"
    stored, said = kept_by(door), bytes_under(logged)
    assert found([door.desk["name"]], stored), "the store was not read"
    told = [*WRITTEN, ANSWERED, *IN_A_FILE, ADDRESS, *(pair for words in receipts for pair in pairs(words))]
    assert found(told, stored | said) == []
    assert [name for name, content in stored.items() if b"127.0.0.1" in content] == []
    for words in receipts:
        receipt = derive(" ".join(words), salt=salt)
        secret = (receipt.seed.hex(), receipt.lookup.hex())
        assert found([kept(receipt.lookup)], stored), "the case was found another way"
        assert found([*secret], stored | said) == []
        assert not any(
            raw in content for raw in (receipt.seed, receipt.lookup) for content in stored.values()
        )
        assert found([kept(receipt.lookup)], said) == []
