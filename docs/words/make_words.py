"""Make the list of words of receipts and passphrases, once: `python3 docs/words/make_words.py DIC LIST OUT`.

Both files are OpenTaal's, of the Debian packages hunspell-nl and wdutch, 2.20.19. The list is frozen: a word
that is added or taken away later makes receipts that were given out unreadable, so this script is kept to show
how it was made, not to make it again. Chosen are nouns of 4 to 8 plain letters, the ones first of which most
other words are made (`tafel` before `targoem`); no word one letter from another, none the beginning of another,
none that sounds like another; and none that `screen.txt` refuses. A second look put more words on the screen
before any receipt was given out: those were taken out, and nothing came in their place.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

WANTED = 8_192
"""The most words that are kept: 13 bits each; the screen leaves a few less."""
SHORTEST, LONGEST = 4, 8
PLAIN = re.compile(rf"[a-z]{{{SHORTEST},{LONGEST}}}")
NOUN = frozenset({"Za", "Zb", "Zc", "Ze", "Zf", "Zh", "Zi", "Zm", "Zx", "Ya", "Yb", "Ye", "Yf"})
"""Marks of the dictionary for a plural or a diminutive."""
SOUNDS = (
    *(("ij", "ei"), ("y", "i"), ("ou", "au"), ("auw", "au"), ("sch", "sg"), ("ch", "g"), ("ph", "f")),
    *(("th", "t"), ("qu", "kw"), ("x", "ks"), ("c", "k"), ("z", "s"), ("v", "f"), ("dt", "t"), ("d", "t")),
)
DOUBLE = re.compile(r"(.)\1")
Screen = tuple[frozenset[str], tuple[str, ...]]


def nouns(dictionary: Path) -> set[str]:
    """Return the nouns of a Hunspell dictionary that have only plain letters."""
    found = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        word, _, marks = line.partition("/")
        if PLAIN.fullmatch(word) and NOUN & set(re.findall("..", marks)):
            found.add(word)
    return found


def families(words: list[str]) -> Counter[str]:
    """Return of how many words each is the beginning or the end."""
    found: Counter[str] = Counter()
    for word in words:
        for cut in range(SHORTEST, min(LONGEST, len(word)) + 1):
            found[word[:cut]] += 1
            found[word[-cut:]] += 1
    return found


def screen(text: str) -> Screen:
    """Return the words, and the parts of words, that a screen refuses; a part is written between stars."""
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    told = " ".join(lines).split()
    parts = tuple(word.strip("*") for word in told if "*" in word)
    return frozenset(word for word in told if "*" not in word), parts


def screened(words: set[str], *, capitals: set[str], refused: Screen) -> set[str]:
    """Return the words that are no name and that the screen lets through."""
    exact, parts = refused
    return {
        word
        for word in words - capitals - exact
        if word.removesuffix("s") not in exact and not any(part in word for part in parts)
    }


def sound(word: str) -> str:
    """Return about how a word sounds."""
    for written, heard in SOUNDS:
        word = word.replace(written, heard)
    return DOUBLE.sub(r"\1", word)


def gaps(word: str) -> set[str]:
    """Return a word with each of its letters left open, and with a letter more or less."""
    open_letter = {word[:at] + "." + word[at + 1 :] for at in range(len(word))}
    return open_letter | {word[:at] + "." + word[at:] for at in range(len(word) + 1)}


def apart(words: list[str]) -> list[str]:
    """Return the words, first come first kept, that are apart from all before: in letters, sound and beginning."""
    kept: list[str] = []
    near: set[str] = set()
    sounds: set[str] = set()
    whole: set[str] = set()
    begun: set[str] = set()
    for word in words:
        beginnings = {word[:at] for at in range(1, len(word))}
        if gaps(word) & near or sound(word) in sounds or word in begun or beginnings & whole:
            continue
        kept.append(word)
        near |= gaps(word)
        sounds.add(sound(word))
        whole.add(word)
        begun |= beginnings
    return kept


def made(dictionary: Path, word_list: Path, refused: Screen) -> list[str]:
    """Return the list."""
    every = word_list.read_text(encoding="utf-8").split()
    capitals = {word.lower() for word in every if word[:1].isupper()}
    family = families([word.lower() for word in every])
    fit = screened(nouns(dictionary), capitals=capitals, refused=refused)
    return sorted(apart(sorted(fit, key=lambda word: (-family[word], len(word), word)))[:WANTED])


if __name__ == "__main__":
    told = Path(__file__).with_name("screen.txt").read_text(encoding="utf-8")
    words = made(Path(sys.argv[1]), Path(sys.argv[2]), screen(told))
    Path(sys.argv[3]).write_text("\n".join(words) + "\n", encoding="ascii")
