"""An organisation's own colours and letters, laid over ours: read, judged and printed anew.

A file of tokens of NL Design System is not served as it is. What it says is read; the tokens that our pages use
are kept, their references followed, and every pair of colours that stands on top of each other is measured. What
cannot be read by everyone, or could fetch something from elsewhere, is refused with the mend.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from weerklank.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Tokens = dict[str, str]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
MEDIA = re.compile(r"@media\s*([^{}]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
SELECTOR = re.compile(r"(?::root|\.[a-z][\w-]*)(?:\s*,\s*(?::root|\.[a-z][\w-]*))*")
REFERENCE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
PLAIN = re.compile(r"""[\w\s#.,%"'()+*/-]{1,200}""")
CALLED = re.compile(r"([\w-]+)\(")
HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
MAY_BE_CALLED = {"calc", "min", "max", "clamp"}
DARK = "(prefers-color-scheme: dark)"
OURS = Path(__file__).parent / "static" / "weerklank" / "theme.css"
END = "/* The end of the values. */"
"""Where the tokens of our own style sheet end."""
DEEPEST = 8
"""How often a reference may lead to another."""
NEARLY_BLACK = 0.04045
"""Up to here sRGB is linear."""
TEXT, EDGE = 4.5, 3.0
"""The least contrast of text, and of the edge of what can be touched (WCAG 2.2, 1.4.3 and 1.4.11)."""

PAPER = ("default-bg-document", "default-bg-subtle", "accent-1-bg-subtle")
ON_PAPER = (
    "--basis-color-default-color-document",
    "--basis-color-default-color-subtle",
    "--basis-color-accent-1-color-default",
    "--basis-color-action-1-color-default",
    "--basis-color-action-1-color-hover",
    "--utrecht-link-visited-color",
    "--basis-heading-color",
)
FORM = "--basis-form-control-background-color"
PAIRS = (
    *((ink, f"--basis-color-{paper}", TEXT) for ink in ON_PAPER for paper in PAPER),
    *(
        (f"--basis-color-{mood}-color-default", f"--basis-color-{paper}", TEXT)
        for mood in ("negative", "positive")
        for paper in (*PAPER[:2], f"{mood}-bg-subtle")
    ),
    *(
        ("--basis-color-action-1-inverse-color-default", f"--basis-color-action-1-inverse-bg-{state}", TEXT)
        for state in ("default", "hover")
    ),
    ("--basis-color-warning-color-default", "--basis-color-warning-bg-subtle", TEXT),
    ("--basis-focus-color", "--basis-focus-background-color", TEXT),
    ("--basis-color-default-color-document", FORM, TEXT),
    ("--basis-color-default-border-default", "--basis-color-default-bg-document", EDGE),
    ("--basis-color-default-border-default", FORM, EDGE),
    ("--basis-focus-outline-color", "--basis-color-default-bg-document", EDGE),
)
"""What stands on what: ink, paper, and the least contrast between them."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of a theme, for a light and a dark screen."""

    light: Mapping[str, str]
    dark: Mapping[str, str]

    @property
    def light_only(self) -> bool:
        """Whether nothing was chosen for a dark screen: then there is none, as ours does not go with theirs."""
        return not self.dark

    @property
    def text(self) -> str:
        """The theme as a style sheet that holds nothing but tokens."""
        dark = f"@media {DARK} {{ {block(self.dark)} }}\n" if self.dark else ""
        return f"{block(self.light)}\n{dark}"

    @property
    def digest(self) -> str:
        """What changes when the theme does."""
        return sha256(self.text.encode()).hexdigest()[:12]


def own_theme(place: str) -> Theme | None:
    """Return the theme that an organisation lays over ours; nothing where no file of tokens is named."""
    if not place:
        return None
    try:
        text = Path(place).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        mend = "Let it name a file of tokens, as docs/theme.md says"
        raise BadInput([Fault("the theme cannot be read", mend, column="WEERKLANK_THEME")]) from None
    return laid_over(text, ours=OURS.read_text(encoding="utf-8"), file=Path(place).name)


def block(tokens: Mapping[str, str]) -> str:
    """Return tokens as one rule."""
    return ":root { " + " ".join(f"{name}: {value};" for name, value in tokens.items()) + " }"


def laid_over(text: str, *, ours: str, file: str) -> Theme:
    """Return the theme of a file, to lay over our own style sheet.

    Raises `BadInput` for what is no list of tokens, a value that could do more than look, a colour whose contrast
    cannot be measured, and a pair of colours that not everyone can read.
    """
    told = Told(text, file=file)
    if told.faults:
        raise BadInput(told.faults)
    basis = Told(ours.partition(END)[0], file="theme.css")
    used = {name: told.light[name] for name in told.light if name in basis.light}
    dark = {name: told.dark[name] for name in told.dark if name in basis.light}
    if not used:
        raise BadInput([nothing(file)])
    light_all = basis.light | told.light
    dark_all = light_all | (basis.dark | told.light | told.dark if dark else {})
    theme = Theme(followed(used, light_all), followed(dark, dark_all))
    shown = [followed(basis.light, light_all), followed(basis.light, dark_all)]
    faults = [
        *unsafe(theme, file=file),
        *(unread for tokens in shown for unread in unreadable(tokens, file=file)),
    ]
    if faults:
        raise BadInput(list(dict.fromkeys(faults)))
    return theme


class Told:
    """What a file says: tokens for a light and a dark screen, and what else stood there."""

    def __init__(self, text: str, *, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        rest = COMMENT.sub(" ", text)
        self.dark = dict(
            self.declared(rule for media in MEDIA.finditer(rest) for rule in self.dark_rules(media))
        )
        rest = MEDIA.sub(" ", rest)
        self.light = dict(self.declared(RULE.finditer(rest)))
        if RULE.sub("", rest).strip():
            self.fault("something stands outside the lists of tokens", "Keep :root { --name: value; } alone")

    def fault(self, what: str, mend: str, *, name: str | None = None) -> None:
        """Remember what is wrong."""
        self.faults.append(Fault(what, mend, file=self.file, column=name))

    def dark_rules(self, media: re.Match[str]) -> Iterator[re.Match[str]]:
        """Yield the rules of a question to the screen, where it is the one that we know."""
        if media[1].strip() != DARK:
            self.fault("it asks something of the screen that is not known here", f"Keep @media {DARK} alone")
        yield from RULE.finditer(media[2])

    def declared(self, rules: Iterator[re.Match[str]]) -> Iterator[tuple[str, str]]:
        """Yield name and value of every token."""
        for rule in rules:
            if not SELECTOR.fullmatch(rule[1].strip()):
                self.fault("it styles a part of a page", "Keep tokens in :root or in the class of a theme")
            for line in filter(str.strip, rule[2].split(";")):
                name, _, value = line.strip().partition(":")
                if name.startswith("--"):
                    yield name.strip(), value.strip()
                else:
                    self.fault("it sets a property that is no token", "Keep names that begin with -- alone")


def nothing(file: str) -> Fault:
    """Return that a file holds no token that a page uses."""
    return Fault(
        "it holds no token that our pages use",
        "Begin with the table of docs/theme.md, and run again",
        file=file,
    )


def followed(tokens: Mapping[str, str], everything: Mapping[str, str]) -> Tokens:
    """Return tokens with the values that their references lead to; what leads nowhere stays a reference."""
    found = {}
    for name in tokens:
        value = everything[name]
        for _ in range(DEEPEST):
            value = REFERENCE.sub(lambda said: everything.get(said[1], said[2] or said[0]), value)
        found[name] = value
    return found


def unsafe(theme: Theme, *, file: str) -> Iterator[Fault]:
    """Yield the values that could do more than look, or lead nowhere."""
    for name, value in (*theme.light.items(), *theme.dark.items()):
        if not PLAIN.fullmatch(value) or not set(CALLED.findall(value)) <= MAY_BE_CALLED:
            mend = "Write a colour as #rrggbb, a length, a number or the names of fonts"
            yield Fault("its value is not one that is known to be harmless", mend, file=file, column=name)


def unreadable(tokens: Mapping[str, str], *, file: str) -> Iterator[Fault]:
    """Yield the pairs of colours that not everyone can read, or that cannot be measured."""
    for ink, paper, least in PAIRS:
        loose = [name for name in (ink, paper) if not HEX.fullmatch(tokens[name])]
        for name in loose:
            mend = "Write it as #rrggbb, so that its contrast can be measured"
            yield Fault("its colour is not written in numbers", mend, file=file, column=name)
        if not loose and contrast(tokens[ink], tokens[paper]) < least:
            what = f"on {paper} its contrast is {contrast(tokens[ink], tokens[paper]):.2f}"
            yield Fault(what, f"Choose a pair with at least {least}", file=file, column=ink)


def contrast(one: str, other: str) -> float:
    """Return the contrast between two colours, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour in hexadecimals, from 0 to 1 (WCAG 2.2, definitions)."""
    digits = colour[1:] if len(colour) > len("#rgb") else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= NEARLY_BLACK else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
