"""Our theme is small, readable and sent by ourselves; another is laid over it only where everyone can read it."""

from __future__ import annotations

import gzip
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from weerklank.errors import BadInput
from weerklank.web import theme
from weerklank.web.theme import END, Told, contrast, followed, laid_over, own_theme, unreadable

if TYPE_CHECKING:
    from pytest_django import Settings

    from weerklank.web.theme import Theme

STATIC = Path(theme.__file__).with_name("static") / "weerklank"
OURS = (STATIC / "theme.css").read_text()
LINK = "--basis-color-action-1-color-default"
BUTTON = "--basis-color-action-1-inverse-bg-default"
BOTH = f":root {{ {LINK}: #1a4d8f; }} @media (prefers-color-scheme: dark) {{ :root {{ {LINK}: #a8c8ff; }} }}"


def read(text: str) -> Theme:
    return laid_over(text, ours=OURS, file="own.css")


def refused(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        read(text)
    return str(caught.value)


def test_style_and_letters_are_small_and_ours() -> None:
    assert len(gzip.compress(OURS.encode())) <= 15_000
    assert sum(file.stat().st_size for file in STATIC.glob("font/*.woff2")) <= 25_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "font" / "OFL.txt").read_text()
    assert [place for place in re.findall(r'url\("([^"]*)"\)', OURS) if not (STATIC / place).exists()] == []


@pytest.mark.parametrize("dark", [False, True])
def test_every_pair_of_our_colours_can_be_read(dark: bool) -> None:  # noqa: FBT001 - pytest fills it in
    told = Told(OURS.partition(END)[0], file="theme.css")
    shown = told.light | told.dark if dark else told.light
    assert len(told.dark) > 20
    assert list(unreadable(followed(told.light, shown), file="theme.css")) == []


def test_every_token_that_a_rule_uses_has_a_value() -> None:
    told = Told(OURS.partition(END)[0], file="theme.css")
    used = set(re.findall(r"var\((--[\w-]+)", OURS))
    assert used - set(told.light) == set()


@pytest.mark.parametrize(("one", "other", "expected"), [("#000", "#fff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_as_defined(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)


def test_a_theme_is_printed_anew_for_light_and_dark() -> None:
    laid = read(f"/* ours */ {BOTH}")
    assert laid.text == (
        f":root {{ {LINK}: #1a4d8f; }}\n@media (prefers-color-scheme: dark) {{ :root {{ {LINK}: #a8c8ff; }} }}\n"
    )
    assert not laid.light_only


def test_a_file_of_another_design_system_is_read_and_its_references_followed() -> None:
    laid = read(
        f".org-theme {{ --org-blue: #1a4d8f; {LINK}: var(--org-blue); --org-picture: url(https://example.nl/x); }}"
    )
    assert dict(laid.light) == {LINK: "#1a4d8f"}
    assert laid.light_only


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("", "holds no token"),
        (":root { --unknown: #000000; }", "holds no token"),
        ("@import 'https://example.nl/x.css';", "outside the lists"),
        (f"body {{ {LINK}: #1a4d8f; }}", "styles a part of a page"),
        (":root { display: none; }", "no token"),
        (f"@media print {{ :root {{ {LINK}: #1a4d8f; }} }}", "not known here"),
        (":root { --basis-text-font-family-default: url(https://example.nl/f); }", "harmless"),
        (":root { --basis-border-radius-md: expression(alert); }", "harmless"),
        (":root { --basis-border-radius-md: 1px\\3b; }", "harmless"),
        (f":root {{ {LINK}: rgb(0 0 0); }}", "harmless"),
        (f":root {{ {LINK}: navy; }}", "#rrggbb"),
        (f":root {{ {LINK}: var(--nowhere); }}", "#rrggbb"),
        (f":root {{ {LINK}: #99bbff; }}", "its contrast is 1.8"),
        (f"{BOTH} :root {{ {BUTTON}: #ffee00; }}", "its contrast is 1.2"),
        (BOTH.replace("#a8c8ff", "#203040"), "its contrast is 1.3"),
    ],
)
def test_what_is_unsafe_or_cannot_be_read_is_refused_with_the_mend(text: str, mend: str) -> None:
    assert mend in refused(text)


def test_no_damage_to_a_file_gets_through_as_anything_but_tokens() -> None:
    chance = random.Random(20220627)  # noqa: S311 - damage for a test
    for _ in range(300):
        letters = list(BOTH)
        for _ in range(3):
            letters[chance.randrange(len(letters))] = chance.choice("{}();:@<>/*\\'\"#a0-")
        try:
            printed = read("".join(letters)).text
        except BadInput:
            continue
        assert re.fullmatch(r"(?:[\w\s#:;(){}-]|@media)+", printed), printed


def test_a_theme_comes_after_ours_on_every_page_and_is_kept_by_its_digest(settings: Settings) -> None:
    settings.THEME = read(BOTH)
    page = Client().get(reverse("public:front")).content.decode()
    place = f"{reverse('theme')}?{settings.THEME.digest}"
    assert page.index("weerklank/theme.css") < page.index(place)
    answer = Client().get(place)
    assert answer.content.decode() == settings.THEME.text
    assert (answer["Content-Type"], "immutable" in answer["Cache-Control"]) == (
        "text/css; charset=utf-8",
        True,
    )


def test_a_theme_for_light_screens_keeps_pages_light(settings: Settings) -> None:
    settings.THEME = read(f":root {{ {LINK}: #1a4d8f; }}")
    assert b'class="light"' in Client().get(reverse("public:front")).content


def test_without_a_theme_nothing_is_laid_over() -> None:
    assert own_theme("") is None
    assert f'"{reverse("theme")}?' not in Client().get(reverse("public:front")).content.decode()


def test_a_theme_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="WEERKLANK_THEME: the theme cannot be read"):
        own_theme(str(tmp_path / "nothing.css"))
    (tmp_path / "own.css").write_text(BOTH)
    assert own_theme(str(tmp_path / "own.css")) is not None
