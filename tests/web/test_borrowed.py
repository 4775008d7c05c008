"""What a library says on our pages is said in our words, whichever version of it there is."""

from __future__ import annotations

import re
from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

import pytest
from django.utils.translation import gettext, ngettext, override

from weerklank.web.borrowed import FILE, catalogue
from weerklank.web.wording import words

AS_A_FRIEND = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)
GAP = re.compile(r"%\(\w+\)s|%[ds]")
OWN = {name.removeprefix(FILE): text for name, text in words().items() if name.startswith(FILE)}
FOR_OTHER_SITES = re.compile(r"client_name|^View your |code displayed on your device")
"""What it says where a portal signs people in to other sites, which ours does not."""


def theirs() -> dict[str, str]:
    """Every text of the library and its own Dutch; of a plural the plural."""
    place = files("allauth").joinpath("locale", "nl", "LC_MESSAGES", "django.mo")
    with place.open("rb") as file:
        told = GNUTranslations(file)
    return {text: told.gettext(text) for text in sources()}


def sources() -> set[str]:
    """Every text of the library as its code has it."""
    place = files("allauth").joinpath("locale", "nl", "LC_MESSAGES", "django.po")
    found = re.findall(r'^msgid ((?:"[^\n]*"\n)+)', place.read_text(encoding="utf-8"), re.MULTILINE)
    lines = ["".join(re.findall(r'^"(.*)"$', block, re.MULTILINE)) for block in found]
    return {line.replace("\\n", "\n").replace('\\"', '"') for line in lines} - {""}


def test_the_library_still_says_what_we_replace() -> None:
    assert {text.partition("\0")[0] for text in OWN} - sources() == set()


def test_the_library_speaks_to_people_as_to_friends() -> None:
    assert sum(bool(AS_A_FRIEND.search(dutch)) for dutch in theirs().values()) > 50


def test_we_do_not() -> None:
    with override("nl"):
        said = {text: gettext(text) for text in sources() if not FOR_OTHER_SITES.search(text)}
    assert {text: dutch for text, dutch in said.items() if AS_A_FRIEND.search(dutch)} == {}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_filled_in_is_what_the_library_fills_in(language: str) -> None:
    assert {
        text
        for text, told in OWN.items()
        if not set(GAP.findall(told[language])) <= set(GAP.findall(text.partition("\0")[0]))
    } == set()


@pytest.mark.parametrize(
    ("language", "one", "more"), [("nl", "sleutel.", "sleutels."), ("en", "key.", "keys.")]
)
def test_one_and_more_are_told_apart(language: str, one: str, more: str) -> None:
    told = ("You have added %(count)s security key.", "You have added %(count)s security keys.")
    with override(language):
        assert (ngettext(*told, 1).split()[-1], ngettext(*told, 2).split()[-1]) == (one, more)


def test_a_catalogue_reads_back() -> None:
    texts = {"Hello": "Goedendag", "One\0More": "Eén\0Meer", "": "Content-Type: text/plain; charset=UTF-8\n"}
    read = GNUTranslations(BytesIO(catalogue(texts)))
    assert (read.gettext("Hello"), read.ngettext("One", "More", 2), read.gettext("else")) == (
        "Goedendag",
        "Meer",
        "else",
    )
