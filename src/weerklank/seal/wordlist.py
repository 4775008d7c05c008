"""The words of a receipt and of a passphrase: Dutch, of 4 to 8 letters. Their origin: words_nl_licence.txt."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from weerklank.seal.chance import Draw, below, token


@cache
def words() -> tuple[str, ...]:
    """Return every word, in order."""
    return tuple(files(__package__).joinpath("words_nl.txt").read_text(encoding="ascii").split())


def some_words(number: int, *, draw: Draw = token) -> str:
    """Return so many words, each as likely, with a space between."""
    chosen = words()
    return " ".join(chosen[below(len(chosen), draw=draw)] for _ in range(number))
